#include "core/kernels/products.h"

#include "core/kernels/parallel_range.h"
#include "core/kernels/wide.h"
#include "core/tensor/bfloat16.h"

namespace propago {

namespace {

PROPAGO_WIDE void roundRange(const float* values, float* rounded, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        rounded[i] = fromBfloat16(toBfloat16(values[i]));
}

} // namespace

double multiplied(Products products, double value)
{
    if (products == Products::Fp32)
        return value;
    return static_cast<double>(fromBfloat16(toBfloat16(static_cast<float>(value))));
}

void roundToBf16(const float* values, float* rounded, std::int64_t count, ThreadPool& pool)
{
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        roundRange(values + first, rounded + first, last - first);
    });
}

} // namespace propago
