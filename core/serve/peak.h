#pragma once
#include "core/tensor/format.h"

#include <cstdint>

namespace propago {

class ThreadPool;

/// Multiply-adds in a second, times two, that this processor reached in a short loop of independent
/// multiply-add instructions in registers on all threads of the pool: no memory, no waiting. Uses the
/// instructions of chosenIsa() that the kernels of `format` use: FMA on fp32 and fp64, dot products
/// on bf16 and int8 where they are there, else what stands in for them. In 1e9; formats without
/// arithmetic of their own count as fp32.
double measurePeakGflops(Format format, ThreadPool& pool);

} // namespace propago
