#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/kernels/isa.h"

#include <QtTest>

#include <cstring>
#include <map>

using namespace propago;
using namespace propago::test;

namespace {

struct Example {
    explicit Example(std::uint64_t seed)
        : graph(randomNetwork(seed))
        , weights(randomWeights(graph, seed + 1000))
        , x(randomInputs(graph, 9, seed + 2000))
        , ranges(rangesOver(graph, weights, x, pool))
    {}
    Tensor outputs(const PlanOptions& options)
    {
        return outputsOf(graph, weights, x, options, &ranges, pool);
    }
    ThreadPool pool{2};
    Graph graph;
    Weights weights;
    Tensor x;
    Calibration ranges;
};

void addPrecisions()
{
    QTest::addColumn<int>("precision");
    for (const Format format : inferenceFormats())
        QTest::newRow(traits(format).name.data()) << static_cast<int>(format);
}

// What names the numbers that are multiplied.
const char* wordOf(Format format)
{
    switch (format) {
    case Format::Fp64: return "fp64";
    case Format::Fp32: return "fp32";
    case Format::Fp16: return "fp16 widened to fp32";
    case Format::Bf16: return "bf16";
    case Format::Int16: return "s16 x s16";
    case Format::Int4: return "u8 x s4 unpacked";
    case Format::Int2: return "u8 x s2 unpacked";
    default: return "u8 x s8";
    }
}

bool haveSameBits(const TensorView& a, const TensorView& b)
{
    return a.bytes() == b.bytes()
           && std::memcmp(a.data, b.data, static_cast<std::size_t>(a.bytes())) == 0;
}

} // namespace

class TestInferencePlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void narrowFormatsStayClose_data()
    {
        QTest::addColumn<int>("precision");
        QTest::addColumn<double>("worst");
        QTest::addColumn<double>("average");
        QTest::newRow("bf16") << static_cast<int>(Format::Bf16) << 0.15 << 0.01;
        QTest::newRow("int8") << static_cast<int>(Format::Int8) << 0.20 << 0.03;
    }
    // Root of the mean squared error as a share of the outputs' size, over 200 networks.
    void narrowFormatsStayClose()
    {
        QFETCH(int, precision);
        QFETCH(double, worst);
        QFETCH(double, average);
        double sum = 0;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            Example example(seed);
            const Tensor exact = example.outputs({Format::Fp64, 9, false});
            const double error =
                meanError(example.outputs({static_cast<Format>(precision), 9, false}), exact);
            QVERIFY2(error <= worst, qPrintable(QString("seed %1: %2").arg(seed).arg(error)));
            sum += error;
        }
        QVERIFY2(sum / 200 <= average, qPrintable(QString::number(sum / 200)));
    }

    void placeInTheBatchChangesNothing_data() { addPrecisions(); }
    void placeInTheBatchChangesNothing()
    {
        QFETCH(int, precision);
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            Example example(seed);
            const auto format = static_cast<Format>(precision);
            const Tensor together = example.outputs({format, 9, false});
            ThreadPool alone(1);
            auto single = planInference(example.graph, example.weights, {format, 1, false},
                                        &example.ranges, alone)
                              .value();
            Tensor y = outputsFor(example.graph, 1);
            for (std::int64_t i = 0; i < 9; ++i) {
                single->run(example.x.view().slice(i, 1), y.view());
                QVERIFY2(haveSameBits(y.view(), together.view().slice(i, 1)),
                         QByteArray::number(static_cast<int>(seed)));
            }
        }
    }

    void smallerBatchesFitIntoLargerPlans_data() { addPrecisions(); }
    void smallerBatchesFitIntoLargerPlans()
    {
        QFETCH(int, precision);
        Example example(3);
        const auto format = static_cast<Format>(precision);
        const Tensor all = example.outputs({format, 9, false});
        auto plan = planInference(example.graph, example.weights, {format, 64, false},
                                  &example.ranges, example.pool)
                        .value();
        Tensor y = outputsFor(example.graph, 4);
        plan->run(example.x.view().slice(2, 4), y.view());
        QVERIFY(haveSameBits(y.view(), all.view().slice(2, 4)));
    }

    void keptValuesAreThoseOfTheNetwork_data() { addPrecisions(); }
    void keptValuesAreThoseOfTheNetwork()
    {
        QFETCH(int, precision);
        double worst = 0;
        for (std::uint64_t seed = 0; seed < 30; ++seed) {
            Example example(seed);
            const auto format = static_cast<Format>(precision);
            auto exact = planInference(example.graph, example.weights, {Format::Fp64, 9, true},
                                       nullptr, example.pool)
                             .value();
            auto plan = planInference(example.graph, example.weights, {format, 9, true},
                                      &example.ranges, example.pool)
                            .value();
            Tensor y = outputsFor(example.graph, 9);
            exact->run(example.x.view(), y.view());
            plan->run(example.x.view(), y.view());
            for (int node = 0; node < static_cast<int>(example.graph.nodes.size()); ++node) {
                const Tensor value = plan->value(node, 9);
                QCOMPARE(value.shape(), exact->value(node, 9).shape());
                worst = std::max(worst, meanError(value, exact->value(node, 9)));
            }
            QVERIFY(haveSameBits(plan->value(example.graph.output, 9).view(), y.view()));
        }
        const std::map<Format, double> bounds{{Format::Fp64, 1e-5},   {Format::Fp32, 1e-5},
                                              {Format::Fp16, 0.005},  {Format::Bf16, 0.15},
                                              {Format::Int16, 0.005}, {Format::Int8, 0.25},
                                              {Format::Int4, 1},      {Format::Int2, 3}};
        QVERIFY2(worst <= bounds.at(static_cast<Format>(precision)),
                 qPrintable(QString::number(worst)));
    }

    void otherPlansKeepNothing()
    {
        Example example(1);
        auto plan = planInference(example.graph, example.weights, {Format::Bf16, 9, false}, nullptr,
                                  example.pool)
                        .value();
        Tensor y = outputsFor(example.graph, 9);
        plan->run(example.x.view(), y.view());
        QVERIFY(plan->value(example.graph.output, 9).isEmpty());
    }

    void weightBytesAreWhatIsStored()
    {
        const Graph graph = zooGraph("lenet", zooInput("lenet"), 10).value();
        const Weights weights = randomWeights(graph, 1);
        ThreadPool pool(1);
        const Calibration ranges = rangesOver(graph, weights, randomInputs(graph, 4, 1), pool);
        const auto bytes = [&](Format format) {
            return planInference(graph, weights, {format, 1, false}, &ranges, pool)
                .value()
                ->weightBytes();
        };
        constexpr std::int64_t kWeights = 61470, kBiases = 236; // of LeNet-5 with 10 categories
        QCOMPARE(bytes(Format::Fp64), 8 * (kWeights + kBiases));
        QCOMPARE(bytes(Format::Fp32), 4 * (kWeights + kBiases));
        QCOMPARE(bytes(Format::Bf16), 2 * kWeights + 4 * kBiases);
        QCOMPARE(bytes(Format::Fp16), 2 * kWeights + 4 * kBiases);
        // An int32 bias and a scale for each filter.
        QCOMPARE(bytes(Format::Int16), 2 * kWeights + 8 * kBiases);
        QCOMPARE(bytes(Format::Int8), kWeights + 8 * kBiases);
        QCOMPARE(bytes(Format::Int4), kWeights / 2 + 8 * kBiases);
        // 150, 2400, 48000, 10080 and 840 weights: one layer fills half a byte.
        QCOMPARE(bytes(Format::Int2), (kWeights + 2) / 4 + 8 * kBiases);
    }

    void kernelsSayWhatTheyAre()
    {
        Example example(1);
        for (const Format format : inferenceFormats()) {
            auto plan = planInference(example.graph, example.weights, {format, 1, false},
                                      &example.ranges, example.pool)
                            .value();
            QCOMPARE(plan->precision(), format);
            QVERIFY(plan->kernel().find(wordOf(format)) != std::string::npos);
            const bool isWidened =
                format == Format::Fp16 || (format == Format::Bf16 && !nativeBf16());
            QCOMPARE(plan->isEmulated(), isWidened);
        }
    }

    void absentFormatsAreRefusedWithThoseThatAreThere()
    {
        Example example(1);
        const auto plan = planInference(example.graph, example.weights, {Format::Uint8, 1, false},
                                        nullptr, example.pool);
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::Unsupported);
        QVERIFY(describe(plan.error()).find("fp64, fp32, fp16, bf16, int16, int8, int4, int2")
                != std::string::npos);
    }

    void integersWithoutCalibrationAreRefused()
    {
        Example example(1);
        for (const Format format : {Format::Int16, Format::Int8, Format::Int4, Format::Int2}) {
            const auto plan = planInference(example.graph, example.weights, {format, 1, false},
                                            nullptr, example.pool);
            QVERIFY(!plan);
            QCOMPARE(plan.error().code, ErrorCode::BadInput);
            const std::string name(traits(format).name);
            QVERIFY(describe(plan.error()).find(name + " inference needs") != std::string::npos);
        }
    }

    void int8RefusesWeightsThatAreNotNumbers()
    {
        Example example(1);
        for (auto& [ref, tensor] : example.weights)
            tensor.span<float>()[0] = std::numeric_limits<float>::quiet_NaN();
        const auto plan = planInference(example.graph, example.weights, {Format::Int8, 1, false},
                                        &example.ranges, example.pool);
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::BadInput);
    }

    void tooLargeBatchesThrow()
    {
        Example example(1);
        auto plan = planInference(example.graph, example.weights, {Format::Fp32, 4, false}, nullptr,
                                  example.pool)
                        .value();
        Tensor y = outputsFor(example.graph, 9);
        QVERIFY_EXCEPTION_THROWN(plan->run(example.x.view(), y.view()), std::logic_error);
    }
};

QTEST_GUILESS_MAIN(TestInferencePlan)
#include "tst_inference_plan.moc"
