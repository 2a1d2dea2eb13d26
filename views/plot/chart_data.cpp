#include "views/plot/chart_data.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::Chart", sentence);
}

QString number(double value)
{
    return QString::number(value, 'g', 4);
}

QString spokenGrid(const ChartGrid& grid)
{
    std::int64_t right = 0, all = 0;
    for (std::size_t row = 0; row < grid.values.size(); ++row) {
        for (std::size_t column = 0; column < grid.values[row].size(); ++column) {
            all += grid.values[row][column];
            right += row == column ? grid.values[row][column] : 0;
        }
    }
    if (grid.isDifference)
        return say("%1 more than fp32 lie on the diagonal").arg(right);
    return say("%1 of %2 lie on the diagonal").arg(right).arg(all);
}

QString spokenSeries(const ChartSeries& series)
{
    std::vector<double> finite;
    std::copy_if(series.y.begin(), series.y.end(), std::back_inserter(finite),
                 [](double y) { return std::isfinite(y); });
    if (finite.empty())
        return say("%1: no values").arg(series.name);
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    if (series.style != SeriesStyle::Line)
        return say("%1: between %2 and %3").arg(series.name, number(*low), number(*high));
    return say("%1: from %2 to %3, lowest %4, highest %5")
        .arg(series.name, number(finite.front()), number(finite.back()), number(*low),
             number(*high));
}

} // namespace

bool ChartData::isEmpty() const
{
    if (grid)
        return grid->values.empty();
    return std::all_of(series.begin(), series.end(),
                       [](const ChartSeries& each) { return each.y.empty(); });
}

ChartData withEveryValue(const ChartData& chart)
{
    return chart.exact ? chart.exact() : chart;
}

QString axisTitle(const ChartAxis& axis)
{
    return axis.unit.isEmpty() ? axis.label : QStringLiteral("%1 (%2)").arg(axis.label, axis.unit);
}

QString spokenChart(const ChartData& chart)
{
    if (chart.isEmpty())
        return chart.emptyText.isEmpty()
                   ? say("%1: nothing yet").arg(chart.title)
                   : QStringLiteral("%1: %2").arg(chart.title, chart.emptyText);
    if (chart.grid)
        return QStringLiteral("%1: %2.").arg(chart.title, spokenGrid(*chart.grid));
    QStringList parts;
    for (const ChartSeries& series : chart.series)
        parts << spokenSeries(series);
    return say("%1, %2 by %3. %4.")
        .arg(chart.title, axisTitle(chart.y), axisTitle(chart.x), parts.join(QStringLiteral("; ")));
}

} // namespace propago
