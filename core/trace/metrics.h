#pragma once
#include <cstdint>

namespace propago {

/// What one batch measured.
struct BatchMetrics {
    double loss = 0;     ///< mean over the batch, before its update
    double accuracy = 0; ///< share of the batch that was right
    double learningRate = 0;
};

/// What the end of an epoch measured.
struct EpochMetrics {
    std::int64_t epoch = 0; ///< counted from 1
    double loss = 0;        ///< mean over the epoch's samples, as they came
    double accuracy = 0;    ///< the same
    double testLoss = 0;
    double testAccuracy = 0;
    double seconds = 0; ///< of training, without the test
    double imagesPerSecond = 0;
};

} // namespace propago
