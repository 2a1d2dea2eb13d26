#pragma once
#include "core/infer/inference_plan.h"

namespace propago {

/// A fused plan in any format but fp64 on packed kernels. Single pictures run without locks on the
/// caller's thread (large networks share their layers over the pool); larger batches are cut into
/// chunks of samples that the threads take one by one, each with an arena of its own.
/// Fails as planInference() does.
Result<std::unique_ptr<InferencePlan>> planUnits(const Graph& graph, const Weights& weights,
                                                 const PlanOptions& options,
                                                 const Calibration* calibration, ThreadPool& pool);

} // namespace propago
