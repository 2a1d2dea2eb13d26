#include "core/kernels/unit_tiles.h"
#include "core/tensor/bfloat16.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <cstring>

namespace propago {

namespace {

/// Round half to even of value / scale plus zeroPoint, within 0..255. Adding and taking away
/// 1.5 * 2^23 rounds as the processor does, and unlike a library call many numbers at a time.
std::int32_t quantised(float value, float scale, int zeroPoint)
{
    constexpr float kRounder = 12582912.0f;
    const float steps = value / scale;
    const float above = steps > -512.0f ? steps : -512.0f; // NaN too
    const float inside = above < 512.0f ? above : 512.0f;
    const float rounded = ((inside + kRounder) - kRounder) + static_cast<float>(zeroPoint);
    const float positive = rounded > 0.0f ? rounded : 0.0f;
    return static_cast<std::int32_t>(positive < 255.0f ? positive : 255.0f);
}

/// The same for Int16: within +-kInt16Levels, the lower half of the result.
std::int32_t quantised16(float value, float scale)
{
    constexpr float kRounder = 12582912.0f;
    constexpr auto kMost = static_cast<float>(kInt16Levels);
    const float steps = value / scale;
    const float above = steps > -kMost ? steps : -kMost; // NaN too
    const float inside = above < kMost ? above : kMost;
    return static_cast<std::int32_t>((inside + kRounder) - kRounder) & 0xFFFF;
}

/// Calls f with the function that turns reals into the 16 bits of the format, as an int32.
template<typename F> void withNarrowing(UnitFormat format, float scale, F f)
{
    if (format == UnitFormat::Bf16)
        return f([](float value) { return std::int32_t{toBfloat16(value)}; });
    if (format == UnitFormat::Fp16)
        return f([](float value) { return std::int32_t{toHalf(value)}; });
    f([scale](float value) { return quantised16(value, scale); });
}

/// The way back.
template<typename F> void withWidening(UnitFormat format, float scale, F f)
{
    if (format == UnitFormat::Bf16)
        return f(fromBfloat16);
    if (format == UnitFormat::Fp16)
        return f(fromHalf);
    f([scale](std::uint16_t bits) {
        return scale * static_cast<float>(static_cast<std::int16_t>(bits));
    });
}

/// One unit of 1..4 channels, pixel by pixel; lanes without a channel are 0.
template<int kChannels>
void quantiseUnit(const float* values, std::int32_t* units, std::int64_t plane, float scale,
                  int zeroPoint)
{
    for (std::int64_t pixel = 0; pixel < plane; ++pixel) {
        std::int32_t unit = quantised(values[pixel], scale, zeroPoint);
        if constexpr (kChannels > 1)
            unit |= quantised(values[plane + pixel], scale, zeroPoint) << 8;
        if constexpr (kChannels > 2)
            unit |= quantised(values[2 * plane + pixel], scale, zeroPoint) << 16;
        if constexpr (kChannels > 3)
            unit |= quantised(values[3 * plane + pixel], scale, zeroPoint) << 24;
        units[pixel] = unit;
    }
}

/// Flat values: the lanes of a unit are neighbours already.
void quantiseFlat(const float* values, std::uint8_t* lanes, std::int64_t channels, float scale,
                  int zeroPoint)
{
    for (std::int64_t i = 0; i < channels; ++i)
        lanes[i] = static_cast<std::uint8_t>(quantised(values[i], scale, zeroPoint));
    for (std::int64_t i = channels; i % 4 != 0; ++i)
        lanes[i] = 0;
}

void quantise(const float* values, std::int32_t* units, std::int64_t channels, std::int64_t plane,
              float scale, int zeroPoint)
{
    if (plane == 1)
        return quantiseFlat(values, reinterpret_cast<std::uint8_t*>(units), channels, scale,
                            zeroPoint);
    for (; channels >= 4; channels -= 4, values += 4 * plane, units += plane)
        quantiseUnit<4>(values, units, plane, scale, zeroPoint);
    if (channels == 3)
        quantiseUnit<3>(values, units, plane, scale, zeroPoint);
    else if (channels == 2)
        quantiseUnit<2>(values, units, plane, scale, zeroPoint);
    else if (channels == 1)
        quantiseUnit<1>(values, units, plane, scale, zeroPoint);
}

/// Calls f(channel, pixel, index of that number in the unit planes) for every number.
template<typename F>
void forEachNumber(UnitFormat format, std::int64_t channels, std::int64_t plane, F f)
{
    const int width = channelsPerUnit(format);
    if (plane == 1) { // flat values: the lanes of a unit are neighbours already
        for (std::int64_t channel = 0; channel < channels; ++channel)
            f(channel, channel);
        return;
    }
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        const std::int64_t first = channel / width * plane * width + channel % width;
        for (std::int64_t pixel = 0; pixel < plane; ++pixel)
            f(channel * plane + pixel, first + pixel * width);
    }
}

constexpr std::int64_t kPiece = 128;

/// The numbers that pixels first, first + 1, ... of a row become, `count` of them.
template<typename Convert>
void convertRow(const float* row, std::int64_t width, std::int64_t first, std::int64_t count,
                std::int32_t padding, std::int32_t* numbers, Convert convert)
{
    const std::int64_t before = std::clamp<std::int64_t>(-first, 0, count);
    const std::int64_t inside = std::clamp<std::int64_t>(width - first, before, count);
    std::fill_n(numbers, before, padding);
    for (std::int64_t i = before; i < inside; ++i)
        numbers[i] = convert(row[first + i]);
    std::fill(numbers + inside, numbers + count, padding);
}

template<int kLanes, typename Convert>
void gatherRow(const RowUnits& rows, const float* row, std::int32_t* units, std::int32_t padding,
               Convert convert)
{
    constexpr int kBits = 32 / kLanes;
    std::int32_t numbers[kPiece + kLanes - 1];
    for (std::int64_t first = 0; first < rows.units; first += kPiece) {
        const std::int64_t count = std::min(kPiece, rows.units - first);
        convertRow(row, rows.width, first - rows.left, count + kLanes - 1, padding, numbers,
                   convert);
        for (std::int64_t i = 0; i < count; ++i) {
            std::int32_t unit = numbers[i];
            for (int lane = 1; lane < kLanes; ++lane)
                unit |= numbers[i + lane] << (kBits * lane);
            units[first + i] = unit;
        }
    }
}

} // namespace

