#include "core/graph/operators/shape_rules.h"

#include <algorithm>

namespace propago::operators {

namespace {

std::int64_t reach(std::int64_t kernel, std::int64_t dilation)
{
    return dilation * (kernel - 1) + 1;
}

bool inRange(std::int64_t value, std::int64_t least, std::int64_t most)
{
    return value >= least && value <= most;
}

/// One side of the pictures and what the window does along it.
struct Axis {
    bool isRows; ///< H; else W
    std::int64_t size, before, after, kernel, dilation;
};

// "kernel 5 is larger than its input of 3 + 2 x 0 = 3 rows"
Text tooLarge(const Axis& axis)
{
    const std::string padding = axis.before == axis.after ? "2 x " + std::to_string(axis.before)
                                                          : std::to_string(axis.before) + " + "
                                                                + std::to_string(axis.after);
    std::vector<std::string> numbers{std::to_string(axis.kernel), std::to_string(axis.size),
                                     padding, std::to_string(axis.size + axis.before + axis.after)};
    if (axis.dilation == 1)
        return {axis.isRows
                    ? PROPAGO_TEXT("kernel %1 is larger than its input of %2 + %3 = %4 rows")
                    : PROPAGO_TEXT("kernel %1 is larger than its input of %2 + %3 = %4 columns"),
                numbers};
    numbers.push_back(std::to_string(axis.dilation));
    numbers.push_back(std::to_string(reach(axis.kernel, axis.dilation)));
    return {axis.isRows ? PROPAGO_TEXT("kernel %1 with dilation %5 covers %6 rows, more than its "
                                       "input of %2 + %3 = %4")
                        : PROPAGO_TEXT("kernel %1 with dilation %5 covers %6 columns, more than "
                                       "its input of %2 + %3 = %4"),
            numbers};
}

// `beyond` is how far the last window of a rounded-up count may stick out.
Result<void> requireFit(const Node& node, const Axis& axis, std::int64_t beyond)
{
    if (reach(axis.kernel, axis.dilation) <= axis.size + axis.before + axis.after + beyond)
        return {};
    return fail(ErrorCode::BadInput, tooLarge(axis), node.name,
                {PROPAGO_TEXT("use a smaller kernel, more padding or larger pictures"), {}});
}

} // namespace

Result<void> requireWindowNumbers(const Node& node)
{
    const Attributes& a = node.attributes;
    constexpr std::int64_t most = 1 << 16;
    const bool positive = inRange(a.kernelH, 1, most) && inRange(a.kernelW, 1, most)
                          && inRange(a.strideH, 1, most) && inRange(a.strideW, 1, most)
                          && inRange(a.dilationH, 1, most) && inRange(a.dilationW, 1, most);
    if (!positive)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("kernel, stride and dilation must be between 1 and 65536"), {}},
                    node.name, {PROPAGO_TEXT("correct the layer's settings"), {}});
    const bool padded = inRange(a.padTop, 0, most) && inRange(a.padLeft, 0, most)
                        && inRange(a.padBottom, 0, most) && inRange(a.padRight, 0, most);
    if (!padded)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("padding must be between 0 and 65536"), {}},
                    node.name, {PROPAGO_TEXT("correct the layer's settings"), {}});
    return {};
}

Result<void> requireGroups(const Node& node, std::int64_t channels)
{
    const Attributes& a = node.attributes;
    const bool divides = a.groups >= 1 && a.features >= 1 && a.features <= limits::kDimension
                         && channels % a.groups == 0 && a.features % a.groups == 0;
    if (divides)
        return {};
    if (a.features < 1 || a.features > limits::kDimension)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("it needs between 1 and %1 filters, not %2"),
                     {std::to_string(limits::kDimension), std::to_string(a.features)}},
                    node.name, {PROPAGO_TEXT("set its number of filters"), {}});
    const auto remainder = [&](std::int64_t number) {
        return a.groups >= 1 ? std::to_string(number % a.groups) : std::to_string(number);
    };
    return fail(
        ErrorCode::BadInput,
        {PROPAGO_TEXT("%1 groups must divide both its %2 input channels (remainder %4) and its %3 "
                      "filters (remainder %5)"),
         {std::to_string(a.groups), std::to_string(channels), std::to_string(a.features),
          remainder(channels), remainder(a.features)}},
        node.name, {PROPAGO_TEXT("change groups or filters"), {}});
}

Result<void> requirePlanes(const Node& node, const Shape& input)
{
    if (input.rank() == 3 && input.elements() > 0)
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("it needs maps of C x H x W but its input is %1"), {input.text()}},
                node.name, {PROPAGO_TEXT("place it before the layer that flattens"), {}});
}

Result<void> requireWindow(const Node& node, const Shape& input)
{
    const Attributes& a = node.attributes;
    if (auto planes = requirePlanes(node, input); !planes)
        return planes;
    if (auto numbers = requireWindowNumbers(node); !numbers)
        return numbers;
    const Axis rows{true, input[1], a.padTop, a.padBottom, a.kernelH, a.dilationH};
    const Axis columns{false, input[2], a.padLeft, a.padRight, a.kernelW, a.dilationW};
    if (auto fits = requireFit(node, rows, a.roundsUp ? a.strideH - 1 : 0); !fits)
        return fits;
    return requireFit(node, columns, a.roundsUp ? a.strideW - 1 : 0);
}

std::int64_t outputExtent(std::int64_t size, std::int64_t before, std::int64_t after,
                          std::int64_t kernel, std::int64_t dilation, std::int64_t stride,
                          bool roundsUp)
{
    const std::int64_t room = size + before + after - reach(kernel, dilation);
    if (!roundsUp)
        return room / stride + 1;
    const std::int64_t extent = (room + stride - 1) / stride + 1;
    return (extent - 1) * stride >= size + before ? extent - 1 : extent;
}

