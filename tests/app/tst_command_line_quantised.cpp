#include "core/io/onnx_file.h"
#include "core/io/session_file.h"
#include "tests/app/command_line_runner.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace propago;
using namespace propago::test;

namespace {

const QString kTrain = QStringLiteral("train --data digits --model lenet --limit 512 --batch 32 "
                                      "--optimizer adam --epochs 2 --quiet");

QString weights(const Answer& answer)
{
    return answer.json[QLatin1String("weights_sha256")].toString();
}

std::int64_t count(const Graph& graph, OperatorKind kind)
{
    return std::ranges::count(graph.nodes, kind, &Node::kind);
}

} // namespace

/// `propago train --quantise` and `propago convert`.
class TestCommandLineQuantised : public QObject {
    Q_OBJECT

    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QString quantise(const char* format) const
    {
        return QStringLiteral("train --resume %1 --quantise %2 --calibrate 64 --quiet")
            .arg(path("full.propago"), QLatin1String(format));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCOMPARE(callJson(kTrain + " --save " + path("full.propago")).code, 0);
    }

    void trainsForIntegers()
    {
        const Answer answer =
            callJson(quantise("int2") + " --epochs 1 --log-steps --save " + path("two.propago"));
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.json[QLatin1String("updates")].toInt(), 16); // it counts from the start
        QCOMPARE(answer.json[QLatin1String("steps")].toArray().size(), 16);
        const auto session = loadSession(path("two.propago").toStdString());
        QVERIFY(session);
        QCOMPARE(session->settings.schedule, ScheduleKind::Cosine);
        QCOMPARE(session->settings.gradClipNorm, 1.0);
        QCOMPARE(session->settings.learningRate, 1e-4);
        QVERIFY(count(session->graph, OperatorKind::FakeQuantize) >= 5);
        std::vector<std::int64_t> bits;
        for (const Node& node : session->graph.nodes) {
            if (node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear)
                bits.push_back(node.attributes.weightBits);
        }
        QCOMPARE(bits, (std::vector<std::int64_t>{8, 2, 2, 2, 8}));
    }

    void stepByStepIsTheSame()
    {
        const QString line = quantise("int4") + " --quantise-all --epochs 1";
        const Answer flat = callJson(line + " --threads 1");
        QCOMPARE(flat.code, 0);
        QCOMPARE(weights(callJson(line + " --threads 2 --grain op")), weights(flat));
    }

    // In two sittings as in one.
    void goesOn()
    {
        const QString line = quantise("int4") + " --epochs 2";
        const Answer whole = callJson(line);
        QCOMPARE(callJson(line + " --steps 7 --save " + path("part.propago")).code, 0);
        const Answer rest = callJson("train --quiet --resume " + path("part.propago"));
        QCOMPARE(rest.code, 0);
        QCOMPARE(weights(rest), weights(whole));
    }

    void whatIsWrittenWins()
    {
        QCOMPARE(callJson(quantise("int8")
                          + " --epochs 1 --steps 1 --optimizer sgd --schedule constant --batch 16 "
                            "--clip-norm 3 --save "
                          + path("own.propago"))
                     .code,
                 0);
        const auto session = loadSession(path("own.propago").toStdString());
        QCOMPARE(session->settings.schedule, ScheduleKind::Constant);
        QCOMPARE(session->settings.optimizer, OptimizerKind::Sgd);
        QCOMPARE(session->settings.learningRate, 0.001);
        QCOMPARE(session->settings.gradClipNorm, 3.0);
        QCOMPARE(session->settings.batch, std::int64_t{16});
    }

    void refusals()
    {
        const Answer other = callJson(quantise("int3"));
        QCOMPARE(other.code, 2);
        QVERIFY(other.messages.contains("int8, int4 or int2"));
        QCOMPARE(callJson(kTrain + " --quantise int8").code, 2);
        QCOMPARE(callJson("convert --model lenet -o " + path("x.onnx")).code, 2);
        QCOMPARE(callJson("convert --model " + path("full.propago") + " -o " + path("x.txt")).code,
                 2);
        QCOMPARE(callJson("convert --precision bf16 --model " + path("full.propago") + " -o "
                          + path("x.onnx"))
                     .code,
                 2);
        QCOMPARE(callJson("convert --precision int8 --model " + path("full.propago") + " -o "
                          + path("x.propago"))
                     .code,
                 2);
        QCOMPARE(callJson("convert --model " + path("missing.onnx") + " -o " + path("x.onnx")).code,
                 4);
    }

    void convertsThereAndBack()
    {
        const Answer there =
            callJson("convert --model " + path("full.propago") + " -o " + path("full.onnx"));
        QCOMPARE(there.code, 0);
        QCOMPARE(there.json[QLatin1String("operators")].toObject()[QLatin1String("Conv2d")].toInt(),
                 2);
        QCOMPARE(
            callJson("convert --quiet --model " + path("full.onnx") + " -o " + path("back.propago"))
                .code,
            0);
        const auto before = loadSession(path("full.propago").toStdString());
        const auto after = loadSession(path("back.propago").toStdString());
        QCOMPARE(count(after->graph, OperatorKind::Linear),
                 count(before->graph, OperatorKind::Linear));
        QCOMPARE(weightsSha256(*after), weightsSha256(*before));
    }

    // The integers in the file are those that evaluate judges.
    void convertsToIntegers()
    {
        const Answer made =
            callJson("convert --precision int8 --calibrate 64 --data digits --model "
                     + path("full.propago") + " -o " + path("integers.onnx"));
        QCOMPARE(made.code, 0);
        QVERIFY(
            made.json[QLatin1String("operators")].toObject()[QLatin1String("FakeQuantize")].toInt()
            >= 5);
        const auto read = readOnnx(path("integers.onnx").toStdString());
        QVERIFY(read);
        const auto accuracyOf = [&](const QString& model) {
            const Answer answer = callJson(
                "evaluate --data digits --calibrate 64 --precisions fp32,int8 --model " + model);
            return answer.json[QLatin1String("precisions")].toArray();
        };
        const QJsonArray own = accuracyOf(path("full.propago"));
        const QJsonArray file = accuracyOf(path("integers.onnx"));
        const double integers = own[1].toObject()[QLatin1String("accuracy")].toDouble();
        for (const QJsonValue& row : file)
            QVERIFY(std::abs(row.toObject()[QLatin1String("accuracy")].toDouble() - integers)
                    <= 0.005);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestCommandLineQuantised)
#include "tst_command_line_quantised.moc"
