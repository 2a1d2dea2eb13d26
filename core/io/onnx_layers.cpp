#include "core/io/onnx_builder.h"

namespace propago {

namespace {

Tensor transposed(const Tensor& matrix)
{
    const std::int64_t rows = matrix.shape()[0];
    const std::int64_t columns = matrix.shape()[1];
    Tensor result(Shape{columns, rows}, Format::Fp32);
    const auto from = matrix.span<float>();
    const auto to = result.span<float>();
    for (std::int64_t i = 0; i < rows; ++i) {
        for (std::int64_t j = 0; j < columns; ++j)
            to[static_cast<std::size_t>(j * rows + i)] =
                from[static_cast<std::size_t>(i * columns + j)];
    }
    return result;
}

void scale(Tensor& tensor, double factor)
{
    for (float& value : tensor.span<float>())
        value = static_cast<float>(static_cast<double>(value) * factor);
}

} // namespace

Result<void> OnnxBuilder::convolution(const OnnxNode& node)
{
    const OnnxTensor* weight = numbers(node, 1);
    if (!weight || weight->shape.rank() < 3)
        return refused(node,
                       {PROPAGO_TEXT("its weights must be a constant of four dimensions"), {}});
    const Shape& w = weight->shape;
    if (w.rank() != 4)
        return refused(node,
                       {PROPAGO_TEXT("only convolutions over pictures are supported: its weights "
                                     "%1 have %2 dimensions instead of 4"),
                        {w.text(), std::to_string(w.rank())}},
                       {PROPAGO_TEXT("use Conv2d"), {}});
    const auto kernel = node.integers("kernel_shape", {w[2], w[3]});
    if (kernel != std::vector<std::int64_t>{w[2], w[3]})
        return refused(
            node, {PROPAGO_TEXT("its attribute kernel_shape does not agree with its weights %1"),
                   {w.text()}});
    auto parameters = biasOf(node, 2, w[0]);
    if (!parameters)
        return tl::unexpected(parameters.error());
    Node target;
    target.kind = OperatorKind::Conv2d;
    target.attributes.features = w[0];
    target.attributes.kernelH = w[2];
    target.attributes.kernelW = w[3];
    target.attributes.groups = node.integer("group", 1);
    target.attributes.hasBias = !parameters->empty();
    if (auto window = readWindow(node, target); !window)
        return window;
    target.attributes.weightBits = weightBits(*weight, weight->numbers);
    parameters->insert(parameters->begin(), {weight->source, weight->numbers});
    return place(node, std::move(target), std::move(*parameters));
}

// `weight` is [outputs, inputs]; isTransposed: rows and columns of the file's own changed places.
Result<void> OnnxBuilder::placeLinear(const OnnxNode& node, const OnnxTensor& weight,
                                      bool isTransposed, std::vector<Parameter> bias)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    if (isTransposed)
        note("the weights " + displayable(weight.source) + " of " + node.label()
             + " are kept as outputs x inputs, transposed against the file");
    Node target;
    target.kind = OperatorKind::Linear;
    target.inputs = {*input};
    target.attributes.features = weight.numbers.shape()[0];
    target.attributes.hasBias = !bias.empty();
    target.attributes.weightBits = weightBits(weight, weight.numbers);
    bias.insert(bias.begin(), {weight.source, weight.numbers});
    return place(node, std::move(target), std::move(bias));
}

Result<void> OnnxBuilder::gemm(const OnnxNode& node)
{
    const OnnxTensor* constant = numbers(node, 1);
    if (!constant || constant->shape.rank() != 2 || node.integer("transA", 0) != 0)
        return refused(
            node,
            {PROPAGO_TEXT("only the product of flat values with a constant matrix is supported"),
             {}});
    const bool isTransposed = node.integer("transB", 0) == 0;
    OnnxTensor weight = *constant;
    if (isTransposed)
        weight.numbers = transposed(weight.numbers);
    auto bias = biasOf(node, 2, weight.numbers.shape()[0]);
    if (!bias)
        return tl::unexpected(bias.error());
    const double alpha = node.number("alpha", 1);
    const double beta = node.number("beta", 1);
    if (alpha != 1 || beta != 1)
        note("alpha and beta of " + node.label() + " are multiplied into its weights and bias");
    scale(weight.numbers, alpha);
    for (Parameter& parameter : *bias)
        scale(parameter.tensor, beta);
    return placeLinear(node, weight, isTransposed != constant->isTransposed, std::move(*bias));
}