void toRowUnits(UnitFormat format, const RowUnits& rows, const float* values, void* units,
                float scale, int zeroPoint)
{
    auto* to = static_cast<std::int32_t*>(units);
    for (std::int64_t y = 0; y < rows.height; ++y, values += rows.width, to += rows.units) {
        if (format == UnitFormat::Int8)
            gatherRow<4>(rows, values, to, zeroPoint,
                         [=](float value) { return quantised(value, scale, zeroPoint); });
        else
            withNarrowing(format, scale,
                          [&](auto narrow) { gatherRow<2>(rows, values, to, 0, narrow); });
    }
}

namespace {

/// values[...] = number(index of the lane in the units), `lanes` to a unit.
template<typename F>
void ungatherRows(const RowUnits& rows, std::int64_t lanes, float* values, F number)
{
    for (std::int64_t y = 0; y < rows.height; ++y) {
        for (std::int64_t x = 0; x < rows.width; ++x) {
            // The last pixels may stand only in the later lanes of the last unit.
            const std::int64_t unit = std::min(x + rows.left, rows.units - 1);
            const std::int64_t lane = x + rows.left - unit, at = y * rows.units + unit;
            *values++ = number(lanes * at + lane);
        }
    }
}

} // namespace

void fromRowUnits(UnitFormat format, const RowUnits& rows, const void* units, float* values,
                  float scale, int zeroPoint)
{
    const auto* halves = static_cast<const std::uint16_t*>(units);
    const auto* bytes = static_cast<const std::uint8_t*>(units);
    if (format == UnitFormat::Int8)
        return ungatherRows(rows, 4, values, [=](std::int64_t at) {
            return scale * static_cast<float>(bytes[at] - zeroPoint);
        });
    withWidening(format, scale, [&](auto widen) {
        ungatherRows(rows, 2, values, [=](std::int64_t at) { return widen(halves[at]); });
    });
}

void toUnits(UnitFormat format, const float* values, void* units, std::int64_t channels,
             std::int64_t plane, float scale, int zeroPoint)
{
    if (format == UnitFormat::Fp32) {
        std::memcpy(units, values, static_cast<std::size_t>(4 * channels * plane));
        return;
    }
    if (format == UnitFormat::Int8)
        return quantise(values, static_cast<std::int32_t*>(units), channels, plane, scale,
                        zeroPoint);
    if (channels % channelsPerUnit(format) != 0)
        std::memset(units, 0, static_cast<std::size_t>(unitBytes(format, channels, plane)));
    auto* to = static_cast<std::uint16_t*>(units);
    withNarrowing(format, scale, [&](auto narrow) {
        forEachNumber(format, channels, plane, [&](std::int64_t from, std::int64_t at) {
            to[at] = static_cast<std::uint16_t>(narrow(values[from]));
        });
    });
}

void fromUnits(UnitFormat format, const void* units, float* values, std::int64_t channels,
               std::int64_t plane, float scale, int zeroPoint)
{
    if (format == UnitFormat::Fp32) {
        std::memcpy(values, units, static_cast<std::size_t>(4 * channels * plane));
        return;
    }
    if (format != UnitFormat::Int8) {
        const auto* from = static_cast<const std::uint16_t*>(units);
        withWidening(format, scale, [&](auto widen) {
            forEachNumber(format, channels, plane,
                          [&](std::int64_t to, std::int64_t at) { values[to] = widen(from[at]); });
        });
        return;
    }
    const auto* from = static_cast<const std::uint8_t*>(units);
    forEachNumber(format, channels, plane, [&](std::int64_t to, std::int64_t at) {
        values[to] = scale * static_cast<float>(from[at] - zeroPoint);
    });
}

} // namespace propago
