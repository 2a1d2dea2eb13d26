#include "core/tensor/encoding.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace propago {

namespace {

constexpr int kDoubleMantissa = 52;
constexpr std::uint64_t kMantissaOfDouble = (std::uint64_t{1} << kDoubleMantissa) - 1;

constexpr std::uint64_t lowBits(int count)
{
    return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// All ones: infinity and NaN.
std::uint64_t exponentMask(const FormatTraits& row)
{
    return lowBits(row.exponentBits) << row.mantissaBits;
}

int bias(const FormatTraits& row)
{
    return (1 << (row.exponentBits - 1)) - 1;
}

std::uint64_t encodedNaN(const FormatTraits& row, std::uint64_t bits)
{
    const std::uint64_t quiet = std::uint64_t{1} << (row.mantissaBits - 1);
    const std::uint64_t kept = (bits & kMantissaOfDouble) >> (kDoubleMantissa - row.mantissaBits);
    return exponentMask(row) | quiet | kept;
}

/// Of a finite value that is not negative. Counted in the steps of its binade the number is whole:
/// one more step than a binade has is the first number of the next one, the last of all infinity.
std::uint64_t encodedMagnitude(const FormatTraits& row, double value)
{
    const int least = 1 - bias(row);
    const int exponent = value > 0 ? std::max(std::ilogb(value), least) : least;
    if (exponent > bias(row))
        return exponentMask(row);
    const double steps = std::nearbyint(std::ldexp(value, row.mantissaBits - exponent));
    const std::uint64_t before = static_cast<std::uint64_t>(exponent - least) << row.mantissaBits;
    return std::min(before + static_cast<std::uint64_t>(steps), exponentMask(row));
}

std::uint64_t encodedReal(const FormatTraits& row, double value)
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t sign = (bits >> 63) << (row.bits - 1);
    if (std::isnan(value))
        return sign | encodedNaN(row, bits);
    if (std::isinf(value))
        return sign | exponentMask(row);
    return sign | encodedMagnitude(row, std::abs(value));
}

double decodedReal(const FormatTraits& row, std::uint64_t bits)
{
    const std::uint64_t sign = (bits >> (row.bits - 1) & 1) << 63;
    const std::uint64_t mantissa = bits & lowBits(row.mantissaBits);
    const int exponent = static_cast<int>((bits & exponentMask(row)) >> row.mantissaBits);
    if (exponent == static_cast<int>(lowBits(row.exponentBits)))
        return std::bit_cast<double>(sign | lowBits(11) << kDoubleMantissa
                                     | mantissa << (kDoubleMantissa - row.mantissaBits));
    const std::uint64_t whole =
        exponent > 0 ? mantissa + (std::uint64_t{1} << row.mantissaBits) : mantissa;
    const double magnitude = std::ldexp(static_cast<double>(whole),
                                        std::max(exponent, 1) - bias(row) - row.mantissaBits);
    return sign != 0 ? -magnitude : magnitude;
}

void requireScale(double scale)
{
    if (!(scale > 0) || !std::isfinite(scale))
        throw std::invalid_argument("a scale is positive and finite");
}

std::uint64_t encodedInteger(const FormatTraits& row, double value, double scale, int zeroPoint)
{
    requireScale(scale);
    const double steps = std::isnan(value) ? 0.0 : std::nearbyint(value / scale);
    const double level = steps + zeroPoint;
    const std::uint64_t mask = lowBits(row.bits);
    if (level >= greatestLevel(row.format))
        return row.format == Format::Uint8 ? mask : mask >> 1;
    const double inside = std::max(level, leastLevel(row.format));
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(inside)) & mask;
}

double decodedInteger(const FormatTraits& row, std::uint64_t bits, double scale, int zeroPoint)
{
    requireScale(scale);
    const int unused = 64 - row.bits;
    const auto level = row.format == Format::Uint8
                           ? static_cast<std::int64_t>(bits & lowBits(row.bits))
                           : static_cast<std::int64_t>(bits << unused) >> unused;
    return scale * (static_cast<double>(level) - zeroPoint);
}

} // namespace

double leastLevel(Format format)
{
    return format == Format::Uint8 ? 0.0 : -std::ldexp(1.0, traits(format).bits - 1);
}

double greatestLevel(Format format)
{
    return format == Format::Uint8 ? 255.0 : std::ldexp(1.0, traits(format).bits - 1) - 1;
}

std::uint64_t encoded(Format format, double value, double scale, int zeroPoint)
{
    const FormatTraits& row = traits(format);
    return row.isFloating ? encodedReal(row, value) : encodedInteger(row, value, scale, zeroPoint);
}

double decoded(Format format, std::uint64_t bits, double scale, int zeroPoint)
{
    const FormatTraits& row = traits(format);
    return row.isFloating ? decodedReal(row, bits) : decodedInteger(row, bits, scale, zeroPoint);
}

} // namespace propago
