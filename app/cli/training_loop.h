#pragma once
#include "app/cli/interruption.h"
#include "app/cli/progress.h"
#include "app/cli/train_options.h"
#include "core/train/training_run.h"

namespace propago {

/// Drives a run to its goal: epoch by epoch, each with its test.
class TrainingLoop {
public:
    struct Parts {
        TrainingRun& run;
        Tester& tester;
        ProgressBar& progress;
        const Interruption& interruption;
    };
    struct Goal {
        std::int64_t lastBatch = 0; ///< complete batches to reach
        std::optional<Grain> grain;
        std::optional<double> accuracy; ///< of the test; ends the run early
        std::int64_t testEvery = 0;     ///< batches between two tests; 0: at the end of an epoch
    };
    /// A test between the ends of epochs.
    struct StepTest {
        std::int64_t batch = 0; ///< complete ones
        TestResult result;
    };

    TrainingLoop(Parts parts, Goal goal);

    /// Fails with Diverged, Interrupted, or GoalNotMet.
    Result<void> train();

    /// The epochs that ended in this call. Their speed counts the pictures of this call alone.
    const std::vector<EpochMetrics>& epochs() const { return m_epochs; }
    /// The tests that Goal::testEvery asked for, but for those at the end of an epoch.
    const std::vector<StepTest>& stepTests() const { return m_stepTests; }
    /// The newest test, if there was one.
    const std::optional<TestResult>& newestTest() const { return m_test; }

private:
    std::int64_t batch() const { return m_parts.run.stepper().position().batch; }
    std::int64_t epochLength() const { return m_parts.run.stepper().batchesPerEpoch(); }
    std::int64_t nextBoundary() const;
    Result<void> trainToBoundary();
    StopReason advance(std::int64_t target);
    StopReason advanceByGrain(std::int64_t target);
    bool stopsAt(const Stepper& stepper, std::int64_t target);
    Result<void> test();
    void closeEpoch();
    void keepStepTest();
    bool reachedAccuracy() const;
    Result<void> judge() const;

    Parts m_parts;
    Goal m_goal;
    std::int64_t m_firstBatch;
    TimedImages m_timed; ///< of the current epoch, without tests
    std::vector<EpochMetrics> m_epochs;
    std::vector<StepTest> m_stepTests;
    std::optional<TestResult> m_test;
};

/// The step of the current batch that first wrote an infinity or NaN, e.g. "forward · conv2"; the
/// step that comes next when none is left to be seen.
std::string firstNonFiniteStep(const Stepper& stepper);

} // namespace propago
