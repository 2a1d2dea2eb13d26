#pragma once
#include "core/base/result.h"
#include "core/infer/calibration.h"
#include "core/infer/fused_graph.h"
#include "core/infer/inference_plan.h"
#include "core/infer/plan_step.h"

#include <memory>
#include <vector>

namespace propago {

/// What the steps are laid out for.
struct UnitOptions {
    UnitFormat format = UnitFormat::Fp32;
    bool keepsValues = false; ///< every value gets memory of its own
    Method method = Method::Fastest;
    bool symmetricActivations = false; ///< of Int8
};

/// A fused network as steps over one arena.
struct UnitSteps {
    std::vector<std::unique_ptr<PlanStep>> steps;
    std::vector<PlanOperation> operations; ///< what each step is
    std::vector<PlanValue> values;         ///< index = fused node
    std::vector<int> owners;               ///< index = node of the network: fused node, or -1
    std::int64_t arenaBytes = 0;           ///< for `samples` samples
    std::int64_t samples = 1;
    std::int64_t weightBytes = 0;
};

/// Turns a fused network into steps: number formats, quantisation, memory, kernels with packed
/// weights. `samples` pictures go through together, or fewer where their values would not stay in
/// the cache (unless values are kept). Fails when integers cannot represent the network.
Result<UnitSteps> layOutSteps(const FusedGraph& fused, const Graph& graph,
                              const UnitOptions& options, const Calibration* calibration,
                              std::int64_t samples);

} // namespace propago
