#pragma once
#include "core/graph/graph.h"
#include "core/infer/inference_plan.h"
#include "core/infer/progress.h"
#include "core/serve/roofline.h"

#include <optional>
#include <vector>

namespace propago {

/// Times every operation of a plan while `x` goes through it again and again for about `seconds`:
/// the median of each, with what it computes and moves. Reading the clock adds some 0.03 us to each.
/// Operations carry the names of the network's nodes; "output" moves the result out. `graph` is what
/// the plan was made from. Nothing when `progress` cancels.
std::optional<std::vector<LayerWork>> measureLayers(InferencePlan& plan, const Graph& graph,
                                                    const TensorView& x, const TensorView& y,
                                                    double seconds, const Progress& progress);

} // namespace propago
