#pragma once
#include "core/base/thread_pool.h"
#include "core/tensor/random.h"

#include <cstdint>

/// Element by element; instantiated for float and double, ReLU and the sums for Bfloat16 as well (sums
/// are fp32 and rounded once). y may be x, and dx may be dy.
/// Backward calls set dx, or add to it when `accumulate`. NaN passes through.
namespace propago {

template<typename T> void reluForward(const T* x, T* y, std::int64_t count, ThreadPool& pool);
/// From y: the gradient passes where y > 0.
template<typename T>
void reluBackward(const T* y, const T* dy, T* dx, std::int64_t count, bool accumulate,
                  ThreadPool& pool);

template<typename T>
void leakyReluForward(const T* x, T* y, std::int64_t count, double slope, ThreadPool& pool);
/// From x, or from y when the slope is not negative: then its sign is that of x.
template<typename T>
void leakyReluBackward(const T* x, const T* dy, T* dx, std::int64_t count, double slope,
                       bool accumulate, ThreadPool& pool);

template<typename T> void sigmoidForward(const T* x, T* y, std::int64_t count, ThreadPool& pool);
template<typename T>
void sigmoidBackward(const T* y, const T* dy, T* dx, std::int64_t count, bool accumulate,
                     ThreadPool& pool);

template<typename T> void tanhForward(const T* x, T* y, std::int64_t count, ThreadPool& pool);
template<typename T>
void tanhBackward(const T* y, const T* dy, T* dx, std::int64_t count, bool accumulate,
                  ThreadPool& pool);

/// y = a + b.
template<typename T> void add(const T* a, const T* b, T* y, std::int64_t count, ThreadPool& pool);
/// into += from.
template<typename T> void accumulate(const T* from, T* into, std::int64_t count, ThreadPool& pool);

/// Keeps element i where source.uniform(firstIndex + i) >= p, scaled by 1 / (1 - p), and zeroes
/// it elsewhere; mask[i] is 1 or 0. 0 <= p < 1.
template<typename T>
void dropoutForward(const T* x, T* y, std::uint8_t* mask, double p, const RandomSource& source,
                    std::uint64_t firstIndex, std::int64_t count, ThreadPool& pool);
template<typename T>
void dropoutBackward(const T* dy, const std::uint8_t* mask, T* dx, double p, std::int64_t count,
                     bool accumulate, ThreadPool& pool);

} // namespace propago
