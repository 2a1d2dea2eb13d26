#pragma once
#include "core/base/thread_pool.h"

#include <cstdint>

/// Normalisation of rows of one sample (LayerNorm, GroupNorm) and of neighbouring maps (local
/// response); instantiated for float and double. Sums run in fp64 in a fixed order. `accumulates`
/// adds to dx instead of setting it.
namespace propago {

/// How a sample parts into rows that are brought to mean 0 and deviation 1 each, and which weight
/// serves which number.
struct RowGeometry {
    std::int64_t rows = 1;     ///< of one sample
    std::int64_t count = 1;    ///< numbers in a row
    std::int64_t plane = 1;    ///< neighbouring numbers that share a weight
    bool sharesWeights = true; ///< every row has the same weights; else each has its own
    std::int64_t weights() const { return count / plane * (sharesWeights ? 1 : rows); }
};

/// y = (x - mean) / sqrt(variance + eps) * gamma + beta, with the biased variance of the row. Leaves
/// mean and 1 / sqrt(variance + eps) of each row.
template<typename T>
void rowNormForward(const RowGeometry& g, const T* x, const T* gamma, const T* beta, T* y, T* mean,
                    T* inverseDeviation, double eps, std::int64_t n, ThreadPool& pool);
template<typename T>
void rowNormBackwardInput(const RowGeometry& g, const T* x, const T* dy, const T* gamma,
                          const T* mean, const T* inverseDeviation, T* dx, std::int64_t n,
                          bool accumulates, ThreadPool& pool);
/// Either of dgamma and dbeta may be null.
template<typename T>
void rowNormBackwardWeights(const RowGeometry& g, const T* x, const T* dy, const T* mean,
                            const T* inverseDeviation, T* dgamma, T* dbeta, std::int64_t n,
                            ThreadPool& pool);

/// Krizhevsky, Sutskever, Hinton 2012, as ONNX defines it: y = x / d^beta with d = k + alpha / size *
/// sum of x^2 over `size` neighbouring maps, (size - 1) / 2 of them before.
struct ResponseGeometry {
    std::int64_t channels = 1, plane = 1, size = 1;
    double alpha = 1e-4, beta = 0.75, k = 1;
};

/// Leaves d of each number in `divisor`.
template<typename T>
void localResponseForward(const ResponseGeometry& g, const T* x, T* y, T* divisor, std::int64_t n,
                          ThreadPool& pool);
template<typename T>
void localResponseBackward(const ResponseGeometry& g, const T* x, const T* dy, const T* divisor,
                           T* dx, std::int64_t n, bool accumulates, ThreadPool& pool);

} // namespace propago
