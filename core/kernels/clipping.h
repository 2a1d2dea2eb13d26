#pragma once
#include "core/tensor/tensor.h"

#include <span>

namespace propago {

class ThreadPool;

/// How large gradients may be; 0 stands for any size.
struct GradientLimits {
    double value = 0; ///< of one element
    double norm = 0;  ///< Euclidean, of all gradients together
    bool operator==(const GradientLimits&) const = default;
};

/// First every element is cut off at +-limits.value, as torch.nn.utils.clip_grad_value_ does; then
/// all are multiplied by limits.norm / (norm + 1e-6) if that is below 1, as clip_grad_norm_ does.
/// Returns the norm before that. It is summed up in fp64 over parts that do not depend on the
/// number of threads, so the result does not either. fp32 or fp64.
double clipGradients(std::span<const TensorView> gradients, const GradientLimits& limits,
                     ThreadPool& pool);

} // namespace propago
