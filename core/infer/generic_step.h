#pragma once
#include "core/infer/plan_step.h"

#include <memory>
#include <vector>

namespace propago {

/// Runs the operator of `source` with its fp32 kernel, whatever the plan's format: its inputs are
/// unpacked before and its result is packed behind it, where they are not fp32 already.
std::unique_ptr<PlanStep> genericStep(const Node& source, const FusedNode& node,
                                      const std::vector<PlanValue>& inputs,
                                      const PlanValue& output);

} // namespace propago
