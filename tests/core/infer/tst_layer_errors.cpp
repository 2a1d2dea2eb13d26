#include "tests/core/infer/noise.h"
#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/layer_errors.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <set>

using namespace propago;
using namespace propago::test;

namespace {

struct Setting {
    Graph graph = zooGraph("lenet", zooInput("lenet"), 10).value();
    Weights weights = randomWeights(graph, 1);
    MemoryDataset train = noise("noise:train", Shape{1, 28, 28}, 90, 10);
    ThreadPool pool{2};
    Calibration calibration = calibrate(graph, weights, train, {}, 90, pool).value();
    Tensor x = randomInputs(graph, 7, 3);

    PrecisionErrors errors(Format precision, const QuantisationOptions& options = {})
    {
        return layerErrors(graph, weights, precision, options, &calibration, x.view(), pool)
            .value();
    }
};

} // namespace

class TestLayerErrors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sumsByHand()
    {
        ErrorSums sums;
        QVERIFY(sums.isEmpty());
        sums.add(std::vector<float>{3, 0}, std::vector<float>{3.5f, 0});
        sums.add(std::vector<float>{-4, 1}, std::vector<float>{-4, 0});
        const LayerError error = sums.result();
        // errors 0.5, 0, 0, -1; values 3, 0, -4, 1
        QVERIFY(std::abs(error.rmse - std::sqrt(1.25 / 4)) < 1e-12);
        QVERIFY(std::abs(error.sqnr - 10 * std::log10(26 / 1.25)) < 1e-12);
        QCOMPARE(error.mean, -0.125);
        QCOMPARE(error.largest, 1.0);
    }

    void equalValuesHaveNoNoise()
    {
        Setting setting;
        for (const LayerError& layer : setting.errors(Format::Fp32).layers) {
            QVERIFY(std::isinf(layer.sqnr) && layer.sqnr > 0);
            QCOMPARE(layer.rmse, 0.0);
        }
        QCOMPARE(setting.errors(Format::Fp32).layers.size(), setting.graph.nodes.size());
    }

    // Each figure again, from the plans' own values in one go.
    void figuresAreThoseOfTheValues_data()
    {
        QTest::addColumn<Format>("precision");
        for (const Format format : inferenceFormats())
            QTest::newRow(std::string(traits(format).name).c_str()) << format;
    }
    void figuresAreThoseOfTheValues()
    {
        QFETCH(Format, precision);
        Setting setting;
        const PrecisionErrors errors = setting.errors(precision);
        QCOMPARE(errors.precision, precision);
        QVERIFY(errors.layers.size() >= 5);
        Tensor y = outputsFor(setting.graph, 7);
        auto plan =
            planInference(setting.graph, setting.weights, {precision, 7, true, false, {}, true},
                          &setting.calibration, setting.pool)
                .value();
        auto exact = planInference(setting.graph, setting.weights, {Format::Fp32, 7, true}, nullptr,
                                   setting.pool)
                         .value();
        plan->run(setting.x.view(), y.view());
        exact->run(setting.x.view(), y.view());
        int last = -1;
        for (const LayerError& layer : errors.layers) {
            QVERIFY(layer.node > last);
            last = layer.node;
            const Tensor actual = plan->value(layer.node, 7);
            const Tensor expected = exact->value(layer.node, 7);
            double signal = 0, squares = 0, sum = 0;
            for (std::int64_t i = 0; i < expected.elements(); ++i) {
                const double error = actual.at(i) - expected.at(i);
                signal += expected.at(i) * expected.at(i);
                squares += error * error;
                sum += error;
            }
            const auto count = static_cast<double>(expected.elements());
            QVERIFY(std::abs(layer.rmse - std::sqrt(squares / count)) <= 1e-9 * layer.rmse);
            QVERIFY(std::abs(layer.mean - sum / count) <= 1e-6 * layer.rmse);
            QVERIFY(squares == 0
                    || std::abs(layer.sqnr - 10 * std::log10(signal / squares)) < 1e-6);
        }
        QCOMPARE(last, setting.graph.output);
    }

    // A picture's own rounding is even over a step: its root mean square is 0.289 of it.
    void roundingThePictureIsAThirdOfAStep()
    {
        Setting setting;
        for (const Format format : {Format::Int16, Format::Int8, Format::Int4, Format::Int2}) {
            const PrecisionErrors errors = setting.errors(format);
            QCOMPARE(errors.layers.front().node, 0);
            const double scale = errors.layers.front().scale;
            QVERIFY(format == Format::Int16 ? scale < 1.0 / 4000
                                            : std::abs(scale - 1.0 / 255) < 1e-6);
            const double ratio = errors.layers.front().rmse / scale;
            QVERIFY2(std::abs(ratio - 1 / std::sqrt(12.0)) < 0.01,
                     qPrintable(QString::number(ratio)));
        }
    }

    void floatingValuesHaveNoStep()
    {
        Setting setting;
        for (const Format format : {Format::Fp64, Format::Fp16, Format::Bf16}) {
            for (const LayerError& layer : setting.errors(format).layers)
                QCOMPARE(layer.scale, 0.0);
        }
        // The last layer leaves the integers.
        QCOMPARE(setting.errors(Format::Int8).layers.back().scale, 0.0);
    }

    void moreBitsAreCloser()
    {
        Setting setting;
        const auto last = [&](Format format) { return setting.errors(format).layers.back().sqnr; };
        QVERIFY(last(Format::Fp16) > last(Format::Bf16));
        QVERIFY(last(Format::Int16) > last(Format::Int8));
        QVERIFY(last(Format::Int8) > last(Format::Int4));
        QVERIFY(last(Format::Int4) > last(Format::Int2));
    }

    // A fused convolution has no value of its own: that of its ReLU is what is stored.
    void onlyWhatIsStoredIsCompared()
    {
        Setting setting;
        std::set<int> compared;
        for (const LayerError& layer : setting.errors(Format::Int8).layers)
            compared.insert(layer.node);
        int fused = 0;
        for (int node = 0; node < static_cast<int>(setting.graph.nodes.size()); ++node) {
            const auto& described = setting.graph.nodes[static_cast<std::size_t>(node)];
            if (described.kind != OperatorKind::Relu)
                continue;
            QVERIFY(compared.count(node) == 1);
            fused += compared.count(described.inputs[0]) == 0 ? 1 : 0;
        }
        QVERIFY(fused > 0);
    }

    void theNumberOfThreadsChangesNothing()
    {
        Setting setting;
        ThreadPool alone(1);
        const PrecisionErrors many = setting.errors(Format::Int8);
        const PrecisionErrors one = layerErrors(setting.graph, setting.weights, Format::Int8, {},
                                                &setting.calibration, setting.x.view(), alone)
                                        .value();
        for (std::size_t i = 0; i < many.layers.size(); ++i)
            QCOMPARE(many.layers[i].rmse, one.layers[i].rmse);
    }

    void equalisedNetworksAreComparedWithTheNetworkItself()
    {
        Setting setting;
        QuantisationOptions options;
        options.equalises = true;
        setting.calibration = calibrate(setting.graph, setting.weights, setting.train, {}, 90,
                                        setting.pool, {}, options)
                                  .value();
        const PrecisionErrors errors = setting.errors(Format::Int8, options);
        for (const LayerError& layer : errors.layers)
            QVERIFY2(layer.sqnr > 20, qPrintable(QString::number(layer.sqnr)));
    }

    void failuresAreThoseOfThePlan()
    {
        Setting setting;
        const auto uncalibrated = layerErrors(setting.graph, setting.weights, Format::Int8, {},
                                              nullptr, setting.x.view(), setting.pool);
        QVERIFY(!uncalibrated);
        const auto cancelled =
            layerErrors(setting.graph, setting.weights, Format::Bf16, {}, nullptr, setting.x.view(),
                        setting.pool, [](double) { return false; });
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Interrupted);
    }
};

QTEST_GUILESS_MAIN(TestLayerErrors)
#include "tst_layer_errors.moc"
