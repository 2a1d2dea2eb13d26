#include "views/plot/chart_builders.h"

#include <QCoreApplication>

#include <algorithm>

namespace propago {

namespace {

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::Chart", sentence);
}

QString formatName(const PrecisionResult& row)
{
    const auto name = traits(row.precision).name;
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

QString nothingYet()
{
    return say("nothing compared yet");
}

ChartSeries finishedWithin(const PrecisionResult& row, int colour)
{
    ChartSeries series;
    series.name = formatName(row);
    series.colour = colour;
    series.x = row.latencies;
    std::sort(series.x.begin(), series.x.end());
    const auto runs = static_cast<double>(series.x.size());
    for (std::size_t i = 0; i < series.x.size(); ++i)
        series.y.push_back(static_cast<double>(i + 1) / runs);
    return series;
}

/// The slowest of a thousand runs says more about the system than about the network; it would
/// squeeze all else into a corner.
void leaveOutStragglers(ChartData& chart)
{
    double high = 0, low = 0;
    for (const ChartSeries& series : chart.series) {
        if (series.x.empty())
            continue;
        high = std::max(high, series.x[series.x.size() * 995 / 1000]);
        low = low == 0 ? series.x.front() : std::min(low, series.x.front());
    }
    if (high <= low)
        return;
    const double room = 0.04 * (high - low);
    chart.x.low = std::max(0.0, low - room);
    chart.x.high = high + room;
}

} // namespace

ChartData confusionChart(const Evaluation& evaluation, const std::vector<std::string>& classNames)
{
    ChartData chart;
    chart.title = say("What was taken for what");
    chart.note = say("blue: right · orange: mistaken · darker: more of its row");
    chart.emptyText = nothingYet();
    chart.x.label = say("answer");
    chart.y.label = say("truth");
    ChartGrid grid;
    grid.values = evaluation.confusion;
    for (std::size_t i = 0; i < evaluation.confusion.size(); ++i)
        grid.rows << (i < classNames.size() ? QString::fromStdString(classNames[i])
                                            : QString::number(i));
    grid.columns = grid.rows;
    chart.grid = std::move(grid);
    return chart;
}

ChartData latencyChart(const Evaluation& evaluation)
{
    ChartData chart;
    chart.title = say("Latency of one picture");
    chart.note = say("share of runs finished by then; further left is faster");
    chart.emptyText = nothingYet();
    chart.x.label = say("latency");
    chart.x.unit = QStringLiteral("µs");
    chart.y.label = say("runs finished");
    chart.y.isShare = true;
    chart.y.low = 0;
    chart.y.high = 1;
    int colour = 0;
    for (const PrecisionResult& row : evaluation.precisions)
        chart.series.push_back(finishedWithin(row, colour++));
    leaveOutStragglers(chart);
    return chart;
}

ChartData paretoChart(const Evaluation& evaluation)
{
    ChartData chart;
    chart.title = say("Accuracy against latency");
    chart.note = say("upper left is better; the bars are 95 % intervals");
    chart.emptyText = nothingYet();
    chart.x.label = say("median latency");
    chart.x.unit = QStringLiteral("µs");
    chart.y.label = say("accuracy");
    chart.y.isShare = true;
    int colour = 0;
    for (const PrecisionResult& row : evaluation.precisions) {
        ChartSeries series;
        series.name = formatName(row);
        series.style = SeriesStyle::Points;
        series.colour = colour++;
        series.x = {row.latency.p50};
        series.y = {row.accuracy};
        series.low = {row.accuracyLow};
        series.high = {row.accuracyHigh};
        series.pointLabels = {series.name};
        chart.series.push_back(std::move(series));
    }
    return chart;
}

} // namespace propago
