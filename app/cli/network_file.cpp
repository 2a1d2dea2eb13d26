#include "app/cli/network_file.h"

#include "app/cli/offscreen_application.h"
#include "app/cli/options.h"
#include "app/cli/still_port.h"
#include "core/base/atomic_file.h"
#include "core/graph/summary.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <filesystem>

namespace propago {

namespace {

constexpr QSize kSize{1280, 640};
constexpr int kPngScale = 2;
constexpr int kPointsPerInch = 72;

QByteArray pngOf(QWidget& widget)
{
    QImage image(widget.size() * kPngScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(kPngScale);
    image.fill(widget.palette().color(QPalette::Window));
    QPainter painter(&image);
    widget.render(&painter);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    return buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "PNG") ? bytes : QByteArray();
}

QByteArray svgOf(QWidget& widget)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(widget.size());
    generator.setViewBox(widget.rect());
    generator.setTitle(QStringLiteral("Network"));
    QPainter painter(&generator);
    widget.render(&painter);
    painter.end();
    return bytes;
}

QByteArray pdfOf(QWidget& widget)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly))
        return {};
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QSizeF(widget.size()), QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(kPointsPerInch);
    QPainter painter(&writer);
    widget.render(&painter);
    painter.end();
    return bytes;
}

Result<std::string> tableOf(const Graph& graph)
{
    const auto summary = summarise(graph);
    if (!summary)
        return tl::unexpected(summary.error());
    std::string text = "layer,kind,output,parameters,macs,parameter_bytes,activation_bytes\r\n";
    for (const SummaryRow& row : summary->rows)
        text += row.name + "," + row.kind + "," + row.output.text() + ","
                + std::to_string(row.parameters) + "," + std::to_string(row.macs) + ","
                + std::to_string(row.parameterBytes) + "," + std::to_string(row.activationBytes)
                + "\r\n";
    return text;
}

Result<void> writeBytes(const QByteArray& bytes, const std::string& path)
{
    if (bytes.isEmpty())
        return fail(ErrorCode::FileUnwritable, {PROPAGO_TEXT("the drawing could not be made"), {}},
                    path, {PROPAGO_TEXT("try another kind of file"), {}});
    return writeFileAtomically(
        path, std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
}

Result<void> draw(const Session& session, const TrainingData& data, const std::string& path,
                  int threads)
{
    ThreadPool pool(threads);
    auto run = TrainingRun::start(session, data.training, pool);
    if (!run)
        return tl::unexpected(run.error());
    const OffscreenApplication application;
    StillPort port(std::move(*run), data);
    StageSelection selection;
    NetworkStage stage(&port, &selection);
    stage.setAnimated(false);
    stage.resize(kSize);
    const std::string suffix = std::filesystem::path(path).extension().string();
    return writeBytes(suffix == ".svg"   ? svgOf(stage)
                      : suffix == ".pdf" ? pdfOf(stage)
                                         : pngOf(stage),
                      path);
}

} // namespace

Result<void> writeNetwork(const Session& session, const TrainingData& data, const std::string& path,
                          int threads)
{
    const std::string suffix = std::filesystem::path(path).extension().string();
    if (suffix == ".tex")
        return usageError(
            {PROPAGO_TEXT("the network cannot be drawn as .tex"), {}},
            {PROPAGO_TEXT("use .svg, .pdf or .png, or .csv for its layer table"), {}});
    if (suffix != ".csv")
        return draw(session, data, path, threads);
    const auto table = tableOf(session.graph);
    return table ? writeFileAtomically(path, *table) : tl::unexpected(table.error());
}

} // namespace propago
