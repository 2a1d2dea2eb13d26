#pragma once
#include "core/infer/fused_graph.h"

#include <optional>
#include <vector>

namespace propago {

/// The bytes that stand for the codes of a FakeQuantize node; nothing for any other node, and where
/// the codes have more than 8 bits.
std::optional<Quantisation> bytesOf(const Node& node);

/// Rounds each of `filters` rows of weights to what `bits` can hold.
void roundToBits(std::vector<double>& weights, std::int64_t filters, std::int64_t bits);

/// A picture that only Linear layers read comes in flat: units of neighbouring pixels are full, units
/// of a single channel would be mostly padding.
void flattenInputs(FusedGraph& graph);

} // namespace propago
