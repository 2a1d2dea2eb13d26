#include "tests/core/infer/noise.h"
#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/node_plan.h"
#include "core/infer/race.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace propago;
using namespace propago::test;

namespace {

struct Setting {
    Graph graph = zooGraph("lenet", zooInput("lenet"), 10).value();
    Weights weights = randomWeights(graph, 1);
    MemoryDataset train = noise("noise:train", Shape{1, 28, 28}, 90, 10);
    ThreadPool pool{2};
    Calibration calibration = calibrate(graph, weights, train, {}, 90, pool).value();
    std::vector<Format> formats = inferenceFormats();

    Result<Race> run(const Tensor& picture, const Progress& progress = {})
    {
        return race(graph, weights, formats, {}, &calibration, picture.view(), pool, progress);
    }
    Tensor picture(std::uint64_t seed) const
    {
        return copyOf(randomInputs(graph, 1, seed).view().reshaped(networkInput(graph)));
    }
};

std::ptrdiff_t best(std::span<const float> values)
{
    return std::ranges::max_element(values) - values.begin();
}

// Forwards the network in fp32 by its operators alone, with the value of `patched` given.
Tensor outputWith(const Graph& graph, const Weights& weights, const Tensor& picture, int patched,
                  const Tensor& given, ThreadPool& pool)
{
    const auto shapes = inferShapes(graph).value();
    std::vector<Tensor> values;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const Node& node = graph.nodes[static_cast<std::size_t>(i)];
        const Shape shape = shapes[static_cast<std::size_t>(i)].batched(1);
        if (i == patched || node.kind == OperatorKind::Input) {
            values.push_back(copyOf((i == patched ? given : picture).view().reshaped(shape)));
            continue;
        }
        // The one node as a network of its own: inputs become Input nodes one at a time.
        Graph alone;
        Weights own;
        Node input;
        input.name = "input";
        input.kind = OperatorKind::Input;
        input.inputShape = shapes[static_cast<std::size_t>(node.inputs[0])];
        alone.add(input);
        Node copy = node;
        copy.inputs = {0};
        alone.add(copy);
        for (int p = 0; weights.count({SlotKind::Parameter, i, p}) > 0; ++p)
            own.emplace(TensorRef{SlotKind::Parameter, 1, p},
                        weights.at({SlotKind::Parameter, i, p}));
        Tensor y(shape, Format::Fp32);
        planNodes(alone, own, {Format::Fp32, 1, true}, pool)
            .value()
            ->run(values[static_cast<std::size_t>(node.inputs[0])].view(), y.view());
        values.push_back(std::move(y));
    }
    return values[static_cast<std::size_t>(graph.output)];
}

} // namespace

