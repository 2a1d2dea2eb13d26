#include "core/graph/shapes.h"

#include "core/graph/operator.h"

#include <set>
#include <stdexcept>

namespace propago {

namespace {

Result<void> checkOrder(const Graph& graph, int index)
{
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    for (const int input : node.inputs) {
        if (input < 0 || input >= index)
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("a node may only read nodes before it"), {}}, node.name,
                        {PROPAGO_TEXT("connect it to an earlier layer"), {}});
    }
    const int arity = operatorFor(node.kind).arity(node);
    const int given = static_cast<int>(node.inputs.size());
    if (arity >= 0 ? given != arity : given < 1)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("%1 takes %2 inputs but has %3"),
                     {operatorFor(node.kind).name(), arity < 0 ? "1+" : std::to_string(arity),
                      std::to_string(given)}},
                    node.name);
    return {};
}

Result<void> checkNames(const Graph& graph)
{
    std::set<std::string> seen;
    for (const Node& node : graph.nodes) {
        if (node.name.empty() || !seen.insert(node.name).second)
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("every layer needs a name of its own"), {}}, node.name,
                        {PROPAGO_TEXT("rename one of them"), {}});
    }
    if (graph.output < 0 || graph.output >= static_cast<int>(graph.nodes.size()))
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("the network has no output"), {}},
                    graph.name, {PROPAGO_TEXT("add a layer"), {}});
    return {};
}

} // namespace

std::vector<Shape> inputShapes(const Graph& graph, const std::vector<Shape>& shapes, int index)
{
    std::vector<Shape> result;
    for (const int input : graph.nodes[static_cast<std::size_t>(index)].inputs)
        result.push_back(shapes[static_cast<std::size_t>(input)]);
    return result;
}

Result<Shape> nodeShape(const Graph& graph, const std::vector<Shape>& shapes, int index)
{
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    if (const auto ordered = checkOrder(graph, index); !ordered)
        return tl::unexpected(ordered.error());
    auto shape = operatorFor(node.kind).outputShape(node, inputShapes(graph, shapes, index));
    if (shape && !boundedShape(shape->dimensions()))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("its output %1 is beyond the limits"), {shape->text()}},
                    node.name, {PROPAGO_TEXT("make the layer smaller"), {}});
    return shape;
}

Result<std::vector<Shape>> inferShapes(const Graph& graph)
{
    if (const auto named = checkNames(graph); !named)
        return tl::unexpected(named.error());
    std::vector<Shape> shapes;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const auto shape = nodeShape(graph, shapes, i);
        if (!shape)
            return tl::unexpected(shape.error());
        shapes.push_back(*shape);
    }
    return shapes;
}

Shape networkInput(const Graph& graph)
{
    const Node* found = nullptr;
    for (const Node& node : graph.nodes) {
        if (node.kind != OperatorKind::Input)
            continue;
        if (found)
            throw std::logic_error("the network has more than one input");
        found = &node;
    }
    if (!found)
        throw std::logic_error("the network has no input");
    return found->inputShape;
}

} // namespace propago
