#include "core/infer/value_histogram.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace propago {

namespace {

constexpr double kLevels = 256;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

// 256 levels over a range, zero among them.
struct Levels {
    double scale = 1;
    double low = 0, high = 0; // the outermost levels
};

Levels levelsOf(ValueRange range, bool isSymmetric)
{
    const double low = std::min(0.0, static_cast<double>(range.low));
    const double high = std::max(0.0, static_cast<double>(range.high));
    if (isSymmetric && low < 0) {
        const double scale = std::max(-low, high) / 127;
        return {scale, -128 * scale, 127 * scale};
    }
    const double scale = (high - low) / (kLevels - 1);
    if (!(scale > 0))
        return {};
    const double zero = std::nearbyint(-low / scale);
    return {scale, -zero * scale, (kLevels - 1 - zero) * scale};
}

// Adding and taking away 1.5 * 2^52 rounds to the nearest whole number, half to even.
double nearest(double value)
{
    constexpr double kShift = 6755399441055744.0;
    return value + kShift - kShift;
}

// Sum of count * error^2 after rounding to the levels; what costs time in a search.
double squaredError(const std::vector<double>& values, const std::vector<double>& counts,
                    const Levels& levels)
{
    const double factor = 1 / levels.scale;
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double level = levels.scale * nearest(values[i] * factor);
        const double error = values[i] - std::min(std::max(level, levels.low), levels.high);
        sum += counts[i] * error * error;
    }
    return sum;
}

// The filled bins of a histogram.
struct Points {
    explicit Points(const ValueHistogram& histogram)
    {
        for (std::size_t i = 0; i < histogram.bins().size(); ++i) {
            if (histogram.bins()[i] == 0)
                continue;
            values.push_back(histogram.centre(i));
            counts.push_back(static_cast<double>(histogram.bins()[i]));
        }
    }
    std::vector<double> values, counts;
};

// Shares of an end that are tried: first from all of it down to 1/128, then closely around the best.
std::vector<double> coarseShares(double end)
{
    std::vector<double> shares;
    for (int i = 0; i <= (end != 0 ? 21 : 0); ++i)
        shares.push_back(std::exp2(-i / 3.0));
    return shares;
}

std::vector<double> fineShares(double around, double end)
{
    std::vector<double> shares;
    for (int i = -6; i <= 6; ++i) {
        const double share = around * std::exp2(i / 36.0);
        if (share <= 1 && (end != 0 || i == 0))
            shares.push_back(share);
    }
    return shares;
}

// The clip of both ends with the least cost; the wider one of equals.
class Search {
public:
    using Cost = std::function<double(ValueRange)>;

    Search(ValueRange range, bool isSymmetric, Cost cost)
        : m_range(range), m_isSymmetric(isSymmetric), m_cost(std::move(cost))
    {}

    ValueRange best()
    {
        // An end on the side of zero that holds no values has nothing to give away.
        const double low = m_isSymmetric ? 0.0 : std::min(0.0, static_cast<double>(m_range.low));
        const double high = std::max(0.0, static_cast<double>(m_range.high));
        tryAll(coarseShares(low), coarseShares(high));
        tryAll(fineShares(m_low, low), fineShares(m_high, high));
        return clipped(m_low, m_high);
    }

private:
    // Both ends move as one where they lie equally far from zero.
    ValueRange clipped(double low, double high) const
    {
        return {static_cast<float>(m_range.low * (m_isSymmetric ? high : low)),
                static_cast<float>(m_range.high * high)};
    }

    void tryAll(const std::vector<double>& lows, const std::vector<double>& highs)
    {
        for (const double low : lows) {
            for (const double high : highs)
                tryOne(low, high);
        }
    }

    void tryOne(double low, double high)
    {
        const double cost = m_cost(clipped(low, high));
        if (!(cost < m_least))
            return;
        m_least = cost;
        m_low = low;
        m_high = high;
    }

    ValueRange m_range;
    bool m_isSymmetric;
    Cost m_cost;
    double m_least = kInfinite;
    double m_low = 1, m_high = 1;
};

// The value that `count` of all values do not exceed, zeros in their place; within a bin the values
// count as spread evenly.
double quantile(const ValueHistogram& values, double count)
{
    double before = 0;
    bool areZerosCounted = values.zeros() == 0;
    for (std::size_t i = 0; i < values.bins().size(); ++i) {
        const double upper = values.centre(i) + values.binWidth() / 2;
        auto here = static_cast<double>(values.bins()[i]);
        if (!areZerosCounted && upper >= 0) {
            here += static_cast<double>(values.zeros());
            areZerosCounted = true;
        }
        if (before + here >= count && here > 0)
            return upper - values.binWidth() * (1 - (count - before) / here);
        before += here;
    }
    return static_cast<double>(values.extremes().high);
}

ValueRange percentileRange(const ValueHistogram& values, double percentile)
{
    const ValueRange all = values.extremes();
    const auto total = static_cast<double>(values.total());
    const double outside = total * (1 - std::clamp(percentile, 0.0, 100.0) / 100);
    ValueRange range = all;
    const double share = all.low < 0 && all.high > 0 ? outside / 2 : outside;
    if (all.low < 0)
        range.low = std::max(all.low, static_cast<float>(quantile(values, share)));
    if (all.high > 0)
        range.high = std::min(all.high, static_cast<float>(quantile(values, total - share)));
    return {std::min(range.low, 0.0f), std::max(range.high, 0.0f)};
}

