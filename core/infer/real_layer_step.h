#pragma once
#include "core/infer/plan_step.h"

#include <memory>

namespace propago {

/// The convolution or fully connected layer of `node` in fp32 amid integers: its inputs are turned into
/// reals, what comes out into steps of the output. `residual` is null unless the node has one;
/// `storedBytes` grows by fp32 weights and biases.
std::unique_ptr<PlanStep> realLayerStep(const FusedNode& node, const PlanValue& input,
                                        const PlanValue* residual, const PlanValue& output,
                                        Method method, std::int64_t& storedBytes);

} // namespace propago
