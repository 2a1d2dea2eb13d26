#include "views/plot/plot_scales.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

namespace {

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void take(double value, const ChartAxis& axis)
    {
        const double shown = drawable(value, axis);
        if (!std::isfinite(shown))
            return;
        low = std::min(low, shown);
        high = std::max(high, shown);
    }
    bool isEmpty() const { return low > high; }
};

std::pair<double, double> withMargin(Extent extent, const ChartAxis& axis, double margin)
{
    if (extent.isEmpty())
        return axis.isLog ? std::pair(0.1, 10.0) : std::pair(0.0, 1.0);
    if (axis.isLog) {
        const double factor = std::max(std::pow(extent.high / extent.low, margin), 1.2);
        return {extent.low / factor, extent.high * factor};
    }
    double room = (extent.high - extent.low) * margin;
    if (room == 0)
        room = extent.high == 0 ? 1 : std::abs(extent.high) * 0.1;
    return {extent.low - room, extent.high + room};
}

std::pair<double, double> withFixedEnds(std::pair<double, double> range, const ChartAxis& axis)
{
    if (axis.low && !(axis.isLog && *axis.low <= 0))
        range.first = *axis.low;
    if (axis.high && !(axis.isLog && *axis.high <= 0))
        range.second = *axis.high;
    if (range.second <= range.first)
        range.second = range.first + 1;
    return range;
}

} // namespace

double drawable(double value, const ChartAxis& axis)
{
    return axis.isLog && value <= 0 ? std::numeric_limits<double>::quiet_NaN() : value;
}

std::pair<double, double> defaultRangeX(const ChartData& chart)
{
    if (chart.grid)
        return {-0.5, static_cast<double>(chart.grid->columns.size()) - 0.5};
    if (!chart.x.categories.isEmpty())
        return {-0.6, static_cast<double>(chart.x.categories.size()) - 0.4};
    Extent extent;
    bool hasPoints = false;
    for (const ChartSeries& series : chart.series) {
        hasPoints = hasPoints || series.style == SeriesStyle::Points;
        for (const double x : series.x)
            extent.take(x, chart.x);
    }
    return withFixedEnds(withMargin(extent, chart.x, hasPoints ? 0.15 : 0.015), chart.x);
}

std::pair<double, double> defaultRangeY(const ChartData& chart)
{
    if (chart.grid)
        return {-0.5, static_cast<double>(chart.grid->rows.size()) - 0.5};
    Extent extent;
    for (const ChartSeries& series : chart.series) {
        for (const auto* values : {&series.y, &series.low, &series.high}) {
            for (const double y : *values)
                extent.take(y, chart.y);
        }
    }
    return withFixedEnds(withMargin(extent, chart.y, 0.06), chart.y);
}

} // namespace propago
