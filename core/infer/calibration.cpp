#include "core/infer/calibration.h"

#include "core/data/batches.h"
#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "core/infer/equalisation.h"
#include "core/infer/inference_plan.h"
#include "core/infer/value_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

namespace {

constexpr std::int64_t kMostAtOnce = 16;
constexpr std::int64_t kMacsAtOnce = 1'000'000'000; // so that cancelling never waits
constexpr std::size_t kNodesAtOnce = 4;
constexpr double kObserved = 0.8; // where choosing ranges follows

Failure cancelled()
{
    return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the calibration was cancelled"), {}});
}

// Of this many pictures at a time the results do not depend.
std::int64_t batchFor(const Graph& graph)
{
    const auto summary = summarise(graph);
    const std::int64_t macs = summary ? std::max<std::int64_t>(1, summary->total.macs) : 1;
    return std::clamp<std::int64_t>(kMacsAtOnce / macs, 1, kMostAtOnce);
}

Result<void> requirePictures(const Graph& graph, const Dataset& data, std::int64_t samples)
{
    if (data.size() < 1 || samples < 1)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("there are no pictures to calibrate on"), {}}, data.name(),
                    {PROPAGO_TEXT("use at least one picture"), {}});
    const Shape expected = networkInput(graph);
    if (expected == data.sampleShape())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the network takes %1 but the pictures are %2"),
                 {expected.text(), data.sampleShape().text()}},
                data.name(), {PROPAGO_TEXT("use pictures of the network's size"), {}});
}

// Extremes and sums of one node, picture by picture.
class Extremes {
public:
    void add(const Tensor& values)
    {
        const std::int64_t n = values.shape()[0];
        const std::int64_t channels = values.shape().rank() > 1 ? values.shape()[1] : 1;
        m_sums.resize(static_cast<std::size_t>(channels));
        const std::int64_t plane = values.elements() / (n * channels);
        const float* from = values.span<float>().data();
        for (std::int64_t i = 0; i < n * channels; ++i, from += plane)
            addPlane({from, static_cast<std::size_t>(plane)},
                     m_sums[static_cast<std::size_t>(i % channels)]);
        m_perChannel += n * plane;
    }

    ValueRange range() const
    {
        constexpr float kInfinite = std::numeric_limits<float>::infinity();
        return m_areFinite ? m_range : ValueRange{-kInfinite, kInfinite};
    }

    std::vector<float> means() const
    {
        std::vector<float> means;
        for (const double sum : m_sums)
            means.push_back(static_cast<float>(sum / static_cast<double>(m_perChannel)));
        return means;
    }

private:
    void addPlane(std::span<const float> values, double& sum)
    {
        for (const float value : values) {
            m_areFinite = m_areFinite && std::isfinite(value);
            m_range.low = std::min(m_range.low, value);
            m_range.high = std::max(m_range.high, value);
            sum += static_cast<double>(value);
        }
    }

    ValueRange m_range{std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest()};
    bool m_areFinite = true;
    std::vector<double> m_sums; // of each channel
    std::int64_t m_perChannel = 0;
};

// Sends the same pictures through the network as often as it is asked to.
class Observer {
public:
    Observer(const Graph& graph, std::unique_ptr<InferencePlan> plan, const Dataset& data,
             const Normalisation& normalisation, ThreadPool& pool)
        : m_nodes(static_cast<int>(graph.nodes.size()))
        , m_plan(std::move(plan))
        , m_data(data)
        , m_normalisation(normalisation)
        , m_pool(pool)
        , m_x(data.sampleShape().batched(m_plan->batch()), Format::Fp32)
        , m_output((*inferShapes(graph))[static_cast<std::size_t>(graph.output)].batched(
                       m_plan->batch()),
                   Format::Fp32)
    {}

    /// Calls see(node, its values) for every node of every batch, nodes on several threads.
    template<typename See>
    Result<void> pass(std::span<const std::int32_t> indices, const Progress& progress, See see)
    {
        const auto batch = static_cast<std::size_t>(m_plan->batch());
        for (std::size_t first = 0; first < indices.size(); first += batch) {
            if (progress
                && !progress(static_cast<double>(first) / static_cast<double>(indices.size())))
                return cancelled();
            const std::int64_t n =
                run(indices.subspan(first, std::min(batch, indices.size() - first)));
            auto each = [&](int node) {
                see(static_cast<std::size_t>(node), m_plan->value(node, n));
            };
            m_pool.run(m_nodes, each);
        }
        return {};
    }

private:
    std::int64_t run(std::span<const std::int32_t> indices)
    {
        const auto n = static_cast<std::int64_t>(indices.size());
        std::vector<std::int32_t> labels(indices.size());
        const TensorView x = m_x.view().slice(0, n);
        fillBatch(m_data, m_normalisation, indices, x, labels.data(), m_pool);
        m_plan->run(x, m_output.view().slice(0, n));
        return n;
    }

