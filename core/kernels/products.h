#pragma once
#include "core/base/thread_pool.h"
#include "core/tensor/format.h"

#include <cstdint>

namespace propago {

/// What kernels for training multiply: fp32 numbers as they are, or rounded to bf16 first. Products and
/// their sums are fp32 either way, and so is everything that is stored (mixed precision, Micikevicius
/// et al., "Mixed precision training", 2018; with bf16: Kalamkar et al., "A study of BFLOAT16 for deep
/// learning training", 2019).
enum class Products { Fp32, Bf16 };

inline Products productsFor(Format format)
{
    return format == Format::Bf16 ? Products::Bf16 : Products::Fp32;
}

/// `value` as the products of `products` see it.
double multiplied(Products products, double value);

/// rounded[i] = values[i] rounded to the nearest bf16, ties to even.
void roundToBf16(const float* values, float* rounded, std::int64_t count, ThreadPool& pool);

} // namespace propago
