#pragma once
#include "core/infer/fused_graph.h"
#include "core/kernels/unit_tiles.h"

#include <vector>

namespace propago {

/// For every fused node the convolution before it that runs in the same step, or -1: a depthwise
/// convolution, one of 1 x 1 behind that, or a max pooling takes planes that nobody else reads while they
/// are near.
std::vector<int> chains(const FusedGraph& fused, UnitFormat format, Method method);

} // namespace propago
