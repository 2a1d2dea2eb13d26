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

using Plan = std::unique_ptr<InferencePlan>;

// The same pictures through two plans of one network.
class Comparison {
public:
    Comparison(const Graph& graph, Plan exact, Plan plan, ThreadPool& pool)
        : m_exact(std::move(exact))
        , m_plan(std::move(plan))
        , m_pool(pool)
        , m_output(inferShapes(graph).value()[static_cast<std::size_t>(graph.output)].batched(
                       m_plan->batch()),
                   Format::Fp32)
        , m_sums(graph.nodes.size())
    {}

    void add(const TensorView& pictures)
    {
        const std::int64_t n = pictures.shape[0];
        m_exact->run(pictures, m_output.view().slice(0, n));
        m_plan->run(pictures, m_output.view().slice(0, n));
        auto compare = [&](int node) {
            const Tensor actual = m_plan->value(node, n);
            if (actual.isEmpty())
                return;
            const Tensor expected = m_exact->value(node, n);
            m_sums[static_cast<std::size_t>(node)].add(expected.span<float>(),
                                                       actual.span<float>());
        };
        m_pool.run(static_cast<int>(m_sums.size()), compare);
    }

    std::vector<LayerError> layers() const
    {
        std::vector<LayerError> layers;
        for (std::size_t i = 0; i < m_sums.size(); ++i) {
            if (m_sums[i].isEmpty())
                continue;
            layers.push_back(m_sums[i].result());
            layers.back().node = static_cast<int>(i);
            layers.back().scale = m_plan->step(static_cast<int>(i));
        }
        return layers;
    }

private:
    Plan m_exact, m_plan;
    ThreadPool& m_pool;
    Tensor m_output;
    std::vector<ErrorSums> m_sums; // index = node
};

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
    auto exact = planInference(graph, weights, {Format::Fp32, batch, true}, nullptr, pool);
    if (!exact)
        return tl::unexpected(exact.error());
    auto plan = planInference(graph, weights, {precision, batch, true, false, options, true},
                              calibration, pool);
    if (!plan)
        return tl::unexpected(plan.error());
    Comparison comparison(graph, std::move(*exact), std::move(*plan), pool);
    for (std::int64_t first = 0; first < count; first += batch) {
        if (progress && !progress(static_cast<double>(first) / static_cast<double>(count)))
            return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the evaluation was cancelled"), {}});
        comparison.add(pictures.slice(first, std::min(batch, count - first)));
    }
    return PrecisionErrors{precision, comparison.layers()};
}

} // namespace propago
