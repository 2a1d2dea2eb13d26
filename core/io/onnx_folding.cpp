#include "core/io/onnx_builder.h"

#include "core/base/limits.h"

#include <algorithm>

namespace propago {

namespace {

// Lists that describe shapes and paddings are short; anything longer is none.
constexpr std::int64_t kLongestList = 64;

OnnxTensor integerTensor(const Shape& shape, std::vector<std::int64_t> values)
{
    OnnxTensor tensor;
    tensor.shape = shape;
    tensor.integers = std::move(values);
    return tensor;
}

std::int64_t clamped(std::int64_t at, std::int64_t low, std::int64_t high)
{
    return std::clamp(at, low, high);
}

// Rows first, first + step, ... before `end` of `rows`, as ONNX counts them.
std::vector<std::int64_t> rowsOf(std::int64_t rows, std::int64_t first, std::int64_t end,
                                 std::int64_t step)
{
    const auto counted = [rows](std::int64_t at) { return at < 0 ? at + rows : at; };
    std::vector<std::int64_t> taken;
    if (step > 0) {
        for (std::int64_t i = clamped(counted(first), 0, rows); i < clamped(counted(end), 0, rows);
             i += std::min(step, rows))
            taken.push_back(i);
    } else {
        for (std::int64_t i = clamped(counted(first), 0, rows - 1);
             i > clamped(counted(end), -1, rows - 1); i += std::max(step, -rows))
            taken.push_back(i);
    }
    return taken;
}

} // namespace

// The shapes and paddings that a model computes for itself are known before it runs.
Result<void> OnnxBuilder::constantOfShape(const OnnxNode& node)
{
    const OnnxTensor* sizes = integers(node, 0);
    const auto value = node.attributes.find("value");
    const bool hasInteger = value != node.attributes.end() && value->second.tensor
                            && value->second.tensor->integers.size() == 1;
    const auto shape = sizes ? boundedShape(sizes->integers) : std::nullopt;
    if (!shape || !hasInteger || shape->elements() > kLongestList)
        return refused(node, {PROPAGO_TEXT("only short lists of integers are computed"), {}});
    m_constants.insert_or_assign(
        node.outputs.front(),
        integerTensor(*shape,
                      {std::vector<std::int64_t>(static_cast<std::size_t>(shape->elements()),
                                                 value->second.tensor->integers[0])}));
    return {};
}

Result<void> OnnxBuilder::reshapeConstant(const OnnxNode& node, const OnnxTensor& data)
{
    const OnnxTensor* target = integers(node, 1);
    const auto count = static_cast<std::int64_t>(data.integers.size());
    std::vector<std::int64_t> sizes = target ? target->integers : std::vector<std::int64_t>{};
    std::int64_t known = 1;
    for (const std::int64_t size : sizes)
        known *= size > 0 && known <= kLongestList ? clamped(size, 1, kLongestList + 1) : 1;
    for (std::int64_t& size : sizes)
        size = size == -1 ? count / known : size;
    const auto shape = boundedShape(sizes);
    if (!target || !shape || shape->elements() != count)
        return refused(node, {PROPAGO_TEXT("only short lists of integers are computed"), {}});
    m_constants.insert_or_assign(node.outputs.front(), integerTensor(*shape, data.integers));
    return {};
}

// Rows of a list or matrix: x.shape[-2:], and the pairs of a padding turned around.
Result<void> OnnxBuilder::slice(const OnnxNode& node)
{
    const OnnxTensor* data = integers(node, 0);
    const auto bound = [&](std::size_t index, const char* key, std::int64_t fallback) {
        const OnnxTensor* given = integers(node, index);
        const auto list = given ? given->integers : node.integers(key, {fallback});
        return list.size() == 1 ? std::optional(list[0]) : std::nullopt;
    };
    const auto start = bound(1, "starts", 0);
    const auto end = bound(2, "ends", 0);
    const auto step = bound(4, "steps", 1);
    if (!data || data->shape.rank() < 1 || data->shape.rank() > 2 || data->integers.empty()
        || !start || !end || !step || *step == 0 || bound(3, "axes", 0) != 0)
        return refused(node, {PROPAGO_TEXT("Slice is only supported on shapes"), {}});
    const std::int64_t width = data->shape.rank() == 2 ? data->shape[1] : 1;
    std::vector<std::int64_t> values;
    const auto rows = rowsOf(data->shape[0], *start, *end, *step);
    for (const std::int64_t row : rows)
        values.insert(values.end(), data->integers.begin() + row * width,
                      data->integers.begin() + (row + 1) * width);
    std::vector<std::int64_t> sizes(data->shape.dimensions().begin(),
                                    data->shape.dimensions().end());
    sizes[0] = static_cast<std::int64_t>(rows.size());
    m_constants.insert_or_assign(node.outputs.front(),
                                 integerTensor(Shape(sizes), std::move(values)));
    return {};
}

Result<void> OnnxBuilder::transposeIntegers(const OnnxNode& node, const OnnxTensor& matrix)
{
    if (matrix.shape.rank() != 2
        || node.integers("perm", {1, 0}) != std::vector<std::int64_t>{1, 0})
        return refused(node, {PROPAGO_TEXT("of constants only matrices can be transposed"), {}});
    std::vector<std::int64_t> values;
    for (std::int64_t column = 0; column < matrix.shape[1]; ++column) {
        for (std::int64_t row = 0; row < matrix.shape[0]; ++row)
            values.push_back(
                matrix.integers[static_cast<std::size_t>(row * matrix.shape[1] + column)]);
    }
    m_constants.insert_or_assign(
        node.outputs.front(), integerTensor({matrix.shape[1], matrix.shape[0]}, std::move(values)));
    return {};
}

} // namespace propago
