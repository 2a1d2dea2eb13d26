#pragma once
#include "core/graph/operator.h"

#include <vector>

/// Convolutions and fully connected layers whose weights are used as if they were stored in few bits
/// (Attributes::weightBits), while training moves the full ones: forward and the gradient of the
/// input see the rounded weights, the gradient of the weights passes straight through the rounding.
/// Where the step of the input is known (Attributes::scale, 1 where it is not), so it is with the bias.
namespace propago::operators {

/// weightBits is one of 0, 2, 4 and 8.
Result<void> requireWeightBits(const Node& node);

/// What forward keeps: the rounded weights and biases, when there are any.
std::vector<SavedSpec> savedWeights(const Node& node, const Shape& weights, Format format);

/// `kernel` with its weights rounded, or as it is when the node rounds none.
std::unique_ptr<NodeKernel> withRoundedWeights(const Node& node,
                                               std::unique_ptr<NodeKernel> kernel);

/// The weights that the products are made of, and the bias of a filter that is added to them.
const TensorView& usedWeights(const Node& node, const NodeContext& context);
double usedBias(const Node& node, const NodeContext& context, std::int64_t filter);

} // namespace propago::operators
