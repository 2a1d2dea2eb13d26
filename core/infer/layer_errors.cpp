#include "core/infer/layer_errors.h"

#include "core/graph/shapes.h"
#include "core/infer/inference_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

namespace {

// Every value of so many pictures is in memory at once, twice.
constexpr std::int64_t kBatch = 4;

} // namespace

void ErrorSums::add(std::span<const float> expected, std::span<const float> actual)
{
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto value = static_cast<double>(expected[i]);
        const double error = static_cast<double>(actual[i]) - value;
        m_signal += value * value;
        m_squares += error * error;
        m_errors += error;
        m_largest = std::max(m_largest, std::abs(error));
    }
    m_count += static_cast<std::int64_t>(expected.size());
}

LayerError ErrorSums::result() const
{
    const double count = static_cast<double>(std::max<std::int64_t>(1, m_count));
    LayerError error;
    error.sqnr = m_squares == 0 ? std::numeric_limits<double>::infinity()
                                : 10 * std::log10(m_signal / m_squares);
    error.rmse = std::sqrt(m_squares / count);
    error.mean = m_errors / count;
    error.largest = m_largest;
    return error;
}

Result<PrecisionErrors> layerErrors(const Graph& graph, const Weights& weights, Format precision,
                                    const QuantisationOptions& options,
                                    const Calibration* calibration, const TensorView& pictures,
                                    ThreadPool& pool, const Progress& progress)
{
    const std::int64_t count = pictures.shape[0];
    const std::int64_t batch = std::min(count, kBatch);
    auto reference = planInference(graph, weights, {Format::Fp32, batch, true}, nullptr, pool);
    if (!reference)
        return tl::unexpected(reference.error());
    auto plan = planInference(graph, weights, {precision, batch, true, false, options, true},
                              calibration, pool);
    if (!plan)
        return tl::unexpected(plan.error());
    const Shape output = (*inferShapes(graph))[static_cast<std::size_t>(graph.output)];
    const Tensor y(output.batched(batch), Format::Fp32);
    const int nodes = static_cast<int>(graph.nodes.size());
    std::vector<ErrorSums> sums(static_cast<std::size_t>(nodes));
    for (std::int64_t first = 0; first < count; first += batch) {
        if (progress && !progress(static_cast<double>(first) / static_cast<double>(count)))
            return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the evaluation was cancelled"), {}});
        const std::int64_t n = std::min(batch, count - first);
        (*reference)->run(pictures.slice(first, n), y.view().slice(0, n));
        (*plan)->run(pictures.slice(first, n), y.view().slice(0, n));
        auto compare = [&](int node) {
            const Tensor actual = (*plan)->value(node, n);
            if (actual.isEmpty())
                return;
            const Tensor expected = (*reference)->value(node, n);
            sums[static_cast<std::size_t>(node)].add(expected.span<float>(), actual.span<float>());
        };
        pool.run(nodes, compare);
    }
    PrecisionErrors result{precision, {}};
    for (int node = 0; node < nodes; ++node) {
        const ErrorSums& each = sums[static_cast<std::size_t>(node)];
        if (each.isEmpty())
            continue;
        result.layers.push_back(each.result());
        result.layers.back().node = node;
        result.layers.back().scale = (*plan)->step(node);
    }
    return result;
}

} // namespace propago
