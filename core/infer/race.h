#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/calibration.h"
#include "core/infer/progress.h"
#include "core/infer/quantisation_options.h"
#include "core/infer/weights.h"
#include "core/tensor/tensor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace propago {

class ThreadPool;

/// One picture through the network in one precision.
struct RaceLane {
    Format precision = Format::Fp32;
    std::vector<float> probabilities;
    std::vector<Tensor>
        values;               ///< index = node: fp32 [1, ...]; empty where nothing was left behind
    std::vector<double> sqnr; ///< index = node: dB against fp32; NaN where there is no value
    /// The first node whose value, handed to the rest of the network in fp32, leads to another winner
    /// than fp32 has; -1 when there is none.
    int flipsAt = -1;
    double microseconds = 0; ///< p50 of some runs of this picture, batch 1, one thread
    std::int64_t runs = 0;   ///< behind `microseconds`
};

/// The same picture in several precisions; the first lane is fp32.
struct Race {
    Tensor picture; ///< fp32 [C, H, W] as the network sees it
    std::vector<RaceLane> lanes;
};

/// Runs `picture` (fp32 [C, H, W], normalised) in fp32 and in each of `precisions` (fp32 among them
/// counts once). Each fused plan is timed alone on this thread, in interleaved rounds. Fails as
/// planInference() does, and with Interrupted when `progress` cancels.
Result<Race> race(const Graph& graph, const Weights& weights, std::span<const Format> precisions,
                  const QuantisationOptions& options, const Calibration* calibration,
                  const TensorView& picture, ThreadPool& pool, const Progress& progress = {});

} // namespace propago
