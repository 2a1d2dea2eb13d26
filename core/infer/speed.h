#pragma once
#include "core/infer/inference_plan.h"
#include "core/infer/progress.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace propago {

/// Throughput of one batch size on all threads: median of some rounds.
struct BatchSpeed {
    std::int64_t batch = 1;
    double imagesPerSecond = 0;
};

/// Measures single pictures through each plan (each made for one thread): warmed up, then in rounds
/// that visit the plans in an order drawn anew for each round, so that a change of the processor's
/// frequency or a neighbour's load meets all of them. The calling thread stays on one core meanwhile,
/// where the system lets it. Microseconds for each plan in the order they were measured, `runs` each
/// or as many as fit into some seconds. `x` holds pictures [n, C, H, W] that take turns. Nothing when
/// `progress` cancels.
std::optional<std::vector<std::vector<double>>>
measureLatencies(std::span<InferencePlan* const> plans, const TensorView& x, const TensorView& y,
                 std::int64_t runs, const Progress& progress);

/// Pictures in a second through each plan when 1, 4, 16, 64 and 256 of `x` go through at once, as far
/// as `x` and the plan reach (its largest batch is always among them) and one run does not take too
/// long to be cancelled. Interleaved rounds over plans and batch sizes in an order drawn anew.
/// Nothing when `progress` cancels.
std::optional<std::vector<std::vector<BatchSpeed>>>
measureThroughput(std::span<InferencePlan* const> plans, const TensorView& x, const TensorView& y,
                  const Progress& progress);

} // namespace propago
