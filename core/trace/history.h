#pragma once
#include "core/trace/batch_history.h"
#include "core/trace/metrics.h"
#include "core/trace/watch.h"

#include <cstdint>
#include <vector>

namespace propago {

/// Everything a run measured, by position. Going back forgets nothing: the same steps measure the
/// same again, and only a changed setting cuts the future off.
struct History {
    BatchHistory batches;             ///< index = number of the batch
    std::vector<EpochMetrics> epochs; ///< by rising number; some may be missing
    std::vector<Watch> watches;       ///< of this sitting; not saved

    /// Puts down what batch `batch` measured, over what an earlier pass measured there.
    void put(std::int64_t batch, const BatchMetrics& metrics);
    void put(const EpochMetrics& metrics);
    /// Forgets batches from `batch` on and the epochs that they belong to.
    void cut(std::int64_t batch, std::int64_t batchesPerEpoch);
};

} // namespace propago
