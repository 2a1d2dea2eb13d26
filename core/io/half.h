#pragma once
#include <cmath>
#include <cstdint>
#include <limits>

namespace propago {

/// IEEE half precision (1 sign, 5 exponent, 10 mantissa bits) as fp32; exact.
inline float fromHalf(std::uint16_t bits)
{
    const int exponent = (bits >> 10) & 31;
    const int mantissa = bits & 1023;
    float value = 0;
    if (exponent == 31)
        value = mantissa == 0 ? std::numeric_limits<float>::infinity()
                              : std::numeric_limits<float>::quiet_NaN();
    else if (exponent == 0)
        value = std::ldexp(static_cast<float>(mantissa), -24);
    else
        value = std::ldexp(static_cast<float>(1024 + mantissa), exponent - 25);
    return (bits & 0x8000) != 0 ? -value : value;
}

} // namespace propago
