#include "core/io/onnx_builder.h"

#include "core/base/checked.h"
#include "core/base/limits.h"

#include <algorithm>
#include <limits>

namespace propago {

namespace {

// The size of the batch, which is not known before running.
constexpr std::int64_t kFreeBatch = std::numeric_limits<std::int64_t>::min();

// What a Reshape target makes of one sample: 0 copies a dimension, one -1 takes what is left.
// Nothing when it does not keep samples apart.
std::optional<Shape> sampleOf(const std::vector<std::int64_t>& target, const Shape& input)
{
    std::vector<std::int64_t> sample(target.begin() + 1, target.end());
    std::int64_t known = 1;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const auto axis = static_cast<int>(i);
        if (sample[i] == 0 && axis < input.rank())
            sample[i] = input[axis];
        if (sample[i] == 0 || sample[i] < -1 || sample[i] > limits::kElements)
            return std::nullopt;
        if (sample[i] > 0 && known <= limits::kElements)
            known *= sample[i];
    }
    const auto open = std::ranges::find(sample, -1);
    if (open != sample.end()) {
        if (target.front() == -1 || known > input.elements() || input.elements() % known != 0)
            return std::nullopt;
        *open = input.elements() / known;
    }
    const auto shape = boundedShape(sample);
    return shape && shape->elements() == input.elements() ? shape : std::nullopt;
}

OnnxTensor listOf(std::vector<std::int64_t> values)
{
    OnnxTensor tensor;
    tensor.shape = Shape{static_cast<std::int64_t>(values.size())};
    tensor.integers = std::move(values);
    return tensor;
}

// One operation on two entries of shapes, rounding towards zero as ONNX does; nothing for what is
// not known before running or does not fit.
std::optional<std::int64_t> combined(const std::string& type, std::int64_t a, std::int64_t b)
{
    const bool isFactor = type == "Mul" || type == "Div";
    const bool keeps = b == (isFactor ? 1 : 0);
    if (a == kFreeBatch || b == kFreeBatch)
        return a == kFreeBatch && keeps ? std::optional(a) : std::nullopt;
    if (type == "Add")
        return checkedAdd(a, b);
    if (type == "Mul")
        return checkedMultiply(a, b);
    if (type == "Sub")
        return checkedAdd(a, -b); // the one number without a negative is the free batch
    return b == 0 || b == -1 ? std::nullopt : std::optional(a / b);
}

} // namespace

// Arithmetic with sizes: channels // groups.
Result<void> OnnxBuilder::shapeArithmetic(const OnnxNode& node, const OnnxTensor& left,
                                          const OnnxTensor& right)
{
    const std::size_t a = left.integers.size();
    const std::size_t b = right.integers.size();
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < std::max(a, b) && (a == b || a == 1 || b == 1); ++i) {
        const auto value =
            combined(node.type, left.integers[a == 1 ? 0 : i], right.integers[b == 1 ? 0 : i]);
        if (value)
            values.push_back(*value);
    }
    if (values.empty() || values.size() != std::max(a, b))
        return refused(node, {PROPAGO_TEXT("the shape it makes is not known before running"), {}});
    m_constants.insert_or_assign(node.outputs.front(), listOf(std::move(values)));
    return {};
}

Result<void> OnnxBuilder::placeReshaped(const OnnxNode& node, const Shape& target)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    if (target == shape(*input))
        return placeSimple(node, OperatorKind::Identity);
    if (target.rank() == 1 && target.elements() == shape(*input).elements())
        return placeSimple(node, OperatorKind::Flatten);
    Node reshaped;
    reshaped.kind = OperatorKind::Reshape;
    reshaped.inputs = {*input};
    reshaped.attributes.dims = target;
    return place(node, std::move(reshaped));
}

Result<void> OnnxBuilder::flatten(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const std::int64_t axis = node.integer("axis", 1);
    if ((axis < 0 ? axis + shape(*input).rank() + 1 : axis) != 1)
        return refused(
            node,
            {PROPAGO_TEXT(
                 "only flattening everything behind the batch is supported, not from axis %1"),
             {std::to_string(axis)}});
    return placeSimple(node, OperatorKind::Flatten);
}

