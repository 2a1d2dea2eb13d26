#include "core/infer/classifier.h"

#include "core/base/clock.h"
#include "core/graph/shapes.h"
#include "core/infer/probabilities.h"

#include <stdexcept>

namespace propago {

Classifier::Classifier(Graph graph, std::unique_ptr<InferencePlan> plan, const Shape& output)
    : m_graph(std::move(graph))
    , m_plan(std::move(plan))
    , m_input(networkInput(m_graph).batched(1))
    , m_output(output.batched(1), Format::Fp32)
{}

Result<Classifier> Classifier::make(const Graph& graph, const Weights& weights, Format precision,
                                    const Calibration* calibration, ThreadPool& pool)
{
    auto plan = planInference(graph, weights, {precision, 1, false}, calibration, pool);
    if (!plan)
        return tl::unexpected(plan.error());
    const auto shapes = inferShapes(graph);
    return Classifier(graph, std::move(*plan), (*shapes)[static_cast<std::size_t>(graph.output)]);
}

std::vector<double> Classifier::probabilities(const TensorView& x)
{
    if (x.format != Format::Fp32 || x.elements() != m_input.elements())
        throw std::invalid_argument("the picture is not of the network's size");
    const Stopwatch watch;
    m_plan->run(x.reshaped(m_input), m_output.view());
    m_latency = watch.microseconds();
    return probabilitiesOf(m_graph, m_output.span<float>());
}

} // namespace propago
