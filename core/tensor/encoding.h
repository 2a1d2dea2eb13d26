#pragma once
#include "core/tensor/format.h"

#include <cstdint>

namespace propago {

/// The bits that stand for `value` in `format`, in the lowest traits(format).bits bits.
///
/// Floating formats round to nearest, ties to even, straight from the double; what is larger than
/// the largest number by half a step or more becomes infinity, what is too small keeps the steps of
/// the smallest numbers (subnormal) down to zero with its sign. NaN stays NaN, quiet, with its sign
/// and what fits of its bits. They take no scale and no zero point.
///
/// Integers stand for scale * (q - zeroPoint): q is value / scale, rounded to nearest, ties to even,
/// plus zeroPoint, and saturates at the ends of the format; so do infinities. NaN has no place among
/// integers and becomes the zero point (also saturated). Negative numbers are two's complement.
/// Throws std::invalid_argument for a scale that is not positive and finite.
std::uint64_t encoded(Format format, double value, double scale = 1, int zeroPoint = 0);

/// The number that the lowest bits of `bits` stand for; exact for floating formats.
double decoded(Format format, std::uint64_t bits, double scale = 1, int zeroPoint = 0);

/// Smallest and largest q of an integer format, as doubles (int64's largest rounds up to 2^63).
double leastLevel(Format format);
double greatestLevel(Format format);

} // namespace propago
