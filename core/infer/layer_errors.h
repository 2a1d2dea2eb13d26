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

/// How far the values of one node are from those of fp32, over the same pictures.
struct LayerError {
    int node = -1;
    double sqnr = 0;    ///< signal to quantisation noise in dB; infinite where all values are equal
    double rmse = 0;    ///< root of the mean squared error
    double mean = 0;    ///< mean error
    double largest = 0; ///< largest error
    double scale = 0;   ///< step of the integers; 0 where the value is a floating number
};

/// Adds up how far values are from what they should be.
class ErrorSums {
public:
    /// Equally many of both.
    void add(std::span<const float> expected, std::span<const float> actual);
    bool isEmpty() const { return m_count == 0; }
    /// Without node and scale.
    LayerError result() const;

private:
    double m_signal = 0, m_squares = 0, m_errors = 0, m_largest = 0;
    std::int64_t m_count = 0;
};

/// All nodes of one precision that leave a value behind, in the network's order. The ratio
/// rmse / scale of a single rounding is 1 / sqrt(12) = 0.289.
struct PrecisionErrors {
    Format precision = Format::Fp32;
    std::vector<LayerError> layers;
};

/// Sends `pictures` (fp32 [n, C, H, W], normalised) through the network in fp32 and in `precision`, and
/// compares node by node what the fused plan stores. Fails as planInference() does, and with
/// Interrupted when `progress` cancels.
Result<PrecisionErrors> layerErrors(const Graph& graph, const Weights& weights, Format precision,
                                    const QuantisationOptions& options,
                                    const Calibration* calibration, const TensorView& pictures,
                                    ThreadPool& pool, const Progress& progress = {});

} // namespace propago
