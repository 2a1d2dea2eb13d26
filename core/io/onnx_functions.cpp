#include "core/io/onnx_builder.h"

#include "core/base/limits.h"

#include <algorithm>
#include <limits>

namespace propago {

namespace {

// The shape of a constant beside samples of `rank` dimensions; nothing when it varies over the
// batch or has more dimensions than they.
std::optional<Shape> besideSamples(const Shape& constant, int rank)
{
    const int surplus = constant.rank() - rank;
    if (surplus > 1 || (surplus == 1 && constant[0] != 1))
        return std::nullopt;
    return surplus == 1 ? constant.sample() : constant;
}

// `constant` with `count` axes of one behind its own.
OnnxTensor followedByOnes(const OnnxTensor& constant, std::int64_t count)
{
    std::vector<std::int64_t> sizes(constant.shape.dimensions().begin(),
                                    constant.shape.dimensions().end());
    sizes.insert(sizes.end(),
                 static_cast<std::size_t>(std::clamp<std::int64_t>(count, 0, limits::kRank)), 1);
    OnnxTensor result = constant;
    if (const auto shape = boundedShape(sizes))
        result.shape = *shape;
    return result;
}

} // namespace

// The one number that input `index` holds, or `fallback` when it is left out.
Result<double> OnnxBuilder::scalar(const OnnxNode& node, std::size_t index, double fallback) const
{
    if (!node.hasInput(index))
        return fallback;
    const OnnxTensor* tensor = numbers(node, index);
    if (tensor && tensor->shape.elements() == 1)
        return tensor->numbers.at(0);
    const OnnxTensor* whole = integers(node, index);
    if (whole && whole->integers.size() == 1)
        return static_cast<double>(whole->integers[0]);
    return refused(node, {PROPAGO_TEXT("its input %1 must be one constant number"),
                          {displayable(node.inputs[index])}});
}

Result<void> OnnxBuilder::function(const OnnxNode& node)
{
    static const std::map<std::string, OperatorKind> kinds{
        {"Elu", OperatorKind::Elu},
        {"Erf", OperatorKind::Erf},
        {"Exp", OperatorKind::Exp},
        {"HardSigmoid", OperatorKind::HardSigmoid},
        {"HardSwish", OperatorKind::HardSwish},
        {"Sqrt", OperatorKind::Sqrt},
        {"com.microsoft.Gelu", OperatorKind::Gelu},
    };
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    Node target;
    target.kind = kinds.at(node.key());
    target.inputs = {*input};
    const bool isHard = target.kind == OperatorKind::HardSigmoid;
    target.attributes.alpha = node.number("alpha", isHard ? 0.2 : 1);
    target.attributes.beta = node.number("beta", isHard ? 0.5 : 0);
    return place(node, std::move(target));
}

// Limits are attributes before opset 11 and inputs since.
Result<void> OnnxBuilder::clip(const OnnxNode& node)
{
    constexpr double kEndless = std::numeric_limits<double>::infinity();
    const auto input = value(node);
    const auto low = scalar(node, 1, node.number("min", -kEndless));
    const auto high = scalar(node, 2, node.number("max", kEndless));
    if (!input || !low || !high)
        return tl::unexpected(!input ? input.error() : !low ? low.error() : high.error());
    Node target;
    target.kind = OperatorKind::Clip;
    target.inputs = {*input};
    target.attributes.low = *low;
    target.attributes.high = *high;
    return place(node, std::move(target));
}

Result<void> OnnxBuilder::power(const OnnxNode& node)
{
    const auto input = value(node);
    const auto exponent = scalar(node, 1, 1);
    if (!input || !exponent)
        return tl::unexpected(!input ? input.error() : exponent.error());
    Node target;
    target.kind = OperatorKind::Pow;
    target.inputs = {*input};
    target.attributes.alpha = *exponent;
    return place(node, std::move(target));
}

// Two operands of which one is a number.
Result<void> OnnxBuilder::placeWithNumber(const OnnxNode& node, Node target, double number)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    target.inputs = {*input};
    target.attributes.hasConstant = true;
    target.attributes.value = number;
    return place(node, std::move(target));
}