class TestRace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyLaneIsFilled()
    {
        Setting setting;
        const Race result = setting.run(setting.picture(1)).value();
        const Format expected[] = {Format::Fp32,  Format::Fp64, Format::Fp16, Format::Bf16,
                                   Format::Int16, Format::Int8, Format::Int4, Format::Int2};
        QCOMPARE(result.lanes.size(), std::size(expected));
        for (std::size_t i = 0; i < result.lanes.size(); ++i) {
            const RaceLane& lane = result.lanes[i];
            QCOMPARE(lane.precision, expected[i]);
            QCOMPARE(lane.probabilities.size(), std::size_t{10});
            const float sum =
                std::accumulate(lane.probabilities.begin(), lane.probabilities.end(), 0.0f);
            QVERIFY(std::abs(sum - 1) < 1e-5f);
            QCOMPARE(lane.values.size(), setting.graph.nodes.size());
            QCOMPARE(lane.sqnr.size(), setting.graph.nodes.size());
            QVERIFY(lane.microseconds > 0 && lane.runs > 0);
        }
        QVERIFY(result.picture.shape() == networkInput(setting.graph));
        QCOMPARE(result.lanes[0].flipsAt, -1);
        QVERIFY(std::ranges::all_of(result.lanes[0].sqnr, [](double v) { return std::isinf(v); }));
    }

    void sqnrIsThatOfTheValues()
    {
        Setting setting;
        const Race result = setting.run(setting.picture(2)).value();
        const RaceLane& exact = result.lanes[0];
        for (const RaceLane& lane : result.lanes) {
            int present = 0;
            for (std::size_t node = 0; node < lane.values.size(); ++node) {
                if (lane.values[node].isEmpty()) {
                    QVERIFY(std::isnan(lane.sqnr[node]));
                    continue;
                }
                ++present;
                double signal = 0, noise = 0;
                for (std::int64_t i = 0; i < exact.values[node].elements(); ++i) {
                    signal += std::pow(exact.values[node].at(i), 2);
                    noise += std::pow(lane.values[node].at(i) - exact.values[node].at(i), 2);
                }
                QVERIFY(noise == 0
                            ? std::isinf(lane.sqnr[node])
                            : std::abs(lane.sqnr[node] - 10 * std::log10(signal / noise)) < 1e-6);
            }
            QVERIFY(present >= 5);
        }
    }

    // lenet is a chain, so the rest of the network can be run operator by operator.
    void theFirstFlipIsFoundByRunningTheRest()
    {
        Setting setting;
        setting.formats = {Format::Int8};
        int flips = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Tensor picture = setting.picture(seed);
            // Coarse scales make the answers differ.
            for (ValueRange& range : setting.calibration.ranges)
                range = {range.low * 1.5f, range.high * 1.5f};
            const Race result = setting.run(picture).value();
            const auto winner = best(result.lanes[0].probabilities);
            const RaceLane& lane = result.lanes[1];
            int expected = -1;
            for (int node = 0; node < static_cast<int>(lane.values.size()) && expected < 0;
                 ++node) {
                const Tensor& value = lane.values[static_cast<std::size_t>(node)];
                if (value.isEmpty())
                    continue;
                const Tensor y =
                    outputWith(setting.graph, setting.weights, picture, node, value, setting.pool);
                expected = best(y.span<float>()) == winner ? -1 : node;
            }
            QCOMPARE(lane.flipsAt, expected);
            flips += expected >= 0 ? 1 : 0;
            if (best(lane.probabilities) != winner)
                QVERIFY(lane.flipsAt >= 0);
        }
        QVERIFY2(flips > 0, "no answer flipped: the test says nothing");
    }

    // Entering in the middle and coming back leaves no trace, in any order.
    void enteringAPlanLeavesNoTrace()
    {
        ThreadPool pool(1);
        const Graph graph = zooGraph("resnet8", zooInput("resnet8"), 10).value();
        const Weights weights = randomWeights(graph, 2);
        const Tensor x = randomInputs(graph, 1, 2);
        Tensor y = outputsFor(graph, 1);
        auto plan = planNodes(graph, weights, {Format::Fp32, 1, true}, pool).value();
        plan->run(x.view(), y.view());
        const Tensor expected = copyOf(y.view());
        std::vector<Tensor> own;
        for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node)
            own.push_back(plan->value(node, 1));
        for (const int node : {0, 3, 4, 9, 2, 7, 7}) {
            Tensor other = own[static_cast<std::size_t>(node)];
            for (float& value : other.span<float>())
                value += 0.5f;
            plan->runFrom(node, other.view(), y.view());
            QVERIFY(relativeError(y, expected) > 0);
            plan->runFrom(node, own[static_cast<std::size_t>(node)].view(), y.view());
            QCOMPARE(relativeError(y, expected), 0.0);
        }
    }

    void equalisedNetworksRaceToo()
    {
        Setting setting;
        QuantisationOptions options;
        options.equalises = true;
        const Calibration calibration = calibrate(setting.graph, setting.weights, setting.train, {},
                                                  90, setting.pool, {}, options)
                                            .value();
        const std::vector<Format> formats{Format::Int8};
        const Race result = race(setting.graph, setting.weights, formats, options, &calibration,
                                 setting.picture(3).view(), setting.pool)
                                .value();
        for (const double sqnr : result.lanes[1].sqnr)
            QVERIFY(std::isnan(sqnr) || sqnr > 15);
    }

    void mistakesAreRefused()
    {
        Setting setting;
        const auto small = setting.run(Tensor(Shape{1, 20, 20}, Format::Fp32));
        QVERIFY(!small);
        QVERIFY(describe(small.error()).find("1x20x20") != std::string::npos);
        const auto uncalibrated = race(setting.graph, setting.weights, setting.formats, {}, nullptr,
                                       setting.picture(1).view(), setting.pool);
        QVERIFY(!uncalibrated);
        for (const double stop : {0.0, 0.3, 0.6}) {
            const auto cancelled =
                setting.run(setting.picture(1), [stop](double done) { return done < stop; });
            QVERIFY(!cancelled);
            QCOMPARE(cancelled.error().code, ErrorCode::Interrupted);
        }
    }
};

QTEST_GUILESS_MAIN(TestRace)
#include "tst_race.moc"
