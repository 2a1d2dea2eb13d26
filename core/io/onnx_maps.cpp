#include "core/io/onnx_builder.h"

#include "core/base/limits.h"

#include <algorithm>

namespace propago {

namespace {

// Every number of a window that a sound model could have.
bool isReasonable(const std::vector<std::int64_t>& values)
{
    return std::ranges::all_of(
        values, [](std::int64_t v) { return v >= -limits::kDimension && v <= limits::kDimension; });
}

// Padding that keeps ceil(size / stride) outputs; the odd one goes behind, or in front for "lower".
void padToSame(std::int64_t size, std::int64_t stride, std::int64_t reach, bool isLower,
               std::int64_t& before, std::int64_t& after)
{
    const std::int64_t outputs = (size + stride - 1) / stride;
    const std::int64_t total = std::max<std::int64_t>(0, (outputs - 1) * stride + reach - size);
    before = isLower ? total - total / 2 : total / 2;
    after = total - before;
}

} // namespace

// Strides, dilations and the padding that the node itself gives. Says what is wrong, if anything.
Result<void> OnnxBuilder::readSteps(const OnnxNode& node, Attributes& a) const
{
    const auto strides = node.integers("strides", {1, 1});
    const auto dilations = node.integers("dilations", {1, 1});
    const auto pads = node.integers("pads", {0, 0, 0, 0});
    if (strides.size() != 2 || dilations.size() != 2 || pads.size() != 4 || !isReasonable(strides)
        || !isReasonable(dilations) || !isReasonable(pads))
        return refused(node, {PROPAGO_TEXT("only windows over pictures are supported: it needs two "
                                           "strides, two dilations and four paddings"),
                              {}});
    a.strideH = strides[0];
    a.strideW = strides[1];
    a.dilationH = dilations[0];
    a.dilationW = dilations[1];
    a.padTop = pads[0];
    a.padLeft = pads[1];
    a.padBottom = pads[2];
    a.padRight = pads[3];
    return {};
}

// Padding that the node leaves to the reader.
Result<void> OnnxBuilder::readAutomaticPadding(const OnnxNode& node, const Shape& input,
                                               bool isPadded, Attributes& a) const
{
    const std::string automatic = node.text("auto_pad", "NOTSET");
    if (automatic == "NOTSET" || automatic.empty())
        return {};
    const bool isLower = automatic == "SAME_LOWER";
    a.padTop = a.padLeft = a.padBottom = a.padRight = 0;
    if (automatic == "VALID")
        return {};
    if (!isLower && automatic != "SAME_UPPER")
        return refused(node,
                       {PROPAGO_TEXT("its attribute auto_pad says %1"), {displayable(automatic)}});
    if (a.strideH < 1 || a.strideW < 1 || isPadded)
        return refused(node,
                       {PROPAGO_TEXT("its padding cannot be found from its stride and what is "
                                     "before it"),
                        {}});
    padToSame(input[1], a.strideH, a.dilationH * (a.kernelH - 1) + 1, isLower, a.padTop,
              a.padBottom);
    padToSame(input[2], a.strideW, a.dilationW * (a.kernelW - 1) + 1, isLower, a.padLeft,
              a.padRight);
    return {};
}

// Fills input, stride, dilation and padding of a window whose kernel is already set. The zeros of a
// Pad before it join its own padding.
Result<void> OnnxBuilder::readWindow(const OnnxNode& node, Node& target) const
{
    const auto padded = node.hasInput(0) ? m_padded.find(node.inputs[0]) : m_padded.end();
    const bool isPadded = padded != m_padded.end();
    const auto input = isPadded ? Result<int>(padded->second.producer) : value(node);
    if (!input)
        return tl::unexpected(input.error());
    if (shape(*input).rank() != 3)
        return refused(node, {PROPAGO_TEXT("only windows over pictures are supported: it needs an "
                                           "input of N, C, H, W, not of N, %1"),
                              {shape(*input).text()}});
    target.inputs = {*input};
    Attributes& a = target.attributes;
    if (auto read = readSteps(node, a); !read)
        return read;
    if (auto read = readAutomaticPadding(node, shape(*input), isPadded, a); !read)
        return read;
    if (!isPadded)
        return {};
    const auto& amounts = padded->second.amounts;
    a.padTop += amounts[0];
    a.padLeft += amounts[1];
    a.padBottom += amounts[2];
    a.padRight += amounts[3];
    return {};
}

Result<void> OnnxBuilder::pool(const OnnxNode& node)
{
    const auto kernel = node.integers("kernel_shape", {});
    const bool isMax = node.type == "MaxPool";
    if (kernel.size() != 2 || !isReasonable(kernel))
        return refused(
            node,
            {PROPAGO_TEXT(
                 "only windows over pictures are supported: kernel_shape must have two numbers"),
             {}});
    const bool isPadded = node.hasInput(0) && m_padded.contains(node.inputs[0]);
    Node target;
    target.kind = isMax ? OperatorKind::MaxPool2d : OperatorKind::AvgPool2d;
    target.attributes.kernelH = kernel[0];
    target.attributes.kernelW = kernel[1];
    target.attributes.roundsUp = node.integer("ceil_mode", 0) != 0;
    target.attributes.countsPadding = node.integer("count_include_pad", 0) != 0 || isPadded;
    if (auto window = readWindow(node, target); !window)
        return window;
    return place(node, std::move(target));
}

Result<void> OnnxBuilder::globalAverage(const OnnxNode& node)
{
    return placeSimple(node, OperatorKind::GlobalAvgPool2d);
}

Result<void> OnnxBuilder::activation(const OnnxNode& node)
{
    static const std::map<std::string, OperatorKind> kinds{{"Relu", OperatorKind::Relu},
                                                           {"LeakyRelu", OperatorKind::LeakyRelu},
                                                           {"Sigmoid", OperatorKind::Sigmoid},
                                                           {"Tanh", OperatorKind::Tanh}};
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    Node target;
    target.kind = kinds.at(node.type);
    target.inputs = {*input};
    target.attributes.slope = node.number("alpha", 0.01);
    return place(node, std::move(target));
}

Result<void> OnnxBuilder::dropout(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const OnnxTensor* ratio = numbers(node, 1);
    if (node.hasInput(1) && (!ratio || ratio->shape.elements() != 1))
        return refused(node, {PROPAGO_TEXT("its ratio must be one constant number"), {}});
    const OnnxTensor* training = integers(node, 2);
    const bool isOldTraining = m_opset < 7 && node.integer("is_test", 0) == 0;
    if (isOldTraining || (training && training->integers == std::vector<std::int64_t>{1}))
        note(node.label()
             + " was exported in its training form; here it only drops while training");
    Node target;
    target.kind = OperatorKind::Dropout;
    target.inputs = {*input};
    target.attributes.probability = ratio ? ratio->numbers.at(0) : node.number("ratio", 0.5);
    return place(node, std::move(target));
}

Result<void> OnnxBuilder::concat(const OnnxNode& node)
{
    if (integers(node, 0))
        return concatShapes(node);
    Node target;
    target.kind = OperatorKind::Concat;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const auto input = value(node, i);
        if (!input)
            return tl::unexpected(input.error());
        target.inputs.push_back(*input);
    }
    if (target.inputs.empty() || !node.attributes.contains("axis"))
        return refused(node, {PROPAGO_TEXT("it has no input or does not say its axis"), {}});
    const std::int64_t rank = shape(target.inputs.front()).rank() + 1;
    const std::int64_t axis = node.integer("axis", 1);
    if (axis < -rank || axis >= rank || axis == 0 || axis == -rank)
        return refused(node,
                       {PROPAGO_TEXT("values of %1 dimensions cannot be joined along axis %2"),
                        {std::to_string(rank), std::to_string(axis)}});
    target.attributes.axis = (axis < 0 ? axis + rank : axis) - 1;
    return place(node, std::move(target));
}

Result<void> OnnxBuilder::softmax(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const std::int64_t rank = shape(*input).rank() + 1;
    const std::int64_t axis = node.integer("axis", m_opset >= 13 ? -1 : 1);
    if ((axis < 0 ? axis + rank : axis) != 1)
        return refused(
            node, {PROPAGO_TEXT("only Softmax over the categories is supported, not over axis %1"),
                   {std::to_string(axis)}});
    return placeSimple(node, OperatorKind::Softmax);
}

} // namespace propago
