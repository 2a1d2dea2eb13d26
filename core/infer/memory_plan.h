#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace propago {

/// A buffer that must keep its bytes from step `first` to step `last`, both included.
struct Lifetime {
    std::int64_t bytes = 0;
    int first = 0;
    int last = 0;
};

/// Where the buffers lie in one arena.
struct MemoryPlan {
    std::vector<std::int64_t> offsets; ///< index = buffer; multiples of kAlignment
    std::int64_t bytes = 0;            ///< of the whole arena
};

/// Packs buffers so that two that live at the same time never overlap; each is followed by kSlack
/// bytes of the arena. Largest first, each at the lowest free offset (greedy by size, Pisarchyk and
/// Lee, "Efficient memory management for deep neural net inference", 2020).
MemoryPlan planMemory(std::span<const Lifetime> buffers);

} // namespace propago