Result<void> OnnxBuilder::negate(const OnnxNode& node)
{
    Node target;
    target.kind = OperatorKind::Mul;
    return placeWithNumber(node, std::move(target), -1);
}

Result<void> OnnxBuilder::reciprocal(const OnnxNode& node)
{
    Node target;
    target.kind = OperatorKind::Div;
    target.attributes.isReversed = true;
    return placeWithNumber(node, std::move(target), 1);
}

Result<void> OnnxBuilder::prelu(const OnnxNode& node)
{
    const OnnxTensor* slope = numbers(node, 1);
    if (!slope)
        return refused(node, {PROPAGO_TEXT("its slope must be a constant"), {}});
    Node target;
    target.kind = OperatorKind::PRelu;
    return placeWithConstant(node, std::move(target), 0, *slope);
}

// Two values, or a value and a constant.
Result<void> OnnxBuilder::arithmetic(const OnnxNode& node)
{
    static const std::map<std::string, OperatorKind> kinds{{"Add", OperatorKind::Add},
                                                           {"Div", OperatorKind::Div},
                                                           {"Mul", OperatorKind::Mul},
                                                           {"Sub", OperatorKind::Sub}};
    const OnnxTensor* first = integers(node, 0);
    const OnnxTensor* second = integers(node, 1);
    if (first && second)
        return shapeArithmetic(node, *first, *second);
    Node target;
    target.kind = kinds.at(node.type);
    for (std::size_t i = 0; i < 2; ++i) {
        const OnnxTensor* constant = numbers(node, i);
        if (!constant)
            continue;
        target.attributes.hasConstant = true;
        target.attributes.isReversed = i == 0;
        return placeWithConstant(node, std::move(target), 1 - i, *constant);
    }
    const auto left = value(node, 0);
    const auto right = value(node, 1);
    if (!left || !right)
        return tl::unexpected(left ? right.error() : left.error());
    if (m_opset < 7 && node.attributes.contains("axis"))
        return refused(node, {PROPAGO_TEXT("only constants may be spread from an axis on"), {}});
    target.inputs = {*left, *right};
    return place(node, std::move(target));
}

// Before opset 7 a constant stood at the axis that `axis` names, slopes at the channels; since then
// the last axes of both operands meet.
OnnxTensor OnnxBuilder::aligned(const OnnxNode& node, const OnnxTensor& constant, int rank) const
{
    const bool isSlope = node.type == "PRelu" && constant.shape.elements() > 1;
    if (m_opset >= 7 || (!isSlope && !node.attributes.contains("axis")))
        return constant;
    const std::int64_t axis = isSlope ? 1 : node.integer("axis", 0);
    const std::int64_t place = axis < 0 ? axis + rank + 1 : axis;
    return followedByOnes(constant, rank + 1 - place - constant.shape.rank());
}

// A constant of the graph's initialisers was a parameter where the model was trained and stays one;
// a number that stands in the graph itself does not change.
Result<void> OnnxBuilder::placeWithConstant(const OnnxNode& node, Node target, std::size_t input,
                                            const OnnxTensor& constant)
{
    const auto source = value(node, input);
    if (!source)
        return tl::unexpected(source.error());
    const auto beside =
        besideSamples(aligned(node, constant, shape(*source).rank()).shape, shape(*source).rank());
    if (!beside)
        return refused(node, {PROPAGO_TEXT("its constant %1 does not fit to samples of %2"),
                              {constant.shape.text(), shape(*source).text()}});
    target.inputs = {*source};
    const bool isSlope = target.kind == OperatorKind::PRelu;
    const bool isNumber = beside->rank() == 0 || (constant.isLiteral && beside->elements() == 1);
    if (isNumber && !isSlope) {
        target.attributes.value = constant.numbers.at(0);
        return place(node, std::move(target));
    }
    target.attributes.dims = *beside;
    target.attributes.isFrozen = constant.isLiteral;
    Tensor tensor(beside->rank() == 0 ? Shape{1} : *beside, Format::Fp32);
    convert(constant.numbers.view(), tensor.view());
    std::vector<Parameter> parameters;
    parameters.push_back({constant.source, std::move(tensor)});
    return place(node, std::move(target), std::move(parameters));
}

} // namespace propago
