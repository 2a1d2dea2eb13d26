#include "core/graph/builder.h"

#include "core/graph/operator.h"

#include <algorithm>

namespace propago {

GraphBuilder::GraphBuilder(std::string name)
{
    m_graph.name = std::move(name);
}

int GraphBuilder::place(Node node, const char* prefix, int from)
{
    const auto same = std::ranges::count_if(m_graph.nodes, [&](const Node& other) {
        return std::string(namePrefix(other.kind)) == prefix;
    });
    const bool isOnly = node.kind == OperatorKind::Input;
    node.name = isOnly ? prefix : prefix + std::to_string(same + 1);
    if (node.inputs.empty() && node.kind != OperatorKind::Input)
        node.inputs = {from < 0 ? m_graph.output : from};
    return m_graph.add(std::move(node));
}

int GraphBuilder::input(const Shape& shape)
{
    Node node;
    node.kind = OperatorKind::Input;
    node.inputShape = shape;
    return place(std::move(node), namePrefix(OperatorKind::Input), -1);
}

int GraphBuilder::conv(std::int64_t filters, std::int64_t kernel, std::int64_t stride,
                       std::int64_t padding, bool hasBias, int from)
{
    Node node;
    node.kind = OperatorKind::Conv2d;
    Attributes& a = node.attributes;
    a.features = filters;
    a.kernelH = a.kernelW = kernel;
    a.strideH = a.strideW = stride;
    a.padTop = a.padLeft = a.padBottom = a.padRight = padding;
    a.hasBias = hasBias;
    return place(std::move(node), namePrefix(OperatorKind::Conv2d), from);
}

int GraphBuilder::linear(std::int64_t features, int from)
{
    Node node;
    node.kind = OperatorKind::Linear;
    node.attributes.features = features;
    return place(std::move(node), namePrefix(OperatorKind::Linear), from);
}

int GraphBuilder::maxPool(std::int64_t kernel, std::int64_t stride, std::int64_t padding, int from)
{
    Node node;
    node.kind = OperatorKind::MaxPool2d;
    Attributes& a = node.attributes;
    a.kernelH = a.kernelW = kernel;
    a.strideH = a.strideW = stride;
    a.padTop = a.padLeft = a.padBottom = a.padRight = padding;
    return place(std::move(node), namePrefix(OperatorKind::MaxPool2d), from);
}

int GraphBuilder::simple(OperatorKind kind, int from)
{
    return node(kind, {}, from);
}

int GraphBuilder::node(OperatorKind kind, const Attributes& attributes, int from)
{
    Node made;
    made.kind = kind;
    made.attributes = attributes;
    return place(std::move(made), namePrefix(kind), from);
}

int GraphBuilder::join(const std::vector<int>& parts)
{
    Node node;
    node.kind = OperatorKind::Concat;
    node.inputs = parts;
    return place(std::move(node), namePrefix(OperatorKind::Concat), -1);
}

int GraphBuilder::add(int left, int right)
{
    Node node;
    node.kind = OperatorKind::Add;
    node.inputs = {left, right};
    return place(std::move(node), namePrefix(OperatorKind::Add), -1);
}

} // namespace propago
