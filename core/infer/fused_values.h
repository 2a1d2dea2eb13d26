#pragma once
#include "core/infer/fused_graph.h"

#include <optional>
#include <vector>

namespace propago {

/// The bytes that stand for the codes of a FakeQuantize node; nothing for any other node, and where
/// the codes have more than 8 bits.
std::optional<Quantisation> bytesOf(const Node& node);

/// Rounds the weights of a Convolution or Linear, and its bias where the step of the input is known, as
/// the operator of `node` does.
void roundToBits(FusedNode& made, const Node& node);

/// A picture that only Linear layers read comes in flat: units of neighbouring pixels are full, units
/// of a single channel would be mostly padding.
void flattenInputs(FusedGraph& graph);

} // namespace propago
