#pragma once
#include "core/infer/evaluation.h"
#include "views/plot/chart_csv.h"

#include <QString>

#include <vector>

namespace propago {

/// The formats that can be compared, from the most bits to the fewest.
const std::vector<Format>& offeredFormats();
QString formatText(Format format);

/// The result of `format`, or null.
const PrecisionResult* resultOf(const Evaluation* evaluation, Format format);

/// A percentile for people: its value, or how many more runs it needs.
QString percentileText(const std::optional<double>& value, std::int64_t runs, std::int64_t needed);

/// Exact values of the comparison, named as on the command line, for a file.
CsvTable precisionTable(const Evaluation& evaluation);

} // namespace propago
