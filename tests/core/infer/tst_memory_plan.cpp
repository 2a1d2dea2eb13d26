#include "tests/core/infer/random_networks.h"

#include "core/base/memory.h"
#include "core/infer/memory_plan.h"
#include "core/infer/unit_steps.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

bool meet(const Lifetime& a, const Lifetime& b)
{
    return a.first <= b.last && b.first <= a.last;
}

bool overlap(std::int64_t a, std::int64_t aBytes, std::int64_t b, std::int64_t bBytes)
{
    return a < b + bBytes && b < a + aBytes;
}

// The step after which nobody reads the value of fused node `index` any more.
int lastReader(const FusedGraph& fused, int index)
{
    const int end = static_cast<int>(fused.nodes.size());
    if (index == fused.output)
        return end;
    int last = index;
    for (int i = 0; i < end; ++i) {
        const auto& inputs = fused.nodes[static_cast<std::size_t>(i)].inputs;
        if (std::ranges::find(inputs, index) != inputs.end())
            last = i;
    }
    return last;
}

// Only these may write over what they read, and a convolution only over its residual.
bool mayOverwrite(const FusedNode& node, int input)
{
    if (node.kind == FusedKind::Activation || node.kind == FusedKind::Add)
        return true;
    return node.hasResidual && node.inputs[1] == input && node.inputs[0] != input;
}

} // namespace

class TestMemoryPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void buffersThatLiveTogetherNeverOverlap()
    {
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            Dice dice(seed);
            std::vector<Lifetime> buffers;
            for (int i = 0; i < 1 + dice.below(40); ++i) {
                const int first = dice.below(30);
                buffers.push_back({dice.below(5000), first, first + dice.below(8)});
            }
            const MemoryPlan plan = planMemory(buffers);
            for (std::size_t i = 0; i < buffers.size(); ++i) {
                const auto slack = static_cast<std::int64_t>(kSlack);
                QCOMPARE(plan.offsets[i] % static_cast<std::int64_t>(kAlignment), 0);
                QVERIFY(plan.offsets[i] + buffers[i].bytes + slack <= plan.bytes);
                for (std::size_t j = 0; j < i; ++j)
                    QVERIFY(!meet(buffers[i], buffers[j])
                            || !overlap(plan.offsets[i], buffers[i].bytes + slack, plan.offsets[j],
                                        buffers[j].bytes + slack));
            }
        }
    }

    void aChainNeedsTwoBuffersOnly()
    {
        std::vector<Lifetime> chain;
        for (int i = 0; i < 10; ++i)
            chain.push_back({1000, i, i + 1});
        QVERIFY(planMemory(chain).bytes <= 2 * (1000 + 2 * 64));
    }

    void livingValuesOfNetworksNeverOverlap_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("fp32") << static_cast<int>(UnitFormat::Fp32);
        QTest::newRow("bf16") << static_cast<int>(UnitFormat::Bf16);
        QTest::newRow("int8") << static_cast<int>(UnitFormat::Int8);
    }
    void livingValuesOfNetworksNeverOverlap()
    {
        QFETCH(int, format);
        ThreadPool pool(1);
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            const Graph graph = randomNetwork(seed);
            const Weights weights = randomWeights(graph, seed);
            const auto unit = static_cast<UnitFormat>(format);
            const FusedGraph fused = fuse(graph, weights, {true, unit == UnitFormat::Fp32}).value();
            const Calibration ranges =
                rangesOver(graph, weights, randomInputs(graph, 2, seed), pool);
            const UnitSteps steps = layOutSteps(fused, graph, {unit, false}, &ranges, 3).value();
            for (int i = 0; i < static_cast<int>(fused.nodes.size()); ++i) {
                for (int j = 0; j < i; ++j)
                    QVERIFY2(areApart(fused, steps, j, i), qPrintable(QString::number(seed)));
            }
        }
    }

private:
    // `early` is made before `late`.
    static bool areApart(const FusedGraph& fused, const UnitSteps& steps, int early, int late)
    {
        const PlanValue& a = steps.values[static_cast<std::size_t>(early)];
        const PlanValue& b = steps.values[static_cast<std::size_t>(late)];
        if (a.place.home != Home::Arena || b.place.home != Home::Arena)
            return a.place.home != b.place.home || a.place.home == Home::Arena;
        if (!overlap(a.place.offset, a.sampleBytes() * steps.samples, b.place.offset,
                     b.sampleBytes() * steps.samples))
            return true;
        const int last = lastReader(fused, early);
        return last < late
               || (last == late && mayOverwrite(fused.nodes[static_cast<std::size_t>(late)], early)
                   && a.place.offset == b.place.offset);
    }
};

QTEST_GUILESS_MAIN(TestMemoryPlan)
#include "tst_memory_plan.moc"
