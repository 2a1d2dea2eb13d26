#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace propago {

/// What a random number is for; each purpose has its own stream, so that adding one
/// (dropout, say) leaves the others as they were.
enum class RandomStream : std::uint32_t {
    Initial = 1,
    Shuffle,
    Dropout,
    Augment,
    Generate,
    Calibrate,
    Arrive
};

/// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011). A pure function of (seed, stream, a, b, index): no state to save.
class RandomSource {
public:
    /// `a` and `b` say where in the run we are, e.g. step and node.
    RandomSource(std::uint64_t seed, RandomStream stream, std::uint64_t a = 0, std::uint32_t b = 0);

    /// Four independent 32-bit words for `block`.
    std::array<std::uint32_t, 4> words(std::uint32_t block) const;
    /// The 32-bit word number `index`.
    std::uint32_t word(std::uint64_t index) const;
    /// Uniform in [0, 1), 24 bits.
    float uniform(std::uint64_t index) const;
    /// Standard normal (Box-Muller).
    double normal(std::uint64_t index) const;
    /// Uniform in 0..bound-1 (Lemire's multiply-shift; bias below 2^-32 * bound).
    std::uint32_t below(std::uint32_t bound, std::uint64_t index) const;

private:
    std::array<std::uint32_t, 2> m_key;
    std::array<std::uint32_t, 3> m_counter;
};

/// 0..count-1 in an order that depends on the source alone (Fisher-Yates).
std::vector<std::int32_t> permutation(std::int32_t count, const RandomSource& source);

} // namespace propago
