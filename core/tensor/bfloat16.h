#pragma once
#include "core/tensor/format.h"

#include <bit>
#include <cstdint>

namespace propago {

/// fp32 to bfloat16, round to nearest, ties to even; NaN stays NaN.
inline std::uint16_t toBfloat16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
        return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
    return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

/// bfloat16 to fp32, exact.
inline float fromBfloat16(std::uint16_t bits)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

/// A number that lies in memory as bfloat16 and counts as fp32.
struct Bfloat16 {
    Bfloat16() = default;
    explicit Bfloat16(float value) : bits(toBfloat16(value)) {}
    explicit Bfloat16(double value) : Bfloat16(static_cast<float>(value)) {}
    operator float() const { return fromBfloat16(bits); }
    std::uint16_t bits;
};
static_assert(sizeof(Bfloat16) == 2);

/// What numbers of a type are computed in.
template<typename T> struct ComputedIn {
    using Type = T;
};
template<> struct ComputedIn<Bfloat16> {
    using Type = float;
};
template<typename T> using Computed = typename ComputedIn<T>::Type;

template<> struct FormatOf<Bfloat16> {
    static constexpr Format value = Format::Bf16;
};

} // namespace propago
