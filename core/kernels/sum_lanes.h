#pragma once
#include "core/kernels/stored_numbers.h"

#include <cstdint>

namespace propago {

inline constexpr int kSumLanes = 32;

/// Adds number i to lane i modulo their count: an order that any width of vectors can keep. Those in
/// bf16 go through fp32 lanes a thousand at a time, few enough to lose nothing beside how they are stored.
void addToLanes(StoredNumbers numbers, std::int64_t count, double (&lanes)[kSumLanes]);

} // namespace propago
