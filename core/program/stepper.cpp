#include "core/program/stepper.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace propago {

namespace {

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

// A number is not finite when its exponent is all ones; adding one to the exponent of its magnitude
// then carries into the sign. Integers may be combined in any order, so this runs in vectors.
template<typename Bits> bool allFinite(const std::byte* data, std::int64_t count, Bits exponentOne)
{
    constexpr Bits kSign = Bits(1) << (8 * sizeof(Bits) - 1);
    Bits seen = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        Bits bits = 0;
        std::memcpy(&bits, data + i * static_cast<std::int64_t>(sizeof(Bits)), sizeof(Bits));
        seen |= (bits & ~kSign) + exponentOne;
    }
    return (seen & kSign) == 0;
}

bool allFinite(const TensorView& view)
{
    if (view.format == Format::Fp64)
        return allFinite<std::uint64_t>(view.data, view.elements(), std::uint64_t{1} << 52);
    return allFinite<std::uint32_t>(view.data, view.elements(), std::uint32_t{1} << 23);
}

} // namespace

Stepper::Stepper(StepperParts parts, PastBudget budget)
    : m_parts(std::move(parts))
    , m_workspace(m_parts.program, m_parts.pool->threads())
    , m_executor(*m_parts.program, m_workspace, *m_parts.pool)
    , m_journal(budget.journalBytes)
    , m_keyframes(budget.keyframeBytes)
{}

Stepper::~Stepper() = default;

int Stepper::lastStep() const
{
    if (m_position.op > 0)
        return m_position.op - 1;
    return m_position > m_start ? static_cast<int>(program().steps().size()) - 1 : -1;
}

void Stepper::restart(std::int64_t batch)
{
    m_position = m_start = {batch, 0};
    m_hasDiverged = false;
    m_journal.clear();
    m_keyframes.clear();
    m_keyframes.pin(batch, m_workspace);
    clearSlots();
}

void Stepper::replaceSchedule(const Schedule& schedule)
{
    m_parts.schedule = &schedule;
    m_keyframes.forgetAfter(m_position.batch);
}

TensorView Stepper::batchView(int slot) const
{
    return m_workspace.view(slot, m_count);
}

Position Stepper::next(Position from, Grain grain) const
{
    const int steps = static_cast<int>(program().steps().size());
    if (grain == Grain::Epoch) {
        const std::int64_t length = batchesPerEpoch();
        return {(from.batch / length + 1) * length, 0};
    }
    const int op = program().nextBoundary(from.op, grain);
    return op >= steps ? Position{from.batch + 1, 0} : Position{from.batch, op};
}

Position Stepper::previous(Position from, Grain grain) const
{
    Position result;
    if (grain == Grain::Epoch) {
        const std::int64_t length = batchesPerEpoch();
        const std::int64_t last = from.op > 0 ? from.batch : from.batch - 1;
        result = {last / length * length, 0};
    } else if (from.op > 0) {
        result = {from.batch, program().previousBoundary(from.op, grain)};
    } else {
        const int steps = static_cast<int>(program().steps().size());
        result = {from.batch - 1, program().previousBoundary(steps, grain)};
    }
    return std::max(result, m_start);
}

StopReason Stepper::forward(Grain grain)
{
    return runTo(next(m_position, grain), grain != Grain::Epoch, nullptr);
}

bool Stepper::back(Grain grain)
{
    if (!canGoBack())
        return false;
    rewindTo(previous(m_position, grain));
    return true;
}

StopReason Stepper::seek(Position target)
{
    target.op = std::clamp(target.op, 0, static_cast<int>(program().steps().size()) - 1);
    target = std::max(target, m_start);
    if (target < m_position)
        rewindTo(target);
    if (target == m_position)
        return StopReason::Reached;
    if (const std::int64_t frame = frameFor(target); frame > m_position.batch)
        jumpTo(frame); // the run was there before
    return replayTo(target);
}

StopReason Stepper::run(const StopCondition& stop)
{
    return runTo({std::numeric_limits<std::int64_t>::max(), 0}, false, &stop);
}

StopReason Stepper::runTo(Position target, bool records, const StopCondition* stop)
{
    while (m_position < target) {
        if (m_hasDiverged)
            return StopReason::Diverged;
        if (m_position.op == 0 && isCancelled && isCancelled())
            return StopReason::Asked;
        if (!executeNext(records))
            return StopReason::Diverged;
        if (stop && (*stop)(*this))
            return StopReason::Asked;
    }
    return StopReason::Reached;
}

void Stepper::rewindTo(Position target)
{
    m_hasDiverged = false;
    if (!m_journal.isEmpty() && m_journal.oldest() <= target) {
        while (m_position > target) {
            const auto [position, count] = m_journal.undo(m_workspace);
            m_position = position;
            m_count = count;
        }
        return;
    }
    jumpTo(std::max(frameFor(target), m_start.batch));
    replayTo(target);
}

// Only what survives a batch is in a keyframe; one whole batch after it every slot holds again what
// it held then. The batch before the target is already recorded, so it has to be right as well.
std::int64_t Stepper::frameFor(Position target) const
{
    return m_keyframes.before(target.batch - 2);
}

void Stepper::jumpTo(std::int64_t frame)
{
    m_journal.clear();
    m_keyframes.restore(frame, m_workspace);
    m_position = {frame, 0};
    m_hasDiverged = false;
    if (frame == m_start.batch)
        clearSlots();
}

