#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/graph/summary.h"

#include <optional>
#include <vector>

namespace propago {

/// What is known of one layer of a network that may be faulty.
struct LayerCheck {
    SummaryRow row;             ///< name and kind always; numbers only when `isKnown`
    bool isKnown = false;       ///< it and everything before it fit together
    std::optional<Error> error; ///< the rule that this layer itself breaks
    int waitsFor = -1; ///< the faulty layer before it that keeps its shape from being known
};

/// What is known of a network while it is edited.
struct GraphCheck {
    std::vector<LayerCheck> layers; ///< in node order
    SummaryRow total;               ///< of the layers that are known
    std::optional<Error> problem;   ///< what keeps the network from being used: the first one
    bool isValid() const { return !problem; }
};

/// Looks at every layer for itself, so that one mistake does not hide what stands beside it. Accepts
/// any graph; numbers that would not fit into 64 bits stay at the largest that does.
GraphCheck checkGraph(const Graph& graph);

} // namespace propago