namespace {

// Padding behind the input that is missing for the last window of a rounded-up count.
std::int64_t missingPadding(std::int64_t size, std::int64_t before, std::int64_t after,
                            std::int64_t kernel, std::int64_t dilation, std::int64_t stride)
{
    const std::int64_t count = outputExtent(size, before, after, kernel, dilation, stride, true);
    const std::int64_t covered = (count - 1) * stride + reach(kernel, dilation);
    return std::max<std::int64_t>(covered - (size + before + after), 0);
}

// Wide dilation can step over a small input: such a window has nothing to choose from.
Result<void> requireRealPixel(const Node& node, const char* axis, std::int64_t size,
                              std::int64_t before, std::int64_t kernel, std::int64_t dilation,
                              std::int64_t stride, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t start = i * stride - before;
        const std::int64_t skipped = start < 0 ? (-start + dilation - 1) / dilation : 0;
        if (skipped < kernel && start + skipped * dilation < size)
            continue;
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("window %1 along %2 covers padding only: it starts at %3, steps by %4, "
                          "and the input has %5"),
             {std::to_string(i + 1), axis, std::to_string(start), std::to_string(dilation),
              std::to_string(size)}},
            node.name, {PROPAGO_TEXT("use less dilation or less padding"), {}});
    }
    return {};
}

} // namespace

WindowGeometry geometryOf(const Node& node, const Shape& input, std::int64_t filters)
{
    const Attributes& a = node.attributes;
    WindowGeometry g;
    g.channels = input[0];
    g.height = input[1];
    g.width = input[2];
    g.filters = filters;
    g.kernelH = a.kernelH;
    g.kernelW = a.kernelW;
    g.strideH = a.strideH;
    g.strideW = a.strideW;
    g.padTop = a.padTop;
    g.padLeft = a.padLeft;
    g.padBottom = a.padBottom;
    g.padRight = a.padRight;
    g.dilationH = a.dilationH;
    g.dilationW = a.dilationW;
    g.groups = a.groups;
    if (a.roundsUp) {
        g.extraBottom =
            missingPadding(g.height, a.padTop, a.padBottom, a.kernelH, a.dilationH, a.strideH);
        g.extraRight =
            missingPadding(g.width, a.padLeft, a.padRight, a.kernelW, a.dilationW, a.strideW);
        g.padBottom += g.extraBottom;
        g.padRight += g.extraRight;
    }
    return g;
}

Result<Shape> pooledShape(const Node& node, const Shape& input)
{
    const Attributes& a = node.attributes;
    if (const auto window = requireWindow(node, input); !window)
        return tl::unexpected(window.error());
    // Padding behind the input may be wider: files have it so where a count was rounded up before.
    const std::int64_t below = a.roundsUp ? a.padBottom : 0;
    const std::int64_t beside = a.roundsUp ? a.padRight : 0;
    if (2 * std::max(a.padTop, below) > reach(a.kernelH, a.dilationH)
        || 2 * std::max(a.padLeft, beside) > reach(a.kernelW, a.dilationW))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("padding of %1 rows and %2 columns is more than half of the "
                                  "pooling window of %3 x %4"),
                     {std::to_string(std::max(a.padTop, below)),
                      std::to_string(std::max(a.padLeft, beside)),
                      std::to_string(reach(a.kernelH, a.dilationH)),
                      std::to_string(reach(a.kernelW, a.dilationW))}},
                    node.name, {PROPAGO_TEXT("use less padding"), {}});
    const Shape output{input[0],
                       outputExtent(input[1], a.padTop, a.padBottom, a.kernelH, a.dilationH,
                                    a.strideH, a.roundsUp),
                       outputExtent(input[2], a.padLeft, a.padRight, a.kernelW, a.dilationW,
                                    a.strideW, a.roundsUp)};
    if (auto h = requireRealPixel(node, "H", input[1], a.padTop, a.kernelH, a.dilationH, a.strideH,
                                  output[1]);
        !h)
        return tl::unexpected(h.error());
    if (auto w = requireRealPixel(node, "W", input[2], a.padLeft, a.kernelW, a.dilationW, a.strideW,
                                  output[2]);
        !w)
        return tl::unexpected(w.error());
    return output;
}

Result<Shape> sameShape(std::span<const Shape> inputs)
{
    return inputs[0];
}

void finishSum(Explanation& explanation, double result)
{
    explanation.sum = explanation.bias;
    for (const Term& term : explanation.terms)
        explanation.sum += term.value * term.factor;
    explanation.result = result;
    if (explanation.terms.size() == 1)
        explanation.formula = {PROPAGO_TEXT("%1 times %2 = %3"),
                               {sixDigits(explanation.terms[0].value),
                                sixDigits(explanation.terms[0].factor), sixDigits(result)}};
    else
        explanation.formula = {PROPAGO_TEXT("%1 values, each times its share, add up to %2"),
                               {std::to_string(explanation.terms.size()), sixDigits(result)}};
}

Explanation explainMapped(const char* name, const NodeContext& context, std::int64_t sample,
                          std::int64_t element)
{
    const std::int64_t index = sample * context.output.shape.sample().elements() + element;
    Explanation result;
    const double value = context.inputs[0].at(index);
    result.terms = {{0, element, -1, value, 1}};
    result.sum = value;
    result.result = context.output.at(index);
    result.formula = {PROPAGO_TEXT("%1(%2) = %3"),
                      {name, sixDigits(value), sixDigits(result.result)}};
    return result;
}

} // namespace propago::operators
