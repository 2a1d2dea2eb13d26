#pragma once
#include "core/base/limits.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace propago {

/// Nested loops, outermost first, over up to three arrays that each axis moves through in steps of
/// their own; a step of zero keeps an array where it is. Allocates nothing.
class LoopNest {
public:
    using Offsets = std::array<std::int64_t, 3>;

    /// Adds an axis inside all others. One that continues the axis before it is merged with it.
    void add(std::int64_t size, const Offsets& steps)
    {
        if (size == 1)
            return;
        if (m_rank > 0 && continues(m_axes[last()], size, steps))
            m_axes[last()] = {m_axes[last()].size * size, steps};
        else
            m_axes[static_cast<std::size_t>(m_rank++)] = {size, steps};
    }

    /// How many iterations there are.
    std::int64_t count() const
    {
        std::int64_t count = 1;
        for (int i = 0; i < m_rank; ++i)
            count *= m_axes[static_cast<std::size_t>(i)].size;
        return count;
    }

    /// Steps of the innermost axis.
    Offsets innerSteps() const { return m_rank == 0 ? Offsets{} : m_axes[last()].steps; }

    /// Calls f(offsets, length) for iterations [first, end) in order: runs of `length` iterations
    /// along the innermost axis, from `offsets` on.
    template<typename F> void run(std::int64_t first, std::int64_t end, F f) const
    {
        const std::int64_t row = m_rank == 0 ? 1 : m_axes[last()].size;
        while (first < end) {
            const std::int64_t length = std::min(row - first % row, end - first);
            f(at(first), length);
            first += length;
        }
    }

    /// Where iteration `index` stands in each array.
    Offsets at(std::int64_t index) const
    {
        Offsets offsets{};
        for (int i = m_rank - 1; i >= 0; --i) {
            const Axis& axis = m_axes[static_cast<std::size_t>(i)];
            for (std::size_t k = 0; k < offsets.size(); ++k)
                offsets[k] += index % axis.size * axis.steps[k];
            index /= axis.size;
        }
        return offsets;
    }

private:
    struct Axis {
        std::int64_t size = 1;
        Offsets steps{};
    };

    static bool continues(const Axis& outer, std::int64_t size, const Offsets& steps)
    {
        for (std::size_t k = 0; k < steps.size(); ++k) {
            if (outer.steps[k] != size * steps[k])
                return false;
        }
        return true;
    }
    std::size_t last() const { return static_cast<std::size_t>(m_rank - 1); }

    std::array<Axis, limits::kRank + 1> m_axes{};
    int m_rank = 0;
};

} // namespace propago
