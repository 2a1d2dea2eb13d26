#include "core/graph/builder.h"

#include <algorithm>

namespace propago {

namespace {

const char* prefixOf(OperatorKind kind)
{
    switch (kind) {
    case OperatorKind::Input: return "input";
    case OperatorKind::Conv2d: return "conv";
    case OperatorKind::Linear: return "fc";
    case OperatorKind::MaxPool2d:
    case OperatorKind::AvgPool2d: return "pool";
    case OperatorKind::GlobalAvgPool2d: return "gap";
    case OperatorKind::Relu: return "relu";
    case OperatorKind::LeakyRelu: return "leaky";
    case OperatorKind::Sigmoid: return "sigmoid";
    case OperatorKind::Tanh: return "tanh";
    case OperatorKind::BatchNorm2d: return "bn";
    case OperatorKind::Dropout: return "dropout";
    case OperatorKind::Flatten: return "flatten";
    case OperatorKind::Add: return "add";
    case OperatorKind::Concat: return "concat";
    case OperatorKind::Softmax: return "softmax";
    case OperatorKind::Identity: return "identity";
    }
    return "node";
}

} // namespace

GraphBuilder::GraphBuilder(std::string name)
{
    m_graph.name = std::move(name);
}

int GraphBuilder::place(Node node, const char* prefix, int from)
{
    const auto same = std::ranges::count_if(m_graph.nodes, [&](const Node& other) {
        return std::string(prefixOf(other.kind)) == prefix;
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
    return place(std::move(node), prefixOf(OperatorKind::Input), -1);
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
    return place(std::move(node), prefixOf(OperatorKind::Conv2d), from);
}

int GraphBuilder::linear(std::int64_t features, int from)
{
    Node node;
    node.kind = OperatorKind::Linear;
    node.attributes.features = features;
    return place(std::move(node), prefixOf(OperatorKind::Linear), from);
}

int GraphBuilder::maxPool(std::int64_t kernel, std::int64_t stride, std::int64_t padding, int from)
{
    Node node;
    node.kind = OperatorKind::MaxPool2d;
    Attributes& a = node.attributes;
    a.kernelH = a.kernelW = kernel;
    a.strideH = a.strideW = stride;
    a.padTop = a.padLeft = a.padBottom = a.padRight = padding;
    return place(std::move(node), prefixOf(OperatorKind::MaxPool2d), from);
}

int GraphBuilder::simple(OperatorKind kind, int from)
{
    Node node;
    node.kind = kind;
    return place(std::move(node), prefixOf(kind), from);
}

int GraphBuilder::add(int left, int right)
{
    Node node;
    node.kind = OperatorKind::Add;
    node.inputs = {left, right};
    return place(std::move(node), prefixOf(OperatorKind::Add), -1);
}

} // namespace propago
