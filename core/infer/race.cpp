#include "core/infer/race.h"

#include "core/graph/shapes.h"
#include "core/infer/layer_errors.h"
#include "core/infer/node_plan.h"
#include "core/infer/probabilities.h"
#include "core/infer/speed.h"
#include "core/serve/latency.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace propago {

namespace {

constexpr std::int64_t kRuns = 51;
// How the work divides, for the progress bar.
constexpr double kTimed = 0.5;

Failure cancelled()
{
    return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the race was cancelled"), {}});
}

std::ptrdiff_t winner(const Tensor& outputs)
{
    const auto numbers = outputs.span<float>();
    return std::ranges::max_element(numbers) - numbers.begin();
}

class Racer {
public:
    Racer(const Graph& graph, const Weights& weights, const QuantisationOptions& options,
          const Calibration* calibration, const TensorView& picture, ThreadPool& pool)
        : m_graph(graph)
        , m_weights(weights)
        , m_options(options)
        , m_calibration(calibration)
        , m_picture(copyOf(picture.reshaped(networkInput(graph).batched(1))))
        , m_pool(pool)
        , m_output(inferShapes(graph).value()[static_cast<std::size_t>(graph.output)].batched(1),
                   Format::Fp32)
    {}

    /// All formats to come, fp32 first.
    Result<Race> run(const std::vector<Format>& formats, const Progress& progress)
    {
        auto reference = planNodes(m_graph, m_weights, {Format::Fp32, 1, true}, m_pool);
        if (!reference)
            return tl::unexpected(reference.error());
        m_reference = std::move(*reference);
        m_reference->run(m_picture.view(), m_output.view());
        m_winner = winner(m_output);
        for (const Format format : formats) {
            if (const auto made = makePlan(format); !made)
                return tl::unexpected(made.error());
        }
        if (!timeAll(partOf(progress, 0, kTimed)))
            return cancelled();
        for (std::size_t i = 0; i < formats.size(); ++i) {
            const auto share = (1 - kTimed) / static_cast<double>(formats.size());
            const double from = kTimed + share * static_cast<double>(i);
            if (const auto done = fill(m_race.lanes[i], partOf(progress, from, from + share));
                !done)
                return tl::unexpected(done.error());
        }
        m_race.picture = copyOf(m_picture.view().reshaped(networkInput(m_graph)));
        return std::move(m_race);
    }

private:
    Result<void> makePlan(Format format)
    {
        auto plan = planInference(m_graph, m_weights, {format, 1, false, false, m_options},
                                  m_calibration, m_alone);
        if (!plan)
            return tl::unexpected(plan.error());
        (*plan)->run(m_picture.view(), m_output.view());
        RaceLane lane;
        lane.precision = format;
        for (const double each : probabilitiesOf(m_graph, m_output.span<float>()))
            lane.probabilities.push_back(static_cast<float>(each));
        m_race.lanes.push_back(std::move(lane));
        m_plans.push_back(std::move(*plan));
        return {};
    }

    bool timeAll(const Progress& progress)
    {
        std::vector<InferencePlan*> plans;
        for (const auto& plan : m_plans)
            plans.push_back(plan.get());
        auto taken = measureLatencies(plans, m_picture.view(), m_output.view(), kRuns, progress);
        if (!taken)
            return false;
        for (std::size_t i = 0; i < plans.size(); ++i) {
            m_race.lanes[i].runs = static_cast<std::int64_t>((*taken)[i].size());
            m_race.lanes[i].microseconds = summarise(std::move((*taken)[i])).p50;
        }
        return true;
    }

    Result<void> fill(RaceLane& lane, const Progress& progress)
    {
        auto plan =
            planInference(m_graph, m_weights, {lane.precision, 1, true, false, m_options, true},
                          m_calibration, m_pool);
        if (!plan)
            return tl::unexpected(plan.error());
        (*plan)->run(m_picture.view(), m_output.view());
        m_reference->run(m_picture.view(), m_output.view());
        for (int node = 0; node < static_cast<int>(m_graph.nodes.size()); ++node) {
            lane.values.push_back((*plan)->value(node, 1));
            lane.sqnr.push_back(sqnrOf(node, lane.values.back()));
        }
        return lane.precision == Format::Fp32 ? Result<void>() : findFlip(lane, progress);
    }

    double sqnrOf(int node, const Tensor& value) const
    {
        if (value.isEmpty())
            return std::numeric_limits<double>::quiet_NaN();
        ErrorSums sums;
        const Tensor expected = m_reference->value(node, 1);
        sums.add(expected.span<float>(), value.span<float>());
        return sums.result().sqnr;
    }

    Result<void> findFlip(RaceLane& lane, const Progress& progress)
    {
        for (std::size_t node = 0; node < lane.values.size() && lane.flipsAt < 0; ++node) {
            if (progress
                && !progress(static_cast<double>(node) / static_cast<double>(lane.values.size())))
                return cancelled();
            if (lane.values[node].isEmpty())
                continue;
            m_reference->runFrom(static_cast<int>(node), lane.values[node].view(), m_output.view());
            if (winner(m_output) != m_winner)
                lane.flipsAt = static_cast<int>(node);
        }
        return {};
    }

    const Graph& m_graph;
    const Weights& m_weights;
    const QuantisationOptions& m_options;
    const Calibration* m_calibration;
    Tensor m_picture; // [1, C, H, W]
    ThreadPool& m_pool;
    ThreadPool m_alone{1};
    Tensor m_output;
    std::unique_ptr<NodePlan> m_reference;
    std::vector<std::unique_ptr<InferencePlan>> m_plans; // one for each lane
    std::ptrdiff_t m_winner = 0;                         // of fp32
    Race m_race;
};

} // namespace

Result<Race> race(const Graph& graph, const Weights& weights, std::span<const Format> precisions,
                  const QuantisationOptions& options, const Calibration* calibration,
                  const TensorView& picture, ThreadPool& pool, const Progress& progress)
{
    // Whatever is wrong with the network itself shows here.
    if (const auto plan = planInference(graph, weights, {}, nullptr, pool); !plan)
        return tl::unexpected(plan.error());
    if (picture.elements() != networkInput(graph).elements())
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the network takes %1 but the picture is %2"),
                     {networkInput(graph).text(), picture.shape.text()}},
                    graph.name, {PROPAGO_TEXT("use a picture of the network's size"), {}});
    std::vector<Format> formats{Format::Fp32};
    std::ranges::copy_if(precisions, std::back_inserter(formats),
                         [](Format format) { return format != Format::Fp32; });
    return Racer(graph, weights, options, calibration, picture, pool).run(formats, progress);
}

} // namespace propago
