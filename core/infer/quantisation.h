#pragma once
#include "core/infer/calibration.h"

#include <array>
#include <cstdint>
#include <vector>

/// The arithmetic of int8 plans: real = scale * (q - zeroPoint), as in Jacob et al., "Quantization
/// and training of neural networks for efficient integer-arithmetic-only inference", CVPR 2018.
/// Activations are uint8 with one scale for a tensor, weights int8 with one scale for each filter.
namespace propago {

/// How real activations become 0..255.
struct Quantisation {
    float scale = 1;
    int zeroPoint = 0;
    bool operator==(const Quantisation&) const = default;
};

/// The scale that covers `range` and represents zero exactly. A range that never goes below zero
/// (behind a ReLU) has zero point 0; a range without extent gets scale 1.
Quantisation quantisationFor(ValueRange range);

/// Round half to even, then saturate to 0..255.
std::uint8_t quantised(double value, const Quantisation& quantisation);
double dequantised(int q, const Quantisation& quantisation);

/// The integers of a Conv2d or Linear.
struct QuantisedWeights {
    std::vector<std::int8_t> weights; ///< symmetric: -127..127 of 8 bits, -7..7 of 4, -1..1 of 2
    std::vector<std::int32_t> bias;   ///< in steps of input scale * weight scale
    std::vector<double> scales;       ///< of the weights, one for each filter
};

/// Quantises each filter with weightScale() and weightCode(). A filter whose bias would not fit beside
/// its products in 32 bits gets a coarser scale. `inputScale` is that of the activations, `bits` at most 8.
QuantisedWeights quantiseWeights(const std::vector<double>& weights,
                                 const std::vector<double>& bias, std::int64_t filters,
                                 float inputScale, std::int64_t bits = 8);

/// The most products that one 32-bit sum may hold beside its bias.
inline constexpr std::int64_t kMostProducts = 60'000;

/// Value by value: the output for each of the 256 inputs.
using ByteTable = std::array<std::uint8_t, 256>;
/// Table of `function`, a map of reals, between two quantisations.
template<typename F> ByteTable tableOf(const Quantisation& from, const Quantisation& to, F function)
{
    ByteTable table{};
    for (int q = 0; q < 256; ++q)
        table[static_cast<std::size_t>(q)] = quantised(function(dequantised(q, from)), to);
    return table;
}

/// a + b in integers: (a - za) * left + (b - zb) * right, shifted right by `shift` with round half
/// to even, plus the output's zero point.
struct IntegerAddition {
    std::int32_t left = 0;
    std::int32_t right = 0;
    int shift = 0;
    int leftZero = 0, rightZero = 0, outputZero = 0;
    int least = 0; ///< the output's zero point where a ReLU follows

    std::uint8_t operator()(int a, int b) const
    {
        const std::int32_t sum = (a - leftZero) * left + (b - rightZero) * right;
        const std::int32_t half = shift > 0 ? (1 << (shift - 1)) - 1 + ((sum >> shift) & 1) : 0;
        const std::int32_t q = ((sum + half) >> shift) + outputZero;
        return static_cast<std::uint8_t>(q < least ? least : q > 255 ? 255 : q);
    }
};

IntegerAddition integerAddition(const Quantisation& left, const Quantisation& right,
                                const Quantisation& output, bool hasRelu);

} // namespace propago
