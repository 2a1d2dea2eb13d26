#include "tests/core/infer/random_networks.h"

#include "core/graph/builder.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kPictures = 6;

// conv 0: 8 filters of 3 x 3 x 3; conv 1: 12 filters of 3 x 3 x 8, beside a skip; linear: 10 of 12.
struct Example {
    explicit Example(std::uint64_t seed = 1)
    {
        GraphBuilder builder("example");
        builder.input({3, 8, 8});
        Attributes a;
        a.features = 8;
        a.kernelH = a.kernelW = 3;
        a.padTop = a.padLeft = a.padBottom = a.padRight = 1;
        first = builder.node(OperatorKind::Conv2d, a);
        builder.node(OperatorKind::Relu, {});
        a.features = 12;
        second = builder.node(OperatorKind::Conv2d, a);
        builder.node(OperatorKind::Relu, {});
        builder.node(OperatorKind::GlobalAvgPool2d, {});
        builder.node(OperatorKind::Flatten, {});
        Attributes last;
        last.features = 10;
        linear = builder.node(OperatorKind::Linear, last);
        graph = builder.graph();
        weights = randomWeights(graph, seed);
        x = randomInputs(graph, kPictures, seed);
        calibration = rangesOver(graph, weights, x, pool);
    }

    std::unique_ptr<InferencePlan> plan(Format format, const QuantisationOptions& options,
                                        bool keepsValues = false)
    {
        PlanOptions plan{format, kPictures, keepsValues};
        plan.quantisation = options;
        return planInference(graph, weights, plan, &calibration, pool).value();
    }
    Tensor outputs(Format format, const QuantisationOptions& options = {}, bool keepsValues = false)
    {
        Tensor y = outputsFor(graph, kPictures);
        plan(format, options, keepsValues)->run(x.view(), y.view());
        return y;
    }
    QuantisationOptions withBits(int ofFirst, int ofSecond, int ofLinear) const
    {
        QuantisationOptions options;
        options.layerBits.assign(graph.nodes.size(), 0);
        options.layerBits[static_cast<std::size_t>(first)] = ofFirst;
        options.layerBits[static_cast<std::size_t>(second)] = ofSecond;
        options.layerBits[static_cast<std::size_t>(linear)] = ofLinear;
        return options;
    }
    // Of every channel of every value, over all pictures.
    void measureMeans()
    {
        auto exact = planInference(graph, weights, {Format::Fp64, kPictures, true}, nullptr, pool);
        Tensor y = outputsFor(graph, kPictures);
        (*exact)->run(x.view(), y.view());
        for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
            const Tensor values = (*exact)->value(node, kPictures);
            const std::int64_t channels = values.shape()[1];
            const std::int64_t plane = values.elements() / (kPictures * channels);
            std::vector<double> sums(static_cast<std::size_t>(channels));
            for (std::int64_t i = 0; i < values.elements(); ++i)
                sums[static_cast<std::size_t>(i / plane % channels)] += values.at(i);
            std::vector<float> means;
            for (const double sum : sums)
                means.push_back(static_cast<float>(sum / static_cast<double>(kPictures * plane)));
            calibration.means.push_back(means);
        }
    }

    ThreadPool pool{1};
    Graph graph;
    Weights weights;
    Tensor x;
    Calibration calibration;
    int first = 0, second = 0, linear = 0;
};

bool haveSameBits(const Tensor& a, const Tensor& b)
{
    return std::memcmp(a.view().data, b.view().data, static_cast<std::size_t>(a.bytes())) == 0;
}

} // namespace

