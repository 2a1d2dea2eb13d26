#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/stored_numbers.h"
#include "core/tensor/format.h"

#include <cstdint>

namespace propago {

/// What kernels for training multiply: fp32 numbers as they are, or rounded to bf16 first. Products and
/// their sums are fp32 either way, and so are weights, biases and their gradients; values and gradients
/// between layers may lie in memory as fp32 or as bf16 (mixed precision, Micikevicius et al., "Mixed
/// precision training", 2018; with bf16: Kalamkar et al., "A study of BFLOAT16 for deep learning
/// training", 2019).
enum class Products { Fp32, Bf16 };

inline Products productsFor(Format format)
{
    return format == Format::Bf16 ? Products::Bf16 : Products::Fp32;
}

/// `value` as the products of `products` see it.
double multiplied(Products products, double value);

/// `value` as a tensor of this format holds it: fp64, fp32 or bf16.
double stored(Format format, double value);

/// factors[i] = numbers[i] as products in bf16 see it: rounded to the nearest, ties to even, unless it is
/// stored like that already.
void roundToBf16(StoredNumbers numbers, float* factors, std::int64_t count, ThreadPool& pool);

/// wide[i] = numbers[i].
void widen(StoredNumbers numbers, float* wide, std::int64_t count, ThreadPool& pool);

/// target[i] = values[i], or += that: the sum is fp32 and rounded once when it is stored.
void store(const float* values, StoredTarget target, std::int64_t count, bool accumulate,
           ThreadPool& pool);

} // namespace propago
