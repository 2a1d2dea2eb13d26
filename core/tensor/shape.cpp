#include "core/tensor/shape.h"

#include "core/base/checked.h"

#include <algorithm>
#include <stdexcept>

namespace propago {

Shape::Shape(std::initializer_list<std::int64_t> dimensions)
    : Shape(std::span(dimensions.begin(), dimensions.size()))
{}

Shape::Shape(std::span<const std::int64_t> dimensions)
{
    if (dimensions.size() > static_cast<std::size_t>(limits::kRank))
        throw std::invalid_argument("a shape has at most eight dimensions");
    if (std::ranges::any_of(dimensions, [](std::int64_t d) { return d < 0; }))
        throw std::invalid_argument("a dimension is never negative");
    std::ranges::copy(dimensions, m_dimensions.begin());
    m_rank = static_cast<int>(dimensions.size());
}

std::int64_t Shape::elements() const
{
    std::int64_t product = 1;
    for (const std::int64_t dimension : dimensions())
        product *= dimension;
    return product;
}

Shape Shape::batched(std::int64_t n) const
{
    if (m_rank == limits::kRank)
        throw std::invalid_argument("no room for a batch dimension");
    Shape result;
    result.m_dimensions[0] = n;
    std::ranges::copy(dimensions(), result.m_dimensions.begin() + 1);
    result.m_rank = m_rank + 1;
    return result;
}

Shape Shape::sample() const
{
    return m_rank == 0 ? Shape{} : Shape(dimensions().subspan(1));
}

std::string Shape::text() const
{
    if (m_rank == 0)
        return "scalar";
    std::string result;
    for (const std::int64_t dimension : dimensions()) {
        result += result.empty() ? "" : "x";
        result += std::to_string(dimension);
    }
    return result;
}

std::optional<Shape> boundedShape(std::span<const std::int64_t> dimensions)
{
    if (dimensions.size() > static_cast<std::size_t>(limits::kRank))
        return std::nullopt;
    std::int64_t product = 1;
    for (const std::int64_t dimension : dimensions) {
        if (dimension < 0 || dimension > limits::kDimension)
            return std::nullopt;
        const auto next = checkedMultiply(product, dimension);
        if (!next || *next > limits::kElements)
            return std::nullopt;
        product = *next;
    }
    return Shape(dimensions);
}

} // namespace propago
