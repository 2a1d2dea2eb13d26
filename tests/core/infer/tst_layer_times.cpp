#include "tests/core/infer/random_networks.h"

#include "core/graph/summary.h"
#include "core/graph/zoo.h"
#include "core/infer/layer_times.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

constexpr double kBriefly = 0.01;

struct Case {
    Graph graph;
    Tensor x, y;
    ThreadPool pool;
    std::unique_ptr<InferencePlan> plan;

    Case(const char* name, Format format, std::int64_t batch, int threads)
        : graph(zooGraph(name, zooInput(name), 10).value())
        , x(zooInput(name).batched(batch), Format::Fp32)
        , y(Shape{batch, 10}, Format::Fp32)
        , pool(threads)
    {
        std::ranges::fill(x.span<float>(), 0.5f);
        plan = planInference(graph, randomWeights(graph, 1), {format, batch, false}, nullptr, pool)
                   .value();
    }
    std::vector<LayerWork> layers() const
    {
        return measureLayers(*plan, graph, x.view(), y.view(), kBriefly, {}).value();
    }
};

} // namespace

class TestLayerTimes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMultiplyAddIsCountedOnce_data()
    {
        QTest::addColumn<QByteArray>("network");
        QTest::addColumn<int>("format");
        for (const char* network : {"lenet", "fashion-cnn", "resnet8", "mobilenet-v2"}) {
            for (const Format format : {Format::Fp64, Format::Fp32, Format::Bf16})
                QTest::addRow("%s %d", network, static_cast<int>(format))
                    << QByteArray(network) << static_cast<int>(format);
        }
    }
    void everyMultiplyAddIsCountedOnce()
    {
        QFETCH(QByteArray, network);
        QFETCH(int, format);
        const Case test(network.constData(), static_cast<Format>(format), 2, 1);
        double operations = 0;
        for (const LayerWork& layer : test.layers()) {
            operations += layer.operations;
            QVERIFY(layer.seconds > 0 || layer.operations == 0);
            QVERIFY(layer.bytes >= layer.bytesAtOnce);
        }
        QCOMPARE(operations, 4.0 * static_cast<double>(summarise(test.graph).value().total.macs));
    }

    // The first convolution of LeNet reads 28 x 28 numbers, writes 6 planes of them and has 156 weights.
    void countsWhatALayerMoves()
    {
        const Case test("lenet", Format::Fp32, 3, 1);
        const LayerWork first = test.layers().front();
        QCOMPARE(first.name, std::string("conv1"));
        QCOMPARE(first.operations, 3 * 2.0 * 28 * 28 * 6 * 25);
        QCOMPARE(first.bytes, 4.0 * (3 * (28 * 28 + 6 * 28 * 28) + 156));
    }

    // A depthwise layer of large planes runs with the ones before and behind it, and says so.
    void namesTheLayersOfAChain()
    {
        const Case test("mobilenet-v2", Format::Fp32, 1, 1);
        const std::vector<LayerWork> layers = test.layers();
        QCOMPARE(layers[0].name, std::string("conv1 + conv2 + conv3"));
        QCOMPARE(layers[1].name, std::string("conv4 + conv5 + conv6"));
        // What comes in and goes out, and 32 x 27, 32 x 9 and 16 x 32 weights with a bias for each filter.
        QCOMPARE(
            layers[0].bytes,
            4.0 * (3 * 224 * 224 + 16 * 112 * 112 + 32 * (27 + 1) + 32 * (9 + 1) + 16 * (32 + 1)));
    }

    void invertedResidualsAreOneStep()
    {
        const Case test("mobilenet-v2", Format::Fp32, 1, 1);
        const std::vector<LayerWork> layers = test.layers();
        QCOMPARE(layers.size(), std::size_t{20});
        QCOMPARE(layers[16].name, std::string("conv49 + conv50 + conv51"));
        QCOMPARE(layers[16].operations,
                 2.0 * 49 * 960 * (160 + 9 + 320)); // 160 to 960 channels, windows, 320
        QCOMPARE(layers[17].name, std::string("conv52"));
    }

    void timedRunsGiveTheSameNumbers()
    {
        for (const int threads : {1, 2}) {
            for (const std::int64_t batch : {1, 7}) {
                Case test("lenet", Format::Fp32, batch, threads);
                test.plan->run(test.x.view(), test.y.view());
                const std::vector<float> plain(test.y.span<float>().begin(),
                                               test.y.span<float>().end());
                std::ranges::fill(test.y.span<float>(), 0.0f);
                const auto seconds = test.plan->runTimed(test.x.view(), test.y.view());
                QCOMPARE(seconds.size(), test.plan->operations().size());
                QVERIFY(std::ranges::equal(plain, test.y.span<float>()));
            }
        }
    }

    void cancels()
    {
        const Case test("lenet", Format::Fp32, 1, 1);
        QVERIFY(!measureLayers(*test.plan, test.graph, test.x.view(), test.y.view(), 10,
                               [](double) { return false; }));
    }
};

QTEST_APPLESS_MAIN(TestLayerTimes)
#include "tst_layer_times.moc"
