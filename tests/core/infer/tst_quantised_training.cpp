#include "core/infer/folded_graph.h"
#include "core/infer/inference_plan.h"
#include "core/infer/quantised_training.h"
#include "tests/core/infer/random_networks.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kPictures = 40;
constexpr std::uint64_t kNetworks = 60;

/// A random network without BatchNorms, and the same made ready for training with rounding.
struct Example {
    Example(std::uint64_t seed, std::int64_t bits, ThreadPool& pool)
    {
        const Graph drawn = randomNetwork(seed);
        folded = foldBatchNorms(drawn, randomWeights(drawn, seed + 1)).value();
        x = randomInputs(folded.graph, kPictures, seed + 2);
        ranges = rangesOver(folded.graph, folded.weights, x, pool);
        rounded = withFakeQuantisation(folded.graph, folded.weights, ranges, {bits, true}).value();
        roundedRanges = rangesOver(rounded.graph, rounded.weights, x, pool);
    }
    Tensor outputs(Format format, ThreadPool& pool, bool keepsValues = false) const
    {
        return outputsOf(rounded.graph, rounded.weights, x, {format, kPictures, keepsValues},
                         &roundedRanges, pool);
    }
    FoldedNetwork folded;
    QuantisedNetwork rounded;
    Tensor x;
    Calibration ranges, roundedRanges;
};

int winnerOf(const Tensor& outputs, std::int64_t sample)
{
    const std::int64_t count = outputs.elements() / outputs.shape()[0];
    int best = 0;
    for (int k = 1; k < count; ++k) {
        if (outputs.at(sample * count + k) > outputs.at(sample * count + best))
            best = k;
    }
    return best;
}

Draft smallNetwork()
{
    Draft draft({1, 6, 6});
    int last = draft.put(OperatorKind::Relu, {draft.conv(4, 3, 0)});
    last = draft.put(OperatorKind::MaxPool2d, {last}, window(2, 2));
    last = draft.put(OperatorKind::Relu, {draft.conv(6, 3, last)});
    draft.linear(3, draft.put(OperatorKind::Flatten, {last}));
    return draft;
}

Calibration rangesOfOne(const Graph& graph)
{
    Calibration calibration;
    calibration.ranges.assign(graph.nodes.size(), {-1, 1});
    return calibration;
}

std::vector<std::int64_t> bitsOf(const Graph& graph)
{
    std::vector<std::int64_t> bits;
    for (const Node& node : graph.nodes) {
        if (node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear)
            bits.push_back(node.attributes.weightBits);
    }
    return bits;
}

std::string kindsOf(const Graph& graph)
{
    std::string text;
    for (const Node& node : graph.nodes)
        text += std::string(operatorFor(node.kind).name()) + " ";
    return text;
}

} // namespace

