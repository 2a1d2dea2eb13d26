#include "app/cli/still_port.h"

#include "core/trace/recorder.h"

namespace propago {

StillPort::StillPort(std::unique_ptr<TrainingRun> run, const TrainingData& data)
    : m_run(std::move(run)), m_facts(std::make_shared<SessionFacts>())
{
    goBehindLoss();
    m_history = std::make_shared<History>(m_run->history());
    m_facts->program = m_run->stepper().sharedProgram();
    m_facts->title = QString::fromStdString(m_run->graph().name);
    m_facts->settings = m_run->settings();
    m_facts->dataName = QString::fromStdString(data.training->name());
    m_facts->classNames = data.training->classNames();
    m_facts->trainSamples = data.training->size();
    m_facts->testSamples = data.test->size();
    m_facts->batchesPerEpoch = m_run->stepper().batchesPerEpoch();
    if (auto summary = summarise(m_run->graph()))
        m_facts->summary = std::move(*summary);
    observe({});
}

// There all values of one batch are in place, and nothing has changed yet.
void StillPort::goBehindLoss()
{
    Stepper& stepper = m_run->stepper();
    const auto& steps = stepper.program().steps();
    do {
        if (stepper.forward(Grain::Op) == StopReason::Diverged)
            return;
    } while (stepper.position().op != 0
             && steps[static_cast<std::size_t>(stepper.position().op)].phase != Phase::Backward);
}

void StillPort::observe(const Interest& interest)
{
    const auto snapshot = record(m_run->stepper(), interest);
    const Position here = m_run->stepper().position();
    snapshot->number = m_snapshot ? m_snapshot->number + 1 : 1;
    snapshot->datasetIndex =
        m_run->source().datasetIndex(here.op > 0 ? here.batch : here.batch - 1, snapshot->sample);
    snapshot->program = m_facts->program;
    m_snapshot = snapshot;
}

void StillPort::setInterest(const QString&, const Interest& interest)
{
    observe(interest);
    emit snapshotChanged();
}

} // namespace propago
