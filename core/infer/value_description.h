#pragma once
#include "core/infer/unit_steps.h"

namespace propago {

/// Formats, planes and scales of every value of `fused`, without a place. Fails when integers cannot
/// represent the network.
Result<std::vector<PlanValue>> describeValues(const FusedGraph& fused, const Graph& graph,
                                              const UnitOptions& options,
                                              const Calibration* calibration);

} // namespace propago
