#include "core/kernels/tiles/filter_panels.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

FilterPanels::FilterPanels(std::int64_t filters, std::int64_t depth, const TileTable& table)
    : m_filters(filters)
    , m_depth(depth)
    , m_lanes(table.lanes)
    , m_slots(divided(filters, table.lanes) * table.lanes)
{
    const std::int64_t vectors = m_slots / m_lanes;
    const std::int64_t panels = divided(vectors, table.maxProductVectors);
    for (std::int64_t panel = 0; panel < panels; ++panel) {
        const std::int64_t first = panel * vectors / panels;
        m_panels.push_back({first, (panel + 1) * vectors / panels - first});
        m_widest = std::max(m_widest, m_panels.back().vectors * m_lanes);
    }
}

void FilterPanels::pack(const float* weights, float* packed) const
{
    for (const FilterPanel& panel : m_panels) {
        for (std::int64_t term = 0; term < m_depth; ++term) {
            for (std::int64_t i = 0; i < panel.vectors * m_lanes; ++i) {
                const std::int64_t filter = panel.first * m_lanes + i;
                *packed++ = filter < m_filters ? weights[filter * m_depth + term] : 0.0f;
            }
        }
    }
}

} // namespace propago