Result<void> OnnxBuilder::reshape(const OnnxNode& node)
{
    if (const OnnxTensor* whole = integers(node, 0))
        return reshapeConstant(node, *whole);
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const OnnxTensor* target = integers(node, 1);
    if (!target || target->integers.size() < 2 || target->integers.size() > limits::kRank
        || node.integer("allowzero", 0) != 0)
        return refused(
            node,
            {PROPAGO_TEXT("its target shape is not a constant of two or more dimensions"), {}});
    const std::int64_t batch = target->integers.front();
    const bool keepsBatch = batch < 1 || !m_batch || *m_batch == batch;
    const auto sample = keepsBatch ? sampleOf(target->integers, shape(*input)) : std::nullopt;
    if (!sample)
        return refused(
            node,
            {PROPAGO_TEXT("its target shape does not keep the batch and the %1 values behind it"),
             {std::to_string(shape(*input).elements())}});
    return placeReshaped(node, *sample);
}

Result<void> OnnxBuilder::squeeze(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    auto axes = node.integers("axes", {});
    if (const OnnxTensor* given = integers(node, 1); given)
        axes = given->integers;
    const Shape& in = shape(*input);
    for (std::int64_t& axis : axes)
        axis = axis < 0 ? axis + in.rank() + 1 : axis;
    if (axes.empty() || std::ranges::any_of(axes, [](std::int64_t axis) { return axis < 1; }))
        return refused(
            node, {PROPAGO_TEXT("it does not say which dimensions behind the batch to drop"), {}});
    std::vector<std::int64_t> kept;
    for (int i = 0; i < in.rank(); ++i) {
        const bool isNamed = std::ranges::find(axes, i + 1) != axes.end();
        if (!isNamed)
            kept.push_back(in[i]);
        else if (in[i] != 1)
            return refused(node, {PROPAGO_TEXT("dimension %1 of %2 is not 1 and cannot be dropped"),
                                  {std::to_string(i + 1), in.text()}});
    }
    return placeReshaped(node, Shape(kept));
}

Result<void> OnnxBuilder::constant(const OnnxNode& node)
{
    const auto tensor = node.attributes.find("value");
    const auto list = node.attributes.find("value_ints");
    const auto single = node.attributes.find("value_int");
    const auto number = node.attributes.find("value_float");
    OnnxTensor result;
    if (tensor != node.attributes.end() && tensor->second.tensor) {
        result = *tensor->second.tensor;
    } else if (list != node.attributes.end()) {
        result = listOf(list->second.integers);
    } else if (single != node.attributes.end()) {
        result = listOf({single->second.integer});
    } else if (number != node.attributes.end()) {
        result.numbers = Tensor(Shape{}, Format::Fp32);
        result.numbers.span<float>()[0] = static_cast<float>(number->second.number);
        result.source = node.outputs.front();
    } else {
        return refused(node, {PROPAGO_TEXT("this form of constant is not supported"), {}});
    }
    result.isLiteral = true;
    m_constants.insert_or_assign(node.outputs.front(), std::move(result));
    return {};
}

// Identity, and Cast of shapes. One of a constant only gives it another name.
Result<void> OnnxBuilder::identity(const OnnxNode& node)
{
    const auto constant = node.hasInput(0) ? m_constants.find(node.inputs[0]) : m_constants.end();
    const bool isCast = node.type == "Cast";
    if (constant != m_constants.end() && (!isCast || !constant->second.isNumber())) {
        m_constants.insert_or_assign(node.outputs.front(), OnnxTensor(constant->second));
        // Layers that share a parameter this way report the sum of its gradients under one name.
        const auto known = m_aliases.find(node.inputs[0]);
        m_aliases[node.outputs.front()] = known == m_aliases.end() ? node.inputs[0] : known->second;
        return {};
    }
    if (isCast)
        return refused(node, {PROPAGO_TEXT("Cast is only supported on shapes"), {}});
    return placeSimple(node, OperatorKind::Identity);
}

