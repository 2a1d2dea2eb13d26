#include "core/graph/operators/axis_maps.h"

#include <algorithm>
#include <cmath>

namespace propago::operators {

namespace {

using Taps = std::vector<std::vector<Tap>>;

Tap tapAt(std::int64_t position, std::int64_t size, double weight = 1)
{
    return {static_cast<std::int32_t>(std::clamp<std::int64_t>(position, 0, size - 1)), weight};
}

// Where the output position lies on the input's axis.
double coordinate(std::int64_t position, std::int64_t size, std::int64_t outputs, double scale,
                  Coordinates way)
{
    const auto x = static_cast<double>(position);
    switch (way) {
    case Coordinates::HalfPixel: return (x + 0.5) / scale - 0.5;
    case Coordinates::PytorchHalfPixel: return outputs > 1 ? (x + 0.5) / scale - 0.5 : 0;
    case Coordinates::AlignCorners:
        return outputs > 1 ? x * static_cast<double>(size - 1) / static_cast<double>(outputs - 1)
                           : 0;
    case Coordinates::Asymmetric: break;
    }
    return x / scale;
}

// In fp32, as the factors of files are: behind 6 / 1.2, which no number is exactly, lies pixel 5.
std::int64_t rounded(double exact, Rounding way)
{
    const double x = static_cast<double>(static_cast<float>(exact));
    switch (way) {
    case Rounding::PreferFloor: return static_cast<std::int64_t>(std::ceil(x - 0.5));
    case Rounding::PreferCeil: return static_cast<std::int64_t>(std::floor(x + 0.5));
    case Rounding::Floor: return static_cast<std::int64_t>(std::floor(x));
    case Rounding::Ceil: break;
    }
    return static_cast<std::int64_t>(std::ceil(x));
}

} // namespace

AxisMap paddedAxis(std::int64_t size, std::int64_t outputs, std::int64_t before, PadMode mode)
{
    Taps taps(static_cast<std::size_t>(outputs));
    for (std::int64_t i = 0; i < outputs; ++i) {
        std::int64_t source = i - before;
        if (mode == PadMode::Reflect)
            source = source < 0 ? -source : source >= size ? 2 * (size - 1) - source : source;
        if (mode != PadMode::Constant || (source >= 0 && source < size))
            taps[static_cast<std::size_t>(i)] = {tapAt(source, size)};
    }
    return {size, taps};
}

AxisMap resizedAxis(std::int64_t size, std::int64_t outputs, double scale, const Attributes& a)
{
    const double factor =
        scale > 0 ? scale : static_cast<double>(outputs) / static_cast<double>(size);
    Taps taps(static_cast<std::size_t>(outputs));
    for (std::int64_t i = 0; i < outputs; ++i) {
        const double x = std::clamp(
            coordinate(i, size, outputs, factor, static_cast<Coordinates>(a.coordinates)), -1.0,
            static_cast<double>(size));
        auto& row = taps[static_cast<std::size_t>(i)];
        if (a.mode == static_cast<std::int64_t>(ResizeMode::Nearest)) {
            row = {tapAt(rounded(x, static_cast<Rounding>(a.rounding)), size)};
            continue;
        }
        const auto left = static_cast<std::int64_t>(std::floor(x));
        const double share = x - std::floor(x);
        row = {tapAt(left, size, 1 - share), tapAt(left + 1, size, share)};
    }
    return {size, taps};
}

AxisMap adaptiveAxis(std::int64_t size, std::int64_t outputs)
{
    Taps taps(static_cast<std::size_t>(outputs));
    for (std::int64_t i = 0; i < outputs; ++i) {
        const std::int64_t first = i * size / outputs;
        const std::int64_t end = ((i + 1) * size + outputs - 1) / outputs;
        for (std::int64_t position = first; position < end; ++position)
            taps[static_cast<std::size_t>(i)].push_back(
                tapAt(position, size, 1 / static_cast<double>(end - first)));
    }
    return {size, taps};
}

} // namespace propago::operators
