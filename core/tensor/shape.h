#pragma once
#include "core/base/limits.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

namespace propago {

/// Up to eight dimensions, outermost first; pictures are N, C, H, W. Dimensions are never negative.
class Shape {
public:
    Shape() = default;
    Shape(std::initializer_list<std::int64_t> dimensions);
    /// Throws std::invalid_argument beyond limits::kRank or for a negative dimension.
    explicit Shape(std::span<const std::int64_t> dimensions);

    int rank() const { return m_rank; }
    std::int64_t operator[](int axis) const { return m_dimensions[static_cast<std::size_t>(axis)]; }
    std::span<const std::int64_t> dimensions() const
    {
        return {m_dimensions.data(), static_cast<std::size_t>(m_rank)};
    }
    /// Product of the dimensions; 1 for rank 0.
    std::int64_t elements() const;
    /// This shape with a batch dimension before it.
    Shape batched(std::int64_t n) const;
    /// This shape without its first dimension.
    Shape sample() const;
    /// "64x6x28x28"; "scalar" for rank 0.
    std::string text() const;
    bool operator==(const Shape&) const = default;

private:
    std::array<std::int64_t, limits::kRank> m_dimensions{};
    int m_rank = 0;
};

/// The shape, or nothing when a dimension or the product is beyond the limits: for numbers from files.
std::optional<Shape> boundedShape(std::span<const std::int64_t> dimensions);

} // namespace propago
