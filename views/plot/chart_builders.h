#pragma once
#include "core/infer/evaluation.h"
#include "core/trace/history.h"
#include "core/trace/snapshot.h"
#include "views/plot/chart_data.h"

#include <cstdint>
#include <string>
#include <vector>

namespace propago {

/// Loss of each batch, its mean over each epoch, and of the held-out pictures, by update.
ChartData lossChart(const History& history, std::int64_t batchesPerEpoch);
/// Share of pictures that were right: each batch, each epoch, held-out, by update.
ChartData accuracyChart(const History& history, std::int64_t batchesPerEpoch);
/// The learning rate of each update.
ChartData learningRateChart(const History& history, std::int64_t batchesPerEpoch);
/// Length of the gradient of each layer's weights; null before the first.
ChartData gradientChart(const Snapshot* snapshot);
/// lr * |gradient| / |weights| of each layer: how far one plain step moves it; null before the first.
ChartData updateRatioChart(const Snapshot* snapshot);

/// What was taken for what: rows are the truth, columns the answers.
ChartData confusionChart(const Evaluation& evaluation, const std::vector<std::string>& classNames);
/// The same of one precision; empty where it was not measured.
ChartData confusionChart(const Evaluation& evaluation, Format format,
                         const std::vector<std::string>& classNames);
/// What `format` takes for what more often than fp32, or less often; empty where either is missing.
ChartData confusionDifferenceChart(const Evaluation& evaluation, Format format,
                                   const std::vector<std::string>& classNames);
/// Pictures in a second against the batch size, a line for each precision.
ChartData batchChart(const Evaluation& evaluation);
/// Share of the measured runs that were over within a time, for each precision.
ChartData latencyChart(const Evaluation& evaluation);
/// Accuracy with its 95 % interval against median latency, a point for each precision, and a line
/// through those that no other one beats in both.
ChartData paretoChart(const Evaluation& evaluation);

} // namespace propago
