#include "views/plot/chart_export.h"

#include "core/base/atomic_file.h"
#include "views/plot/chart_csv.h"
#include "views/plot/chart_tikz.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <qcustomplot.h>

#include <span>

namespace propago {

namespace {

constexpr int kPdfResolution = 72; // one unit is one point, as on the screen

ChartLook lookOf(const ChartFileOptions& options)
{
    return {options.theme, options.smoothing, true, false};
}

void paint(QPaintDevice* device, const ChartData& chart, const ChartFileOptions& options)
{
    QCustomPlot plot;
    plot.resize(options.size);
    drawChart(plot, chart, lookOf(options));
    QCPPainter painter;
    painter.begin(device);
    painter.setModes(QCPPainter::pmVectorized | QCPPainter::pmNoCaching
                     | QCPPainter::pmNonCosmetic);
    painter.fillRect(QRect(QPoint(0, 0), options.size), options.theme.background);
    plot.toPainter(&painter, options.size.width(), options.size.height());
    painter.end();
}

QByteArray svgOf(const ChartData& chart, const ChartFileOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(options.size);
    generator.setViewBox(QRect(QPoint(0, 0), options.size));
    generator.setTitle(chart.title);
    generator.setDescription(spokenChart(chart));
    paint(&generator, chart, options);
    return bytes;
}

QByteArray pdfOf(const ChartData& chart, const ChartFileOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(chart.title);
        writer.setCreator(QStringLiteral("Propago"));
        writer.setResolution(kPdfResolution);
        writer.setPageSize(
            QPageSize(QSizeF(options.size), QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        paint(&writer, chart, options);
    }
    return bytes;
}

QByteArray pngOf(const ChartData& chart, const ChartFileOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    chartImage(chart, options).save(&buffer, "PNG");
    return bytes;
}

} // namespace

QImage chartImage(const ChartData& chart, const ChartFileOptions& options)
{
    QCustomPlot plot;
    plot.resize(options.size);
    drawChart(plot, chart, lookOf(options));
    return plot.toPixmap(options.size.width(), options.size.height(), options.scale).toImage();
}

Result<QByteArray> chartBytes(const ChartData& chart, const QString& format,
                              const ChartFileOptions& options)
{
    if (format == QStringLiteral("csv"))
        return csvOf(tableOf(withEveryValue(chart)));
    if (format == QStringLiteral("tex"))
        return tikzOf(chart);
    if (format == QStringLiteral("svg"))
        return svgOf(chart, options);
    if (format == QStringLiteral("pdf"))
        return pdfOf(chart, options);
    if (format == QStringLiteral("png"))
        return pngOf(chart, options);
    return fail(
        ErrorCode::Usage,
        {PROPAGO_TEXT("a chart cannot be written in the format \"%1\""), {format.toStdString()}},
        {}, {PROPAGO_TEXT("end the name in .svg, .pdf, .png, .csv or .tex"), {}});
}

Result<void> exportChart(const ChartData& chart, const QString& path,
                         const ChartFileOptions& options)
{
    auto bytes = chartBytes(chart, QFileInfo(path).suffix().toLower(), options);
    if (!bytes) {
        Error error = bytes.error();
        error.where = path.toStdString();
        return Failure(error);
    }
    return writeFileAtomically(
        path.toStdString(),
        std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))));
}

} // namespace propago
