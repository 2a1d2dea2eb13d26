#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/graph/graph.h"
#include "core/infer/calibration.h"
#include "core/infer/progress.h"
#include "core/infer/quantisation_options.h"
#include "core/infer/weights.h"

#include <cstdint>
#include <vector>

namespace propago {

class ThreadPool;

/// A choice of bits for the weights of each layer, judged on pictures.
struct BitTrial {
    std::vector<int> layerBits; ///< index = node, as in QuantisationOptions
    std::int64_t weightBytes = 0;
    std::int64_t samples = 0;
    double accuracy = 0;
    double accuracyLow = 0, accuracyHigh = 0; ///< 95 % Wilson interval
    double agreementWithFp32 = 0;
    double fp32Accuracy = 0; ///< on the same pictures
    std::int64_t fp32Bytes = 0;
};

/// The nodes whose weights have bits to choose: Conv2d and Linear, in the network's order.
std::vector<int> nodesWithBits(const Graph& graph);

/// Judges one choice (options.layerBits) on up to `samples` pictures of `data`, taken evenly.
/// Fails with Interrupted when `progress` cancels.
Result<BitTrial> tryBits(const Graph& graph, const Weights& weights,
                         const QuantisationOptions& options, const Calibration& calibration,
                         const Dataset& data, const Normalisation& normalisation,
                         std::int64_t samples, ThreadPool& pool, const Progress& progress = {});

/// What happens when one layer alone has `bits`.
struct LayerSensitivity {
    int node = -1;
    int bits = 8;
    double agreementWithFp32 = 0;
    double lossIncrease = 0; ///< mean cross-entropy against all layers in 8 bits
};

/// From 8 bits everywhere down to 2 bits everywhere: at each step the layer and width that costs least
/// loss for the bytes it saves (as measured alone, on pictures of their own) gets fewer bits.
struct BitCurve {
    std::vector<LayerSensitivity> sensitivities;
    std::vector<BitTrial> points; ///< bytes fall from point to point
};

/// Pictures that decide which layer gets fewer bits, and others by which the choices are judged: judged
/// on the same ones the curve would be too good.
struct BitCurveData {
    const Dataset& choosing;
    const Dataset& judged;
};

/// Uses up to `samples` pictures of each. Fails with Interrupted when `progress` cancels.
Result<BitCurve> findBitCurve(const Graph& graph, const Weights& weights,
                              const QuantisationOptions& options, const Calibration& calibration,
                              const BitCurveData& data, const Normalisation& normalisation,
                              std::int64_t samples, ThreadPool& pool,
                              const Progress& progress = {});

} // namespace propago
