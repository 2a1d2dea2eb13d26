#pragma once
#include "app/cli/model_argument.h"
#include "core/infer/inference_plan.h"

namespace propago {

/// A plan with random pictures to run through it: how fast a network is does not depend on them.
struct MeasuredPlan {
    std::unique_ptr<InferencePlan> plan;
    Tensor x, y;
    std::int64_t macs = 0; ///< multiply-adds of one picture, by the definition
    void run() const { plan->run(x.view(), y.view()); }
};

/// Plans the model for `batch` pictures at once; integers are calibrated on random pictures.
/// `isDirect`: as in PlanOptions. Fails as planInference() does. The pool outlives the plan.
Result<MeasuredPlan> planForMeasuring(const LoadedModel& model, Format format, std::int64_t batch,
                                      bool isDirect, ThreadPool& pool);

} // namespace propago