    int m_nodes;
    std::unique_ptr<InferencePlan> m_plan;
    const Dataset& m_data;
    const Normalisation& m_normalisation;
    ThreadPool& m_pool;
    Tensor m_x, m_output;
};

// What belonged to the nodes of `network`, under the indices of the network it was made from.
Calibration renumbered(const Calibration& of, const std::vector<int>& nodeOf)
{
    Calibration result;
    result.samples = of.samples;
    for (const int node : nodeOf) {
        const auto index = static_cast<std::size_t>(node);
        result.ranges.push_back(of.ranges[index]);
        result.extremes.push_back(of.extremes[index]);
        result.means.push_back(of.means[index]);
    }
    return result;
}

} // namespace

Result<ObservedValues> observeValues(const Graph& graph, const Weights& weights,
                                     const Dataset& data, const Normalisation& normalisation,
                                     std::int64_t samples, bool keepsHistograms, ThreadPool& pool,
                                     const Progress& progress)
{
    auto plan = planInference(graph, weights, {Format::Fp32, batchFor(graph), true}, nullptr, pool);
    if (!plan)
        return tl::unexpected(plan.error());
    if (const auto fits = requirePictures(graph, data, samples); !fits)
        return tl::unexpected(fits.error());
    const std::vector<std::int32_t> indices = evenly(data.size(), samples);
    Observer observer(graph, std::move(*plan), data, normalisation, pool);
    std::vector<Extremes> extremes(graph.nodes.size());
    const auto widen = [&](std::size_t node, const Tensor& values) { extremes[node].add(values); };
    const double middle = keepsHistograms ? 0.5 : 1;
    if (const auto seen = observer.pass(indices, partOf(progress, 0, middle), widen); !seen)
        return tl::unexpected(seen.error());
    ObservedValues result;
    result.samples = static_cast<std::int64_t>(indices.size());
    for (const Extremes& each : extremes) {
        result.extremes.push_back(each.range());
        result.means.push_back(each.means());
    }
    if (!keepsHistograms)
        return result;
    for (const ValueRange& range : result.extremes)
        result.histograms.emplace_back(range);
    const auto count = [&](std::size_t node, const Tensor& values) {
        result.histograms[node].add(values.span<float>());
    };
    if (const auto seen = observer.pass(indices, partOf(progress, middle, 1), count); !seen)
        return tl::unexpected(seen.error());
    return result;
}

Result<Calibration> calibrationOf(const ObservedValues& values, const QuantisationOptions& options,
                                  ThreadPool& pool, const Progress& progress)
{
    Calibration result{values.extremes, values.extremes, values.means, values.samples};
    if (options.ranges == RangeMethod::MinMax)
        return result;
    const std::size_t count = result.ranges.size();
    for (std::size_t first = 0; first < count; first += kNodesAtOnce) {
        if (progress && !progress(static_cast<double>(first) / static_cast<double>(count)))
            return cancelled();
        auto choose = [&](int task) {
            const std::size_t node = first + static_cast<std::size_t>(task);
            result.ranges[node] = chooseRange(values.histograms.at(node), options);
        };
        pool.run(static_cast<int>(std::min(kNodesAtOnce, count - first)), choose);
    }
    return result;
}

Result<Calibration> calibrate(const Graph& graph, const Weights& weights, const Dataset& data,
                              const Normalisation& normalisation, std::int64_t samples,
                              ThreadPool& pool, const Progress& progress,
                              const QuantisationOptions& options)
{
    if (options.equalises) {
        const auto made = equalised(graph, weights);
        if (!made)
            return tl::unexpected(made.error());
        const FoldedNetwork& network = made->network;
        QuantisationOptions others = options;
        others.equalises = false;
        const auto calibration = calibrate(network.graph, network.weights, data, normalisation,
                                           samples, pool, progress, others);
        if (!calibration)
            return tl::unexpected(calibration.error());
        return renumbered(*calibration, network.nodeOf);
    }
    const bool keepsHistograms = options.ranges != RangeMethod::MinMax;
    const auto values = observeValues(graph, weights, data, normalisation, samples, keepsHistograms,
                                      pool, partOf(progress, 0, keepsHistograms ? kObserved : 1));
    if (!values)
        return tl::unexpected(values.error());
    return calibrationOf(*values, options, pool, partOf(progress, kObserved, 1));
}

std::vector<std::int32_t> evenly(std::int64_t size, std::int64_t wanted)
{
    const std::int64_t count = std::min(size, wanted);
    std::vector<std::int32_t> indices;
    for (std::int64_t i = 0; i < count; ++i)
        indices.push_back(static_cast<std::int32_t>(i * size / count));
    return indices;
}

} // namespace propago
