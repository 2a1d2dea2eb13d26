#pragma once
#include "core/tensor/random.h"

#include <cstdlib>
#include <initializer_list>

/// Chance that always falls the same for one seed.
namespace propago::test {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_source(seed, RandomStream::Generate) {}
    int below(int bound)
    {
        return static_cast<int>(m_source.below(static_cast<std::uint32_t>(bound), m_next++));
    }
    /// A whole number from `low` to `high`, both included.
    std::int64_t from(std::int64_t low, std::int64_t high)
    {
        return low + below(static_cast<int>(high - low + 1));
    }
    bool chance(int percent) { return below(100) < percent; }
    bool coin() { return below(2) == 0; }
    double normal() { return m_source.normal(m_next++); }
    float uniform() { return m_source.uniform(m_next++); }
    double real(double low, double high)
    {
        return low + (high - low) * static_cast<double>(uniform());
    }
    template<typename T> T one(std::initializer_list<T> of)
    {
        return of.begin()[below(static_cast<int>(of.size()))];
    }

private:
    RandomSource m_source;
    std::uint64_t m_next = 0;
};

/// The seeds of a test that draws `count` things. PROPAGO_SEED=n draws that one alone, as the message
/// of a failure names it; PROPAGO_DRAWS=n draws so many instead.
struct Seeds {
    std::uint64_t first = 1;
    std::uint64_t end = 1;
    static Seeds of(std::uint64_t count)
    {
        const char* one = std::getenv("PROPAGO_SEED");
        const char* many = std::getenv("PROPAGO_DRAWS");
        if (one) {
            const std::uint64_t seed = std::strtoull(one, nullptr, 10);
            return {seed, seed + 1};
        }
        return {1, 1 + (many ? std::strtoull(many, nullptr, 10) : count)};
    }
    /// Whether these are all that the test means to draw, so that what they hold can be counted.
    bool areAll() const { return first == 1 && end > 50; }
};

} // namespace propago::test
