#pragma once
#include "core/graph/graph.h"
#include "core/infer/bit_budget.h"
#include "core/infer/evaluation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace propago {

/// One row of the precision table with everything behind it; `graph` names the layers.
nlohmann::ordered_json precisionJson(const Evaluation& evaluation, std::size_t row,
                                     const Graph& graph);

/// The table for people.
std::string precisionTable(const Evaluation& evaluation);

/// {"fp32_accuracy", "fp32_bytes", "sensitivities", "points"}
nlohmann::ordered_json bitCurveJson(const BitCurve& curve, const Graph& graph);

/// The curve for people, a row for each point.
std::string bitCurveTable(const BitCurve& curve, const Graph& graph);

} // namespace propago
