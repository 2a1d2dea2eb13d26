#pragma once
#include "core/kernels/unit_tiles.h"
#include "core/tensor/bfloat16.h"
#include "core/tensor/half.h"
#include "kernel_samples.h"

namespace propago {

constexpr int kInputZero = 117;
constexpr int kOutputZero = 31;

inline std::vector<std::uint8_t> randomBytes(std::int64_t count, std::uint64_t seed)
{
    const RandomSource source(seed, RandomStream::Generate);
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(source.below(256, i));
    return bytes;
}

inline std::vector<std::int8_t> randomWeights(std::int64_t count, std::uint64_t seed)
{
    const auto bytes = randomBytes(count, seed);
    std::vector<std::int8_t> weights(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i)
        weights[i] = static_cast<std::int8_t>(std::max(bytes[i] - 128, -127));
    return weights;
}

inline std::vector<float> multipliersFor(std::int64_t count, std::int64_t depth)
{
    std::vector<float> multipliers;
    for (std::int64_t i = 0; i < count; ++i)
        multipliers.push_back((0.5f + 0.01f * static_cast<float>(i))
                              / (80.0f * std::sqrt(static_cast<float>(depth))));
    return multipliers;
}

inline std::vector<std::int32_t> biasFor(std::int64_t count)
{
    std::vector<std::int32_t> bias;
    for (std::int64_t i = 0; i < count; ++i)
        bias.push_back(static_cast<std::int32_t>(i * 977 % 4001 - 2000));
    return bias;
}

/// Planes of bytes [channels][plane] as unit planes with garbage in the channels that only fill.
inline void toByteUnits(const std::uint8_t* bytes, std::uint8_t* units, std::int64_t channels,
                        std::int64_t plane)
{
    const std::int64_t filled = unitCount(UnitFormat::Int8, channels) * 4;
    for (std::int64_t c = 0; c < filled; ++c) {
        for (std::int64_t p = 0; p < plane; ++p)
            units[(c / 4 * plane + p) * 4 + c % 4] = c < channels ? bytes[c * plane + p] : 201;
    }
}

inline float activated(float value, const Tail& tail)
{
    if (tail.activation == TailActivation::Relu)
        return std::max(value, 0.0f);
    if (tail.activation == TailActivation::LeakyRelu)
        return value < 0 ? value * tail.slope : value;
    if (tail.activation == TailActivation::Clip)
        return std::min(std::max(value, tail.low), tail.high);
    return value;
}

inline int requantised(std::int64_t sum, float multiplier, const Tail& tail, int residual)
{
    float value = static_cast<float>(sum) * multiplier;
    if (tail.residual)
        value += static_cast<float>(residual - tail.residualZeroPoint) * tail.residualMultiplier;
    const float steps = std::nearbyint(activated(value, tail));
    return static_cast<int>(
        std::clamp(steps + static_cast<float>(tail.outputZeroPoint), 0.0f, 255.0f));
}

inline std::vector<Tail> tails()
{
    Tail plain;
    Tail relu;
    relu.activation = TailActivation::Relu;
    Tail leaky;
    leaky.activation = TailActivation::LeakyRelu;
    leaky.slope = 0.1f;
    Tail clip;
    clip.activation = TailActivation::Clip;
    clip.low = -0.25f;
    clip.high = 20.5f;
    return {plain, relu, leaky, clip};
}

/// The number that a floating format keeps of it.
inline float roundedTo(UnitFormat format, float value)
{
    return format == UnitFormat::Bf16   ? fromBfloat16(toBfloat16(value))
           : format == UnitFormat::Fp16 ? fromHalf(toHalf(value))
                                        : value;
}

inline std::vector<float> roundedTo(UnitFormat format, const Numbers<float>& values)
{
    std::vector<float> rounded;
    for (std::int64_t i = 0; i < values.size(); ++i)
        rounded.push_back(roundedTo(format, values[i]));
    return rounded;
}

/// Weights that fit into 4 or 2 bits.
inline std::vector<std::int8_t> narrowWeights(const std::vector<std::int8_t>& weights, int bits)
{
    std::vector<std::int8_t> narrow;
    for (const std::int8_t weight : weights) // the sign extends
        narrow.push_back(static_cast<std::int8_t>(weight >> (8 - bits)));
    return narrow;
}

} // namespace propago
