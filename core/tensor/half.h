#pragma once
#include <bit>
#include <cstdint>

namespace propago {

/// IEEE half precision (1 sign, 5 exponent, 10 mantissa bits) as fp32; exact. NaN keeps what fits of
/// its bits and is quiet, as in the processors' own conversion.
inline float fromHalf(std::uint16_t bits)
{
    const std::uint32_t sign = (bits & 0x8000u) << 16;
    const std::uint32_t magnitude = bits & 0x7FFFu;
    if (magnitude > 0x7C00u)
        return std::bit_cast<float>(sign | 0x7FC00000u | (magnitude & 0x3FFu) << 13);
    if (magnitude == 0x7C00u)
        return std::bit_cast<float>(sign | 0x7F800000u);
    if (magnitude >= 0x400u)
        return std::bit_cast<float>(sign | ((magnitude << 13) + (112u << 23)));
    const float value = static_cast<float>(magnitude) * 0x1p-24f;
    return sign != 0 ? -value : value;
}

/// fp32 to half, round to nearest, ties to even: from 65520 on infinity, below 2^-14 steps of 2^-24.
/// NaN stays NaN.
inline std::uint16_t toHalf(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000u;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u)
        return static_cast<std::uint16_t>(sign | 0x7E00u | ((magnitude >> 13) & 0x3FFu));
    if (magnitude >= 0x477FF000u) // 65520, half way from the largest half to the next power
        return static_cast<std::uint16_t>(sign | 0x7C00u);
    if (magnitude >= 0x38800000u) { // 2^-14, the smallest normal half
        const std::uint32_t rounded = magnitude + 0xFFFu + ((magnitude >> 13) & 1u);
        return static_cast<std::uint16_t>(sign | ((rounded - (112u << 23)) >> 13));
    }
    // Beside 0.5 the last place of fp32 is 2^-24: the addition rounds.
    const float steps = std::bit_cast<float>(magnitude) + 0.5f;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(steps) - 0x3F000000u));
}

} // namespace propago
