#pragma once
#include "core/base/result.h"
#include "core/tensor/format.h"
#include "core/train/training_run.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace propago {

/// What is measured.
struct TrainingSpeedOptions {
    std::int64_t batch = 64;
    std::int64_t runs = 0; ///< 0: as many as fit into `seconds`
    double seconds = 5;
    Format format = Format::Fp32;
};

/// A network that trains on random pictures of its size: how fast it does so does not depend on them.
class MeasuredTraining {
public:
    /// Starts anew with plain SGD, whatever the session's settings are. The pool outlives it.
    static Result<MeasuredTraining> start(const Session& session,
                                          const TrainingSpeedOptions& options, ThreadPool& pool);
    /// One whole training step: load, forward, backward, update.
    void step();

private:
    explicit MeasuredTraining(std::unique_ptr<TrainingRun> run) : m_run(std::move(run)) {}
    std::unique_ptr<TrainingRun> m_run;
};

/// Seconds of each of several whole training steps (load, forward, backward, update) on random
/// pictures of the network's size.
Result<std::vector<double>>
measureTrainingSteps(const Session& session, const TrainingSpeedOptions& options, ThreadPool& pool);

} // namespace propago
