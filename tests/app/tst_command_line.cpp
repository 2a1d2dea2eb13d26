#include "tests/app/command_line_runner.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace propago::test;

/// Words, refusals and exit codes, whatever the verb.
class TestCommandLine : public QObject {
    Q_OBJECT

private slots:
    void wantsTheWindowWithoutVerb()
    {
        QCOMPARE(call({}).code, -1);
        QCOMPARE(call({QStringLiteral("session.propago")}).code, -1);
        QCOMPARE(call({QStringLiteral("--style"), QStringLiteral("Fusion")}).code, -1);
        QCOMPARE(call({QStringLiteral("--camera"), QStringLiteral("film.avi")}).code, -1);
        QCOMPARE(call({QStringLiteral("--camera")}).code, 2);
    }

    void tellsVersionAndHelp()
    {
        const Answer version = call({QStringLiteral("--version")});
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.startsWith("propago 0."));
        const Answer help = call({QStringLiteral("--help")});
        for (const char* verb : {"train", "evaluate", "classify", "run", "gradients", "bench",
                                 "roofline", "summary", "info", "export", "shots"})
            QVERIFY2(help.out.contains(verb), verb);
        QCOMPARE(callJson(QStringLiteral("train --help")).code, 0);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("identifier");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* line, int code, const char* identifier,
                            const char* says) {
            QTest::newRow(name) << QString::fromLatin1(line) << code
                                << QString::fromLatin1(identifier) << QString::fromLatin1(says);
        };
        row("unknown verb", "qos", 2, "usage", "train, evaluate");
        row("unknown option", "train --bogus", 2, "usage", "--bogus");
        row("missing option", "summary", 2, "usage", "--model");
        row("not a number", "train --data digits --model lenet --epochs many", 2, "usage",
            "--epochs");
        row("no epochs", "train --data digits --model lenet --epochs 0", 2, "usage", "--epochs");
        row("no data", "train --model lenet", 2, "usage", "--data");
        row("optimizer", "train --data digits --model lenet --optimizer lion", 2, "usage",
            "sgd, nesterov, rmsprop, adagrad, adam, adamw");
        row("schedule", "train --data digits --model lenet --schedule triangle", 2, "usage",
            "one-cycle, plateau");
        row("loss", "train --data digits --model lenet --loss hinge", 2, "usage", "l1");
        row("augment", "train --data digits --model lenet --augment flip,spin", 2, "usage", "spin");
        row("strength", "train --data digits --model lenet --augment rotate=999", 2, "usage",
            "180");
        row("clip norm", "train --data digits --model lenet --clip-norm -1", 2, "usage",
            "--clip-norm");
        row("clip value", "train --data digits --model lenet --clip-value nan", 2, "usage",
            "--clip-value");
        row("smoothing", "train --data digits --model lenet --label-smoothing 1.1", 2, "usage",
            "--label-smoothing");
        row("smoothing of another loss",
            "train --data digits --model lenet --loss mse --label-smoothing 0.1", 2, "usage",
            "cross-entropy");
        row("alpha", "train --data digits --model lenet --alpha 1", 2, "usage", "--alpha");
        row("patience", "train --data digits --model lenet --schedule-patience -1", 2, "usage",
            "--schedule-patience");
        row("distributed", "train --data digits --model lenet --distributed data", 2, "usage",
            "--distributed");
        row("rate", "train --data digits --model lenet --lr -1", 2, "usage", "--lr");
        row("train in int8", "train --data digits --model lenet --precision int8", 2, "usage",
            "fp64");
        row("bench seconds", "bench --model lenet --seconds 0", 2, "usage", "--seconds");
        row("bench folder", "bench --model lenet --export-onnx no/such/folder/x.onnx", 4,
            "file-unwritable", "folder");
        row("train what int8", "bench --model lenet --train --precision int8", 2, "usage", "fp64");
        row("roofline of fp7", "roofline --model lenet --precision fp7", 2, "usage", "bf16");
        row("roofline batch", "roofline --batch 0", 2, "usage", "--batch");
        row("roofline model", "roofline --model nothing.onnx", 4, "file-missing", "nothing.onnx");
        row("precision", "summary --model lenet --precision fp7", 2, "usage", "fp7");
        row("accuracy in percent", "train --data digits --model lenet --until-accuracy 90", 2,
            "usage", "0.9");
        row("test every", "train --data digits --model lenet --test-every 0", 2, "usage",
            "--test-every");
        row("deviation", "train --data digits --model lenet --std 0", 2, "usage", "--std");
        row("channels", "train --data digits --model lenet --mean 0.1,0.2,0.3", 2, "usage",
            "--mean");
        row("chart name", "train --data digits --model lenet --chart loss.doc", 2, "usage", ".svg");
        row("unknown data", "train --data nothing --model lenet", 3, "bad-input", "nothing");
        row("unknown model", "summary --model nothing-here", 3, "", "nothing-here");
        row("missing file", "summary --model nothing.onnx", 4, "file-missing", "nothing.onnx");
        row("missing session", "train --resume nothing.propago", 4, "file-missing",
            "nothing.propago");
        row("missing folder", "train --data digits --model lenet --save no/such/folder/s.propago",
            4, "file-unwritable", "folder");
        row("diverged", "train --data digits --model lenet --limit 256 --lr 1e30 --quiet", 5,
            "diverged", "step");
    }

    void refuses()
    {
        QFETCH(QString, line);
        QFETCH(int, code);
        QFETCH(QString, identifier);
        QFETCH(QString, says);
        const Answer answer = callJson(line);
        QCOMPARE(answer.code, code);
        QCOMPARE(answer.json[QLatin1String("schema")].toInt(), 1);
        const QJsonObject error = answer.json[QLatin1String("error")].toObject();
        if (!identifier.isEmpty())
            QCOMPARE(error[QLatin1String("code")].toString(), identifier);
        QVERIFY(error.contains(QLatin1String("where")));
        QVERIFY2(error[QLatin1String("message")].toString().contains(says), answer.out.constData());
        QVERIFY2(answer.messages.contains(says.toUtf8()), answer.messages.constData());
        QCOMPARE(answer.messages.count('\n'), 1);
        QCOMPARE(answer.out.count('\n'), 1);
    }

    void keepsStandardOutputEmptyWithoutJson()
    {
        const Answer answer = call(
            {QStringLiteral("summary"), QStringLiteral("--model"), QStringLiteral("nothing.onnx")});
        QCOMPARE(answer.code, 4);
        QVERIFY(answer.out.isEmpty());
        QVERIFY(answer.messages.startsWith("propago: "));
    }

    void takesCommonOptionsBeforeTheVerb()
    {
        const Answer answer = call({QStringLiteral("--json"), QStringLiteral("--threads"),
                                    QStringLiteral("1"), QStringLiteral("info")});
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.json[QLatin1String("threads")].toInt(), 1);
    }

    void tellsInformation()
    {
        const Answer answer = callJson(QStringLiteral("info"));
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.json[QLatin1String("schema")].toInt(), 1);
        QCOMPARE(answer.json[QLatin1String("verb")].toString(), QStringLiteral("info"));
        QVERIFY(answer.json[QLatin1String("seconds")].isDouble());
        QVERIFY(!answer.json[QLatin1String("isa")].toString().isEmpty());
        QVERIFY(answer.json[QLatin1String("models")].toArray().contains(QStringLiteral("lenet")));
    }

    // LeNet-5 on 28 x 28 pictures has 61,706 parameters.
    void summarises()
    {
        const Answer answer = callJson(QStringLiteral("summary --model lenet"));
        QCOMPARE(answer.code, 0);
        const QJsonObject totals = answer.json[QLatin1String("totals")].toObject();
        QCOMPARE(totals[QLatin1String("parameters")].toInt(), 61706);
        QCOMPARE(totals[QLatin1String("macs")].toInt(), 416520);
        const QJsonObject first = answer.json[QLatin1String("layers")].toArray()[1].toObject();
        QCOMPARE(first[QLatin1String("kind")].toString(), QStringLiteral("Conv2d"));
        QCOMPARE(first[QLatin1String("output")].toArray(), (QJsonArray{6, 28, 28}));
        const Answer table =
            call({QStringLiteral("summary"), QStringLiteral("--model"), QStringLiteral("lenet")});
        QVERIFY(table.out.contains("61 706"));
    }

    void measuresSpeed()
    {
        const Answer answer = callJson(QStringLiteral("bench --model lenet --batch 2 --runs 20"));
        QCOMPARE(answer.code, 0);
        const QJsonObject latency = answer.json[QLatin1String("latency_us")].toObject();
        QVERIFY(latency[QLatin1String("min")].toDouble() > 0);
        QVERIFY(latency[QLatin1String("p50")].toDouble()
                >= latency[QLatin1String("min")].toDouble());
        QVERIFY(latency[QLatin1String("p99")].isNull()); // 20 runs cannot tell
        const double share = answer.json[QLatin1String("gflops")].toDouble()
                             / answer.json[QLatin1String("peak_gflops")].toDouble();
        QCOMPARE(answer.json[QLatin1String("fraction_of_peak")].toDouble(), share);
        QVERIFY(!answer.json[QLatin1String("kernel")].toString().isEmpty());
        const Answer training =
            callJson(QStringLiteral("bench --model lenet --batch 2 --runs 5 --train"));
        QCOMPARE(training.code, 0);
        QVERIFY(training.json[QLatin1String("images_per_second")].toDouble() > 0);
        // 2 x (3 x 416,520 - 117,600) operations a picture: conv1 needs no gradient of the picture.
        const double operations = training.json[QLatin1String("gflops")].toDouble() * 1e9
                                  / training.json[QLatin1String("images_per_second")].toDouble();
        QVERIFY(std::abs(operations - 2 * (3 * 416520 - 117600)) < 1);
        QVERIFY(training.json[QLatin1String("fraction_of_peak")].toDouble() > 0);
        QVERIFY(!training.json[QLatin1String("kernel")].toString().isEmpty());
    }

    void benchWritesWhatItMeasured()
    {
        const QTemporaryDir folder;
        const QString onnx = folder.filePath(QStringLiteral("lenet.onnx"));
        QCOMPARE(
            callJson(QStringLiteral("bench --model lenet --runs 1 --export-onnx ") + onnx).code, 0);
        const Answer read = callJson(QStringLiteral("bench --seconds 0.01 --model ") + onnx);
        QCOMPARE(read.code, 0);
        QVERIFY(read.json[QLatin1String("runs")].toInt() >= 20);
    }

    void drawsTheRoofline_data()
    {
        QTest::addColumn<QString>("precision");
        QTest::addColumn<int>("batch");
        for (const char* precision : {"fp64", "fp32", "fp16", "bf16", "int16", "int8", "int4"})
            QTest::newRow(precision) << QString::fromLatin1(precision) << 1;
        QTest::newRow("batch") << QStringLiteral("fp32") << 20;
    }
    void drawsTheRoofline()
    {
        QFETCH(QString, precision);
        QFETCH(int, batch);
        const Answer answer =
            callJson(QStringLiteral("roofline --model lenet --threads 2 --quiet --precision ")
                     + precision + QStringLiteral(" --batch ") + QString::number(batch));
        QCOMPARE(answer.code, 0);
        const QJsonObject peaks = answer.json[QLatin1String("peaks")].toObject();
        for (const char* format : {"fp64", "fp32", "bf16", "int16", "int8", "int4"})
            QVERIFY2(peaks[QLatin1String(format)].toDouble() > 0, format);
        QVERIFY(answer.json[QLatin1String("bandwidth_gb_s")].toDouble() > 0);
        QCOMPARE(answer.json[QLatin1String("by_threads")].toArray().size(), 2);
        QVERIFY(!answer.json[QLatin1String("method")].toArray().isEmpty());
        double operations = 0;
        for (const QJsonValue& value : answer.json[QLatin1String("layers")].toArray()) {
            const QJsonObject layer = value.toObject();
            const QString bound = layer[QLatin1String("bound")].toString();
            QVERIFY(bound == QLatin1String("compute") || bound == QLatin1String("memory"));
            QVERIFY(!layer[QLatin1String("name")].toString().isEmpty());
            operations += layer[QLatin1String("operations")].toDouble();
            QCOMPARE(layer[QLatin1String("intensity")].toDouble(),
                     layer[QLatin1String("operations")].toDouble()
                         / layer[QLatin1String("bytes")].toDouble());
        }
        QCOMPARE(operations, 2.0 * 416520 * batch);
    }

    void theRooflineIsATable()
    {
        const Answer answer =
            call({QStringLiteral("roofline"), QStringLiteral("--model"), QStringLiteral("lenet"),
                  QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--quiet")});
        QCOMPARE(answer.code, 0);
        QVERIFY(answer.out.contains("conv2"));
        QVERIFY(answer.out.contains("bound by"));
        QVERIFY(answer.out.contains("Winograd"));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