/// What QuantisationOptions ask for is what plans of integers do.
class TestQuantisationOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void layersOfTheirOwnBitsAreThoseOfThatPrecision()
    {
        Example e;
        const Tensor four = e.outputs(Format::Int4);
        QVERIFY(haveSameBits(e.outputs(Format::Int8, e.withBits(4, 4, 4)), four));
        QVERIFY(haveSameBits(e.outputs(Format::Int2, e.withBits(4, 4, 4)), four));
        QVERIFY(
            haveSameBits(e.outputs(Format::Int4, e.withBits(2, 2, 2)), e.outputs(Format::Int2)));
        QVERIFY(
            haveSameBits(e.outputs(Format::Int2, e.withBits(8, 8, 8)), e.outputs(Format::Int8)));
        QVERIFY(!haveSameBits(e.outputs(Format::Int8, e.withBits(0, 4, 0)), four));
        QVERIFY(
            haveSameBits(e.outputs(Format::Int16, e.withBits(2, 2, 2)), e.outputs(Format::Int16)));
    }

    // With every layer in fp32 only the activations between them are rounded.
    void layersInFp32StayExact()
    {
        Example e;
        const Tensor exact = e.outputs(Format::Fp64);
        const double mixed = meanError(e.outputs(Format::Int2, e.withBits(32, 32, 32)), exact);
        QVERIFY2(mixed < 0.01, qPrintable(QString::number(mixed)));
        const double some = meanError(e.outputs(Format::Int2, e.withBits(32, 0, 32)), exact);
        QVERIFY(mixed < some && some < meanError(e.outputs(Format::Int2), exact));
    }

    void layersInFp32MayHaveSkipsAndSeveralThreads()
    {
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            const Graph graph = randomNetwork(seed);
            const Weights weights = randomWeights(graph, seed);
            const Tensor x = randomInputs(graph, 4, seed);
            ThreadPool one(1), three(3);
            const Calibration ranges = rangesOver(graph, weights, x, one);
            PlanOptions options{Format::Int8, 4, false};
            Dice dice(seed);
            for (std::size_t i = 0; i < graph.nodes.size(); ++i)
                options.quantisation.layerBits.push_back(dice.one({0, 32, 4, 2, 32}));
            const Tensor y = outputsOf(graph, weights, x, options, &ranges, one);
            QVERIFY(haveSameBits(y, outputsOf(graph, weights, x, options, &ranges, three)));
            options.keepsValues = true;
            (void)outputsOf(graph, weights, x, options, &ranges, three);
            options.quantisation.layerBits.assign(graph.nodes.size(), 32);
            const Tensor exact = outputsOf(graph, weights, x, {Format::Fp64, 4}, nullptr, one);
            const double error =
                meanError(outputsOf(graph, weights, x, options, &ranges, one), exact);
            QVERIFY2(error < 0.1, qPrintable(QString("seed %1: %2").arg(seed).arg(error)));
        }
    }

    void weightBytesAreThoseOfEveryLayer()
    {
        Example e;
        constexpr std::int64_t kFirst = 8 * 27, kSecond = 12 * 72, kLinear = 120, kFilters = 30;
        const auto bytes = [&](Format format, const QuantisationOptions& options) {
            return e.plan(format, options)->weightBytes();
        };
        QCOMPARE(bytes(Format::Int8, e.withBits(0, 4, 2)),
                 kFirst + kSecond / 2 + kLinear / 4 + 8 * kFilters);
        QCOMPARE(bytes(Format::Int4, e.withBits(32, 0, 8)),
                 4 * kFirst + 4 * 8 + kSecond / 2 + kLinear + 8 * 22);
        QuantisationOptions single;
        single.perChannel = false;
        QCOMPARE(bytes(Format::Int8, single), kFirst + kSecond + kLinear + 4 * kFilters + 4 * 3);
    }

    void bitsThatAreNotThereAreRefused()
    {
        Example e;
        PlanOptions options{Format::Int8, 1, false};
        options.quantisation = e.withBits(0, 3, 0);
        const auto plan = planInference(e.graph, e.weights, options, &e.calibration, e.pool);
        QVERIFY(!plan);
        QVERIFY(describe(plan.error()).find("3 bits") != std::string::npos);
    }

    void valuesStayReadable()
    {
        Example e;
        for (const Format format : inferenceFormats()) {
            const auto plan = e.plan(format, e.withBits(0, 32, 0), true);
            Tensor y = outputsFor(e.graph, kPictures);
            plan->run(e.x.view(), y.view());
            for (int node = 0; node <= e.linear; ++node)
                QVERIFY(!plan->value(node, kPictures).isEmpty());
            QVERIFY(relativeError(plan->value(0, kPictures), e.x) < 0.01);
            QVERIFY(haveSameBits(plan->value(e.linear, kPictures), y));
        }
    }

    void oneScaleForALayerIsCoarser()
    {
        Example e;
        auto& first = e.weights.at({SlotKind::Parameter, e.first, 0});
        for (std::int64_t i = 0; i < 27; ++i)
            first.span<float>()[static_cast<std::size_t>(i)] *= 20; // one filter of large weights
        e.calibration = rangesOver(e.graph, e.weights, e.x, e.pool);
        QuantisationOptions single;
        single.perChannel = false;
        const Tensor exact = e.outputs(Format::Fp64);
        QVERIFY(meanError(e.outputs(Format::Int8, single), exact)
                > meanError(e.outputs(Format::Int8), exact));
    }

    void symmetricActivationsPutZeroInTheMiddle()
    {
        Example e;
        for (float& value : e.x.span<float>())
            value -= 0.25f;
        e.calibration = rangesOver(e.graph, e.weights, e.x, e.pool);
        QuantisationOptions options;
        options.symmetricActivations = true;
        const auto plan = e.plan(Format::Int8, options, true);
        Tensor y = outputsFor(e.graph, kPictures);
        plan->run(e.x.view(), y.view());
        const ValueRange range = e.calibration.ranges[0];
        const float step = std::max(-range.low, range.high) / 127;
        const Tensor input = plan->value(0, kPictures);
        for (std::int64_t i = 0; i < input.elements(); ++i)
            QVERIFY(std::abs(std::remainder(input.at(i), static_cast<double>(step))) < 1e-5);
        QVERIFY(meanError(y, e.outputs(Format::Fp64)) < 0.05);
    }

    // The mean of every output is nearer to the exact one, on the pictures that were measured.
    void correctedBiasesBringMeansBack()
    {
        double plain = 0, corrected = 0;
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            Example e(seed);
            QuantisationOptions options;
            options.correctsBias = true;
            const Tensor before = e.outputs(Format::Int2);
            QVERIFY(haveSameBits(e.outputs(Format::Int2, options), before)); // no means, no change
            e.measureMeans();
            const Tensor exact = e.outputs(Format::Fp64);
            plain += shiftOf(before, exact);
            corrected += shiftOf(e.outputs(Format::Int2, options), exact);
        }
        QVERIFY2(corrected < 0.7 * plain, qPrintable(QString("%1 %2").arg(corrected).arg(plain)));
    }

private:
    // Squared difference of the mean of each output.
    static double shiftOf(const Tensor& y, const Tensor& exact)
    {
        const std::int64_t outputs = y.elements() / kPictures;
        double sum = 0;
        for (std::int64_t o = 0; o < outputs; ++o) {
            double difference = 0;
            for (std::int64_t i = o; i < y.elements(); i += outputs)
                difference += y.at(i) - exact.at(i);
            sum += difference * difference;
        }
        return sum;
    }
};

QTEST_GUILESS_MAIN(TestQuantisationOptions)
#include "tst_quantisation_options.moc"
