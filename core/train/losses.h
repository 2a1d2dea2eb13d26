#pragma once
#include "core/program/roles.h"
#include "core/train/settings.h"

#include <memory>

namespace propago {

/// CrossEntropyLoss: softmax over the output, then the mean of -ln of each category's share, weighted
/// by the ideal; where that is 1 for the right category, only its -ln counts. MSELoss and L1Loss: mean over all elements of the squared or absolute difference to the ideal; for them the
/// output itself counts as the actual probabilities.
std::unique_ptr<LossFunction> makeLoss(LossKind kind);

} // namespace propago
