#include "core/io/onnx_builder.h"

#include <algorithm>

namespace propago {

namespace {

constexpr std::int64_t kMost = 1 << 24;

bool areReasonable(const std::vector<std::int64_t>& values, std::size_t count)
{
    return values.size() == count
           && std::ranges::all_of(values, [](auto v) { return v >= 0 && v <= kMost; });
}

// One axis of a transposed convolution whose output size is given: the padding that leads there.
struct Fitted {
    std::int64_t before = 0, after = 0, extra = 0;
};

Fitted fittedTo(std::int64_t wanted, std::int64_t whole, bool isUpper)
{
    const std::int64_t total = whole - wanted;
    if (total < 0)
        return {0, 0, -total};
    const std::int64_t half = total / 2;
    return isUpper ? Fitted{half, total - half, 0} : Fitted{total - half, half, 0};
}

} // namespace

// The padding of a node that gives its output's size, or leaves both to the reader.
Result<void> OnnxBuilder::fitTransposed(const OnnxNode& node, const Shape& in, Attributes& a) const
{
    const std::string automatic = node.text("auto_pad", "NOTSET");
    auto wanted = node.integers("output_shape", {});
    if (automatic == "VALID")
        a.padTop = a.padLeft = a.padBottom = a.padRight = 0;
    const bool isSame = automatic == "SAME_UPPER" || automatic == "SAME_LOWER";
    if (wanted.empty() && isSame)
        wanted = {in[1] * a.strideH, in[2] * a.strideW};
    if (wanted.empty())
        return {};
    if (wanted.size() == 4)
        wanted.erase(wanted.begin(), wanted.begin() + 2);
    if (!areReasonable(wanted, 2))
        return refused(node, {PROPAGO_TEXT("its attribute output_shape makes no sense"), {}});
    const bool isUpper = automatic == "SAME_UPPER";
    const Fitted h = fittedTo(
        wanted[0], (in[1] - 1) * a.strideH + a.dilationH * (a.kernelH - 1) + 1 + a.extraH, isUpper);
    const Fitted w = fittedTo(
        wanted[1], (in[2] - 1) * a.strideW + a.dilationW * (a.kernelW - 1) + 1 + a.extraW, isUpper);
    a.padTop = h.before;
    a.padBottom = h.after;
    a.padLeft = w.before;
    a.padRight = w.after;
    a.extraH += h.extra;
    a.extraW += w.extra;
    return {};
}

Result<void> OnnxBuilder::convTranspose(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const OnnxTensor* weight = numbers(node, 1);
    if (!weight || weight->shape.rank() != 4 || shape(*input).rank() != 3)
        return refused(node,
                       {PROPAGO_TEXT("its weights must be a constant of four dimensions"), {}});
    const Shape& w = weight->shape;
    const auto extra = node.integers("output_padding", {0, 0});
    const std::int64_t groups = node.integer("group", 1);
    if (node.integers("kernel_shape", {w[2], w[3]}) != std::vector<std::int64_t>{w[2], w[3]}
        || !areReasonable(extra, 2) || groups < 1 || groups > w[0])
        return refused(
            node, {PROPAGO_TEXT("its attribute kernel_shape does not agree with its weights %1"),
                   {w.text()}});
    Node target;
    target.kind = OperatorKind::ConvTranspose2d;
    target.inputs = {*input};
    Attributes& a = target.attributes;
    a.features = w[1] * groups;
    a.groups = groups;
    a.kernelH = w[2];
    a.kernelW = w[3];
    a.extraH = extra[0];
    a.extraW = extra[1];
    if (auto read = readSteps(node, a); !read)
        return read;
    if (auto fitted = fitTransposed(node, shape(*input), a); !fitted)
        return fitted;
    auto parameters = biasOf(node, 2, a.features);
    if (!parameters)
        return tl::unexpected(parameters.error());
    a.hasBias = !parameters->empty();
    parameters->insert(parameters->begin(), {weight->source, weight->numbers});
    return place(node, std::move(target), std::move(*parameters));
}

} // namespace propago
