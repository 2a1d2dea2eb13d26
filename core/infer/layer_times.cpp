#include "core/infer/layer_times.h"

#include "core/base/clock.h"

#include <algorithm>

namespace propago {

namespace {

constexpr std::size_t kFewestRuns = 5, kMostRuns = 5000;
constexpr int kWarmUp = 2;

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

LayerWork workOf(const PlanOperation& operation, const Graph& graph, std::int64_t n,
                 std::int64_t atOnce)
{
    const auto nameOf = [&](int node) { return graph.nodes[static_cast<std::size_t>(node)].name; };
    LayerWork work;
    work.name = operation.node < 0 ? "output" : nameOf(operation.node);
    for (auto node = operation.before.rbegin(); node != operation.before.rend(); ++node)
        work.name = nameOf(*node) + " + " + work.name;
    work.operations = 2.0 * static_cast<double>(operation.macs * n);
    work.bytes = static_cast<double>(operation.valueBytes * n + operation.weightBytes);
    work.bytesAtOnce =
        static_cast<double>(operation.valueBytes * std::min(n, atOnce) + operation.weightBytes);
    return work;
}

} // namespace

std::optional<std::vector<LayerWork>> measureLayers(InferencePlan& plan, const Graph& graph,
                                                    const TensorView& x, const TensorView& y,
                                                    double seconds, const Progress& progress)
{
    for (int i = 0; i < kWarmUp; ++i)
        plan.run(x, y);
    std::vector<std::vector<double>> runs; // [run][operation]
    const Stopwatch watch;
    while (runs.size() < kFewestRuns || (watch.seconds() < seconds && runs.size() < kMostRuns)) {
        if (progress && !progress(std::min(1.0, watch.seconds() / seconds)))
            return std::nullopt;
        runs.push_back(plan.runTimed(x, y));
    }
    std::vector<LayerWork> layers;
    for (const PlanOperation& operation : plan.operations()) {
        std::vector<double> taken;
        for (const auto& run : runs)
            taken.push_back(run[layers.size()]);
        layers.push_back(workOf(operation, graph, x.shape[0], plan.samplesAtOnce()));
        layers.back().seconds = median(std::move(taken));
    }
    return layers;
}

} // namespace propago
