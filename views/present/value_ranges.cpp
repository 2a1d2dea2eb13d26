#include "views/present/value_ranges.h"

#include <algorithm>

namespace propago {

namespace {

constexpr double kSmallest = 1e-12; // ranges divide

} // namespace

void ValueRanges::keep(bool keeps)
{
    m_keeps = keeps;
    m_ranges.clear();
}

void ValueRanges::clear()
{
    m_ranges.clear();
}

void ValueRanges::adopt(const std::vector<Seen>& columns)
{
    if (!m_keeps)
        m_ranges.clear();
    m_ranges.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        double& range = columns[i].isGradient ? m_ranges[i].gradient : m_ranges[i].value;
        range = std::max(range, columns[i].largest);
    }
}

double ValueRanges::of(int column, bool isGradient, bool isShared) const
{
    const auto rangeOf = [isGradient](const Pair& range) {
        return isGradient ? range.gradient : range.value;
    };
    double largest = kSmallest;
    for (std::size_t i = 0; i < m_ranges.size(); ++i) {
        if (isShared || static_cast<int>(i) == column)
            largest = std::max(largest, rangeOf(m_ranges[i]));
    }
    return largest;
}

} // namespace propago
