#pragma once
#include <cstdint>
#include <vector>

namespace propago {

/// How the range of an activation follows from what calibration has seen of it.
enum class RangeMethod : std::uint8_t {
    MinMax,           ///< everything that was seen
    Percentile,       ///< all but the outermost share
    MeanSquaredError, ///< the clip with the least mean squared error of 256 levels
    Entropy,          ///< the clip with the least Kullback-Leibler divergence of 256 levels
};

/// How a plan of integers represents the numbers of a network. The rules are those of Jacob et al.,
/// "Quantization and training of neural networks for efficient integer-arithmetic-only inference",
/// CVPR 2018; equalisation and bias correction those of Nagel et al., "Data-free quantization through
/// weight equalization and bias correction", ICCV 2019.
struct QuantisationOptions {
    RangeMethod ranges = RangeMethod::MinMax;
    double percentile = 99.99; ///< Percentile: what stays inside, in percent
    bool perChannel = true;    ///< weights: a scale for each filter instead of one for the layer
    bool symmetricActivations = false; ///< zero point 128 where values go below zero, else 0
    bool equalises = false;            ///< cross-layer equalisation before anything is rounded
    bool correctsBias = false;         ///< takes out the mean shift that rounded weights cause
    /// index = node: bits of the weights of a Conv2d or Linear: 2, 4 or 8; 32 leaves the layer in
    /// fp32; 0, and every node behind the end, follows the plan's precision.
    std::vector<int> layerBits;
    bool operator==(const QuantisationOptions&) const = default;
};

} // namespace propago
