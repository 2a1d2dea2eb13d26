#include "core/io/onnx_integers.h"

#include "core/infer/quantisation.h"

#include <onnx/onnx_pb.h>

namespace propago {

namespace {

bool keepsValues(OperatorKind kind)
{
    return kind == OperatorKind::MaxPool2d || kind == OperatorKind::Flatten
           || kind == OperatorKind::Reshape || kind == OperatorKind::Transpose
           || kind == OperatorKind::Dropout || kind == OperatorKind::Identity;
}

std::vector<double> wide(const Tensor& tensor)
{
    std::vector<double> values(static_cast<std::size_t>(tensor.elements()));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = tensor.at(static_cast<std::int64_t>(i));
    return values;
}

void putShape(onnx::TensorProto& written, const Shape& shape)
{
    for (const std::int64_t dimension : shape.dimensions())
        written.add_dims(dimension);
}

} // namespace

bool onnxHasIntegers(const Node& node)
{
    const bool isWeighted = node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
    return isWeighted && node.attributes.weightBits > 0;
}

std::optional<double> onnxInputStep(const Graph& graph, int index)
{
    const auto nodeAt = [&](int i) -> const Node& {
        return graph.nodes[static_cast<std::size_t>(i)];
    };
    int source = nodeAt(index).inputs.front();
    while (keepsValues(nodeAt(source).kind))
        source = nodeAt(source).inputs.front();
    const Node& maker = nodeAt(source);
    if (maker.kind != OperatorKind::FakeQuantize || maker.attributes.bits > 8)
        return std::nullopt;
    return maker.attributes.scale;
}

OnnxIntegers onnxIntegers(const Tensor& weights, const Tensor* bias,
                          std::optional<double> inputStep, std::int64_t bits)
{
    const std::int64_t filters = weights.shape()[0];
    const auto step = static_cast<float>(inputStep.value_or(1));
    const bool hasBias = bias && inputStep;
    LayerRules rules;
    rules.bits = static_cast<int>(bits);
    const QuantisedWeights made = quantiseWeights(
        wide(weights), hasBias ? wide(*bias) : std::vector<double>(), filters, step, rules);
    OnnxIntegers result{{},
                        hasBias ? made.bias : std::vector<std::int32_t>(),
                        Tensor(Shape{filters}, Format::Fp32),
                        Tensor(Shape{filters}, Format::Fp32)};
    for (const std::int8_t code : made.weights)
        result.weights.push_back(static_cast<std::uint8_t>(code + kOnnxZero));
    for (std::size_t f = 0; f < made.scales.size(); ++f) {
        const auto scale = static_cast<float>(made.scales[f]);
        result.scales.span<float>()[f] = scale;
        result.biasScales.span<float>()[f] = scale * step;
    }
    return result;
}

void fillNumbers(onnx::TensorProto& written, const Tensor& tensor)
{
    Tensor numbers(tensor.shape(), Format::Fp32);
    convert(tensor.view(), numbers.view());
    written.set_data_type(onnx::TensorProto::FLOAT);
    putShape(written, numbers.shape());
    written.set_raw_data(numbers.view().data, static_cast<std::size_t>(numbers.bytes()));
}

void fillBytes(onnx::TensorProto& written, const Shape& shape,
               const std::vector<std::uint8_t>& bytes)
{
    written.set_data_type(onnx::TensorProto::UINT8);
    putShape(written, shape);
    written.set_raw_data(bytes.data(), bytes.size());
}

void fillWords(onnx::TensorProto& written, const std::vector<std::int32_t>& words)
{
    written.set_data_type(onnx::TensorProto::INT32);
    written.add_dims(static_cast<std::int64_t>(words.size()));
    written.set_raw_data(words.data(), words.size() * sizeof(std::int32_t));
}

} // namespace propago
