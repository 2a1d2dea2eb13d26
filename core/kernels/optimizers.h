#pragma once
#include <cstdint>

/// Updates of parameters in place, one element independent of the next; instantiated for float
/// and double. The formulas are those of PyTorch's optimizers. Weight decay is an L2 penalty:
/// g' = g + weightDecay * w; AdamW alone keeps it out of the gradient.
namespace propago {

/// velocity = momentum * velocity + g' (g' on the first step);
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

/// w = w - lr * weightDecay * w first, then as adamUpdate() with the plain gradient (Loshchilov and
/// Hutter 2019, "Decoupled weight decay regularization").
template<typename T>
void adamwUpdate(T* w, const T* g, T* m, T* v, std::int64_t count, double lr, double beta1,
                 double beta2, double eps, double weightDecay, std::int64_t step);

/// square = alpha * square + (1 - alpha) * g'^2, w -= lr * g' / (sqrt(square) + eps).
template<typename T>
void rmsPropUpdate(T* w, const T* g, T* square, std::int64_t count, double lr, double alpha,
                   double eps, double weightDecay);

/// sum += g'^2, w -= lr * g' / (sqrt(sum) + eps).
template<typename T>
void adagradUpdate(T* w, const T* g, T* sum, std::int64_t count, double lr, double eps,
                   double weightDecay);

} // namespace propago
