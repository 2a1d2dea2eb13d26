#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/weights.h"

#include <vector>

namespace propago {

/// Weights and bias of one operation in fp64; the filters come first. Bias may be empty.
struct OperationWeights {
    std::vector<double> weights;
    std::vector<double> bias;
};

/// y = factor * x + offset for each channel.
struct ChannelAffine {
    std::vector<double> factor;
    std::vector<double> offset;
};

/// Copies of the first `count` parameters of the node `index`. Fails when one is missing.
Result<std::vector<Tensor>> parametersOf(const Graph& graph, const Weights& weights, int index,
                                         std::size_t count, Format format = Format::Fp32);

/// The parameters of the Conv2d or Linear node `index`. Fails when one is missing.
Result<OperationWeights> weightsOf(const Graph& graph, const Weights& weights, int index);

/// What the BatchNorm2d node `index` does to a channel at inference:
/// factor = gamma / sqrt(variance + epsilon), offset = beta - mean * factor.
Result<ChannelAffine> batchNormOf(const Graph& graph, const Weights& weights, int index);

/// Makes the operation compute affine(weights * x + bias).
void fold(const ChannelAffine& affine, std::vector<double>& weights, std::vector<double>& bias);

} // namespace propago
