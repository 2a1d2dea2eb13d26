#include "core/kernels/softmax.h"

#include "core/kernels/parallel_range.h"

#include <cmath>

namespace propago {

namespace {

template<typename T> double largest(const T* x, std::int64_t columns)
{
    double most = static_cast<double>(x[0]);
    for (std::int64_t i = 1; i < columns; ++i)
        most = std::max(most, static_cast<double>(x[i]));
    return most;
}

template<typename T> double sumOfExponentials(const T* x, std::int64_t columns, double most)
{
    double sum = 0;
    for (std::int64_t i = 0; i < columns; ++i)
        sum += std::exp(static_cast<double>(x[i]) - most);
    return sum;
}

} // namespace

template<typename T>
void softmaxForward(const T* x, T* y, std::int64_t rows, std::int64_t columns, ThreadPool& pool)
{
    forRanges(
        rows, pool,
        [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t row = first; row < last; ++row) {
                const T* from = x + row * columns;
                const double most = largest(from, columns);
                const double sum = sumOfExponentials(from, columns, most);
                for (std::int64_t i = 0; i < columns; ++i)
                    y[row * columns + i] =
                        static_cast<T>(std::exp(static_cast<double>(from[i]) - most) / sum);
            }
        },
        256);
}

template<typename T>
void softmaxBackward(const T* y, const T* dy, T* dx, std::int64_t rows, std::int64_t columns,
                     bool accumulate, ThreadPool& pool)
{
    forRanges(
        rows, pool,
        [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t row = first; row < last; ++row) {
                const std::int64_t at = row * columns;
                double sum = 0;
                for (std::int64_t i = at; i < at + columns; ++i)
                    sum += static_cast<double>(dy[i]) * static_cast<double>(y[i]);
                for (std::int64_t i = at; i < at + columns; ++i) {
                    const T gradient = static_cast<T>(static_cast<double>(y[i])
                                                      * (static_cast<double>(dy[i]) - sum));
                    dx[i] = accumulate ? dx[i] + gradient : gradient;
                }
            }
        },
        256);
}

template<typename T> double logSumExp(const T* x, std::int64_t columns)
{
    const double most = largest(x, columns);
    return most + std::log(sumOfExponentials(x, columns, most));
}

template<typename T> void logSoftmaxRow(const T* x, T* y, std::int64_t columns)
{
    const double total = logSumExp(x, columns);
    for (std::int64_t i = 0; i < columns; ++i)
        y[i] = static_cast<T>(static_cast<double>(x[i]) - total);
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void softmaxForward(const T*, T*, std::int64_t, std::int64_t, ThreadPool&);           \
    template void softmaxBackward(const T*, const T*, T*, std::int64_t, std::int64_t, bool,        \
                                  ThreadPool&);                                                    \
    template double logSumExp(const T*, std::int64_t);                                             \
    template void logSoftmaxRow(const T*, T*, std::int64_t);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
