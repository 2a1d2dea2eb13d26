#pragma once
#include "core/base/text.h"
#include "core/kernels/clipping.h"

namespace propago {

/// What a step that holds gradients to `limits` does, in words for a pupil.
Text clippingWords(const GradientLimits& limits);

} // namespace propago
