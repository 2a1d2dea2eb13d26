#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/calibration.h"
#include "core/infer/quantisation_options.h"
#include "core/infer/weights.h"
#include "core/tensor/tensor.h"

#include <span>
#include <vector>

namespace propago {

class ThreadPool;

/// How far the values of one node are from those of fp32, over the same pictures.
struct LayerError {
    int node = -1;
    double sqnr = 0;    ///< signal to quantisation noise in dB; infinite where all values are equal
    double rmse = 0;    ///< root of the mean squared error
    double mean = 0;    ///< mean error
    double largest = 0; ///< largest error
    double scale = 0;   ///< step of the integers; 0 where the value is a floating number
};

/// All nodes of one precision that leave a value behind, in the network's order. The ratio
/// rmse / scale of a single rounding is 1 / sqrt(12) = 0.289.
struct PrecisionErrors {
    Format precision = Format::Fp32;
    std::vector<LayerError> layers;
};

/// Sends `pictures` (fp32 [n, C, H, W], normalised) through the network in fp32 and in `precision`, and
/// compares node by node. Fails as planInference() does.
Result<PrecisionErrors> layerErrors(const Graph& graph, const Weights& weights, Format precision,
                                    const QuantisationOptions& options,
                                    const Calibration* calibration, const TensorView& pictures,
                                    ThreadPool& pool);

} // namespace propago
