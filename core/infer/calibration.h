#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/graph/graph.h"
#include "core/infer/progress.h"
#include "core/infer/quantisation_options.h"
#include "core/infer/weights.h"

#include <cstdint>
#include <vector>

namespace propago {

class ThreadPool;
class ValueHistogram;

/// What the activations of one node were seen to do.
struct ValueRange {
    float low = 0;
    float high = 0;
};

/// Ranges of every node's output over the calibration pictures: what integer scales are made of.
struct Calibration {
    std::vector<ValueRange> ranges;   ///< index = node; as the range method chose them
    std::vector<ValueRange> extremes; ///< index = node; everything that was seen
    /// [node][channel]: mean over pictures and pixels, what bias correction needs
    std::vector<std::vector<float>> means;
    std::int64_t samples = 0;
};

/// Everything that calibration saw, from which any method can choose ranges.
struct ObservedValues {
    std::vector<ValueHistogram> histograms; ///< index = node; empty without `keepsHistograms`
    std::vector<ValueRange> extremes;       ///< index = node; infinite where a value was not finite
    std::vector<std::vector<float>> means;  ///< [node][channel]
    std::int64_t samples = 0;
};

/// Runs `samples` pictures of `data` (taken evenly over it) through the network in fp32 and keeps the
/// smallest and largest value and the channels' means of every node, and in a second pass, if it
/// `keepsHistograms`, how the values lie between. Fails with Interrupted when `progress` cancels.
Result<ObservedValues> observeValues(const Graph& graph, const Weights& weights,
                                     const Dataset& data, const Normalisation& normalisation,
                                     std::int64_t samples, bool keepsHistograms, ThreadPool& pool,
                                     const Progress& progress = {});

/// The ranges that the method of `options` chooses. Anything but min-max needs histograms. Fails with
/// Interrupted when `progress` cancels.
Result<Calibration> calibrationOf(const ObservedValues& values, const QuantisationOptions& options,
                                  ThreadPool& pool, const Progress& progress = {});

/// observeValues() and calibrationOf(). With options.equalises the values are those of the equalised
/// network (see equalisation.h), under the indices of `graph`: a plan with the same options fits.
Result<Calibration> calibrate(const Graph& graph, const Weights& weights, const Dataset& data,
                              const Normalisation& normalisation, std::int64_t samples,
                              ThreadPool& pool, const Progress& progress = {},
                              const QuantisationOptions& options = {});

/// Indices of `wanted` pictures, or all there are, taken evenly over `size`: those that calibrate.
std::vector<std::int32_t> evenly(std::int64_t size, std::int64_t wanted);

} // namespace propago
