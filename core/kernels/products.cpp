#include "core/kernels/products.h"

#include "core/kernels/parallel_range.h"
#include "core/kernels/wide.h"
#include "core/tensor/bfloat16.h"

#include <cstring>

namespace propago {

namespace {

PROPAGO_WIDE void roundRange(const float* values, float* rounded, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        rounded[i] = fromBfloat16(toBfloat16(values[i]));
}

PROPAGO_WIDE void widenRange(const Bfloat16* values, float* wide, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        wide[i] = fromBfloat16(values[i].bits);
}

PROPAGO_WIDE void storeRange(const float* values, Bfloat16* target, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        target[i].bits = toBfloat16(values[i]);
}

PROPAGO_WIDE void addRange(const float* values, Bfloat16* target, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        target[i].bits = toBfloat16(fromBfloat16(target[i].bits) + values[i]);
}

PROPAGO_WIDE void addRange(const float* values, float* target, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        target[i] += values[i];
}

void copyRange(const float* values, float* target, std::int64_t count)
{
    std::memcpy(target, values, static_cast<std::size_t>(count) * sizeof(float));
}

} // namespace

double multiplied(Products products, double value)
{
    return products == Products::Fp32 ? value : stored(Format::Bf16, value);
}

double stored(Format format, double value)
{
    if (format == Format::Fp64)
        return value;
    const auto single = static_cast<float>(value);
    return static_cast<double>(format == Format::Bf16 ? fromBfloat16(toBfloat16(single)) : single);
}

void roundToBf16(StoredNumbers numbers, float* factors, std::int64_t count, ThreadPool& pool)
{
    if (numbers.isBf16())
        return widen(numbers, factors, count, pool);
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        roundRange(numbers.fp32() + first, factors + first, last - first);
    });
}

void widen(StoredNumbers numbers, float* wide, std::int64_t count, ThreadPool& pool)
{
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        if (numbers.isBf16())
            widenRange(numbers.bf16() + first, wide + first, last - first);
        else
            copyRange(numbers.fp32() + first, wide + first, last - first);
    });
}

void store(const float* values, StoredTarget target, std::int64_t count, bool accumulate,
           ThreadPool& pool)
{
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        const float* from = values + first;
        const std::int64_t part = last - first;
        if (target.isBf16())
            accumulate ? addRange(from, target.bf16() + first, part)
                       : storeRange(from, target.bf16() + first, part);
        else
            accumulate ? addRange(from, target.fp32() + first, part)
                       : copyRange(from, target.fp32() + first, part);
    });
}

} // namespace propago
