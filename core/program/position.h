#pragma once
#include <compare>
#include <cstdint>

namespace propago {

/// A moment of a run: so many batches are complete, and the next operation of this one is `op`.
struct Position {
    std::int64_t batch = 0;
    int op = 0;
    auto operator<=>(const Position&) const = default;
};

} // namespace propago
