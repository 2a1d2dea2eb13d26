#pragma once
#include "core/base/result.h"
#include "core/infer/evaluation.h"
#include "core/trace/history.h"

#include <string>
#include <vector>

namespace propago {

/// A usage error unless `path` ends in .svg, .pdf, .png, .csv or .tex.
Result<void> checkChartName(const std::string& path);

/// The charts of the window as files; the name's ending decides the format.
Result<void> writeLossChart(const History& history, std::int64_t batchesPerEpoch,
                            const std::string& path);
Result<void> writeAccuracyChart(const History& history, std::int64_t batchesPerEpoch,
                                const std::string& path);
Result<void> writeLearningRateChart(const History& history, std::int64_t batchesPerEpoch,
                                    const std::string& path);
Result<void> writeConfusionChart(const Evaluation& evaluation,
                                 const std::vector<std::string>& classNames,
                                 const std::string& path);
/// Accuracy against latency.
Result<void> writePrecisionChart(const Evaluation& evaluation, const std::string& path);
/// How the measured latencies spread.
Result<void> writeLatencyChart(const Evaluation& evaluation, const std::string& path);

} // namespace propago
