#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/program/stepper.h"
#include "core/train/dataset_source.h"
#include "core/train/session.h"
#include "core/train/tester.h"

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace propago {

/// How a run is set up beside what its session says; none of it changes a weight, but for the
/// held-out pictures, which go with the dataset.
struct RunOptions {
    PastBudget budget;
    bool inputGradient = false; ///< also the gradient by the picture: only for the eye
    /// What the plateau schedule judges by; without it that schedule is constant.
    std::shared_ptr<const Dataset> heldOut = nullptr;
};

/// What was trained on while a clock ran; an epoch that began in another sitting is timed in part.
struct TimedImages {
    std::int64_t images = 0;
    double seconds = 0;
};

/// A session brought to life: its network compiled, its numbers in a workspace, a stepper that
/// moves them. What it measures on the way goes into the session's history.
class TrainingRun {
public:
    /// Compiles and fills the workspace: from the session's tensors, or with starting values when it
    /// has none. Changes the graph's end to fit the loss: see graphForLoss(). The pool outlives the run.
    /// Fails when pictures and network do not fit together.
    static Result<std::unique_ptr<TrainingRun>> start(Session session,
                                                      std::shared_ptr<const Dataset> training,
                                                      ThreadPool& pool,
                                                      const RunOptions& options = {});
    ~TrainingRun();

    Stepper& stepper() { return *m_stepper; }
    const Stepper& stepper() const { return *m_stepper; }
    const History& history() const { return m_session.history; }
    const TrainingSettings& settings() const { return m_session.settings; }
    const Graph& graph() const { return m_session.graph; }
    const LossFunction& loss() const { return *m_loss; }
    BatchSource& source() { return *m_source; }

    /// The session as of the last complete batch, ready to be saved. Its learning rate is the one
    /// that holds there: a run started from it goes on as this one does.
    Session session();
    /// The trained parameters alone, fp32.
    std::map<TensorRef, Tensor> weights() const;
    /// SHA-256 over the parameters, as weightsSha256().
    std::string weightsSha256() const;

    /// Another initial learning rate from the next batch on.
    void changeLearningRate(double rate);
    /// Follows these numbers from the next batch on; those that are watched already keep their curves.
    void setWatches(const std::vector<ElementRef>& elements);
    /// Back to the start with the same seed: the starting values, no history.
    void reset();

    /// Sums up epoch `epoch` (counted from 1) from its batches and puts it, with the test's result,
    /// into the history.
    EpochMetrics closeEpoch(std::int64_t epoch, const TestResult& test, const TimedImages& timed);
    /// closeEpoch() was called for it, here or before the session was saved.
    bool isClosed(std::int64_t epoch) const;
    /// The test that the plateau schedule has already made at the end of `epoch`.
    std::optional<TestResult> testOf(std::int64_t epoch) const;
    /// Time spent on such tests so far.
    double testSeconds() const { return m_testSeconds; }

private:
    explicit TrainingRun(Session session) : m_session(std::move(session)) {}
    Result<void> build(std::shared_ptr<const Dataset> training, ThreadPool& pool,
                       const RunOptions& options);
    void fillWorkspace();
    void measure(std::int64_t batch);
    void judge(std::int64_t epoch);
    EpochMetrics summed(std::int64_t epoch, const TestResult& test) const;
    Result<void> prepareJudging(std::shared_ptr<const Dataset> heldOut, ThreadPool& pool);
    void remakeSchedule();
    double rateSetAt(std::int64_t batch) const;

    Session m_session;
    std::unique_ptr<DatasetSource> m_source;
    std::unique_ptr<LossFunction> m_loss;
    std::unique_ptr<Optimizer> m_optimizer;
    std::unique_ptr<Schedule> m_schedule;
    std::unique_ptr<Stepper> m_stepper;
    std::map<std::int64_t, double> m_learningRates;
    std::unique_ptr<Tester> m_tester;  ///< only for the plateau schedule
    std::int64_t m_judged = 0;         ///< epochs up to this one need no test any more
    std::set<std::int64_t> m_unclosed; ///< in the history because the schedule needed them
    double m_testSeconds = 0;
};

/// CrossEntropyLoss works on logits, so a Softmax at the end is taken off for it; MSELoss and L1Loss
/// compare probabilities, so a Softmax is put there if it is missing.
Graph graphForLoss(Graph graph, LossKind loss);

} // namespace propago
