#include "views/plot/chart_readout.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

QString valueText(const ChartAxis& axis, double value)
{
    if (axis.isShare)
        return QLocale().toString(100 * value, 'f', 1) + QStringLiteral(" %");
    const QString number = QLocale().toString(value, 'g', 5);
    return axis.unit.isEmpty() ? number : number + QLatin1Char(' ') + axis.unit;
}

QString placeText(const ChartAxis& axis, double x)
{
    const auto index = static_cast<qsizetype>(std::lround(x));
    if (!axis.categories.isEmpty())
        return axis.categories.value(index);
    return QStringLiteral("%1 %2").arg(axis.label, valueText(axis, x));
}

std::optional<std::size_t> nearest(const ChartSeries& series, double x, double reach)
{
    std::optional<std::size_t> best;
    // Lines come in order of x; only there is a million of them likely.
    const bool isOrdered = series.style == SeriesStyle::Line;
    const auto from = isOrdered ? std::lower_bound(series.x.begin(), series.x.end(), x - reach)
                                : series.x.begin();
    for (auto it = from; it != series.x.end() && !(isOrdered && *it > x + reach); ++it) {
        const auto i = static_cast<std::size_t>(it - series.x.begin());
        if (std::abs(*it - x) <= reach
            && (!best || std::abs(*it - x) < std::abs(series.x[*best] - x)))
            best = i;
    }
    return best;
}

QString gridReadOut(const ChartGrid& grid, double x, double y)
{
    const auto column = std::lround(x), row = std::lround(y);
    if (row < 0 || row >= grid.rows.size() || column < 0 || column >= grid.columns.size())
        return {};
    const auto value = grid.values[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
    if (grid.isDifference)
        return QCoreApplication::translate("propago::Chart",
                                           "%1 taken for %2: %3 compared with fp32")
            .arg(grid.rows[row], grid.columns[column],
                 (value > 0 ? QStringLiteral("+") : QString()) + QString::number(value));
    if (row == column)
        return QCoreApplication::translate("propago::Chart", "%1: %2 right")
            .arg(grid.rows[row])
            .arg(value);
    return QCoreApplication::translate("propago::Chart", "%1 taken for %2: %3")
        .arg(grid.rows[row], grid.columns[column])
        .arg(value);
}

} // namespace

QString readOut(const ChartData& chart, double x, double y, double reach)
{
    if (chart.grid)
        return gridReadOut(*chart.grid, x, y);
    QStringList parts;
    std::optional<double> place;
    for (const ChartSeries& series : chart.series) {
        const auto i = nearest(series, x, chart.x.categories.isEmpty() ? reach : 0.5);
        if (!i)
            continue;
        if (!place || std::abs(series.x[*i] - x) < std::abs(*place - x))
            place = series.x[*i];
        parts << QStringLiteral("%1 %2").arg(series.name, valueText(chart.y, series.y[*i]));
    }
    if (!place)
        return {};
    return placeText(chart.x, *place) + QStringLiteral(" · ") + parts.join(QStringLiteral(" · "));
}

std::optional<double> neighbour(const ChartData& chart, double x, int direction)
{
    std::optional<double> best;
    for (const ChartSeries& series : chart.series) {
        for (const double each : series.x) {
            const double distance = (each - x) * direction;
            if (distance > 0 && (!best || distance < (*best - x) * direction))
                best = each;
        }
    }
    return best;
}

} // namespace propago
