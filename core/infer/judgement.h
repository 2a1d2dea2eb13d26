#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/infer/inference_plan.h"
#include "core/infer/progress.h"

#include <cstdint>
#include <vector>

namespace propago {

/// What a network answered to every picture of a dataset.
struct Judgement {
    std::vector<int> answers;
    std::vector<float> confidences; ///< what the network says of each answer, 0..1
    std::int64_t right = 0;
    std::int64_t inTop5 = 0; ///< fewer than five categories were rated above the true one
    double loss = 0;         ///< mean cross-entropy
};

/// Pictures to judge by.
struct JudgedData {
    const Dataset& pictures;
    const Normalisation& normalisation;
};

/// Runs all pictures through `plan`, in batches as large as it takes and as cancelling can wait for.
/// Fails with Interrupted when `progress` cancels.
Result<Judgement> judge(InferencePlan& plan, const Graph& graph, const JudgedData& data,
                        const Progress& progress, ThreadPool& pool);

} // namespace propago
