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

using Counts = std::vector<std::vector<std::int64_t>>;

const PrecisionResult* rowOf(const Evaluation& evaluation, Format format)
{
    for (const PrecisionResult& row : evaluation.precisions) {
        if (row.precision == format)
            return &row;
    }
    return nullptr;
}

ChartData confusionOf(const Counts& counts, const std::vector<std::string>& classNames)
{
    ChartData chart;
    chart.title = say("What was taken for what");
    chart.note = say("blue: right · orange: mistaken · darker: more of its row");
    chart.emptyText = nothingYet();
    chart.x.label = say("answer");
    chart.y.label = say("truth");
    ChartGrid grid;
    grid.values = counts;
    for (std::size_t i = 0; i < counts.size(); ++i)
        grid.rows << (i < classNames.size() ? QString::fromStdString(classNames[i])
                                            : QString::number(i));
    grid.columns = grid.rows;
    chart.grid = std::move(grid);
    return chart;
}

Counts less(const Counts& counts, const Counts& other)
{
    if (counts.size() != other.size())
        return {};
    Counts result = counts;
    for (std::size_t row = 0; row < result.size(); ++row) {
        for (std::size_t column = 0; column < result[row].size(); ++column)
            result[row][column] -= other[row][column];
    }
    return result;
}

// Those that no other one beats in both, from the fastest to the most accurate.
ChartSeries frontOf(const Evaluation& evaluation)
{
    ChartSeries front;
    front.name = say("beaten by none");
    front.colour = 5;
    std::vector<const PrecisionResult*> rows;
    for (const PrecisionResult& row : evaluation.precisions)
        rows.push_back(&row);
    std::sort(rows.begin(), rows.end(), [](const PrecisionResult* a, const PrecisionResult* b) {
        return a->latency.p50 < b->latency.p50
               || (a->latency.p50 == b->latency.p50 && a->accuracy > b->accuracy);
    });
    double best = -1;
    for (const PrecisionResult* row : rows) {
        if (row->accuracy <= best)
            continue;
        best = row->accuracy;
        front.x.push_back(row->latency.p50);
        front.y.push_back(row->accuracy);
    }
    return front;
}

} // namespace

ChartData confusionChart(const Evaluation& evaluation, const std::vector<std::string>& classNames)
{
    return confusionOf(evaluation.confusion, classNames);
}

ChartData confusionChart(const Evaluation& evaluation, Format format,
                         const std::vector<std::string>& classNames)
{
    const PrecisionResult* row = rowOf(evaluation, format);
    ChartData chart = confusionOf(row ? row->confusion : Counts{}, classNames);
    if (row)
        chart.title = say("What was taken for what in %1").arg(formatName(*row));
    return chart;
}

ChartData confusionDifferenceChart(const Evaluation& evaluation, Format format,
                                   const std::vector<std::string>& classNames)
{
    const PrecisionResult* row = rowOf(evaluation, format);
    const PrecisionResult* fp32 = rowOf(evaluation, Format::Fp32);
    ChartData chart =
        confusionOf(row && fp32 ? less(row->confusion, fp32->confusion) : Counts{}, classNames);
    if (row)
        chart.title = say("What %1 takes for what, minus fp32").arg(formatName(*row));
    chart.note = say("blue: better than fp32 · orange: worse · empty: as often");
    chart.emptyText = say("needs fp32 and another format");
    chart.grid->isDifference = true;
    return chart;
}

ChartData batchChart(const Evaluation& evaluation)
{
    ChartData chart;
    chart.title = say("Throughput over batch size");
    chart.note = say("all threads; the median of some rounds");
    chart.emptyText = nothingYet();
    chart.x.label = say("batch size");
    chart.x.isLog = true;
    chart.y.label = say("images/s");
    chart.y.low = 0;
    int colour = 0;
    for (const PrecisionResult& row : evaluation.precisions) {
        ChartSeries series;
        series.name = formatName(row);
        series.colour = colour++;
        series.hasPoints = true;
        for (const BatchSpeed& each : row.batches) {
            series.x.push_back(static_cast<double>(each.batch));
            series.y.push_back(each.imagesPerSecond);
        }
        chart.series.push_back(std::move(series));
    }
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
    if (ChartSeries front = frontOf(evaluation); front.x.size() > 1)
        chart.series.push_back(std::move(front));
    return chart;
}

} // namespace propago
