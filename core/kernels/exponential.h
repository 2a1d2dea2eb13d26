#pragma once
#include <bit>
#include <cstdint>

namespace propago {

/// e^x for |x| <= 128 or NaN, to about 1e-10: in doubles and without a call or a branch, so that
/// the compiler can vectorise it and every processor gets the same bits.
inline double exponential(double x)
{
    constexpr double kShift = 0x1.8p52; // adding it leaves the nearest integer in the low bits
    const double shifted = x * 1.4426950408889634 + kShift;
    const double r = x - (shifted - kShift) * 0.6931471805599453;
    double sum = 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    sum = sum * r + 0.5;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    const std::uint64_t exponent = (std::bit_cast<std::uint64_t>(shifted) + 1023) << 52;
    return sum * std::bit_cast<double>(exponent);
}

} // namespace propago
