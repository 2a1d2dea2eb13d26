#pragma once
#include "core/infer/plan_step.h"

#include <memory>
#include <vector>

/// Steps that move numbers without computing.
namespace propago {

/// Joins `inputs` along node.axis. Integer inputs of another scale change to it on the way.
std::unique_ptr<PlanStep> concatStep(const FusedNode& node, const std::vector<PlanValue>& inputs,
                                     const PlanValue& output);

/// The same numbers, in the order of a flattened NCHW sample, as planes of another shape.
std::unique_ptr<PlanStep> relayoutStep(const PlanValue& input, const PlanValue& output);

} // namespace propago