Result<void> OnnxBuilder::transpose(const OnnxNode& node)
{
    const OnnxTensor* matrix = numbers(node, 0);
    if (const OnnxTensor* whole = integers(node, 0))
        return transposeIntegers(node, *whole);
    if (!matrix)
        return transposeValue(node);
    const auto order = node.integers("perm", {1, 0});
    if (matrix->shape.rank() != 2 || order != std::vector<std::int64_t>{1, 0})
        return refused(node, {PROPAGO_TEXT("of constants only matrices can be transposed"), {}});
    OnnxTensor result;
    result.shape = Shape{matrix->shape[1], matrix->shape[0]};
    result.source = matrix->source;
    result.isTransposed = !matrix->isTransposed;
    result.numbers = Tensor(result.shape, Format::Fp32);
    for (std::int64_t i = 0; i < result.shape.elements(); ++i)
        result.numbers.span<float>()[static_cast<std::size_t>(i)] =
            matrix->numbers.span<float>()[static_cast<std::size_t>(
                i % result.shape[1] * matrix->shape[1] + i / result.shape[1])];
    m_constants.insert_or_assign(node.outputs.front(), std::move(result));
    return {};
}

// Shapes that a network computes while it runs: x.view(x.size(0), -1).
Result<void> OnnxBuilder::shapeOf(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    if (node.attributes.contains("start") || node.attributes.contains("end"))
        return refused(node, {PROPAGO_TEXT("a part of a shape is not supported"), {}});
    std::vector<std::int64_t> values{kFreeBatch};
    const auto dimensions = shape(*input).dimensions();
    values.insert(values.end(), dimensions.begin(), dimensions.end());
    m_constants.insert_or_assign(node.outputs.front(), listOf(std::move(values)));
    return {};
}

Result<void> OnnxBuilder::gather(const OnnxNode& node)
{
    const OnnxTensor* data = integers(node, 0);
    const OnnxTensor* index = integers(node, 1);
    if (!data || !index || index->integers.size() != 1)
        return refused(node, {PROPAGO_TEXT("Gather is only supported on shapes"), {}});
    const auto size = static_cast<std::int64_t>(data->integers.size());
    const std::int64_t at = index->integers[0];
    if (at < -size || at >= size)
        return refused(node, {PROPAGO_TEXT("entry %1 of a shape with %2 entries does not exist"),
                              {std::to_string(at), std::to_string(size)}});
    const std::int64_t found = data->integers[static_cast<std::size_t>(at < 0 ? at + size : at)];
    m_constants.insert_or_assign(node.outputs.front(), listOf({found}));
    return {};
}

// Puts axes of one between those of a value.
Result<void> OnnxBuilder::unsqueezeValue(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    auto axes = node.integers("axes", {});
    if (const OnnxTensor* given = integers(node, 1); given)
        axes = given->integers;
    std::vector<std::int64_t> sizes(shape(*input).dimensions().begin(),
                                    shape(*input).dimensions().end());
    const auto rank = static_cast<std::int64_t>(sizes.size() + axes.size()) + 1;
    for (std::int64_t& axis : axes)
        axis = axis < 0 ? axis + rank : axis;
    std::ranges::sort(axes);
    for (const std::int64_t axis : axes) {
        const bool isInside = axis >= 1 && axis <= static_cast<std::int64_t>(sizes.size()) + 1;
        if (!isInside || sizes.size() >= limits::kRank - 1)
            return refused(node,
                           {PROPAGO_TEXT("its axes must be some of those behind the batch"), {}});
        sizes.insert(sizes.begin() + (axis - 1), 1);
    }
    return placeReshaped(node, Shape(sizes));
}

Result<void> OnnxBuilder::unsqueeze(const OnnxNode& node)
{
    const OnnxTensor* data = integers(node, 0);
    if (node.hasInput(0) && m_producers.contains(node.inputs[0]))
        return unsqueezeValue(node);
    if (!data || data->integers.size() != 1)
        return refused(node,
                       {PROPAGO_TEXT("Unsqueeze is only supported on entries of shapes"), {}});
    m_constants.insert_or_assign(node.outputs.front(),
                                 listOf(std::vector<std::int64_t>(data->integers)));
    return {};
}

Result<void> OnnxBuilder::concatShapes(const OnnxNode& node)
{
    std::vector<std::int64_t> joined;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const OnnxTensor* part = integers(node, i);
        if (!part || joined.size() + part->integers.size() > limits::kRank)
            return refused(node,
                           {PROPAGO_TEXT("the shape it makes is not known before running"), {}});
        joined.insert(joined.end(), part->integers.begin(), part->integers.end());
    }
    m_constants.insert_or_assign(node.outputs.front(), listOf(std::move(joined)));
    return {};
}

} // namespace propago
