#pragma once
#include "core/infer/plan_step.h"

#include <memory>

/// Steps of int16 plans that do not multiply by weights. Sums of both sides and means are rounded once,
/// half to even, in steps of the output.
namespace propago {

std::unique_ptr<PlanStep> wideActivationStep(const FusedNode& node, const PlanValue& input,
                                             const PlanValue& output);
std::unique_ptr<PlanStep> wideAddStep(const FusedNode& node, const PlanValue& left,
                                      const PlanValue& right, const PlanValue& output);
/// The mean of every plane.
std::unique_ptr<PlanStep> wideAverageStep(const PlanValue& input, const PlanValue& output);

} // namespace propago
