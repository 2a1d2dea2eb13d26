#include "core/graph/summary.h"

#include "core/graph/operator.h"
#include "core/graph/shapes.h"

namespace propago {

namespace {

SummaryRow rowOf(const Node& node, const std::vector<Shape>& inputs, const Shape& output)
{
    const Operator& op = operatorFor(node.kind);
    SummaryRow row;
    row.name = node.name;
    row.kind = op.name();
    row.output = output;
    row.macs = op.macs(node, {inputs, output});
    row.activationBytes = bytesFor(Format::Fp32, output.elements());
    for (const ParameterSpec& spec : op.parameters(node, inputs)) {
        row.parameters += spec.isTrained ? spec.shape.elements() : 0;
        row.parameterBytes += bytesFor(Format::Fp32, spec.shape.elements());
    }
    return row;
}

} // namespace

Result<Summary> summarise(const Graph& graph)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    Summary summary;
    summary.total.name = graph.name;
    summary.total.output = (*shapes)[static_cast<std::size_t>(graph.output)];
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const auto inputs = inputShapes(graph, *shapes, static_cast<int>(i));
        summary.rows.push_back(rowOf(graph.nodes[i], inputs, (*shapes)[i]));
        const SummaryRow& row = summary.rows.back();
        summary.total.parameters += row.parameters;
        summary.total.macs += row.macs;
        summary.total.parameterBytes += row.parameterBytes;
        summary.total.activationBytes += row.activationBytes;
    }
    return summary;
}

} // namespace propago