/// A network that trains with rounding computes what the integers will compute.
class TestQuantisedTraining : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundsWhatAPlanStores()
    {
        const Draft draft = smallNetwork();
        const QuantisedNetwork made =
            withFakeQuantisation(draft.graph, randomWeights(draft.graph, 1),
                                 rangesOfOne(draft.graph), {2, false})
                .value();
        QCOMPARE(kindsOf(made.graph),
                 std::string("Input FakeQuantize Conv2d ReLU FakeQuantize MaxPool2d Conv2d ReLU "
                             "FakeQuantize Flatten Linear "));
        QCOMPARE(bitsOf(made.graph), (std::vector<std::int64_t>{8, 2, 8}));
        QVERIFY(inferShapes(made.graph));
        // Weights are at their layers' new places.
        for (int i = 0; i < static_cast<int>(made.graph.nodes.size()); ++i) {
            const Node& node = made.graph.nodes[static_cast<std::size_t>(i)];
            const bool hasWeights =
                node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
            QCOMPARE(made.weights.contains({SlotKind::Parameter, i, 0}), hasWeights);
        }
        const Attributes& behindRelu = made.graph.nodes[4].attributes;
        QCOMPARE(behindRelu.zeroPoint, std::int64_t{0});
        QCOMPARE(behindRelu.scale, static_cast<double>(1.0f / 255));
    }

    void allLayersWhenAsked()
    {
        const Draft draft = smallNetwork();
        const auto made = withFakeQuantisation(draft.graph, randomWeights(draft.graph, 1),
                                               rangesOfOne(draft.graph), {4, true});
        QCOMPARE(bitsOf(made->graph), (std::vector<std::int64_t>{4, 4, 4}));
    }

    // A second time only the bits change.
    void roundingStays()
    {
        const Draft draft = smallNetwork();
        const Weights weights = randomWeights(draft.graph, 1);
        const QuantisedNetwork once =
            withFakeQuantisation(draft.graph, weights, rangesOfOne(draft.graph), {4, true}).value();
        const QuantisedNetwork twice =
            withFakeQuantisation(once.graph, once.weights, rangesOfOne(once.graph), {4, true})
                .value();
        QVERIFY(twice.graph == once.graph);
    }

    // In the plan of integers the roundings are no operations, and weights have few levels.
    void roundingCostsNothing()
    {
        ThreadPool pool(1);
        const Example example(3, 2, pool);
        const auto operations = [&](const Graph& graph, const Weights& weights,
                                    const Calibration& ranges) {
            return planInference(graph, weights, {Format::Int8, 1}, &ranges, pool)
                .value()
                ->operations()
                .size();
        };
        QCOMPARE(operations(example.rounded.graph, example.rounded.weights, example.roundedRanges),
                 operations(example.folded.graph, example.folded.weights, example.ranges));
    }

    void integersComputeTheSame_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {2, 4, 8})
            QTest::newRow(std::to_string(bits).c_str()) << bits;
    }
    void integersComputeTheSame()
    {
        QFETCH(int, bits);
        ThreadPool pool(2);
        const Seeds seeds = Seeds::of(kNetworks);
        std::int64_t same = 0, pictures = 0;
        double worst = 0, mean = 0, untrained = 0;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            const Example example(seed, bits, pool);
            const Tensor real = example.outputs(Format::Fp32, pool);
            const Tensor integers = example.outputs(Format::Int8, pool);
            for (std::int64_t i = 0; i < kPictures; ++i)
                same += winnerOf(real, i) == winnerOf(integers, i) ? 1 : 0;
            pictures += kPictures;
            worst = std::max(worst, relativeError(integers, real));
            mean += meanError(integers, real);
            // What it would be without rounding while training.
            untrained += meanError(integers, outputsOf(example.folded.graph, example.folded.weights,
                                                       example.x, {Format::Fp32, kPictures, false},
                                                       nullptr, pool));
        }
        const auto count = static_cast<double>(seeds.end - seeds.first);
        qInfo("%lld of %lld winners; errors: largest %.2g, mean %.2g, unprepared %.2g",
              static_cast<long long>(same), static_cast<long long>(pictures), worst, mean / count,
              untrained / count);
        QVERIFY(worst <= 0.1);
        if (!seeds.areAll())
            return;
        QVERIFY(1000 * same >= 998 * pictures);
        QVERIFY(mean / count <= 0.004);
        QVERIFY(bits == 8 || mean <= 0.05 * untrained);
    }

    // Operators by themselves, the fused fp32 plan and fp64 agree as well as without rounding.
    void plansAgree()
    {
        ThreadPool pool(1);
        const Draft draft = smallNetwork();
        const Weights weights = randomWeights(draft.graph, 5);
        const Tensor x = randomInputs(draft.graph, 8, 6);
        const auto made = withFakeQuantisation(
            draft.graph, weights, rangesOver(draft.graph, weights, x, pool), {2, false});
        const auto outputs = [&](Format format, bool keeps) {
            return outputsOf(made->graph, made->weights, x, {format, 8, keeps}, nullptr, pool);
        };
        QVERIFY(relativeError(outputs(Format::Fp32, false), outputs(Format::Fp32, true)) <= 1e-5);
        QVERIFY(relativeError(outputs(Format::Fp32, false), outputs(Format::Fp64, false)) <= 1e-5);
    }

    // Values that the file rounds to fewer or more bits, with signs, twice, or beside another reader.
    void unusualRoundingsRun()
    {
        ThreadPool pool(1);
        Draft draft({2, 5, 5});
        Attributes codes;
        codes.scale = 1.0 / 32;
        codes.zeroPoint = -3;
        codes.isSigned = true;
        int last = draft.put(OperatorKind::FakeQuantize, {draft.conv(4, 3, 0)}, codes);
        last = draft.put(OperatorKind::Relu, {last});
        Attributes nibble = codes;
        nibble.bits = 4;
        nibble.scale = 0.125;
        const int few = draft.put(OperatorKind::FakeQuantize, {last}, nibble);
        Attributes wide = codes;
        wide.bits = 16;
        wide.scale = 1e-4;
        const int many = draft.put(OperatorKind::FakeQuantize, {last}, wide);
        last = draft.put(OperatorKind::Add, {few, many});
        draft.put(OperatorKind::FakeQuantize,
                  {draft.linear(3, last = draft.put(OperatorKind::Flatten, {last}))}, codes);
        const Weights weights = randomWeights(draft.graph, 2);
        const Tensor x = randomInputs(draft.graph, 30, 3);
        const Calibration ranges = rangesOver(draft.graph, weights, x, pool);
        const Tensor real =
            outputsOf(draft.graph, weights, x, {Format::Fp32, 30, false}, nullptr, pool);
        const Tensor integers =
            outputsOf(draft.graph, weights, x, {Format::Int8, 30, false}, &ranges, pool);
        QVERIFY2(relativeError(integers, real) <= 0.2,
                 qPrintable(QString::number(relativeError(integers, real))));
        for (std::int64_t i = 0; i < integers.elements(); ++i) {
            const double code = integers.at(i) * 32;
            QCOMPARE(code, std::nearbyint(code)); // the answer lies on the last layer's steps
        }
    }

    void refusesWhatCannotBeIntegers()
    {
        const Draft draft = smallNetwork();
        Calibration calibration = rangesOfOne(draft.graph);
        calibration.ranges[2].high = HUGE_VALF;
        QVERIFY(!withFakeQuantisation(draft.graph, randomWeights(draft.graph, 1), calibration, {}));
        QVERIFY(!withFakeQuantisation(draft.graph, {}, rangesOfOne(draft.graph), {}));
    }
};

QTEST_GUILESS_MAIN(TestQuantisedTraining)
#include "tst_quantised_training.moc"
