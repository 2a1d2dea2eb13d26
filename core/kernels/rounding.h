#pragma once

namespace propago {

/// Round half to even of a number below 2^51 in size, as nearbyint() does, in plain arithmetic that
/// vectorises; the sign of zero is lost.
inline double roundedHalfEven(double value)
{
    constexpr double kShift = 6755399441055744.0; // 1.5 * 2^52: no bits are left behind the point
    return (value + kShift) - kShift;
}

} // namespace propago
