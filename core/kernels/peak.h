#pragma once
#include "core/tensor/format.h"

#include <cstdint>

/// Loops that do nothing but what a processor's roofs are measured by.
namespace propago {

/// Independent multiply-adds in registers: no memory, no waiting for a sum.
struct PeakLoop {
    void (*run)(std::int64_t turns) = nullptr;
    std::int64_t macsPerTurn = 0;
};

/// The loop with the instructions that the kernels of `format` use under chosenIsa(): FMA on fp64 and
/// fp32, dot products on bf16 and int8 where they are there, else what stands in for them. Formats
/// without arithmetic of their own count as fp32.
PeakLoop peakLoop(Format format);

/// y[i] = a[i] + b[i] / 2: three streams of 4-byte numbers.
void addStreams(const float* a, const float* b, float* y, std::int64_t count);

} // namespace propago
