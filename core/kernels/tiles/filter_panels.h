#pragma once
#include "core/kernels/tiles/tile_table.h"

#include <cstdint>
#include <vector>

namespace propago {

/// Neighbouring vectors of filters whose sums, for some pixels, fit into the registers.
struct FilterPanel {
    std::int64_t first = 0; ///< vector
    std::int64_t vectors = 0;
};

/// Filters that fill the lanes, cut into panels of as even a width as can be.
class FilterPanels {
public:
    /// `depth`: weights of a filter.
    FilterPanels(std::int64_t filters, std::int64_t depth, const TileTable& table);

    std::int64_t count() const { return static_cast<std::int64_t>(m_panels.size()); }
    const FilterPanel& operator[](std::int64_t panel) const
    {
        return m_panels[static_cast<std::size_t>(panel)];
    }
    auto begin() const { return m_panels.begin(); }
    auto end() const { return m_panels.end(); }
    /// Filters, filled up to whole vectors.
    std::int64_t slots() const { return m_slots; }
    /// Filters of the widest panel, filled up.
    std::int64_t widest() const { return m_widest; }
    std::int64_t packedFloats() const { return m_slots * m_depth; }
    /// From [filters][depth] to panel after panel, each [depth][filter].
    void pack(const float* weights, float* packed) const;
    /// Where a panel begins in what pack() made.
    const float* weightsOf(const float* packed, const FilterPanel& panel) const
    {
        return packed + panel.first * m_lanes * m_depth;
    }

private:
    std::int64_t m_filters;
    std::int64_t m_depth;
    std::int64_t m_lanes;
    std::int64_t m_slots;
    std::int64_t m_widest = 0;
    std::vector<FilterPanel> m_panels;
};

} // namespace propago
