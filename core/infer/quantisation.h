#pragma once
#include "core/infer/calibration.h"

#include <array>
#include <cstdint>
#include <vector>

/// The arithmetic of integer plans: real = scale * (q - zeroPoint), as in Jacob et al., "Quantization
/// and training of neural networks for efficient integer-arithmetic-only inference", CVPR 2018.
/// Activations of int8, int4 and int2 plans are uint8 with one scale for a tensor; those of int16
/// plans lie within +-kInt16Levels around zero. Weights are symmetric with one scale for each filter,
/// or for the layer.
namespace propago {

/// How real activations become 0..255.
struct Quantisation {
    float scale = 1;
    int zeroPoint = 0;
    bool operator==(const Quantisation&) const = default;
};

/// The scale that covers `range` and represents zero exactly. A range that never goes below zero
/// (behind a ReLU) has zero point 0; a range without extent gets scale 1.
/// `isSymmetric`: zero point 128 where the range goes below zero, so that -x is as far from it as x.
Quantisation quantisationFor(ValueRange range, bool isSymmetric = false);
/// The scale of int16 activations, zero point 0.
Quantisation wideQuantisationFor(ValueRange range);

/// Round half to even, then saturate to 0..255.
std::uint8_t quantised(double value, const Quantisation& quantisation);
double dequantised(int q, const Quantisation& quantisation);

/// How the weights of one layer become integers.
struct LayerRules {
    int bits = 8; ///< 8, 4 or 2; 32: the layer computes in fp32
    bool perChannel = true;
    /// What the layer sees on average, by channel or by feature: for bias correction; may be empty.
    std::vector<double> means;
};

/// The integers of a Conv2d or Linear.
template<typename T> struct IntegerWeights {
    std::vector<T> weights;         ///< symmetric
    std::vector<std::int32_t> bias; ///< in steps of input scale * weight scale
    std::vector<double> scales;     ///< of the weights, one for each filter
};
using QuantisedWeights = IntegerWeights<std::int8_t>;
using WideWeights = IntegerWeights<std::int16_t>;

/// Quantises each filter, or with a single scale the whole layer, to codes of `rules.bits` by
/// weightScale(). A filter
/// whose bias would not fit beside its products in 32 bits gets a coarser scale. `inputScale` is that
/// of the activations. With `inputMeans`, one for each weight, the bias takes out what rounding the
/// weights shifts the mean by (Nagel et al., ICCV 2019).
QuantisedWeights quantiseWeights(const std::vector<double>& weights,
                                 const std::vector<double>& bias, std::int64_t filters,
                                 float inputScale, const LayerRules& rules = {},
                                 const std::vector<double>& inputMeans = {});

/// The weights of an int16 layer. Each filter has as many levels, 32767 at most, as leave its sum,
/// sum of |weights| * kInt16Levels + |bias|, within 32 bits: it can never overflow.
WideWeights quantiseWide(const std::vector<double>& weights, const std::vector<double>& bias,
                         std::int64_t filters, float inputScale, const LayerRules& rules = {},
                         const std::vector<double>& inputMeans = {});

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
