#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/folded_graph.h"
#include "core/infer/weights.h"

#include <vector>

namespace propago {

/// Two layers whose channels can change scale together: what one filter of the first makes larger, the
/// weights of the second that read it make smaller.
struct EqualisedPair {
    int first = -1;  ///< Conv2d or Linear, without a normalisation behind it
    int second = -1; ///< Conv2d or Linear
    bool operator==(const EqualisedPair&) const = default;
};

/// All pairs with nothing between them, or only ReLU, LeakyReLU, pooling, Flatten, Dropout and Identity
/// (each a * f(x) = f(a * x) for a > 0), where nobody else reads a value on the way.
std::vector<EqualisedPair> pairsToEqualise(const Graph& graph);

/// For every node and channel, what its value has to be multiplied by to be that of the network before;
/// empty for nodes whose value is the same.
using ChannelFactors = std::vector<std::vector<double>>;

/// Cross-layer equalisation (Nagel et al., "Data-free quantization through weight equalization and bias
/// correction", ICCV 2019): each channel of a pair is scaled by s = sqrt(r1 / r2), where r1 is the
/// largest weight that makes it and r2 the largest that reads it: W1 / s, b1 / s, W2 * s. Then both
/// ranges are sqrt(r1 * r2), and a channel takes as much of the one layer's scale as of the other's.
/// Pair after pair, in rounds, until nothing moves. The network computes the same. Every weight must be
/// there.
ChannelFactors equalise(const Graph& graph, Weights& weights);

/// A network with folded normalisations and equalised weights.
struct EqualisedNetwork {
    FoldedNetwork network;
    ChannelFactors factors; ///< index = node of `network`
};

/// foldBatchNorms(), then equalise(). Fails as foldBatchNorms() does.
Result<EqualisedNetwork> equalised(const Graph& graph, const Weights& weights);

} // namespace propago
