#include "core/infer/quantisation.h"

#include "core/kernels/weight_rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

namespace {

// Room that 60 000 products of 255 * 127 leave in 32 bits.
constexpr double kLargestBias = 2.0e8;

double scaleOfFilter(double byWeights, double bias, double inputScale)
{
    return std::max(byWeights, std::abs(bias) / (inputScale * kLargestBias));
}

} // namespace

Quantisation quantisationFor(ValueRange range)
{
    const double low = std::min(0.0, static_cast<double>(range.low));
    const double high = std::max(0.0, static_cast<double>(range.high));
    const auto scale = static_cast<float>((high - low) / 255);
    if (!(scale > 0))
        return {};
    const double zero = std::nearbyint(-low / static_cast<double>(scale));
    return {scale, static_cast<int>(std::clamp(zero, 0.0, 255.0))};
}

std::uint8_t quantised(double value, const Quantisation& quantisation)
{
    const double q =
        std::nearbyint(value / static_cast<double>(quantisation.scale)) + quantisation.zeroPoint;
    return static_cast<std::uint8_t>(std::clamp(q, 0.0, 255.0));
}

double dequantised(int q, const Quantisation& quantisation)
{
    return static_cast<double>(quantisation.scale) * (q - quantisation.zeroPoint);
}

QuantisedWeights quantiseWeights(const std::vector<double>& weights,
                                 const std::vector<double>& bias, std::int64_t filters,
                                 float inputScale, std::int64_t bits)
{
    const auto count = static_cast<std::size_t>(filters);
    const std::size_t perFilter = weights.size() / count;
    const auto step = static_cast<double>(inputScale);
    QuantisedWeights result;
    result.weights.resize(weights.size());
    for (std::size_t f = 0; f < count; ++f) {
        const double* row = weights.data() + f * perFilter;
        const double offset = bias.empty() ? 0.0 : bias[f];
        const double scale = scaleOfFilter(
            weightScale(row, static_cast<std::int64_t>(perFilter), bits), offset, step);
        for (std::size_t i = 0; i < perFilter; ++i)
            result.weights[f * perFilter + i] =
                static_cast<std::int8_t>(weightCode(row[i], scale, bits));
        result.bias.push_back(static_cast<std::int32_t>(std::nearbyint(offset / (step * scale))));
        result.scales.push_back(scale);
    }
    return result;
}

IntegerAddition integerAddition(const Quantisation& left, const Quantisation& right,
                                const Quantisation& output, bool hasRelu)
{
    const double a = static_cast<double>(left.scale) / static_cast<double>(output.scale);
    const double b = static_cast<double>(right.scale) / static_cast<double>(output.scale);
    // Factors below 2^22 leave the sum of two 8-bit products inside 31 bits.
    int shift = 22 - std::max(0, static_cast<int>(std::ceil(std::log2(std::max(a, b)))) + 1);
    shift = std::clamp(shift, 0, 22);
    IntegerAddition addition;
    addition.left =
        static_cast<std::int32_t>(std::min(std::nearbyint(std::ldexp(a, shift)), 4194303.0));
    addition.right =
        static_cast<std::int32_t>(std::min(std::nearbyint(std::ldexp(b, shift)), 4194303.0));
    addition.shift = shift;
    addition.leftZero = left.zeroPoint;
    addition.rightZero = right.zeroPoint;
    addition.outputZero = output.zeroPoint;
    addition.least = hasRelu ? output.zeroPoint : 0;
    return addition;
}

} // namespace propago
