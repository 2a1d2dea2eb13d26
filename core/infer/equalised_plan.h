#pragma once
#include "core/infer/inference_plan.h"

namespace propago {

/// planInference() of the equalised network, as if it were `graph`: nodes have its indices, values the
/// scale that they have there. `calibration` is of the equalised network under the indices of `graph`.
Result<std::unique_ptr<InferencePlan>> planEqualised(const Graph& graph, const Weights& weights,
                                                     const PlanOptions& options,
                                                     const Calibration& calibration,
                                                     ThreadPool& pool);

} // namespace propago
