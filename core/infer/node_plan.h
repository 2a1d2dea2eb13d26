#pragma once
#include "core/infer/inference_plan.h"

namespace propago {

/// A plan that can also be entered in the middle.
class NodePlan : public InferencePlan {
public:
    /// run() of the same samples once more, as if `node` had given `value` (fp32 [n, ...]). The
    /// values of other nodes are then what this leads to; the next run() or runFrom() is free of it.
    virtual void runFrom(int node, const TensorView& value, const TensorView& y) = 0;
};

/// A plan that runs the network's own operators one after another, unfused, and keeps every value:
/// in fp64 the readable reference, in fp32 what training computes. Fails as inferShapes() does and
/// when a parameter has no weights.
Result<std::unique_ptr<NodePlan>> planNodes(const Graph& graph, const Weights& weights,
                                            const PlanOptions& options, ThreadPool& pool);

} // namespace propago
