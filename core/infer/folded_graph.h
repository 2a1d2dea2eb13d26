#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/weights.h"

#include <vector>

namespace propago {

/// A network whose normalisations went into the weights before them.
struct FoldedNetwork {
    Graph graph;
    Weights weights;
    /// Index = node of the network it was made from: where its value is now. A folded BatchNorm2d has
    /// become part of its convolution, whose own value before the normalisation is gone.
    std::vector<int> nodeOf;

    /// For each node of `graph`: the node it was made from, the one that has the weights.
    std::vector<int> weightNodes() const;
    /// For each node of `graph`: the node whose value it leaves, the last that became part of it.
    std::vector<int> valueNodes() const;
};

/// Takes every BatchNorm2d into the Conv2d before it, if nobody else reads that (computed in fp64, as
/// in Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
/// inference", CVPR 2018). The network computes the same as before at inference; a convolution without
/// a bias gets one. Other normalisations stay. Fails as inferShapes() does and when a parameter has no
/// weights.
Result<FoldedNetwork> foldBatchNorms(const Graph& graph, const Weights& weights);

} // namespace propago
