#pragma once
#include "core/base/result.h"
#include "core/tensor/format.h"

#include <cstdint>
#include <vector>

namespace propago {

struct Session;
class ThreadPool;

/// What is measured.
struct TrainingSpeedOptions {
    std::int64_t batch = 64;
    std::int64_t runs = 0; ///< 0: as many as fit into `seconds`
    double seconds = 5;
    Format format = Format::Fp32;
};

/// Seconds of each of several whole training steps (load, forward, backward, update) on random
/// pictures of the network's size.
Result<std::vector<double>>
measureTrainingSteps(const Session& session, const TrainingSpeedOptions& options, ThreadPool& pool);

} // namespace propago
