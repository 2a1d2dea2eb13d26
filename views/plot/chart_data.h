#pragma once
#include <QString>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace propago {

/// How one series is drawn.
enum class SeriesStyle : std::uint8_t { Line, Bars, Points };

/// One direction of a chart.
struct ChartAxis {
    QString label;
    QString unit; ///< may be empty
    bool isLog = false;
    bool isShare = false;            ///< values of 0..1 whose ticks read as percent
    QStringList categories;          ///< not empty: the coordinate is an index into these
    std::optional<double> low, high; ///< fixed ends; absent: from the data
};

/// One named row of values. A NaN is a gap.
struct ChartSeries {
    QString name;
    std::vector<double> x, y;      ///< same length
    std::vector<double> low, high; ///< ends of error bars; empty or as long as y
    QStringList pointLabels;       ///< names of the points; empty or as long as y
    SeriesStyle style = SeriesStyle::Line;
    bool canSmooth = false; ///< noisy: the smoothing slider works on it
    bool hasPoints = false; ///< Line: a dot at each value
    int colour = 0;         ///< place in ChartTheme::series
};

/// A moment worth a line across the chart.
struct ChartMarker {
    double x = 0;
    QString label;
    bool isIncident = false; ///< something went wrong here
};

/// A table of counts drawn as coloured cells, row by row from the top.
struct ChartGrid {
    QStringList rows, columns;
    std::vector<std::vector<std::int64_t>> values; ///< [row][column]
    /// Values are changes of counts: on the diagonal more is better, elsewhere fewer.
    bool isDifference = false;
};

/// A chart as plain values: drawn by ChartWidget, written by exportChart().
struct ChartData {
    QString title;
    ChartAxis x, y;
    std::vector<ChartSeries> series;
    std::vector<ChartMarker> markers;
    std::optional<ChartGrid> grid; ///< then there are no series
    QString note;                  ///< one quiet line under the title; may be empty
    QString emptyText;             ///< what to say while there is nothing to draw
    /// The same chart with every value, where the series are thinned for drawing; empty elsewhere.
    std::function<ChartData()> exact;
    bool isEmpty() const;
};

/// For files of numbers: the chart with every value.
ChartData withEveryValue(const ChartData& chart);

/// "loss (cross-entropy)": label and unit together.
QString axisTitle(const ChartAxis& axis);

/// The chart in one sentence, for those who do not see it.
QString spokenChart(const ChartData& chart);

} // namespace propago
