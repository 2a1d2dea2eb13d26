#include "core/graph/operator.h"
#include "core/graph/summary.h"
#include "core/graph/zoo.h"

#include <QtTest>

using namespace propago;

/// The ready-made networks, counted by hand.
class TestZoo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void counts_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("parameters");
        QTest::addColumn<qint64>("macs");
        QTest::newRow("mlp") << "mlp" << qint64{(784 * 128 + 128) + (128 * 10 + 10)}
                             << qint64{784 * 128 + 128 * 10};
        // 5x5 kernels on 28x28 and 10x10 outputs: 156 + 2,416 + 48,120 + 10,164 + 850 = 61,706
        QTest::newRow("lenet") << "lenet" << qint64{61'706}
                               << qint64{6 * 28 * 28 * 25 + 16 * 10 * 10 * (6 * 25) + 400 * 120
                                         + 120 * 84 + 84 * 10};
        // 320 + 9,248 + 18,496 + 36,928 + 401,536 + 1,290 = 467,818
        QTest::newRow("fashion-cnn")
            << "fashion-cnn"
            << qint64{(32 * 9 + 32) + (32 * 32 * 9 + 32) + (64 * 32 * 9 + 64) + (64 * 64 * 9 + 64)
                      + (64 * 7 * 7 * 128 + 128) + (128 * 10 + 10)}
            << qint64{28 * 28 * (32 * 9 + 32 * 32 * 9) + 14 * 14 * (64 * 32 * 9 + 64 * 64 * 9)
                      + 3136 * 128 + 128 * 10};
        // Normalisations have two trained numbers for each map, convolutions no bias.
        QTest::newRow("resnet8") << "resnet8"
                                 << qint64{(16 * 27 + 32) + 2 * (16 * 16 * 9 + 32)
                                           + (32 * 16 * 9 + 64) + (32 * 32 * 9 + 64)
                                           + (32 * 16 + 64) + (64 * 32 * 9 + 128)
                                           + (64 * 64 * 9 + 128) + (64 * 32 + 128) + (64 * 10 + 10)}
                                 << qint64{1024 * (16 * 27 + 2 * 16 * 16 * 9)
                                           + 256 * (32 * 16 * 9 + 32 * 32 * 9 + 32 * 16)
                                           + 64 * (64 * 32 * 9 + 64 * 64 * 9 + 64 * 32) + 640};
        QTest::newRow("vgg-small")
            << "vgg-small"
            << qint64{(32 * 27 + 64) + (32 * 32 * 9 + 64) + (64 * 32 * 9 + 128)
                      + (64 * 64 * 9 + 128) + (128 * 64 * 9 + 256) + (128 * 128 * 9 + 256)
                      + (128 * 16 * 256 + 256) + (256 * 10 + 10)}
            << qint64{1024 * (32 * 27 + 32 * 32 * 9) + 256 * (64 * 32 * 9 + 64 * 64 * 9)
                      + 64 * (128 * 64 * 9 + 128 * 128 * 9) + 2048 * 256 + 2560};
    }
    void counts()
    {
        QFETCH(QString, name);
        QFETCH(qint64, parameters);
        QFETCH(qint64, macs);
        const std::string zoo = name.toStdString();
        const auto summary = summarise(*zooGraph(zoo, zooInput(zoo), 10));
        QVERIFY(summary);
        QCOMPARE(qint64{summary->total.parameters}, parameters);
        QCOMPARE(qint64{summary->total.macs}, macs);
        QCOMPARE(summary->total.output.text(), std::string("10"));
        std::int64_t sum = 0;
        for (const SummaryRow& row : summary->rows)
            sum += row.parameters;
        QCOMPARE(sum, summary->total.parameters);
    }

    // The counts that torchvision gives for resnet18, mobilenet_v2 and squeezenet1_1.
    void countsOfTheLiterature_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("parameters");
        QTest::newRow("resnet18") << "resnet18" << qint64{11'689'512};
        QTest::newRow("mobilenet-v2") << "mobilenet-v2" << qint64{3'504'872};
        QTest::newRow("squeezenet") << "squeezenet" << qint64{1'235'496};
    }
    void countsOfTheLiterature()
    {
        QFETCH(QString, name);
        QFETCH(qint64, parameters);
        const std::string zoo = name.toStdString();
        QCOMPARE(zooInput(zoo), (Shape{3, 224, 224}));
        QCOMPARE(zooClasses(zoo), std::int64_t{1000});
        const auto summary = summarise(*zooGraph(zoo, zooInput(zoo), zooClasses(zoo)));
        QCOMPARE(qint64{summary->total.parameters}, parameters);
        QCOMPARE(summary->total.output, Shape{1000});
        const auto small = summarise(*zooGraph(zoo, {1, 28, 28}, 7));
        QCOMPARE(small->total.output, Shape{7});
    }

    void bytesOfTheTable()
    {
        const auto summary = summarise(*zooGraph("resnet8", {3, 32, 32}, 10));
        for (const SummaryRow& row : summary->rows) {
            QCOMPARE(row.activationBytes, 4 * row.output.elements());
            // running mean and variance are stored too
            const std::int64_t extra = row.kind == "BatchNorm2d" ? 2 * row.output[0] : 0;
            QCOMPARE(row.parameterBytes, 4 * (row.parameters + extra));
        }
    }

    void everyNameMakesANetwork()
    {
        QVERIFY(zooNames().size() >= 8);
        for (const std::string& name : zooNames())
            QVERIFY(zooGraph(name, zooInput(name), 10));
        QCOMPARE(zooInput("nothing").rank(), 0);
    }

    void otherPicturesAndCategories()
    {
        const auto summary = summarise(*zooGraph("lenet", {3, 32, 32}, 5));
        QCOMPARE(summary->total.output.text(), std::string("5"));
        QCOMPARE(summary->rows[1].parameters, std::int64_t{6 * 3 * 25 + 6});
    }

    void refusals()
    {
        const auto unknown = zooGraph("lenett", {1, 28, 28}, 10);
        QVERIFY(!unknown);
        QVERIFY(describe(unknown.error()).find("fashion-cnn") != std::string::npos);
        QVERIFY(!zooGraph("lenet", {1, 4, 4}, 10));
        QVERIFY(!zooGraph("lenet", {28, 28}, 10));
    }

    void operatorsAreFoundByName()
    {
        for (int i = 0; i < kOperatorKinds; ++i) {
            const auto kind = static_cast<OperatorKind>(i);
            QCOMPARE(operatorKindNamed(operatorFor(kind).name()), kind);
        }
        QVERIFY(!operatorKindNamed("Conv3d"));
    }
};

QTEST_GUILESS_MAIN(TestZoo)
#include "tst_zoo.moc"
