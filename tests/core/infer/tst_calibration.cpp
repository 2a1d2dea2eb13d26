#include "tests/core/infer/noise.h"
#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/equalisation.h"
#include "core/infer/value_histogram.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

struct Setting {
    Graph graph = zooGraph("lenet", zooInput("lenet"), 10).value();
    Weights weights = randomWeights(graph, 1);
    MemoryDataset train = noise("noise:train", Shape{1, 28, 28}, 90, 10);
    ThreadPool pool{2};

    Calibration calibrated(const QuantisationOptions& options, int threads = 2)
    {
        ThreadPool own(threads);
        return calibrate(graph, weights, train, {}, 40, own, {}, options).value();
    }
};

bool areSame(const std::vector<ValueRange>& some, const std::vector<ValueRange>& others)
{
    return std::ranges::equal(some, others, [](ValueRange a, ValueRange b) {
        return a.low == b.low && a.high == b.high;
    });
}

// All values of `node` over the calibration pictures, from a plan of one picture at a time.
std::vector<float> valuesOf(Setting& setting, int node)
{
    auto plan = planInference(setting.graph, setting.weights, {Format::Fp32, 1, true}, nullptr,
                              setting.pool)
                    .value();
    Tensor x(setting.train.sampleShape().batched(1), Format::Fp32);
    Tensor y = outputsFor(setting.graph, 1);
    std::vector<std::uint8_t> pixels(784);
    std::vector<float> all;
    for (int i = 0; i < 40; ++i) {
        setting.train.pixels(i * 90 / 40, pixels);
        for (std::size_t p = 0; p < pixels.size(); ++p)
            x.span<float>()[p] = static_cast<float>(pixels[p]) / 255.0f;
        plan->run(x.view(), y.view());
        const Tensor value = plan->value(node, 1);
        all.insert(all.end(), value.span<float>().begin(), value.span<float>().end());
    }
    return all;
}

} // namespace

class TestCalibration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rangesSpanWhatTheNetworkDoes()
    {
        Setting setting;
        const auto calibrated = [&](std::int64_t samples) {
            return calibrate(setting.graph, setting.weights, setting.train, {}, samples,
                             setting.pool)
                .value();
        };
        const Calibration some = calibrated(20);
        const Calibration all = calibrated(500);
        QCOMPARE(some.samples, 20);
        QCOMPARE(all.samples, 90);
        QCOMPARE(all.ranges.size(), setting.graph.nodes.size());
        QVERIFY(areSame(all.ranges, all.extremes));
        for (std::size_t i = 0; i < all.ranges.size(); ++i)
            QVERIFY(all.ranges[i].low <= some.ranges[i].low
                    && all.ranges[i].high >= some.ranges[i].high);
        QVERIFY(all.ranges[0].low == 0.0f && all.ranges[0].high == 1.0f);
    }

    void everyNodeAgreesWithItsOwnValues()
    {
        Setting setting;
        for (const RangeMethod method : {RangeMethod::MinMax, RangeMethod::Percentile,
                                         RangeMethod::MeanSquaredError, RangeMethod::Entropy}) {
            QuantisationOptions options;
            options.ranges = method;
            options.percentile = 99;
            const Calibration calibration = setting.calibrated(options);
            for (const int node : {1, 2, 3, setting.graph.output}) {
                const std::vector<float> values = valuesOf(setting, node);
                const auto [low, high] = std::ranges::minmax(values);
                const auto index = static_cast<std::size_t>(node);
                QCOMPARE(calibration.extremes[index].low, low);
                QCOMPARE(calibration.extremes[index].high, high);
                ValueHistogram histogram({low, high});
                histogram.add(values);
                const ValueRange expected = chooseRange(histogram, options);
                QCOMPARE(calibration.ranges[index].low, expected.low);
                QCOMPARE(calibration.ranges[index].high, expected.high);
            }
        }
    }

    void meansAreThoseOfTheChannels()
    {
        Setting setting;
        const Calibration calibration = setting.calibrated({});
        const auto shapes = inferShapes(setting.graph).value();
        for (const int node : {0, 1, setting.graph.output}) {
            const std::vector<float> values = valuesOf(setting, node);
            const Shape shape = shapes[static_cast<std::size_t>(node)];
            const auto channels = static_cast<std::size_t>(shape[0]);
            const auto plane = static_cast<std::size_t>(shape.elements()) / channels;
            const auto& means = calibration.means[static_cast<std::size_t>(node)];
            QCOMPARE(means.size(), channels);
            for (std::size_t c = 0; c < channels; ++c) {
                double sum = 0;
                for (std::size_t i = 0; i < values.size(); ++i)
                    sum += i / plane % channels == c ? static_cast<double>(values[i]) : 0;
                const double mean = sum / (40.0 * static_cast<double>(plane));
                QVERIFY(std::abs(static_cast<double>(means[c]) - mean) < 1e-5);
            }
        }
    }

    void theNumberOfThreadsChangesNothing()
    {
        Setting setting;
        QuantisationOptions options;
        for (const RangeMethod method : {RangeMethod::MinMax, RangeMethod::MeanSquaredError}) {
            options.ranges = method;
            const Calibration one = setting.calibrated(options, 1);
            const Calibration three = setting.calibrated(options, 3);
            QVERIFY(areSame(one.ranges, three.ranges));
            QVERIFY(areSame(one.extremes, three.extremes));
            QCOMPARE(one.means, three.means);
        }
    }

    // The numbers are those of the equalised network, under the nodes of the one that was given.
    void equalisedNetworksKeepTheirIndices()
    {
        Setting setting;
        QuantisationOptions options;
        options.equalises = true;
        const Calibration calibration = setting.calibrated(options);
        const EqualisedNetwork made = equalised(setting.graph, setting.weights).value();
        setting.graph = made.network.graph;
        setting.weights = made.network.weights;
        const Calibration expected = setting.calibrated({});
        for (std::size_t i = 0; i < calibration.ranges.size(); ++i) {
            const auto inner = static_cast<std::size_t>(made.network.nodeOf[i]);
            QCOMPARE(calibration.ranges[i].low, expected.ranges[inner].low);
            QCOMPARE(calibration.ranges[i].high, expected.ranges[inner].high);
            QCOMPARE(calibration.means[i], expected.means[inner]);
        }
    }

    void infiniteValuesSpoilTheirNode()
    {
        Setting setting;
        setting.weights.at({SlotKind::Parameter, 1, 0}).span<float>()[0] =
            std::numeric_limits<float>::infinity();
        QuantisationOptions options;
        options.ranges = RangeMethod::Entropy;
        const Calibration calibration = setting.calibrated(options);
        QVERIFY(std::isfinite(calibration.ranges[0].high));
        QVERIFY(!std::isfinite(calibration.ranges[1].high));
    }

    void cancellingInterruptsAtAnyTime()
    {
        Setting setting;
        QuantisationOptions options;
        options.ranges = RangeMethod::Percentile;
        for (const double stop : {0.0, 0.2, 0.6, 0.9}) {
            const auto result = calibrate(
                setting.graph, setting.weights, setting.train, {}, 90, setting.pool,
                [stop](double done) { return done < stop; }, options);
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Interrupted);
        }
    }
};

QTEST_GUILESS_MAIN(TestCalibration)
#include "tst_calibration.moc"
