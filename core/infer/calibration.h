#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/graph/graph.h"
#include "core/infer/progress.h"
#include "core/infer/weights.h"

#include <vector>

namespace propago {

class ThreadPool;

/// What the activations of one node were seen to do.
struct ValueRange {
    float low = 0;
    float high = 0;
};

/// Ranges of every node's output over the calibration pictures: what int8 scales are made of.
struct Calibration {
    std::vector<ValueRange> ranges;   ///< index = node; as the range method chose them
    std::vector<ValueRange> extremes; ///< index = node; everything that was seen
    /// [node][channel]: mean over pictures and pixels, what bias correction needs
    std::vector<std::vector<float>> means;
    std::int64_t samples = 0;
};

/// Runs `samples` pictures of `data` (taken evenly over it) through the network in fp32 and keeps
/// the smallest and largest value of every node. Fails with Interrupted when `progress` cancels.
Result<Calibration> calibrate(const Graph& graph, const Weights& weights, const Dataset& data,
                              const Normalisation& normalisation, std::int64_t samples,
                              ThreadPool& pool, const Progress& progress = {});

} // namespace propago
