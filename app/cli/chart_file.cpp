#include "app/cli/chart_file.h"

#include "app/cli/offscreen_application.h"
#include "app/cli/options.h"
#include "core/base/atomic_file.h"
#include "views/plot/chart_builders.h"
#include "views/plot/chart_export.h"

#include <algorithm>
#include <filesystem>
#include <span>

namespace propago {

namespace {

Result<void> write(const ChartData& chart, const std::string& path)
{
    const OffscreenApplication application;
    const std::string format = std::filesystem::path(path).extension().string().substr(1);
    const auto bytes = chartBytes(chart, QString::fromStdString(format), {});
    if (!bytes)
        return tl::unexpected(bytes.error());
    return writeFileAtomically(
        path,
        std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))));
}

} // namespace

Result<void> checkChartName(const std::string& path)
{
    const std::string suffix = std::filesystem::path(path).extension().string();
    constexpr const char* kKnown[] = {".svg", ".pdf", ".png", ".csv", ".tex"};
    if (std::ranges::any_of(kKnown, [&](const char* known) { return suffix == known; }))
        return {};
    return usageError(
        {PROPAGO_TEXT("%1 does not say which kind of file it is to be"), {displayable(path)}},
        {PROPAGO_TEXT("end the name in .svg, .pdf, .png, .csv or .tex"), {}});
}

Result<void> writeLossChart(const History& history, std::int64_t batchesPerEpoch,
                            const std::string& path)
{
    return write(lossChart(history, batchesPerEpoch), path);
}

Result<void> writeAccuracyChart(const History& history, std::int64_t batchesPerEpoch,
                                const std::string& path)
{
    return write(accuracyChart(history, batchesPerEpoch), path);
}

Result<void> writeLearningRateChart(const History& history, std::int64_t batchesPerEpoch,
                                    const std::string& path)
{
    return write(learningRateChart(history, batchesPerEpoch), path);
}

Result<void> writeConfusionChart(const Evaluation& evaluation,
                                 const std::vector<std::string>& classNames,
                                 const std::string& path)
{
    return write(confusionChart(evaluation, classNames), path);
}

Result<void> writePrecisionChart(const Evaluation& evaluation, const std::string& path)
{
    return write(paretoChart(evaluation), path);
}

Result<void> writeLatencyChart(const Evaluation& evaluation, const std::string& path)
{
    return write(latencyChart(evaluation), path);
}

} // namespace propago