// Reaches equally far to both sides where values go below zero.
ValueRange mirrored(ValueRange range)
{
    if (range.low >= 0)
        return range;
    const float reach = std::max(-range.low, range.high);
    return {-reach, reach};
}

// Bins of a histogram that a range covers.
struct Window {
    std::size_t first = 0, end = 0;
};

Window windowOf(const ValueHistogram& values, ValueRange range)
{
    const auto low = static_cast<double>(values.extremes().low);
    const auto edge = [&](double at) {
        const double place = std::nearbyint((at - low) / values.binWidth());
        return static_cast<std::size_t>(
            std::clamp(place, 0.0, static_cast<double>(values.bins().size())));
    };
    return {edge(static_cast<double>(range.low)), edge(static_cast<double>(range.high))};
}

// What is outside counts for the outermost bins inside.
std::vector<double> reference(const ValueHistogram& values, Window window)
{
    const auto& bins = values.bins();
    std::vector<double> result;
    for (std::size_t i = window.first; i < window.end; ++i)
        result.push_back(static_cast<double>(bins[i]));
    for (std::size_t i = 0; i < window.first; ++i)
        result.front() += static_cast<double>(bins[i]);
    for (std::size_t i = window.end; i < bins.size(); ++i)
        result.back() += static_cast<double>(bins[i]);
    return result;
}

// The counts inside after 256 levels: each level spreads its own over the bins that it found filled.
std::vector<double> requantised(const ValueHistogram& values, Window window)
{
    const std::size_t count = window.end - window.first;
    std::vector<double> result(count);
    const auto levels = static_cast<std::size_t>(kLevels);
    for (std::size_t level = 0; level < levels; ++level) {
        const std::size_t first = level * count / levels;
        const std::size_t end = (level + 1) * count / levels;
        double sum = 0;
        double filled = 0;
        for (std::size_t i = first; i < end; ++i) {
            const std::int64_t here = values.bins()[window.first + i];
            sum += static_cast<double>(here);
            filled += here > 0 ? 1 : 0;
        }
        for (std::size_t i = first; i < end; ++i)
            result[i] = values.bins()[window.first + i] > 0 ? sum / filled : 0;
    }
    return result;
}

double sumOf(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum;
}

} // namespace

ValueHistogram::ValueHistogram(ValueRange extremes) : m_extremes(extremes)
{
    const double width = static_cast<double>(extremes.high) - static_cast<double>(extremes.low);
    if (!std::isfinite(width))
        return;
    m_width = width / static_cast<double>(kBins);
    m_bins.resize(width > 0 ? kBins : 1);
}

void ValueHistogram::add(std::span<const float> values)
{
    if (m_bins.empty())
        return;
    const auto low = static_cast<double>(m_extremes.low);
    const double factor = m_width > 0 ? 1 / m_width : 0;
    const auto last = static_cast<std::int64_t>(m_bins.size()) - 1;
    for (const float value : values) {
        if (value == 0) {
            ++m_zeros;
            continue;
        }
        const auto place = static_cast<std::int64_t>((static_cast<double>(value) - low) * factor);
        ++m_bins[static_cast<std::size_t>(std::clamp<std::int64_t>(place, 0, last))];
    }
    m_total += static_cast<std::int64_t>(values.size());
}

double ValueHistogram::centre(std::size_t bin) const
{
    return static_cast<double>(m_extremes.low) + (static_cast<double>(bin) + 0.5) * m_width;
}

double meanSquaredError(const ValueHistogram& values, ValueRange range, bool isSymmetric)
{
    const Points points(values);
    const double sum = squaredError(points.values, points.counts, levelsOf(range, isSymmetric));
    return values.total() > 0 ? sum / static_cast<double>(values.total()) : 0;
}

double divergence(const ValueHistogram& values, ValueRange range)
{
    // Stands for the probability of what the levels lost altogether.
    constexpr double kLost = 1e-9;
    constexpr double kLeastInside = 0.99;
    const Window window = windowOf(values, range);
    if (window.end < window.first + static_cast<std::size_t>(kLevels))
        return kInfinite;
    const std::vector<double> p = reference(values, window);
    const std::vector<double> q = requantised(values, window);
    const double all = sumOf(p);
    const double kept = sumOf(q);
    if (!(kept > 0) || kept < kLeastInside * all)
        return kInfinite;
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p[i] > 0)
            sum += p[i] / all * std::log(p[i] / all / std::max(kLost, q[i] / kept));
    }
    return sum;
}

ValueRange chooseRange(const ValueHistogram& values, const QuantisationOptions& options)
{
    const ValueRange all = values.extremes();
    const bool isSymmetric = options.symmetricActivations && all.low < 0;
    const ValueRange widest = isSymmetric ? mirrored(all) : all;
    if (options.ranges == RangeMethod::MinMax || !(values.binWidth() > 0))
        return widest;
    if (options.ranges == RangeMethod::Percentile) {
        const ValueRange range = percentileRange(values, options.percentile);
        return isSymmetric ? mirrored(range) : range;
    }
    if (options.ranges == RangeMethod::MeanSquaredError)
        return Search(
                   widest, isSymmetric,
                   [&](ValueRange range) { return meanSquaredError(values, range, isSymmetric); })
            .best();
    return Search(widest, isSymmetric, [&](ValueRange range) { return divergence(values, range); })
        .best();
}

} // namespace propago
