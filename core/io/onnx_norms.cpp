#include "core/io/onnx_builder.h"

#include "core/base/limits.h"

namespace propago {

namespace {

Tensor filled(const Shape& shape, float value)
{
    Tensor tensor(shape, Format::Fp32);
    for (float& number : tensor.span<float>())
        number = value;
    return tensor;
}

// Each of the `groups` numbers for as many neighbouring channels.
Tensor spreadOver(const Tensor& numbers, std::int64_t channels)
{
    Tensor result(Shape{channels}, Format::Fp32);
    for (std::int64_t i = 0; i < channels; ++i)
        result.span<float>()[static_cast<std::size_t>(i)] =
            numbers.span<float>()[static_cast<std::size_t>(i * numbers.elements() / channels)];
    return result;
}

} // namespace

// Scale and shift of `size`: inputs 1 and 2; a shift that is left out is zero.
Result<std::vector<OnnxBuilder::Parameter>> OnnxBuilder::scaleAndShift(const OnnxNode& node,
                                                                       const Shape& size) const
{
    const OnnxTensor* scale = numbers(node, 1);
    const OnnxTensor* shift = numbers(node, 2);
    if (!scale || (node.hasInput(2) && !shift))
        return refused(node, {PROPAGO_TEXT("its scale and shift must be constants"), {}});
    std::vector<Parameter> parameters;
    parameters.push_back({scale->source, scale->numbers});
    if (shift)
        parameters.push_back({shift->source, shift->numbers});
    else
        parameters.push_back({node.outputs.front() + "/shift", filled(size, 0)});
    return parameters;
}

Result<void> OnnxBuilder::layerNorm(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const Shape in = shape(*input);
    std::int64_t axis = node.integer("axis", -1);
    axis = (axis < 0 ? axis + in.rank() + 1 : axis) - 1;
    if (axis < 0 || axis >= in.rank())
        return refused(node, {PROPAGO_TEXT("its axes must be some of those behind the batch"), {}});
    const Shape size(in.dimensions().subspan(static_cast<std::size_t>(axis)));
    auto parameters = scaleAndShift(node, size);
    if (!parameters)
        return tl::unexpected(parameters.error());
    Node target;
    target.kind = OperatorKind::LayerNorm;
    target.inputs = {*input};
    target.attributes.axis = axis;
    target.attributes.epsilon = node.number("epsilon", 1e-5);
    return place(node, std::move(target), std::move(*parameters));
}

// GroupNormalization, and InstanceNormalization with a group for each channel.
Result<void> OnnxBuilder::groupNorm(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const Shape size{shape(*input).rank() > 0 ? shape(*input)[0] : 1};
    auto parameters = scaleAndShift(node, size);
    if (!parameters)
        return tl::unexpected(parameters.error());
    Node target;
    target.kind = OperatorKind::GroupNorm;
    target.inputs = {*input};
    target.attributes.epsilon = node.number("epsilon", 1e-5);
    const bool hasGroups = node.type == "GroupNormalization";
    // Ones and zeros that stand in the graph: the weights come behind, as factors and summands.
    const OnnxTensor* scale = numbers(node, 1);
    target.attributes.isFrozen = scale && scale->isLiteral;
    target.attributes.groups = hasGroups ? node.integer("num_groups", 1) : size[0];
    for (Parameter& parameter : *parameters) {
        if (hasGroups && parameter.tensor.elements() == target.attributes.groups)
            parameter.tensor = spreadOver(parameter.tensor, size[0]);
    }
    return place(node, std::move(target), std::move(*parameters));
}

Result<void> OnnxBuilder::localResponseNorm(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    Node target;
    target.kind = OperatorKind::LocalResponseNorm;
    target.inputs = {*input};
    target.attributes.features = node.integer("size", 0);
    target.attributes.alpha = node.number("alpha", 1e-4);
    target.attributes.beta = node.number("beta", 0.75);
    target.attributes.value = node.number("bias", 1);
    return place(node, std::move(target));
}

} // namespace propago
