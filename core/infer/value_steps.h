#pragma once
#include "core/infer/plan_step.h"

#include <memory>

/// Steps that change values one by one, or their number format. Int8 activations are looked up in a
/// table of 256 entries, made once; Softmax computes on real numbers.
namespace propago {

/// The fp32 picture into the plan's format.
std::unique_ptr<PlanStep> importStep(const PlanValue& output);
/// The last value as fp32.
std::unique_ptr<PlanStep> exportStep(const PlanValue& input);

std::unique_ptr<PlanStep> activationStep(const FusedNode& node, const PlanValue& input,
                                         const PlanValue& output);
std::unique_ptr<PlanStep> addStep(const FusedNode& node, const PlanValue& left,
                                  const PlanValue& right, const PlanValue& output);
std::unique_ptr<PlanStep> softmaxStep(const PlanValue& input, const PlanValue& output);
/// Mean of each plane in integers, with a scale of its own: a mean spans less than what it is of.
std::unique_ptr<PlanStep> integerAverageStep(const PlanValue& input, const PlanValue& output);

/// One number through an activation that stands alone.
float activated(FusedActivation activation, float slope, float x);

} // namespace propago
