#include "core/kernels/optimizers.h"

#include <cmath>

namespace propago {

template<typename T>
void sgdUpdate(T* w, const T* g, T* velocity, std::int64_t count, double lr, double momentum,
               bool nesterov, double weightDecay, bool firstStep)
{
    const T rate = static_cast<T>(lr);
    const T keep = static_cast<T>(momentum);
    const T decay = static_cast<T>(weightDecay);
    if (!velocity || momentum == 0) {
        for (std::int64_t i = 0; i < count; ++i)
            w[i] = w[i] - rate * (g[i] + decay * w[i]);
        return;
    }
    for (std::int64_t i = 0; i < count; ++i) {
        const T gradient = g[i] + decay * w[i];
        const T moving = firstStep ? gradient : keep * velocity[i] + gradient;
        velocity[i] = moving;
        w[i] = w[i] - rate * (nesterov ? gradient + keep * moving : moving);
    }
}

template<typename T>
void adamUpdate(T* w, const T* g, T* m, T* v, std::int64_t count, double lr, double beta1,
                double beta2, double eps, double weightDecay, std::int64_t step)
{
    const double correction1 = 1 - std::pow(beta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(beta2, static_cast<double>(step));
    const T size = static_cast<T>(lr / correction1);
    const T root = static_cast<T>(std::sqrt(correction2));
    const T keep1 = static_cast<T>(beta1);
    const T keep2 = static_cast<T>(beta2);
    const T take1 = static_cast<T>(1 - beta1);
    const T take2 = static_cast<T>(1 - beta2);
    const T epsilon = static_cast<T>(eps);
    const T decay = static_cast<T>(weightDecay);
    for (std::int64_t i = 0; i < count; ++i) {
        const T gradient = g[i] + decay * w[i];
        m[i] = keep1 * m[i] + take1 * gradient;
        v[i] = keep2 * v[i] + take2 * gradient * gradient;
        w[i] = w[i] - size * m[i] / (std::sqrt(v[i]) / root + epsilon);
    }
}

template<typename T>
void adamwUpdate(T* w, const T* g, T* m, T* v, std::int64_t count, double lr, double beta1,
                 double beta2, double eps, double weightDecay, std::int64_t step)
{
    const T shrink = static_cast<T>(1 - lr * weightDecay);
    for (std::int64_t i = 0; i < count; ++i)
        w[i] = w[i] * shrink;
    adamUpdate(w, g, m, v, count, lr, beta1, beta2, eps, 0, step);
}

template<typename T>
void rmsPropUpdate(T* w, const T* g, T* square, std::int64_t count, double lr, double alpha,
                   double eps, double weightDecay)
{
    const T rate = static_cast<T>(lr);
    const T keep = static_cast<T>(alpha);
    const T take = static_cast<T>(1 - alpha);
    const T epsilon = static_cast<T>(eps);
    const T decay = static_cast<T>(weightDecay);
    for (std::int64_t i = 0; i < count; ++i) {
        const T gradient = g[i] + decay * w[i];
        square[i] = keep * square[i] + take * gradient * gradient;
        w[i] = w[i] - rate * gradient / (std::sqrt(square[i]) + epsilon);
    }
}

template<typename T>
void adagradUpdate(T* w, const T* g, T* sum, std::int64_t count, double lr, double eps,
                   double weightDecay)
{
    const T rate = static_cast<T>(lr);
    const T epsilon = static_cast<T>(eps);
    const T decay = static_cast<T>(weightDecay);
    for (std::int64_t i = 0; i < count; ++i) {
        const T gradient = g[i] + decay * w[i];
        sum[i] = sum[i] + gradient * gradient;
        w[i] = w[i] - rate * gradient / (std::sqrt(sum[i]) + epsilon);
    }
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void sgdUpdate(T*, const T*, T*, std::int64_t, double, double, bool, double, bool);   \
    template void adamUpdate(T*, const T*, T*, T*, std::int64_t, double, double, double, double,   \
                             double, std::int64_t);                                                \
    template void adamwUpdate(T*, const T*, T*, T*, std::int64_t, double, double, double, double,  \
                              double, std::int64_t);                                               \
    template void rmsPropUpdate(T*, const T*, T*, std::int64_t, double, double, double, double);   \
    template void adagradUpdate(T*, const T*, T*, std::int64_t, double, double, double);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
