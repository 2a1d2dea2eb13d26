#include "core/kernels/optimizers.h"

#include "core/kernels/wide.h"

#include <cmath>

namespace propago {

namespace {

template<typename T>
PROPAGO_WIDE void descend(T* w, const T* g, std::int64_t count, T rate, T decay)
{
    for (std::int64_t i = 0; i < count; ++i)
        w[i] = w[i] - rate * (g[i] + decay * w[i]);
}

template<typename T>
PROPAGO_WIDE void descendMoving(T* w, const T* g, T* velocity, std::int64_t count, T rate, T keep,
                                T decay, bool nesterov, bool firstStep)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const T gradient = g[i] + decay * w[i];
        const T moving = firstStep ? gradient : keep * velocity[i] + gradient;
        velocity[i] = moving;
        w[i] = w[i] - rate * (nesterov ? gradient + keep * moving : moving);
    }
}

template<typename T> struct AdamNumbers {
    T size, root, keep1, keep2, take1, take2, epsilon, decay;
};

template<typename T>
PROPAGO_WIDE void descendAdam(T* w, const T* g, T* m, T* v, std::int64_t count,
                              const AdamNumbers<T>& n)
{
    const T size = n.size, root = n.root, keep1 = n.keep1, keep2 = n.keep2, take1 = n.take1,
            take2 = n.take2, epsilon = n.epsilon, decay = n.decay;
    for (std::int64_t i = 0; i < count; ++i) {
        const T gradient = g[i] + decay * w[i];
        m[i] = keep1 * m[i] + take1 * gradient;
        v[i] = keep2 * v[i] + take2 * gradient * gradient;
        w[i] = w[i] - size * m[i] / (std::sqrt(v[i]) / root + epsilon);
    }
}

template<typename T> PROPAGO_WIDE void scale(T* w, std::int64_t count, T factor)
{
    for (std::int64_t i = 0; i < count; ++i)
        w[i] = w[i] * factor;
}

/// RMSprop; Adagrad keeps and takes all.
template<typename T>
PROPAGO_WIDE void descendScaled(T* w, const T* g, T* square, std::int64_t count, T rate, T keep,
                                T take, T epsilon, T decay)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const T gradient = g[i] + decay * w[i];
        square[i] = keep * square[i] + take * gradient * gradient;
        w[i] = w[i] - rate * gradient / (std::sqrt(square[i]) + epsilon);
    }
}

} // namespace

template<typename T>
void sgdUpdate(T* w, const T* g, T* velocity, std::int64_t count, double lr, double momentum,
               bool nesterov, double weightDecay, bool firstStep)
{
    const T rate = static_cast<T>(lr);
    const T keep = static_cast<T>(momentum);
    const T decay = static_cast<T>(weightDecay);
    if (!velocity || momentum == 0) {
        descend(w, g, count, rate, decay);
        return;
    }
    descendMoving(w, g, velocity, count, rate, keep, decay, nesterov, firstStep);
}

template<typename T>
void adamUpdate(T* w, const T* g, T* m, T* v, std::int64_t count, double lr, double beta1,
                double beta2, double eps, double weightDecay, std::int64_t step)
{
    const double correction1 = 1 - std::pow(beta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(beta2, static_cast<double>(step));
    const AdamNumbers<T> numbers{static_cast<T>(lr / correction1),
                                 static_cast<T>(std::sqrt(correction2)),
                                 static_cast<T>(beta1),
                                 static_cast<T>(beta2),
                                 static_cast<T>(1 - beta1),
                                 static_cast<T>(1 - beta2),
                                 static_cast<T>(eps),
                                 static_cast<T>(weightDecay)};
    descendAdam(w, g, m, v, count, numbers);
}

template<typename T>
void adamwUpdate(T* w, const T* g, T* m, T* v, std::int64_t count, double lr, double beta1,
                 double beta2, double eps, double weightDecay, std::int64_t step)
{
    const T shrink = static_cast<T>(1 - lr * weightDecay);
    scale(w, count, shrink);
    adamUpdate(w, g, m, v, count, lr, beta1, beta2, eps, 0, step);
}

template<typename T>
void rmsPropUpdate(T* w, const T* g, T* square, std::int64_t count, double lr, double alpha,
                   double eps, double weightDecay)
{
    descendScaled(w, g, square, count, static_cast<T>(lr), static_cast<T>(alpha),
                  static_cast<T>(1 - alpha), static_cast<T>(eps), static_cast<T>(weightDecay));
}

template<typename T>
void adagradUpdate(T* w, const T* g, T* sum, std::int64_t count, double lr, double eps,
                   double weightDecay)
{
    descendScaled(w, g, sum, count, static_cast<T>(lr), T{1}, T{1}, static_cast<T>(eps),
                  static_cast<T>(weightDecay));
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
