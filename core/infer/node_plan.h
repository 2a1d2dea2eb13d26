#pragma once
#include "core/infer/inference_plan.h"

namespace propago {

/// A plan that runs the network's own operators one after another, unfused, and keeps every value:
/// in fp64 the readable reference, in fp32 what training computes. Fails as inferShapes() does and
/// when a parameter has no weights.
Result<std::unique_ptr<InferencePlan>> planNodes(const Graph& graph, const Weights& weights,
                                                 const PlanOptions& options, ThreadPool& pool);

} // namespace propago
