#include "core/io/npy.h"
#include "tests/app/command_line_runner.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace propago;
using namespace propago::test;

namespace {

Tensor ramp(const Shape& shape)
{
    Tensor tensor(shape, Format::Fp32);
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        tensor.span<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i % 97) / 97.0F;
    return tensor;
}

} // namespace

/// The verbs that use a network: evaluate, classify, run, gradients, export.
class TestCommandLineInference : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_session = m_folder.filePath(QStringLiteral("trained.propago"));
        m_onnx = m_folder.filePath(QStringLiteral("trained.onnx"));
        const Answer answer = callJson(
            QStringLiteral("train --data digits --model lenet --epochs 1 --optimizer adam --quiet "
                           "--limit 1024 --save %1 --export-onnx %2")
                .arg(m_session, m_onnx));
        QCOMPARE(answer.code, 0);
        m_accuracy = answer.json[QLatin1String("test_accuracy")].toDouble();
    }

    void comparesPrecisions()
    {
        const Answer answer =
            callJson(QStringLiteral(
                         "evaluate --data digits:test --precisions fp32,bf16,int8 --quiet --model ")
                     + m_session);
        QCOMPARE(answer.code, 0);
        const QJsonArray rows = answer.json[QLatin1String("precisions")].toArray();
        QCOMPARE(rows.size(), 3);
        for (const QJsonValue& value : rows) {
            const QJsonObject row = value.toObject();
            for (const char* field : {"accuracy", "top5", "loss", "agreement_with_fp32",
                                      "weight_bytes", "images_per_second"})
                QVERIFY2(row[QLatin1String(field)].isDouble(), field);
            const QJsonArray interval = row[QLatin1String("accuracy_ci95")].toArray();
            QVERIFY(interval[0].toDouble() < row[QLatin1String("accuracy")].toDouble());
            QVERIFY(interval[1].toDouble() > row[QLatin1String("accuracy")].toDouble());
            QVERIFY(row[QLatin1String("latency_us")].toObject()[QLatin1String("p50")].toDouble()
                    > 0);
            QVERIFY(!row[QLatin1String("kernel")].toString().isEmpty());
        }
        const QJsonObject fp32 = rows[0].toObject();
        QVERIFY(std::abs(fp32[QLatin1String("accuracy")].toDouble() - m_accuracy) < 0.002);
        QCOMPARE(fp32[QLatin1String("agreement_with_fp32")].toDouble(), 1.0);
        QVERIFY(rows[2].toObject()[QLatin1String("weight_bytes")].toInt()
                < fp32[QLatin1String("weight_bytes")].toInt() / 2);
        double pictures = 0;
        const QJsonArray confusion = answer.json[QLatin1String("confusion")].toArray();
        QCOMPARE(confusion.size(), 10);
        for (const QJsonValue& truth : confusion) {
            for (const QJsonValue& count : truth.toArray())
                pictures += count.toDouble();
        }
        QCOMPARE(pictures, fp32[QLatin1String("samples")].toDouble());
    }

    void tellsWhatIsBehindEachRow()
    {
        const Answer answer = callJson(
            QStringLiteral("evaluate --data digits:test --precisions fp32,int8 --calibrate 200 "
                           "--ranges percentile --percentile 99.9 --equalise --quiet --model ")
            + m_session);
        QCOMPARE(answer.code, 0);
        const QJsonObject calibration = answer.json[QLatin1String("calibration")].toObject();
        QCOMPARE(calibration[QLatin1String("samples")].toInt(), 200);
        QCOMPARE(calibration[QLatin1String("ranges")].toString(), QStringLiteral("percentile"));
        QCOMPARE(calibration[QLatin1String("percentile")].toDouble(), 99.9);
        QVERIFY(calibration[QLatin1String("equalised")].toBool());
        QVERIFY(calibration[QLatin1String("per_channel")].toBool());
        const QJsonArray rows = answer.json[QLatin1String("precisions")].toArray();
        const QJsonObject fp32 = rows[0].toObject();
        const QJsonObject int8 = rows[1].toObject();
        QCOMPARE(fp32[QLatin1String("mcnemar")].toObject()[QLatin1String("p_value")].toDouble(),
                 1.0);
        const QJsonObject paired = int8[QLatin1String("mcnemar")].toObject();
        const double difference = (paired[QLatin1String("only_this")].toDouble()
                                   - paired[QLatin1String("only_fp32")].toDouble())
                                  / int8[QLatin1String("samples")].toDouble();
        QVERIFY(std::abs(int8[QLatin1String("accuracy")].toDouble()
                         - fp32[QLatin1String("accuracy")].toDouble() - difference)
                < 1e-9);
        QCOMPARE(
            int8[QLatin1String("batches")].toArray()[0].toObject()[QLatin1String("batch")].toInt(),
            1);
        QVERIFY(int8[QLatin1String("latency_runs")].toInt() > 100);
        QVERIFY(int8[QLatin1String("latency_drift")].toDouble() > 0);
        QVERIFY(fp32[QLatin1String("layers")].toArray().isEmpty());
        const QJsonObject layer = int8[QLatin1String("layers")].toArray()[0].toObject();
        QVERIFY(layer[QLatin1String("sqnr_db")].toDouble() > 20);
        QVERIFY(std::abs(layer[QLatin1String("rmse")].toDouble()
                             / layer[QLatin1String("scale")].toDouble()
                         - layer[QLatin1String("rmse_over_scale")].toDouble())
                < 1e-9);
        // What differs in agreement are the pictures that the formats disagree on.
        QCOMPARE(answer.json[QLatin1String("disagreements")].toInt(),
                 qRound((1 - int8[QLatin1String("agreement_with_fp32")].toDouble())
                        * int8[QLatin1String("samples")].toDouble()));
    }

    void refusesWrongQuantisation_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* options, const char* word) {
            QTest::newRow(options) << QString::fromLatin1(options) << QString::fromLatin1(word);
        };
        row("--ranges widest", "entropy");
        row("--ranges percentile --percentile 0", "above 0");
        row("--percentile 101", "above 0");
        row("--layer-bits conv9=4", "conv1");
        row("--layer-bits conv1=3", "conv1=3");
        row("--layer-bits conv1", "conv1");
    }
    void refusesWrongQuantisation()
    {
        QFETCH(QString, options);
        QFETCH(QString, word);
        const Answer answer = callJson(
            QStringLiteral("evaluate --data digits --precisions int8 --quiet %1 --model lenet")
                .arg(options));
        QCOMPARE(answer.code, 2);
        const QJsonObject error = answer.json[QLatin1String("error")].toObject();
        QVERIFY(error[QLatin1String("message")].toString().contains(word));
    }

    void saysThatAZooNetworkIsUntrained()
    {
        const Answer answer =
            callJson(QStringLiteral("evaluate --data digits --model lenet --quiet"));
        QCOMPARE(answer.code, 0);
        QVERIFY(answer.json[QLatin1String("notes")].toArray()[0].toString().contains(
            QLatin1String("untrained")));
    }

    // Fewer bits take fewer bytes; what is widened says so.
    void measuresEveryFormat()
    {
        const QStringList formats{"fp64", "fp32", "fp16", "bf16", "int16", "int8", "int4", "int2"};
        const Answer answer = callJson(
            QStringLiteral("evaluate --data digits:test --quiet --precisions %1 --model %2")
                .arg(formats.join(','), m_session));
        QCOMPARE(answer.code, 0);
        const QJsonArray rows = answer.json[QLatin1String("precisions")].toArray();
        QCOMPARE(rows.size(), formats.size());
        for (int i = 0; i < rows.size(); ++i) {
            const QJsonObject row = rows[i].toObject();
            QCOMPARE(row[QLatin1String("precision")].toString(), formats[i]);
            QCOMPARE(row[QLatin1String("emulated")].toBool(),
                     row[QLatin1String("kernel")].toString().contains("widened"));
            const double accuracy = row[QLatin1String("accuracy")].toDouble();
            QVERIFY2(accuracy > m_accuracy - (formats[i] == "int2" ? 0.9 : 0.05),
                     qPrintable(formats[i]));
        }
        const auto bytes = [&](int row) {
            return rows[row].toObject()[QLatin1String("weight_bytes")].toInt();
        };
        QVERIFY(bytes(0) > bytes(1) && bytes(1) > bytes(2) && bytes(4) > bytes(5));
        QVERIFY(bytes(5) > bytes(6) && bytes(6) > bytes(7));
    }

    void classifiesPictures()
    {
        QImage picture(200, 240, QImage::Format_RGB32);
        picture.fill(Qt::white);
        QPainter painter(&picture);
        painter.setPen(QPen(Qt::black, 24));
        painter.drawLine(100, 40, 100, 200);
        painter.end();
        const QString file = m_folder.filePath(QStringLiteral("a \u4e00.png"));
        QVERIFY(picture.save(file));
        const Answer answer =
            call({QStringLiteral("classify"), QStringLiteral("--model"), m_session,
                  QStringLiteral("--top"), QStringLiteral("3"), QStringLiteral("--json"), file});
        QCOMPARE(answer.code, 0);
        const QJsonObject one = answer.json[QLatin1String("pictures")].toArray()[0].toObject();
        QCOMPARE(one[QLatin1String("file")].toString(), file);
        QVERIFY(one[QLatin1String("latency_us")].toDouble() > 0);
        const QJsonArray top = one[QLatin1String("top")].toArray();
        QCOMPARE(top.size(), 3);
        QVERIFY(top[0].toObject()[QLatin1String("probability")].toDouble()
                >= top[1].toObject()[QLatin1String("probability")].toDouble());
        QCOMPARE(top[0].toObject()[QLatin1String("label")].toString(), QStringLiteral("1"));
        QVERIFY(one[QLatin1String("inverted")].toBool());
    }

    void tellsTheOtherPicturesWhenOneIsBad()
    {
        QImage picture(28, 28, QImage::Format_Grayscale8);
        picture.fill(Qt::black);
        const QString good = m_folder.filePath(QStringLiteral("good.png"));
        QVERIFY(picture.save(good));
        const QString bad = m_folder.filePath(QStringLiteral("bad.png"));
        QFile text(bad);
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("this is no picture");
        text.close();
        const Answer answer =
            callJson(QStringLiteral("classify --model %1 %2 %3").arg(m_session, bad, good));
        QCOMPARE(answer.code, 3);
        QCOMPARE(answer.json[QLatin1String("pictures")].toArray().size(), 1);
        QVERIFY(answer.json[QLatin1String("error")]
                    .toObject()[QLatin1String("message")]
                    .toString()
                    .contains(QLatin1String("bad.png")));
    }

    void namesCategoriesFromAFile()
    {
        const QString labels = m_folder.filePath(QStringLiteral("labels.txt"));
        QFile file(labels);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\xEF\xBB\xBFzero\r\none\r\ntwo\r\n");
        file.close();
        const QString good = m_folder.filePath(QStringLiteral("good.png"));
        const Answer answer = callJson(
            QStringLiteral("classify --model %1 --labels %2 %3").arg(m_session, labels, good));
        QCOMPARE(answer.code, 3);
        const QString message =
            answer.json[QLatin1String("error")].toObject()[QLatin1String("message")].toString();
        QVERIFY2(message.contains(QLatin1String("3")) && message.contains(QLatin1String("10")),
                 qPrintable(message));
    }

    void runsTensors()
    {
        const QString input = m_folder.filePath(QStringLiteral("x.npy"));
        QVERIFY(writeNpy(ramp({70, 1, 28, 28}).view(), input.toStdString()).has_value());
        const QString prefix = m_folder.filePath(QStringLiteral("out"));
        QList<Tensor> results;
        for (const char* precision : {"fp32", "fp64"}) {
            const Answer answer =
                callJson(QStringLiteral("run --model %1 --input %2 --output %3 --precision %4")
                             .arg(m_onnx, input, prefix, QLatin1String(precision)));
            QCOMPARE(answer.code, 0);
            const QJsonObject output =
                answer.json[QLatin1String("outputs")].toArray()[0].toObject();
            QCOMPARE(output[QLatin1String("shape")].toArray(), (QJsonArray{70, 10}));
            auto read = readNpy(output[QLatin1String("file")].toString().toStdString());
            QVERIFY(read.has_value());
            results.append(*read);
        }
        for (std::int64_t i = 0; i < results[0].elements(); ++i)
            QVERIFY(std::abs(results[0].at(i) - results[1].at(i)) < 1e-4);
    }

    void refusesTensorsOfAnotherShape()
    {
        const QString input = m_folder.filePath(QStringLiteral("wrong.npy"));
        QVERIFY(writeNpy(ramp({2, 3, 28, 28}).view(), input.toStdString()).has_value());
        const Answer answer =
            callJson(QStringLiteral("run --model %1 --input %2 --output %3")
                         .arg(m_onnx, input, m_folder.filePath(QStringLiteral("no"))));
        QCOMPARE(answer.code, 3);
        QVERIFY(answer.messages.contains("2x3x28x28"));
    }

    void writesGradients()
    {
        const QString input = m_folder.filePath(QStringLiteral("gx.npy"));
        const QString labels = m_folder.filePath(QStringLiteral("gy.npy"));
        const QString folder = m_folder.filePath(QStringLiteral("gradients"));
        QVERIFY(writeNpy(ramp({3, 1, 28, 28}).view(), input.toStdString()).has_value());
        Tensor y(Shape{3}, Format::Int64);
        y.span<std::int64_t>()[1] = 7;
        QVERIFY(writeNpy(y.view(), labels.toStdString()).has_value());
        const Answer answer =
            callJson(QStringLiteral(
                         "gradients --model %1 --input %2 --labels %3 --output %4 --precision fp64")
                         .arg(m_onnx, input, labels, folder));
        QCOMPARE(answer.code, 0);
        QVERIFY(answer.json[QLatin1String("loss")].toDouble() > 0);
        int gradients = 0;
        for (const QJsonValue& value : answer.json[QLatin1String("tensors")].toArray()) {
            const QString file = value.toObject()[QLatin1String("file")].toString();
            const auto read = readNpy(QDir(folder).filePath(file).toStdString());
            QVERIFY2(read.has_value(), qPrintable(file));
            QCOMPARE(read->format(), Format::Fp64);
            gradients += file.startsWith(QLatin1String("grad_")) ? 1 : 0;
        }
        QCOMPARE(gradients, 13 + 10); // every node of lenet and its five weights and biases
        y.span<std::int64_t>()[1] = 10;
        QVERIFY(writeNpy(y.view(), labels.toStdString()).has_value());
        QCOMPARE(callJson(QStringLiteral("gradients --model %1 --input %2 --labels %3 --output %4")
                              .arg(m_onnx, input, labels, folder))
                     .code,
                 3);
    }

    void exportsCharts_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("loss svg") << QStringLiteral("loss") << QStringLiteral("svg")
                                  << QByteArray("<?xml");
        QTest::newRow("loss pdf") << QStringLiteral("loss") << QStringLiteral("pdf")
                                  << QByteArray("%PDF");
        QTest::newRow("accuracy png")
            << QStringLiteral("accuracy") << QStringLiteral("png") << QByteArray("\x89PNG");
        QTest::newRow("confusion csv")
            << QStringLiteral("confusion") << QStringLiteral("csv") << QByteArray();
        QTest::newRow("precision svg")
            << QStringLiteral("precision") << QStringLiteral("svg") << QByteArray("<?xml");
        QTest::newRow("network svg")
            << QStringLiteral("network") << QStringLiteral("svg") << QByteArray("<?xml");
        QTest::newRow("network png")
            << QStringLiteral("network") << QStringLiteral("png") << QByteArray("\x89PNG");
        QTest::newRow("network csv")
            << QStringLiteral("network") << QStringLiteral("csv") << QByteArray("layer,kind");
    }

    void exportsCharts()
    {
        QFETCH(QString, what);
        QFETCH(QString, suffix);
        QFETCH(QByteArray, begins);
        const QString path = m_folder.filePath(what + QLatin1Char('.') + suffix);
        const Answer answer = callJson(QStringLiteral("export --session %1 --what %2 -o %3 --quiet")
                                           .arg(m_session, what, path));
        QVERIFY2(answer.code == 0, answer.messages.constData());
        QCOMPARE(answer.json[QLatin1String("files")].toArray()[0].toString(), path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.size() > 200);
        QVERIFY(bytes.startsWith(begins));
    }

    void refusesUnknownExports()
    {
        const QString path = m_folder.filePath(QStringLiteral("x.svg"));
        QCOMPARE(
            callJson(
                QStringLiteral("export --session %1 --what weather -o %2").arg(m_session, path))
                .code,
            2);
        QCOMPARE(
            callJson(
                QStringLiteral("export --session %1 --what loss -o %2.doc").arg(m_session, path))
                .code,
            2);
        QVERIFY(!QFile::exists(path));
    }

private:
    QTemporaryDir m_folder;
    QString m_session, m_onnx;
    double m_accuracy = 0;
};

QTEST_MAIN(TestCommandLineInference)
#include "tst_command_line_inference.moc"
