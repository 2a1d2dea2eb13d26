#pragma once
#include "core/graph/graph.h"

#include <vector>

namespace propago {

/// Layers that follow each other: [first, first + count).
struct LayerRange {
    int first = 0;
    int count = 0;
    bool operator==(const LayerRange&) const = default;
};

/// The parts that a reader takes a large network apart into: each ends where branches have come
/// together (with the activation behind), or with a pooling layer, and no connection but the last
/// layer's leads out of it. In graph order; every layer is in one.
std::vector<LayerRange> layerGroups(const Graph& graph);

} // namespace propago
