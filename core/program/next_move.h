#pragma once
#include "core/graph/explanation.h"
#include "core/program/stepper.h"

namespace propago {

/// Where the next update takes `element` of `parameter`, and why: the optimizer's own arithmetic on that
/// one number, made on a copy. Empty while gradients of the batch are still missing; outdated,
/// without terms, once the batch has moved it.
Explanation explainNextMove(const Stepper& stepper, const TensorRef& parameter,
                            std::int64_t element);

} // namespace propago
