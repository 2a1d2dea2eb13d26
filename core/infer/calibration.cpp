#include "core/infer/calibration.h"

#include "core/data/batches.h"
#include "core/graph/shapes.h"
#include "core/infer/inference_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

namespace {

constexpr std::int64_t kBatch = 16;

// `wanted` pictures taken evenly over all of them.
std::vector<std::int32_t> evenly(std::int64_t size, std::int64_t wanted)
{
    const std::int64_t count = std::min(size, wanted);
    std::vector<std::int32_t> indices;
    for (std::int64_t i = 0; i < count; ++i)
        indices.push_back(static_cast<std::int32_t>(i * size / count));
    return indices;
}

// One value that is not finite spoils the range for good.
void widen(ValueRange& range, const Tensor& values, bool isFirst)
{
    const auto numbers = values.span<float>();
    const auto [low, high] = std::ranges::minmax(numbers);
    const bool areFinite =
        std::ranges::all_of(numbers, [](float value) { return std::isfinite(value); });
    if (!areFinite || (!isFirst && !std::isfinite(range.low)))
        range = {-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()};
    else
        range = isFirst ? ValueRange{low, high}
                        : ValueRange{std::min(range.low, low), std::max(range.high, high)};
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

} // namespace

Result<Calibration> calibrate(const Graph& graph, const Weights& weights, const Dataset& data,
                              const Normalisation& normalisation, std::int64_t samples,
                              ThreadPool& pool, const Progress& progress)
{
    auto plan = planInference(graph, weights, {Format::Fp32, kBatch, true}, nullptr, pool);
    if (!plan)
        return tl::unexpected(plan.error());
    if (const auto fits = requirePictures(graph, data, samples); !fits)
        return tl::unexpected(fits.error());
    const std::vector<std::int32_t> indices = evenly(data.size(), samples);
    const auto shapes = inferShapes(graph);
    Tensor output((*shapes)[static_cast<std::size_t>(graph.output)].batched(kBatch), Format::Fp32);
    Tensor x(data.sampleShape().batched(kBatch), Format::Fp32);
    std::vector<std::int32_t> labels(kBatch);
    Calibration result;
    result.ranges.resize(graph.nodes.size());
    result.samples = static_cast<std::int64_t>(indices.size());
    for (std::size_t first = 0; first < indices.size(); first += kBatch) {
        if (progress && !progress(static_cast<double>(first) / static_cast<double>(indices.size())))
            return fail(ErrorCode::Interrupted,
                        {PROPAGO_TEXT("the calibration was cancelled"), {}});
        const auto part = std::span(indices).subspan(
            first, std::min<std::size_t>(kBatch, indices.size() - first));
        const auto n = static_cast<std::int64_t>(part.size());
        fillBatch(data, normalisation, part, x.view().slice(0, n), labels.data(), pool);
        (*plan)->run(x.view().slice(0, n), output.view().slice(0, n));
        for (std::size_t node = 0; node < graph.nodes.size(); ++node)
            widen(result.ranges[node], (*plan)->value(static_cast<int>(node), n), first == 0);
    }
    result.extremes = result.ranges;
    return result;
}

} // namespace propago
