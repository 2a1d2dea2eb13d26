#pragma once
#include "core/infer/fused_graph.h"

namespace propago {

/// Where a picture of one channel goes into a convolution alone, lets its units hold neighbours of a
/// row, and rewrites the convolution for that: a half (bf16) or a quarter (int8) of its products is left.
/// The same numbers come out but for the order in which bf16 sums them.
void fillUnitsWithRows(FusedGraph& fused, UnitFormat format);

} // namespace propago
