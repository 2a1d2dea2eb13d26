#include "core/kernels/sum_lanes.h"

#include "core/kernels/wide.h"

#include <algorithm>

namespace propago {

namespace {

PROPAGO_WIDE void addFp32(const float* values, std::int64_t count, double* lanes)
{
    std::int64_t i = 0;
    for (; i + kSumLanes <= count; i += kSumLanes) {
        for (int lane = 0; lane < kSumLanes; ++lane)
            lanes[lane] += static_cast<double>(values[i + lane]);
    }
    for (; i < count; ++i)
        lanes[i % kSumLanes] += static_cast<double>(values[i]);
}

PROPAGO_WIDE void addBf16(const Bfloat16* values, std::int64_t count, double* lanes)
{
    constexpr std::int64_t kRun = 32 * kSumLanes;
    for (std::int64_t first = 0; first < count; first += kRun) {
        const std::int64_t end = std::min(count, first + kRun);
        float sums[kSumLanes] = {};
        std::int64_t i = first;
        for (; i + kSumLanes <= end; i += kSumLanes) {
            for (int lane = 0; lane < kSumLanes; ++lane)
                sums[lane] += fromBfloat16(values[i + lane].bits);
        }
        for (; i < end; ++i)
            sums[i % kSumLanes] += fromBfloat16(values[i].bits);
        for (int lane = 0; lane < kSumLanes; ++lane)
            lanes[lane] += static_cast<double>(sums[lane]);
    }
}

} // namespace

void addToLanes(StoredNumbers numbers, std::int64_t count, double (&lanes)[kSumLanes])
{
    if (numbers.isBf16())
        addBf16(numbers.bf16(), count, lanes);
    else
        addFp32(numbers.fp32(), count, lanes);
}

} // namespace propago
