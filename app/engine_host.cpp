#include "app/engine_host.h"

#include "app/engine_worker.h"
#include "core/base/clock.h"
#include "views/port/translated.h"

#include <algorithm>
#include <chrono>
#include <sys/resource.h>

namespace propago {

using std::chrono::steady_clock;

EngineHost::EngineHost(int threads, QObject* parent)
    : SessionPort(parent)
    , m_facts(std::make_shared<SessionFacts>())
    , m_history(std::make_shared<History>())
    , m_worker(std::make_unique<WorkerState>())
{
    m_worker->threads = threads;
    for (const char* tag : {"race", "bits", "curve", "ranges", "arithmetic", "weight"})
        m_newest[tag] = 0;
    m_thread = std::thread([this] { work(); });
}

EngineHost::~EngineHost()
{
    m_stopping = true;
    m_cancelling = true;
    m_intents.post([] {});
    m_thread.join();
}

// ---- intents -------------------------------------------------------------------------------

void EngineHost::setBreakpoints(const std::vector<int>& nodes)
{
    m_intents.post(
        [this, nodes] {
            m_worker->breakpoints = {nodes.begin(), nodes.end()};
        },
        "break");
}

void EngineHost::run()
{
    whenOpen("run", [this](WorkerState&) { setRunning(true); });
}

void EngineHost::pause()
{
    whenOpen("run", [this](WorkerState&) {
        setRunning(false);
        publish();
        publishHistory();
    });
}

void EngineHost::stepForward(Grain grain)
{
    whenOpen("", [this, grain](WorkerState& worker) {
        setRunning(false);
        if (worker.engine->run().stepper().forward(grain) == StopReason::Diverged)
            stopOnDivergence();
        publish();
        if (worker.engine->needsTest())
            worker.engine->test([this] { return m_stopping.load(); });
        publishHistory();
    });
}

void EngineHost::stepBack(Grain grain)
{
    whenOpen("", [this, grain](WorkerState& worker) {
        setRunning(false);
        worker.engine->run().stepper().back(grain);
        publish();
        publishHistory();
    });
}

void EngineHost::seek(Position position)
{
    whenOpen("seek", [this, position](WorkerState& worker) {
        setRunning(false);
        if (worker.engine->run().stepper().seek(position) == StopReason::Diverged)
            stopOnDivergence();
        publish();
        publishHistory();
    });
}

void EngineHost::reset()
{
    whenOpen("reset", [this](WorkerState& worker) {
        setRunning(false);
        worker.engine->reset();
        publishFacts();
        publish();
        publishHistory();
    });
}

void EngineHost::setSpeed(double operationsPerSecond)
{
    m_intents.post(
        [this, operationsPerSecond] {
            m_worker->speed = operationsPerSecond;
            m_worker->nextOperation = steady_clock::now();
            withdrawPulse(); // if still flat out, the next comes at once
        },
        "speed");
}

void EngineHost::setInterest(const QString& view, const Interest& interest)
{
    m_intents.post(
        [this, view, interest] {
            if (interest == Interest{})
                m_worker->interests.erase(view);
            else
                m_worker->interests[view] = interest;
            if (m_worker->engine->isOpen() && !m_worker->isRunning)
                publish();
        },
        "interest " + view.toStdString());
}

void EngineHost::applySettings(const TrainingSettings& settings)
{
    whenOpen("settings", [this, settings](WorkerState& worker) {
        if (const auto done = worker.engine->applySettings(settings); !done)
            return report(done.error());
        publishFacts();
        publish();
        publishHistory();
    });
}

template<typename Work> void EngineHost::open(Work work)
{
    m_intents.post(
        [this, work] {
            withdrawPulse(); // the run stands still while files are read
            if (const auto done = work(*m_worker->engine); !done)
                return report(done.error());
            setRunning(false);
            publishFacts();
            publish();
            publishHistory();
        },
        "open");
}

void EngineHost::openZoo(const QString& model, const QString& data)
{
    open([model = model.toStdString(), data = data.toStdString()](Engine& engine) {
        return engine.openZoo(model, data);
    });
}

void EngineHost::useGraph(const Graph& graph)
{
    open([graph](Engine& engine) { return engine.useGraph(graph); });
}

void EngineHost::openFile(const QString& path)
{
    open([this, path = path.toStdString()](Engine& engine) {
        std::vector<std::string> notes;
        if (const auto done = engine.openModelFile(path, notes); !done)
            return done;
        for (const std::string& note : notes)
            onWindow([this, note] { emit noted(QString::fromStdString(note)); });
        return Result<void>();
    });
}

void EngineHost::save(const QString& path)
{
    whenOpen("save", [this, path](WorkerState& worker) {
        if (const auto done = worker.engine->save(path.toStdString()); !done)
            return report(done.error());
        publishFacts();
        onWindow([this, path] { emit noted(tr("Saved: %1").arg(path)); });
    });
}

std::uint64_t EngineHost::classify(const QImage& picture, const QString& name)
{
    const std::uint64_t request = ++m_requests;
    whenOpen("", [this, picture, name, request](WorkerState& worker) {
        Classification answer = worker.engine->classify(picture);
        answer.request = request;
        answer.name = name;
        onWindow([this, answer] { emit classified(answer); });
    });
    return request;
}

void EngineHost::evaluate(const EvaluationOptions& options)
{
    m_cancelling = false;
    whenOpen("evaluate", [this, options](WorkerState& worker) {
        // Training pauses meanwhile: latencies are only honest on a quiet machine.
        setRunning(false);
        publish();
        publishHistory();
        auto result = worker.engine->evaluate(options, [this](double share) {
            onWindow([this, share] { emit evaluationProgressed(share); });
            return !m_cancelling.load();
        });
        if (!result) {
            if (result.error().code != ErrorCode::Interrupted)
                report(result.error());
            onWindow([this] { emit evaluationChanged(); });
            return;
        }
        auto shared = std::make_shared<const Evaluation>(std::move(*result));
        auto disputed =
            std::make_shared<const HeldPictures>(worker.engine->disputedPictures(*shared));
        onWindow([this, shared, disputed] {
            m_evaluation = shared;
            m_disputed = disputed;
            emit evaluationChanged();
        });
    });
}

void EngineHost::setWatches(const std::vector<ElementRef>& elements)
{
    whenOpen("watches", [this, elements](WorkerState& worker) {
        worker.engine->run().setWatches(elements);
        publishHistory();
    });
}

void EngineHost::setStopRules(const StopRules& rules)
{
    m_intents.post(
        [this, rules] {
            m_worker->stopRules = rules;
            if (m_worker->engine->isOpen() && !m_worker->isRunning)
                publish();
        },
        "stop rules");
}

void EngineHost::rememberInstant()
{
    whenOpen("", [this](WorkerState& worker) {
        if (const auto done = worker.engine->remember(); !done)
            return report(done.error());
        onWindow([this] {
            emit noted(tr("This moment is remembered. \"What has changed since\" (Ctrl+D) compares "
                          "with it."));
        });
        publish();
        publishChanges();
    });
}

void EngineHost::compareInstants()
{
    whenOpen("compare", [this](WorkerState&) { publishChanges(); });
}

void EngineHost::cancelEvaluation()
{
    m_cancelling = true;
}

// ---- worker --------------------------------------------------------------------------------

void EngineHost::work()
{
    // The window must stay fluid on two cores: the worker and its pool give way to it.
    ::setpriority(PRIO_PROCESS, 0, 5);
    m_worker->engine =
        std::make_unique<Engine>(m_worker->threads, [this] { return m_stopping.load(); });
    while (!m_stopping) {
        const auto now = steady_clock::now();
        auto deadline = now + std::chrono::hours(1);
        if (m_worker->isRunning)
            deadline = m_worker->speed > 0 ? std::max(now, m_worker->nextOperation) : now;
        try {
            if (const auto intent = m_intents.take(deadline))
                intent();
            else if (m_worker->isRunning)
                advance();
        } catch (const std::bad_alloc&) {
            setRunning(false);
            report({ErrorCode::OutOfMemory,
                    {PROPAGO_TEXT("there is not enough memory for this"), {}},
                    {},
                    {PROPAGO_TEXT("choose a smaller batch or network"), {}}});
        } catch (const std::exception& problem) {
            setRunning(false);
            report({ErrorCode::WorkerLost,
                    {PROPAGO_TEXT("the engine stopped: %1"), {problem.what()}},
                    {},
                    {PROPAGO_TEXT("start the run again"), {}}});
        }
    }
    m_worker->engine.reset();
}

bool EngineHost::isInterrupted()
{
    publishFlatOut();
    m_worker->isAtBreakpoint = isToStop();
    return m_worker->isAtBreakpoint || m_intents.hasWaiting() || m_stopping;
}

// Behind the step that wrote a node's values, or the first that has to do with its gradients.
bool EngineHost::isToStop()
{
    std::int64_t sample = 0;
    for (const auto& [view, interest] : m_worker->interests) {
        if (!interest.tensors.empty())
            sample = interest.sample;
    }
    m_worker->found = findStop(m_worker->engine->run().stepper(), m_worker->stopRules, sample);
    return m_worker->found.cause != StopCause::None || hitsBreakpoint();
}

QString EngineHost::stopWords() const
{
    const QString value = QString::number(m_worker->found.value, 'g', 4);
    switch (m_worker->found.cause) {
    case StopCause::Loss: return tr("Stopped: the loss of this batch is %1.").arg(value);
    case StopCause::Gradient: return tr("Stopped: the norm of all gradients is %1.").arg(value);
    case StopCause::Batch:
        return tr("Stopped: %n batch(es) are complete.", nullptr,
                  static_cast<int>(m_worker->found.value));
    case StopCause::Mistake: return tr("Stopped: the picture that is shown is mistaken.");
    default: return {};
    }
}

bool EngineHost::hitsBreakpoint() const
{
    if (m_worker->breakpoints.empty())
        return false;
    const Stepper& stepper = m_worker->engine->run().stepper();
    const auto& steps = stepper.program().steps();
    const int last = stepper.lastStep();
    if (last < 0)
        return false;
    const Step& step = steps[static_cast<std::size_t>(last)];
    if (!m_worker->breakpoints.contains(step.node))
        return false;
    if (step.kind == StepKind::Forward)
        return true;
    const Step* before = last > 0 ? &steps[static_cast<std::size_t>(last - 1)] : nullptr;
    return step.phase == Phase::Backward && before
           && (before->node != step.node || before->phase != step.phase);
}

void EngineHost::stopAtBreakpoint()
{
    m_worker->isAtBreakpoint = false;
    if (const QString words = stopWords(); !words.isEmpty()) {
        m_worker->engine->mark(MarkKind::Condition);
        setRunning(false);
        publish();
        publishHistory();
        return onWindow([this, words] { emit noted(words); });
    }
    const Stepper& stepper = m_worker->engine->run().stepper();
    const Step& step =
        stepper.program().steps()[static_cast<std::size_t>(std::max(stepper.lastStep(), 0))];
    const QString name = QString::fromStdString(
        stepper.program().graph().nodes[static_cast<std::size_t>(step.node)].name);
    m_worker->engine->mark(MarkKind::Breakpoint, step.node);
    setRunning(false);
    publish();
    publishHistory();
    const bool isForward = step.kind == StepKind::Forward;
    onWindow([this, name, isForward] {
        emit noted(isForward ? tr("Stopped at %1, on the way forward.").arg(name)
                             : tr("Stopped at %1, on the way back.").arg(name));
    });
}

void EngineHost::advance()
{
    if (m_worker->engine->needsTest()) {
        withdrawPulse();
        publish();
        m_worker->engine->test([this] { return m_intents.hasWaiting() || m_stopping; });
        publishHistory();
        return;
    }
    if (m_worker->speed > 0)
        advanceSlowly();
    else
        advanceFlatOut();
}

void EngineHost::advanceSlowly()
{
    Stepper& stepper = m_worker->engine->run().stepper();
    if (stepper.forward(Grain::Op) == StopReason::Diverged)
        stopOnDivergence();
    const auto period = std::chrono::duration<double>(1.0 / m_worker->speed);
    m_worker->nextOperation = std::max(
        m_worker->nextOperation + std::chrono::duration_cast<steady_clock::duration>(period),
        steady_clock::now() - std::chrono::milliseconds(100));
    if (m_worker->isRunning && isToStop())
        return stopAtBreakpoint();
    publishIfDue();
}

void EngineHost::advanceFlatOut()
{
    m_worker->pace.resume(nanoseconds());
    if (m_worker->engine->runUntil([this] { return isInterrupted(); }) == StopReason::Diverged) {
        stopOnDivergence();
        publish();
        publishHistory();
    } else if (m_worker->isAtBreakpoint) {
        stopAtBreakpoint();
    }
}

void EngineHost::stopOnDivergence()
{
    m_worker->engine->mark(MarkKind::Divergence);
    setRunning(false);
    report({ErrorCode::Diverged,
            {PROPAGO_TEXT("the loss or a gradient is no longer a finite number; the last good "
                          "weights are kept"),
             {}},
            {},
            {PROPAGO_TEXT("step back and use a smaller learning rate"), {}}});
}

} // namespace propago
