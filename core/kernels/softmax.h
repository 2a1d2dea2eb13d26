#pragma once
#include "core/base/thread_pool.h"

#include <cstdint>

/// Softmax over the last axis of [rows][columns]; instantiated for float and double.
namespace propago {

/// y = exp(x - max) / sum, row by row; computed in fp64, so rows sum to 1 as well as T allows.
template<typename T>
void softmaxForward(const T* x, T* y, std::int64_t rows, std::int64_t columns, ThreadPool& pool);
/// dx = y * (dy - sum(dy * y)), or dx += that.
template<typename T>
void softmaxBackward(const T* y, const T* dy, T* dx, std::int64_t rows, std::int64_t columns,
                     bool accumulate, ThreadPool& pool);

/// log(sum(exp(x))) of one row, without overflow.
template<typename T> double logSumExp(const T* x, std::int64_t columns);
/// y = x - logSumExp(x) of one row.
template<typename T> void logSoftmaxRow(const T* x, T* y, std::int64_t columns);

} // namespace propago
