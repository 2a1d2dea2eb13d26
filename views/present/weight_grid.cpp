#include "views/present/weight_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

WeightGrid::WeightGrid(std::span<const float> weights, int bits)
    : m_total(static_cast<std::int64_t>(weights.size())), m_bits(bits)
{
    for (const float weight : weights)
        m_largest =
            std::isfinite(weight) ? std::max(m_largest, std::abs(double{weight})) : m_largest;
    const std::size_t stride =
        std::max<std::size_t>(1, (weights.size() + kMostWeights - 1) / kMostWeights);
    for (std::size_t i = 0; i < weights.size(); i += stride) {
        if (std::isfinite(weights[i]))
            m_weights.push_back(weights[i]);
    }
}

ClipCost WeightGrid::cost(double clip) const
{
    ClipCost cost;
    cost.clip = clip;
    cost.step = clip / reach();
    double signal = 0;
    for (const double weight : m_weights) {
        const double q = cost.step > 0 ? std::nearbyint(weight / cost.step) : 0;
        const double error = weight - std::clamp(q, -1.0 * reach(), 1.0 * reach()) * cost.step;
        const bool isCut = std::abs(weight) > clip;
        cost.cut += isCut ? 1 : 0;
        (isCut ? cost.clipping : cost.rounding) += error * error;
        signal += weight * weight;
    }
    const double noise = cost.rounding + cost.clipping;
    cost.sqnr =
        noise > 0 ? 10 * std::log10(signal / noise) : std::numeric_limits<double>::infinity();
    const double count = std::max(1.0, static_cast<double>(m_weights.size()));
    cost.rounding /= count;
    cost.clipping /= count;
    return cost;
}

double WeightGrid::bestAmong(double from, double to, int parts) const
{
    double best = to;
    double least = std::numeric_limits<double>::infinity();
    for (int i = parts; i >= 0; --i) {
        const double clip = from + (to - from) * i / parts;
        const double error = clip > 0 ? cost(clip).meanSquaredError() : least;
        if (error < least) {
            least = error;
            best = clip;
        }
    }
    return best;
}

double WeightGrid::bestClip() const
{
    constexpr int coarse = 64;
    constexpr int fine = 32;
    const double part = m_largest / coarse;
    const double near = bestAmong(0, m_largest, coarse);
    return bestAmong(std::max(0.0, near - part), std::min(m_largest, near + part), fine);
}

std::vector<double> WeightGrid::levels(double clip) const
{
    std::vector<double> places;
    for (int q = -reach(); q <= reach(); ++q)
        places.push_back(clip * q / reach());
    return places;
}

std::vector<std::int64_t> WeightGrid::histogram(int bins) const
{
    std::vector<std::int64_t> counts(static_cast<std::size_t>(bins), 0);
    for (const double weight : m_weights) {
        const double place = m_largest > 0 ? (weight / m_largest + 1) / 2 * bins : bins / 2.0;
        ++counts[static_cast<std::size_t>(std::clamp(static_cast<int>(place), 0, bins - 1))];
    }
    return counts;
}

double WeightAxis::x(double value) const
{
    return area.center().x() + (largest > 0 ? value / largest : 0) * area.width() / 2;
}

double WeightAxis::clipAt(double x) const
{
    const double share = std::abs(x - area.center().x()) / std::max(area.width() / 2, 1.0);
    return largest * std::clamp(share, 0.0, 1.0);
}

} // namespace propago
