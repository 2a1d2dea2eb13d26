#pragma once
#include <cstdint>

/// The fully connected layer as its definition reads. Layouts as in core/kernels/linear.h.
namespace propago::reference {

/// y [N][out] = x [N][in] * transposed(w [out][in]) + bias; `bias` may be null.
template<typename T>
void linearForward(const T* x, const T* w, const T* bias, T* y, std::int64_t n, std::int64_t in,
                   std::int64_t out)
{
    for (std::int64_t sample = 0; sample < n; ++sample) {
        for (std::int64_t o = 0; o < out; ++o) {
            T sum = bias ? bias[o] : T(0);
            for (std::int64_t i = 0; i < in; ++i)
                sum += x[sample * in + i] * w[o * in + i];
            y[sample * out + o] = sum;
        }
    }
}

/// Adds dy * w to dx.
template<typename T>
void linearBackwardInput(const T* dy, const T* w, T* dx, std::int64_t n, std::int64_t in,
                         std::int64_t out)
{
    for (std::int64_t sample = 0; sample < n; ++sample) {
        for (std::int64_t o = 0; o < out; ++o) {
            for (std::int64_t i = 0; i < in; ++i)
                dx[sample * in + i] += dy[sample * out + o] * w[o * in + i];
        }
    }
}

/// dw = transposed(dy) * x for outputs [firstOut, lastOut).
template<typename T>
void linearBackwardWeights(const T* x, const T* dy, T* dw, std::int64_t n, std::int64_t in,
                           std::int64_t out, std::int64_t firstOut, std::int64_t lastOut)
{
    for (std::int64_t o = firstOut; o < lastOut; ++o) {
        for (std::int64_t i = 0; i < in; ++i)
            dw[o * in + i] = T(0);
        for (std::int64_t sample = 0; sample < n; ++sample) {
            for (std::int64_t i = 0; i < in; ++i)
                dw[o * in + i] += dy[sample * out + o] * x[sample * in + i];
        }
    }
}

/// db = sum of dy over the batch.
template<typename T> void linearBackwardBias(const T* dy, T* db, std::int64_t n, std::int64_t out)
{
    for (std::int64_t o = 0; o < out; ++o) {
        db[o] = T(0);
        for (std::int64_t sample = 0; sample < n; ++sample)
            db[o] += dy[sample * out + o];
    }
}

} // namespace propago::reference
