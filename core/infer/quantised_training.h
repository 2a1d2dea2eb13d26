#pragma once
#include "core/infer/calibration.h"

#include <cstdint>

namespace propago {

/// How a network is to be trained for integers.
struct QuantisedTrainingOptions {
    std::int64_t bits = 8; ///< of the weights: 2, 4 or 8
    /// Also the first and the last layer with weights get these bits; else they keep 8, because the
    /// picture and the answer suffer most from fewer (Rastegari et al., "XNOR-Net", ECCV 2016).
    bool quantisesAll = false;
    std::int64_t calibrationSamples = 512;
    /// The ranges also hold what the values are once the weights are rounded, before any training.
    bool widensRanges = true;
};

/// A network that computes in fp32 what its plan of integers computes.
struct QuantisedNetwork {
    Graph graph;
    Weights weights;
};

/// Gives Conv2d and Linear layers their bits and puts a FakeQuantize behind every value that a plan of
/// integers stores in bytes, with the scale and zero point that it would have (Jacob et al.,
/// "Quantization and training of neural networks for efficient integer-arithmetic-only inference",
/// CVPR 2018). Values that have a FakeQuantize already keep it. Fails as an integer plan does.
Result<QuantisedNetwork> withFakeQuantisation(const Graph& graph, const Weights& weights,
                                              const Calibration& calibration,
                                              const QuantisedTrainingOptions& options);

/// Folds BatchNorms, calibrates on pictures of `data` and then does withFakeQuantisation(). Fails with Interrupted when `progress`
/// cancels.
Result<QuantisedNetwork> prepareForQuantisedTraining(const Graph& graph, const Weights& weights,
                                                     const Dataset& data,
                                                     const Normalisation& normalisation,
                                                     const QuantisedTrainingOptions& options,
                                                     ThreadPool& pool,
                                                     const Progress& progress = {});

} // namespace propago
