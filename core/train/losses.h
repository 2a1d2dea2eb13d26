#pragma once
#include "core/program/roles.h"
#include "core/train/settings.h"

#include <memory>

namespace propago {

/// CrossEntropyLoss: softmax over the output, then -ln of the right category's share. MSELoss and
/// L1Loss: mean over all elements of the squared or absolute difference to the ideal; for them the
/// output itself counts as the actual probabilities.
std::unique_ptr<LossFunction> makeLoss(LossKind kind);

} // namespace propago
