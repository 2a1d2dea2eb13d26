#pragma once
#include <cstdint>

/// Updates of parameters in place, one element independent of the next; instantiated for float
/// and double. The formulas are those of PyTorch's SGD and Adam, weight decay as L2 penalty.
namespace propago {

/// g' = g + weightDecay * w; velocity = momentum * velocity + g' (g' on the first step);
/// w -= lr * velocity, or with nesterov w -= lr * (g' + momentum * velocity).
/// `velocity` may be null when momentum is 0. The gradient is not changed.
template<typename T>
void sgdUpdate(T* w, const T* g, T* velocity, std::int64_t count, double lr, double momentum,
               bool nesterov, double weightDecay, bool firstStep);

/// m = beta1 * m + (1 - beta1) * g', v = beta2 * v + (1 - beta2) * g'^2,
/// w -= lr / (1 - beta1^step) * m / (sqrt(v) / sqrt(1 - beta2^step) + eps); step counts from 1.
template<typename T>
void adamUpdate(T* w, const T* g, T* m, T* v, std::int64_t count, double lr, double beta1,
                double beta2, double eps, double weightDecay, std::int64_t step);

} // namespace propago
