#include "app/engine_host.h"

#include "app/engine_worker.h"
#include "core/base/clock.h"
#include "core/trace/recorder.h"
#include "views/port/translated.h"

#include <algorithm>
#include <set>
#include <utility>

/// How the worker tells the window what there is: on a beat, the newest of each kind only.
namespace propago {

namespace {

constexpr std::int64_t kHistoryPeriod = 200'000'000; // curves need no more
constexpr std::int64_t kSpeedPeriod = 1'000'000'000;
constexpr std::int64_t kLongestWait = 1'000'000'000; // for new numbers in a batch

Interest merged(const std::map<QString, Interest>& interests)
{
    Interest all;
    std::set<TensorRef> refs;
    for (const auto& [view, interest] : interests) {
        refs.insert(interest.tensors.begin(), interest.tensors.end());
        all.elements.insert(all.elements.end(), interest.elements.begin(), interest.elements.end());
        all.integers.insert(all.integers.end(), interest.integers.begin(), interest.integers.end());
        all.links.insert(all.links.end(), interest.links.begin(), interest.links.end());
        if (!interest.tensors.empty())
            all.sample = interest.sample;
    }
    all.tensors.assign(refs.begin(), refs.end());
    return all;
}

} // namespace

void EngineHost::makeCalls()
{
    for (const auto& call : m_calls.takeAll())
        call();
}

void EngineHost::report(const Error& error)
{
    onWindow([this, error] { emit failed(translated(error)); });
}

void EngineHost::setRunning(bool running)
{
    if (m_worker->isRunning == running)
        return;
    m_worker->isRunning = running;
    m_worker->nextOperation = std::chrono::steady_clock::now();
    m_worker->speedStart = 0;
    m_worker->imagesPerSecond = 0;
    m_worker->pace = BatchPace(kFrame);
    withdrawPulse();
    onWindow([this, running] { emit runningChanged(running); });
}

// Flat out, a picture is taken when a batch has reached its loss: then all that is shown belongs
// together. A batch that takes long shows what it has, but not often: a stage that alternates
// between activations and gradients several times a second would flash.
void EngineHost::publishFlatOut()
{
    const Stepper& stepper = m_worker->engine->run().stepper();
    const std::int64_t now = nanoseconds();
    const auto& last =
        stepper.program().steps()[static_cast<std::size_t>(std::max(stepper.lastStep(), 0))];
    if (last.phase == Phase::Loss)
        m_worker->pace.reachLoss(now);
    const std::int64_t waited = std::min(m_worker->pace.waited(now), now - m_worker->lastFrame);
    if (last.phase == Phase::Loss || waited > kLongestWait)
        publishIfDue();
    if (stepper.position().op == 0 && now - m_worker->lastNorms > kHistoryPeriod) {
        m_worker->norms = parameterNorms(stepper);
        m_worker->lastNorms = now;
    }
    publishPulse(now);
}

// Between two snapshots the window is told where the run is, once for each picture it can paint.
void EngineHost::publishPulse(std::int64_t now)
{
    WorkerState& worker = *m_worker;
    if (!worker.pace.isSlow(now))
        return withdrawPulse();
    if (now - std::max(worker.lastFrame, worker.lastPulse) < kFrame)
        return;
    const Stepper& stepper = worker.engine->run().stepper();
    const Position here = stepper.position();
    if (stepper.lastStep() < 0) // the first one was taken back
        return;
    auto pulse = std::make_shared<RunPulse>();
    pulse->batch = here.op == 0 ? here.batch - 1 : here.batch; // at a boundary the one that ended
    pulse->lastStep = stepper.lastStep();
    pulse->program = stepper.sharedProgram();
    pulse->phase = pulse->program->steps()[static_cast<std::size_t>(pulse->lastStep)].phase;
    worker.lastPulse = now;
    worker.hasPulse = true;
    if (m_pulseBox.put(std::move(pulse)))
        onWindow([this] { deliverPulse(); });
}

void EngineHost::withdrawPulse()
{
    if (std::exchange(m_worker->hasPulse, false) && m_pulseBox.put(nullptr))
        onWindow([this] { deliverPulse(); });
}

void EngineHost::measureSpeed()
{
    WorkerState& worker = *m_worker;
    const std::int64_t now = nanoseconds();
    const std::int64_t batch = worker.engine->run().stepper().position().batch;
    if (worker.speedStart == 0 || batch < worker.speedBatch) {
        worker.speedStart = now;
        worker.speedBatch = batch;
    } else if (now - worker.speedStart >= kSpeedPeriod) {
        const double seconds = static_cast<double>(now - worker.speedStart) * 1e-9;
        const auto images = static_cast<double>((batch - worker.speedBatch)
                                                * worker.engine->run().settings().batch);
        worker.imagesPerSecond = images / seconds;
        worker.speedStart = now;
        worker.speedBatch = batch;
    }
}

void EngineHost::publishIfDue()
{
    const std::int64_t now = nanoseconds();
    if (now - m_worker->lastFrame >= kFrame)
        publish();
    if (now - m_worker->lastHistory >= kHistoryPeriod)
        publishHistory();
}

void EngineHost::publish()
{
    if (m_worker->isRunning)
        measureSpeed();
    Interest interest = merged(m_worker->interests);
    if (m_worker->isRunning && m_worker->speed == 0) { // too fast to be read
        interest.elements.clear();
        interest.links.clear();
        interest.integers.clear();
    }
    auto snapshot = m_worker->engine->snapshot(interest);
    if (snapshot->norms.empty())
        snapshot->norms = m_worker->norms;
    else
        m_worker->norms = snapshot->norms;
    snapshot->marks = currentMarks();
    snapshot->number = ++m_worker->number;
    snapshot->isRunning = m_worker->isRunning;
    snapshot->imagesPerSecond = m_worker->imagesPerSecond;
    m_worker->lastFrame = nanoseconds();
    if (m_snapshotBox.put(std::move(snapshot)))
        onWindow([this] { deliverSnapshot(); });
}

// Looked up anew a few times a second while a run goes on, and always when it stands still.
std::shared_ptr<const std::vector<RunMark>> EngineHost::currentMarks()
{
    const std::int64_t now = nanoseconds();
    if (m_worker->marks && m_worker->isRunning && now - m_worker->lastMarks < kHistoryPeriod)
        return m_worker->marks;
    m_worker->lastMarks = now;
    std::vector<RunMark> marks = m_worker->engine->marks();
    if (m_worker->stopRules.batch)
        marks.push_back({MarkKind::Planned, *m_worker->stopRules.batch});
    m_worker->marks = std::make_shared<const std::vector<RunMark>>(std::move(marks));
    return m_worker->marks;
}

void EngineHost::publishFacts()
{
    if (m_factsBox.put(m_worker->engine->facts()))
        onWindow([this] { deliverFacts(); });
}

// Training goes on; said once, not five times a second.
void EngineHost::tellOfFullDisk(const std::optional<Error>& problem)
{
    if (problem && !m_worker->hasFullDisk)
        report(*problem);
    m_worker->hasFullDisk = problem.has_value();
}

void EngineHost::publishHistory()
{
    m_worker->lastHistory = nanoseconds();
    const History& history = m_worker->engine->run().history();
    tellOfFullDisk(history.batches.problem());
    if (m_historyBox.put(std::make_shared<const History>(history)))
        onWindow([this] { deliverHistory(); });
}

void EngineHost::publishChanges()
{
    auto result = m_worker->engine->compare();
    if (!result)
        return report(result.error());
    auto shared = std::make_shared<const RunChanges>(std::move(*result));
    onWindow([this, shared] {
        m_changes = shared;
        emit changesChanged();
    });
}

// ---- window --------------------------------------------------------------------------------

void EngineHost::deliverSnapshot()
{
    m_snapshot = m_snapshotBox.take();
    deliverPulse(); // when a run stands still, its pulse is gone before anybody hears of it
    emit snapshotChanged();
}

void EngineHost::deliverPulse()
{
    const auto before = std::exchange(m_pulse, m_pulseBox.take());
    if (m_pulse != before)
        emit pulseChanged();
}

void EngineHost::deliverFacts()
{
    const auto before = m_facts->program;
    m_facts = m_factsBox.take();
    const bool isOther = m_facts->program != before;
    if (isOther)
        m_changes.reset(); // it is of the network before
    emit factsChanged();
    if (isOther && before)
        forgetMeasurements();
}

void EngineHost::deliverHistory()
{
    m_history = m_historyBox.take();
    emit historyChanged();
}

} // namespace propago
