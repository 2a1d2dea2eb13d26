#include "core/train/session.h"

#include "core/base/sha256.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"

namespace propago {

namespace {

std::string roleOf(const Graph& graph, int node, int index)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return std::to_string(index);
    const Node& n = graph.nodes[static_cast<std::size_t>(node)];
    const auto specs = operatorFor(n.kind).parameters(n, inputShapes(graph, *shapes, node));
    return static_cast<std::size_t>(index) < specs.size()
               ? specs[static_cast<std::size_t>(index)].role
               : std::to_string(index);
}

} // namespace

std::string tensorName(const Graph& graph, const TensorRef& ref)
{
    const std::string& node = graph.nodes[static_cast<std::size_t>(ref.node)].name;
    if (ref.kind != SlotKind::OptimizerState)
        return node + "." + roleOf(graph, ref.node, ref.index);
    return "optimizer/" + node + "." + roleOf(graph, ref.node, ref.index / kStateStride) + "/"
           + std::to_string(ref.index % kStateStride);
}

std::string weightsSha256(const Session& session)
{
    Sha256 hash;
    for (const auto& [ref, tensor] : session.tensors) {
        if (ref.kind == SlotKind::Parameter)
            hash.add(tensor.view().data, static_cast<std::size_t>(tensor.bytes()));
    }
    return hash.hex();
}

} // namespace propago
