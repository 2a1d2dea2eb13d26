#pragma once
#include "core/kernels/stored_numbers.h"
#include "kernel_samples.h"

namespace propago {

/// Half a unit in the last place of bf16, as a share of the number: what storing it may lose.
inline constexpr double kStoredShare = 0x1p-8;

/// The same numbers as bf16.
inline Numbers<Bfloat16> storedAs(const Numbers<float>& numbers)
{
    Numbers<Bfloat16> halves(numbers.size());
    for (std::int64_t i = 0; i < numbers.size(); ++i)
        halves[i] = Bfloat16(numbers[i]);
    return halves;
}

inline Numbers<float> widened(const Numbers<Bfloat16>& halves)
{
    Numbers<float> numbers(halves.size());
    for (std::int64_t i = 0; i < halves.size(); ++i)
        numbers[i] = halves[i];
    return numbers;
}

} // namespace propago
