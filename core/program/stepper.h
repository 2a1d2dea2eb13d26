#pragma once
#include "core/program/executor.h"
#include "core/program/journal.h"
#include "core/program/keyframes.h"
#include "core/program/position.h"
#include "core/program/program.h"
#include "core/program/roles.h"
#include "core/program/workspace.h"

#include <functional>
#include <memory>

namespace propago {

/// What a stepper works with; everything outlives it.
struct StepperParts {
    std::shared_ptr<const Program> program;
    BatchSource* source = nullptr;
    const LossFunction* loss = nullptr;
    const Optimizer* optimizer = nullptr;
    const Schedule* schedule = nullptr;
    ThreadPool* pool = nullptr;
    std::uint64_t seed = 1;
};

/// Byte budgets of the past.
struct PastBudget {
    std::int64_t journalBytes = std::int64_t{256} << 20;
    std::int64_t keyframeBytes = std::int64_t{256} << 20;
};

enum class StopReason : std::uint8_t { Asked, Reached, Diverged };

/// Looked at after every step of run(); return true to stop.
using StopCondition = std::function<bool(const class Stepper&)>;

/// The only thing that runs steps. Forward by any grain, back by any grain, to any position:
/// always the same bits at the same position. A step that would leave an infinity or NaN in what
/// survives the batch is taken back: parameters stay finite whatever the learning rate.
class Stepper {
public:
    explicit Stepper(StepperParts parts, PastBudget budget = {});
    ~Stepper();

    const Program& program() const { return *m_parts.program; }
    std::shared_ptr<const Program> sharedProgram() const { return m_parts.program; }
    const Workspace& workspace() const { return m_workspace; }
    Workspace& workspace() { return m_workspace; }
    ThreadPool& pool() const { return *m_parts.pool; }
    Position position() const { return m_position; }
    std::int64_t batchesPerEpoch() const { return m_parts.source->batchesPerEpoch(); }
    /// Samples in the current batch: the one that runs, or at a boundary the one that ended.
    std::int64_t count() const { return m_count; }
    /// Step that ran last, -1 before the first.
    int lastStep() const;
    const Optimizer& optimizer() const { return *m_parts.optimizer; }
    double learningRate() const { return m_parts.schedule->rate(m_position.batch); }
    bool hasDiverged() const { return m_hasDiverged; }

    /// Starts from the parameters and states that the workspace holds now, at the batch boundary `batch`.
    void restart(std::int64_t batch);

    /// Runs to the next boundary of `grain`, recording before-values up to grain Batch.
    StopReason forward(Grain grain);
    /// Back to the previous boundary: from the journal, or from a keyframe and replay.
    /// Returns false at the start.
    bool back(Grain grain);
    /// To any position at or after the start, forwards or backwards.
    StopReason seek(Position target);
    /// Flat out, until the condition holds.
    StopReason run(const StopCondition& stop);
    bool canGoBack() const { return m_position > m_start; }
    /// Batch boundaries that are kept whole, by rising number: going back there needs no replay.
    std::vector<std::int64_t> keyframes() const { return m_keyframes.boundaries(); }
    Position start() const { return m_start; }

    /// Goes on with another schedule. It must give the old rates for every batch up to and
    /// including the current one: the past has to replay as it was.
    void replaceSchedule(const Schedule& schedule);

    /// Called after each batch is complete, with its number.
    std::function<void(std::int64_t)> onBatch;
    /// Asked before each batch of a long way; true ends forward(), back() and seek() where they are.
    std::function<bool()> isCancelled;

private:
    StopReason runTo(Position target, bool records, const StopCondition* stop);
    bool executeNext(bool records);
    void execute(const Step& step);
    void clearUnusedSamples(const Step& step);
    bool leavesFiniteState(const Step& step) const;
    void takeBack(bool wasRecorded);
    void load(const Step& step);
    void lossStep(const Step& step);
    void clip(const Step& step);
    void update(const Step& step);
    bool gradientsAreFinite() const;
    LossContext lossContext();
    TensorView batchView(int slot) const;
    Position previous(Position from, Grain grain) const;
    Position next(Position from, Grain grain) const;
    void rewindTo(Position target);
    std::int64_t frameFor(Position target) const;
    void jumpTo(std::int64_t frame);
    StopReason replayTo(Position target);
    void clearSlots();

    StepperParts m_parts;
    Workspace m_workspace;
    Executor m_executor;
    Journal m_journal;
    Keyframes m_keyframes;
    Position m_position;
    Position m_start;
    std::int64_t m_count = 0;
    bool m_hasDiverged = false;
    std::vector<TensorView> m_states, m_gradients;
};

} // namespace propago
