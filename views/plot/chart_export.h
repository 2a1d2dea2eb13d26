#pragma once
#include "core/base/result.h"
#include "views/plot/chart_painter.h"

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QString>

namespace propago {

/// What a chart looks like in a file.
struct ChartFileOptions {
    ChartTheme theme = lightChartTheme();
    QSize size{800, 450};
    double scale = 2;     ///< PNG: pixels for each point
    double smoothing = 0; ///< as in ChartLook
};

/// The chart in a file format, "png", "svg", "pdf", "csv" or "tex"; text stays text in SVG and PDF.
/// Needs a QApplication (offscreen will do), no window. Fails for another format.
Result<QByteArray> chartBytes(const ChartData& chart, const QString& format,
                              const ChartFileOptions& options);

/// Writes the chart to `path` in the format that its suffix names; the old file stays whole when that fails.
Result<void> exportChart(const ChartData& chart, const QString& path,
                         const ChartFileOptions& options = {});

/// The chart as a picture, for the clipboard.
QImage chartImage(const ChartData& chart, const ChartFileOptions& options);

} // namespace propago
