#pragma once
#include "core/infer/inference_plan.h"
#include "core/infer/progress.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace propago {

/// Measures single pictures through each plan (each made for one thread): warmed up, then in rounds
/// that visit the plans in an order drawn anew for each round, so that a change of the processor's
/// frequency or a neighbour's load meets all of them. Microseconds for each plan, `runs` each or as
/// many as fit into some seconds. `x` holds pictures [n, C, H, W] that take turns. Nothing when
/// `progress` cancels.
std::optional<std::vector<std::vector<double>>>
measureLatencies(std::span<InferencePlan* const> plans, const TensorView& x, const TensorView& y,
                 std::int64_t runs, const Progress& progress);

/// Pictures in a second when `x` goes through at once, or as much of it as the plan takes: for each
/// plan the median of several rounds. Nothing when `progress` cancels.
std::optional<std::vector<double>> measureThroughput(std::span<InferencePlan* const> plans,
                                                     const TensorView& x, const TensorView& y,
                                                     const Progress& progress);

} // namespace propago
