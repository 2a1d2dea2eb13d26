#pragma once
#include "core/graph/graph.h"

#include <span>
#include <vector>

namespace propago {

/// What the network says of each category, for one sample of its output: the output itself when the
/// network ends in Softmax (Dropout, Flatten and Identity behind it change nothing), else the
/// softmax of it, in fp64.
std::vector<double> probabilitiesOf(const Graph& graph, std::span<const float> outputs);

/// Cross-entropy of one sample: -log of what the network says of `label`, without loss of small
/// probabilities where the output holds logits.
double crossEntropy(const Graph& graph, std::span<const float> outputs, int label);

} // namespace propago
