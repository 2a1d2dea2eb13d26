#pragma once
#include "core/base/thread_pool.h"
#include "core/tensor/bfloat16.h"

#include <cstdint>

/// Batch normalisation over [N][channels][plane] (Ioffe and Szegedy, 2015); instantiated for float,
/// double and Bfloat16, whose parameters and statistics are fp32. Sums run in fp64 in a fixed order. `accumulate` adds to dx instead of setting it.
namespace propago {

/// Normalises by the mean and biased variance of the batch, which it leaves in savedMean and
/// savedInverseDeviation [channels] = 1 / sqrt(variance + eps). Moves the running statistics by
/// running += momentum * (batch - running), with the unbiased variance; both may be null.
template<typename T>
void batchNormForwardTraining(const T* x, const Computed<T>* gamma, const Computed<T>* beta, T* y,
                              Computed<T>* savedMean, Computed<T>* savedInverseDeviation,
                              Computed<T>* runningMean, Computed<T>* runningVariance,
                              double momentum, double eps, std::int64_t n, std::int64_t channels,
                              std::int64_t plane, ThreadPool& pool);
/// Normalises by the running statistics.
template<typename T>
void batchNormForwardInference(const T* x, const Computed<T>* gamma, const Computed<T>* beta, T* y,
                               const Computed<T>* runningMean, const Computed<T>* runningVariance,
                               double eps, std::int64_t n, std::int64_t channels,
                               std::int64_t plane, ThreadPool& pool);

/// dgamma = sum of dy * normalised x, dbeta = sum of dy; either may be null. With (mean,
/// inverseDeviation) saved by the forward pass, or taken from the running statistics in inference
/// mode.
template<typename T>
void batchNormBackwardWeights(const T* x, const T* dy, const Computed<T>* mean,
                              const Computed<T>* inverseDeviation, Computed<T>* dgamma,
                              Computed<T>* dbeta, std::int64_t n, std::int64_t channels,
                              std::int64_t plane, ThreadPool& pool);
/// dx in training mode, from what batchNormBackwardWeights() has summed.
template<typename T>
void batchNormBackwardInput(const T* x, const T* dy, const Computed<T>* gamma,
                            const Computed<T>* savedMean, const Computed<T>* savedInverseDeviation,
                            const Computed<T>* dgamma, const Computed<T>* dbeta, T* dx,
                            std::int64_t n, std::int64_t channels, std::int64_t plane,
                            bool accumulate, ThreadPool& pool);
/// dx when the statistics are constants: dy * gamma * inverseDeviation.
template<typename T>
void batchNormBackwardInputInference(const T* dy, const Computed<T>* gamma,
                                     const Computed<T>* runningVariance, double eps, T* dx,
                                     std::int64_t n, std::int64_t channels, std::int64_t plane,
                                     bool accumulate, ThreadPool& pool);

} // namespace propago