Result<void> OnnxBuilder::matMul(const OnnxNode& node)
{
    const OnnxTensor* constant = numbers(node, 1);
    if (!constant || constant->shape.rank() != 2)
        return refused(
            node,
            {PROPAGO_TEXT("only the product of flat values with a constant matrix is supported"),
             {}});
    OnnxTensor weight = *constant;
    weight.numbers = transposed(weight.numbers);
    return placeLinear(node, weight, !constant->isTransposed, {});
}

Result<void> OnnxBuilder::batchNorm(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const bool isTraining =
        m_opset < 7 ? node.integer("is_test", 0) == 0 : node.integer("training_mode", 0) != 0;
    if (isTraining || node.integer("spatial", 1) != 1)
        return refused(node,
                       {PROPAGO_TEXT("only the inference form over channels is supported"), {}},
                       {PROPAGO_TEXT("call model.eval() before exporting"), {}});
    Node target;
    target.kind = OperatorKind::BatchNorm2d;
    target.inputs = {*input};
    target.attributes.epsilon = node.number("epsilon", 1e-5);
    // ONNX counts what stays of the old statistics, this engine what the new ones get.
    target.attributes.momentum = 1 - node.number("momentum", 0.9);
    std::vector<Parameter> parameters;
    for (std::size_t i = 1; i <= 4; ++i) {
        const OnnxTensor* tensor = numbers(node, i);
        if (!tensor)
            return refused(
                node, {PROPAGO_TEXT("its scale, shift, mean and variance must be constants"), {}});
        parameters.push_back({tensor->source, tensor->numbers});
    }
    return place(node, std::move(target), std::move(parameters));
}

// Whether the constant is one number for each output of a layer that has no bias yet.
bool OnnxBuilder::takesBias(int layer, const OnnxTensor& bias) const
{
    const Node& target = m_model.graph.nodes[static_cast<std::size_t>(layer)];
    const bool isConvolution = target.kind == OperatorKind::Conv2d;
    if ((!isConvolution && target.kind != OperatorKind::Linear) || target.attributes.hasBias)
        return false;
    const int trailing = isConvolution ? 2 : 0; // H and W, which the bias must not vary over
    const int rank = bias.shape.rank();
    bool isOnePerFeature = bias.shape.elements() == target.attributes.features && rank > trailing;
    for (int i = 0; i < trailing && isOnePerFeature; ++i)
        isOnePerFeature = bias.shape[rank - 1 - i] == 1;
    return isOnePerFeature;
}

Result<void> OnnxBuilder::mergeBias(const OnnxNode& node, int layer, const OnnxTensor& bias)
{
    Node& target = m_model.graph.nodes[static_cast<std::size_t>(layer)];
    const std::int64_t features = target.attributes.features;
    Parameter parameter{bias.source, Tensor(Shape{features}, Format::Fp32)};
    convert(bias.numbers.view(), parameter.tensor.view());
    noteParameter(node, parameter);
    target.attributes.hasBias = true;
    target.parameterNames.push_back(keptName(rootName(parameter.name)));
    target.valueName = keptName(node.outputs.front());
    m_model.weights.emplace(TensorRef{SlotKind::Parameter, layer, 1}, std::move(parameter.tensor));
    m_producers[node.outputs.front()] = layer;
    note(node.label() + " became the bias of the layer before it");
    return {};
}

// A constant behind a layer without bias that nobody else reads is its bias; else it is added.
Result<void> OnnxBuilder::add(const OnnxNode& node)
{
    for (std::size_t i = 0; i < 2; ++i) {
        const OnnxTensor* bias = numbers(node, i);
        if (!bias || !node.hasInput(1 - i))
            continue;
        const auto layer = m_producers.find(node.inputs[1 - i]);
        if (layer != m_producers.end() && m_readers[node.inputs[1 - i]] == 1
            && takesBias(layer->second, *bias))
            return mergeBias(node, layer->second, *bias);
    }
    return arithmetic(node);
}

} // namespace propago
