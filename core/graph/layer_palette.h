#pragma once
#include "core/graph/graph.h"

#include <vector>

namespace propago {

/// Kinds of layers that belong together in a palette.
struct LayerGroup {
    const char* title; ///< in English
    std::vector<OperatorKind> kinds;
};

/// Every kind of layer once, the common ones first.
const std::vector<LayerGroup>& layerGroups();

/// A nameless layer with settings to begin with; `input` is what it would get, rank 0 when unknown.
Node proposedLayer(OperatorKind kind, const Shape& input = {});

} // namespace propago