StopReason Stepper::replayTo(Position target)
{
    const StopReason reason = runTo({target.batch - 1, 0}, false, nullptr);
    if (reason != StopReason::Reached)
        return reason;
    return runTo(target, true, nullptr); // the next steps back come from the journal
}

// What does not survive a batch is zero before the first one.
void Stepper::clearSlots()
{
    m_count = 0;
    for (int i = 0; i < static_cast<int>(program().allSlots().size()); ++i) {
        if (program().allSlots()[at(i)].isPersistent)
            continue;
        const TensorView view = m_workspace.view(i);
        std::memset(view.data, 0, static_cast<std::size_t>(view.bytes()));
    }
}

bool Stepper::executeNext(bool records)
{
    const Step& step = program().steps()[at(m_position.op)];
    const bool startsUpdates = step.phase == Phase::Update
                               && program().steps()[at(m_position.op - 1)].phase != Phase::Update;
    if (startsUpdates && !gradientsAreFinite()) {
        m_hasDiverged = true;
        return false;
    }
    if (m_position.op == 0)
        m_keyframes.offer(m_position.batch, m_workspace);
    if (records)
        m_journal.record(step, m_position, m_count, m_workspace);
    else if (!m_journal.isEmpty())
        m_journal.clear();
    execute(step);
    clearUnusedSamples(step);
    if (!leavesFiniteState(step)) {
        takeBack(records);
        return false;
    }
    if (++m_position.op == static_cast<int>(program().steps().size())) {
        m_position = {m_position.batch + 1, 0};
        if (onBatch)
            onBatch(m_position.batch - 1);
    }
    return !m_hasDiverged;
}

// Behind the pictures of a smaller batch there is nothing, not the remains of an earlier one.
void Stepper::clearUnusedSamples(const Step& step)
{
    const std::int64_t rest = program().options().batch - m_count;
    for (const int slot : step.overwrites) {
        if (rest == 0 || !program().allSlots()[at(slot)].isPerSample)
            continue;
        const TensorView unused = m_workspace.view(slot).slice(m_count, rest);
        std::memset(unused.data, 0, static_cast<std::size_t>(unused.bytes()));
    }
}

bool Stepper::leavesFiniteState(const Step& step) const
{
    return std::ranges::all_of(step.modifies, [&](int slot) {
        return !program().allSlots()[at(slot)].isPersistent || allFinite(m_workspace.view(slot));
    });
}

void Stepper::takeBack(bool wasRecorded)
{
    if (wasRecorded)
        m_journal.undo(m_workspace);
    else
        rewindTo(m_position);
    m_hasDiverged = true;
}

bool Stepper::gradientsAreFinite() const
{
    for (const Slot& slot : program().allSlots()) {
        if (slot.ref.kind == SlotKind::ParameterGradient && !allFinite(m_workspace.view(slot.ref)))
            return false;
    }
    return true;
}

LossContext Stepper::lossContext()
{
    const auto view = [&](SlotKind kind) { return batchView(program().slot({kind, -1, 0})); };
    return {batchView(program().slot({SlotKind::Value, program().graph().output, 0})),
            view(SlotKind::Labels),
            view(SlotKind::Target),
            view(SlotKind::Probabilities),
            view(SlotKind::SampleLoss),
            view(SlotKind::Loss)};
}

void Stepper::load(const Step& step)
{
    m_count = m_parts.source->count(m_position.batch);
    m_parts.source->fill(m_position.batch, batchView(step.overwrites[0]),
                         batchView(program().slot({SlotKind::Labels, -1, 0})),
                         batchView(program().slot({SlotKind::Target, -1, 0})), *m_parts.pool);
}

void Stepper::lossStep(const Step& step)
{
    const LossContext context = lossContext();
    if (step.kind == StepKind::LossGradient) {
        m_parts.loss->backward(context, batchView(step.overwrites[0]));
        return;
    }
    m_parts.loss->forward(context);
    m_hasDiverged = !std::isfinite(context.loss.at(0));
}

void Stepper::clip(const Step& step)
{
    m_gradients.clear();
    for (const int slot : step.modifies)
        m_gradients.push_back(m_workspace.view(slot));
    const double norm = clipGradients(m_gradients, program().options().limits, *m_parts.pool);
    const TensorView shown = m_workspace.view(step.overwrites[0]);
    if (shown.format == Format::Fp64)
        shown.as<double>()[0] = norm;
    else
        shown.as<float>()[0] = static_cast<float>(norm);
}

void Stepper::update(const Step& step)
{
    m_states.clear();
    for (std::size_t i = 1; i < step.modifies.size(); ++i)
        m_states.push_back(m_workspace.view(step.modifies[i]));
    UpdateContext context;
    context.parameter = m_workspace.view(step.modifies[0]);
    context.gradient = m_workspace.view(step.reads[0]);
    context.states = m_states;
    context.step = m_position.batch;
    context.learningRate = learningRate();
    context.pool = m_parts.pool;
    m_parts.optimizer->update(context);
}

void Stepper::execute(const Step& step)
{
    const auto batch = static_cast<std::uint64_t>(m_position.batch);
    switch (step.kind) {
    case StepKind::LoadBatch: load(step); break;
    case StepKind::Forward: m_executor.forward(step.node, m_count, m_parts.seed, batch); break;
    case StepKind::Loss:
    case StepKind::LossGradient: lossStep(step); break;
    case StepKind::InputGradient:
    case StepKind::ParameterGradient:
        m_executor.backward(step, m_count, m_parts.seed, batch);
        break;
    case StepKind::ClipGradients: clip(step); break;
    case StepKind::Update: update(step); break;
    }
}

} // namespace propago
