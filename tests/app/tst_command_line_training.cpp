#include "core/io/session_file.h"
#include "tests/app/command_line_runner.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <set>

using namespace propago::test;

namespace {

const QString kTrain = QStringLiteral("train --data digits --model lenet --limit 256 --quiet");

QString weights(const Answer& answer)
{
    return answer.json[QLatin1String("weights_sha256")].toString();
}

// Sends the signal when the first line is written to it: in the middle of a training, whatever the machine.
class SignallingBuffer final : public std::stringbuf {
public:
    explicit SignallingBuffer(int signal) : m_signal(signal) {}

protected:
    int sync() override
    {
        if (m_signal != 0)
            std::raise(std::exchange(m_signal, 0));
        return std::stringbuf::sync();
    }

private:
    int m_signal;
};

} // namespace

/// `propago train`: its results, its files, and that the way does not change the weights.
class TestCommandLineTraining : public QObject {
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }

    // 256 pictures in batches of 32: an epoch is 8 updates, so the test at 8 is that of the epoch.
    void testsBetweenEpochs()
    {
        const QString line = kTrain + QStringLiteral(" --epochs 2 --batch 32 --optimizer adam");
        const Answer plain = callJson(line);
        QVERIFY(!plain.json.contains(QLatin1String("tests")));
        const Answer answer = callJson(line + QStringLiteral(" --test-every 4"));
        QCOMPARE(answer.code, 0);
        const QJsonArray tests = answer.json[QLatin1String("tests")].toArray();
        QCOMPARE(tests.size(), 2);
        QCOMPARE(tests[0].toObject()[QLatin1String("step")].toInt(), 4);
        QCOMPARE(tests[1].toObject()[QLatin1String("step")].toInt(), 12);
        QVERIFY(tests[0].toObject()[QLatin1String("test_accuracy")].isDouble());
        QVERIFY(tests[0].toObject()[QLatin1String("test_loss")].toDouble()
                != tests[1].toObject()[QLatin1String("test_loss")].toDouble());
        QCOMPARE(answer.json[QLatin1String("epochs")].toArray().size(), 2);
        QCOMPARE(weights(answer), weights(plain));
    }

    void stopsBetweenEpochs()
    {
        const Answer answer = callJson(
            kTrain
            + QStringLiteral(" --epochs 50 --batch 8 --optimizer adam --until-accuracy 0.15 "
                             "--test-every 3"));
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.json[QLatin1String("updates")].toInt() % 3, 0);
        QVERIFY(answer.json[QLatin1String("updates")].toInt() < 32);
        QVERIFY(answer.json[QLatin1String("test_accuracy")].toDouble() >= 0.15);
    }

    void tellsEpochs()
    {
        const Answer answer =
            callJson(kTrain + QStringLiteral(" --epochs 2 --batch 32 --optimizer adam"));
        QCOMPARE(answer.code, 0);
        QVERIFY(answer.messages.isEmpty());
        const QJsonArray epochs = answer.json[QLatin1String("epochs")].toArray();
        QCOMPARE(epochs.size(), 2);
        const QJsonObject first = epochs[0].toObject(), second = epochs[1].toObject();
        for (const char* field : {"epoch", "loss", "accuracy", "test_loss", "test_accuracy",
                                  "seconds", "images_per_second"})
            QVERIFY2(second[QLatin1String(field)].isDouble(), field);
        QCOMPARE(second[QLatin1String("epoch")].toInt(), 2);
        QVERIFY(second[QLatin1String("loss")].toDouble() < first[QLatin1String("loss")].toDouble());
        QCOMPARE(weights(answer).size(), 64);
        QCOMPARE(answer.json[QLatin1String("parameters")].toInt(), 61706);
    }

    void makesExactlySoManySteps()
    {
        const Answer answer = callJson(kTrain + QStringLiteral(" --steps 6 --log-steps --lr 0.02"));
        QCOMPARE(answer.code, 0);
        const QJsonArray steps = answer.json[QLatin1String("steps")].toArray();
        QCOMPARE(steps.size(), 6);
        QCOMPARE(steps[5].toObject()[QLatin1String("step")].toInt(), 6);
        QCOMPARE(steps[5].toObject()[QLatin1String("lr")].toDouble(), 0.02);
        QVERIFY(steps[0].toObject()[QLatin1String("loss")].toDouble() > 1);
    }

    void givesTheSameWeights_data()
    {
        QTest::addColumn<QString>("way");
        for (const char* way : {"--threads 1", "--threads 2", "--grain op", "--grain layer",
                                "--grain phase", "--grain batch"})
            QTest::newRow(way) << QString::fromLatin1(way);
    }

    void givesTheSameWeights()
    {
        QFETCH(QString, way);
        const QString line = kTrain + QStringLiteral(" --steps 6");
        const QString expected = weights(callJson(line));
        QCOMPARE(expected.size(), 64);
        QCOMPARE(weights(callJson(line + QLatin1Char(' ') + way)), expected);
    }

    void dependsOnTheSeed()
    {
        const QString line = kTrain + QStringLiteral(" --steps 2 --seed ");
        QVERIFY(weights(callJson(line + QStringLiteral("1")))
                != weights(callJson(line + QStringLiteral("2"))));
    }

    void resumesBitByBit_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::newRow("sgd") << QStringLiteral("--optimizer sgd");
        QTest::newRow("adam with cosine")
            << QStringLiteral("--optimizer adam --schedule cosine --epochs 4");
        QTest::newRow("bf16") << QStringLiteral("--precision bf16 --optimizer adam");
        QTest::newRow("fp64") << QStringLiteral("--precision fp64 --optimizer nesterov");
        QTest::newRow("adamw with everything") << QStringLiteral(
            "--optimizer adamw --schedule one-cycle --epochs 4 --clip-norm 1 --clip-value 0.1 "
            "--label-smoothing 0.1 --augment shift,flip,rotate,scale,colour,cutout,mixup");
        QTest::newRow("rmsprop with plateau") << QStringLiteral(
            "--optimizer rmsprop --alpha 0.9 --schedule plateau --schedule-patience 0 --batch 128");
    }

    void resumesBitByBit()
    {
        QFETCH(QString, settings);
        const QString line = kTrain + QLatin1Char(' ') + settings;
        const QString file = m_folder.filePath(QStringLiteral("resumed.propago"));
        const QString whole = weights(callJson(line + QStringLiteral(" --steps 10")));
        QCOMPARE(callJson(line + QStringLiteral(" --steps 5 --save ") + file).code, 0);
        const Answer resumed = callJson(QStringLiteral("train --quiet --steps 5 --resume ") + file);
        QCOMPARE(resumed.code, 0);
        QCOMPARE(weights(resumed), whole);
    }

    void everyMethodChangesTheWeights()
    {
        const QString line = kTrain + QStringLiteral(" --steps 3");
        std::set<QString> seen{weights(callJson(line))};
        for (const char* more :
             {"--optimizer rmsprop", "--optimizer rmsprop --alpha 0.5", "--optimizer adagrad",
              "--optimizer adam", "--optimizer adamw", "--clip-norm 0.01", "--clip-value 0.001",
              "--label-smoothing 0.2", "--schedule one-cycle", "--augment shift=1",
              "--augment cutout", "--augment mixup"}) {
            const QString sha = weights(callJson(line + QLatin1Char(' ') + QLatin1String(more)));
            QCOMPARE(sha.size(), 64);
            QVERIFY2(seen.insert(sha).second, more);
        }
        QVERIFY(!seen.insert(weights(callJson(line + QStringLiteral(" --augment none")))).second);
    }

    // No patience, and a rate that is far too large: the held-out loss rises and the rate is cut.
    void plateauCutsTheRate()
    {
        const Answer answer = callJson(
            kTrain
            + QStringLiteral(" --epochs 4 --lr 0.2 --batch 64 --schedule plateau --log-steps "
                             "--schedule-patience 0 --schedule-factor 0.1"));
        QCOMPARE(answer.code, 0);
        const QJsonArray steps = answer.json[QLatin1String("steps")].toArray();
        const QJsonArray epochs = answer.json[QLatin1String("epochs")].toArray();
        QCOMPARE(epochs.size(), 4);
        double best = 1e30, rate = 0.2;
        for (qsizetype epoch = 0; epoch < 4; ++epoch) {
            for (qsizetype step = 4 * epoch; step < 4 * epoch + 4; ++step)
                QVERIFY(std::abs(steps[step].toObject()[QLatin1String("lr")].toDouble() - rate)
                        < 1e-12);
            const double loss = epochs[epoch].toObject()[QLatin1String("test_loss")].toDouble();
            QVERIFY(epochs[epoch].toObject()[QLatin1String("seconds")].toDouble() > 0);
            rate *= loss < best * (1 - 1e-4) ? 1 : 0.1;
            best = std::min(best, loss);
        }
        QVERIFY(rate < 0.2);
    }

    void refusesToChangeAResumedRun()
    {
        const QString file = m_folder.filePath(QStringLiteral("fixed.propago"));
        QCOMPARE(callJson(kTrain + QStringLiteral(" --steps 2 --save ") + file).code, 0);
        for (const char* change : {"--batch 32", "--seed 9", "--limit 128", "--precision fp64"}) {
            const Answer answer = callJson(QStringLiteral("train --quiet --steps 1 --resume %1 %2")
                                               .arg(file, QLatin1String(change)));
            QVERIFY2(answer.code == 2, change);
        }
        QCOMPARE(
            callJson(QStringLiteral("train --quiet --steps 1 --model mlp --resume ") + file).code,
            3);
        QCOMPARE(
            callJson(QStringLiteral("train --quiet --steps 1 --model lenet --resume ") + file).code,
            0);
    }

    void saysWhenTheGoalWasNotMet()
    {
        const Answer answer = callJson(kTrain + QStringLiteral(" --epochs 1 --until-accuracy 1"));
        QCOMPARE(answer.code, 1);
        QCOMPARE(errorCode(answer), QStringLiteral("goal-not-met"));
        QCOMPARE(answer.json[QLatin1String("epochs")].toArray().size(), 1);
        const Answer met = callJson(
            kTrain + QStringLiteral(" --epochs 50 --optimizer adam --until-accuracy 0.15"));
        QCOMPARE(met.code, 0);
        QVERIFY(met.json[QLatin1String("epochs")].toArray().size() < 50);
    }

    void keepsTheLastGoodWeightsWhenItDiverges()
    {
        const QString file = m_folder.filePath(QStringLiteral("diverged.propago"));
        const Answer answer = callJson(kTrain + QStringLiteral(" --lr 1e30 --save ") + file);
        QCOMPARE(answer.code, 5);
        const QString message =
            answer.json[QLatin1String("error")].toObject()[QLatin1String("message")].toString();
        QVERIFY2(message.contains(QLatin1String("step")) && message.contains(QStringLiteral(" · ")),
                 qPrintable(message));
        const auto session = propago::loadSession(file.toStdString());
        QVERIFY(session.has_value());
        QCOMPARE(QString::fromStdString(propago::weightsSha256(*session)), weights(answer));
    }

    void writesAnExactTable()
    {
        const QString file = m_folder.filePath(QStringLiteral("run.csv"));
        const Answer answer =
            callJson(kTrain + QStringLiteral(" --steps 5 --log-steps --csv ") + file);
        QCOMPARE(answer.code, 0);
        QFile table(file);
        QVERIFY(table.open(QIODevice::ReadOnly));
        const QByteArrayList lines = table.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 6);
        QCOMPARE(lines[0], QByteArray("step,epoch,loss,accuracy,lr"));
        const QByteArrayList last = lines[5].split(',');
        QCOMPARE(last[1].toInt(), 2); // 256 pictures in batches of 64
        const QJsonObject step = answer.json[QLatin1String("steps")].toArray()[4].toObject();
        QCOMPARE(last[2].toDouble(), step[QLatin1String("loss")].toDouble());
    }

    void savesAndStopsWhenInterrupted_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<int>("code");
        QTest::newRow("SIGINT") << SIGINT << 130;
        QTest::newRow("SIGTERM") << SIGTERM << 143;
    }

    void savesAndStopsWhenInterrupted()
    {
        QFETCH(int, signal);
        QFETCH(int, code);
        const QString file = m_folder.filePath(QStringLiteral("interrupted%1.propago").arg(signal));
        SignallingBuffer buffer(signal);
        std::ostream messages(&buffer);
        std::ostringstream out;
        const auto result = propago::runCommandLine({"train", "--data", "digits", "--model",
                                                     "lenet", "--limit", "256", "--epochs", "1000",
                                                     "--json", "--save", file.toStdString()},
                                                    out, messages);
        QCOMPARE(result.value_or(-1), code);
        const auto session = propago::loadSession(file.toStdString());
        QVERIFY(session.has_value());
        QVERIFY(session->position.batch >= 4);
        QVERIFY(session->position.batch < 4000);
        const QJsonObject json =
            QJsonDocument::fromJson(QByteArray::fromStdString(out.str())).object();
        QCOMPARE(json[QLatin1String("error")].toObject()[QLatin1String("code")].toString(),
                 QStringLiteral("interrupted"));
        const Answer resumed = callJson(QStringLiteral("train --quiet --steps 1 --resume ") + file);
        QCOMPARE(resumed.code, 0);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCommandLineTraining)
#include "tst_command_line_training.moc"
