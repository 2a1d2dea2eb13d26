#pragma once
#include "core/base/thread_pool.h"
#include "core/graph/zoo.h"
#include "core/trace/recorder.h"
#include "tests/support/scripted_port.h"
#include "tests/support/training_fixtures.h"

#include <map>

namespace propago::test {

/// A port with a real run behind it and no threads: whatever is asked for is there on return.
class SteppingPort : public ScriptedPort {
public:
    /// A run of `model` on pictures of bars, in batches of `batch`.
    explicit SteppingPort(const char* model, std::int64_t batch = 3)
    {
        TrainingSettings settings;
        settings.batch = batch;
        settings.seed = 5;
        auto run = TrainingRun::start(sessionOf(*zooGraph(model, zooInput(model), 10), settings),
                                      barPictures(10 * batch, zooInput(model), 10), m_pool,
                                      RunOptions{{}, true});
        if (!run)
            throw std::runtime_error(describe(run.error()));
        m_run = std::move(*run);
        SessionFacts facts;
        facts.title = QString::fromLatin1(model);
        facts.dataName = QStringLiteral("bars");
        facts.program = m_run->stepper().sharedProgram();
        facts.summary = *summarise(m_run->graph());
        facts.settings = settings;
        facts.batchesPerEpoch = 10;
        for (int i = 0; i < 10; ++i)
            facts.classNames.push_back("bar " + std::to_string(i));
        tell(facts);
        show();
    }

    Stepper& stepper() { return m_run->stepper(); }
    TrainingRun& trainingRun() { return *m_run; }
    /// What all views together want to see.
    Interest interest() const
    {
        Interest all;
        for (const auto& [view, each] : m_interests) {
            all.tensors.insert(all.tensors.end(), each.tensors.begin(), each.tensors.end());
            all.elements.insert(all.elements.end(), each.elements.begin(), each.elements.end());
            all.integers.insert(all.integers.end(), each.integers.begin(), each.integers.end());
            all.links.insert(all.links.end(), each.links.begin(), each.links.end());
        }
        return all;
    }
    /// Tells the views how things stand.
    void show()
    {
        Snapshot snapshot = *record(m_run->stepper(), interest());
        snapshot.program = m_run->stepper().sharedProgram();
        tell(snapshot);
    }

    void setInterest(const QString& view, const Interest& interest) override
    {
        m_interests[view] = interest;
        show();
    }
    void stepForward(Grain grain) override
    {
        ScriptedPort::stepForward(grain);
        m_run->stepper().forward(grain);
        show();
    }
    void setWatches(const std::vector<ElementRef>& elements) override
    {
        ScriptedPort::setWatches(elements);
        m_run->setWatches(elements);
        tell(m_run->history());
    }
    void stepBack(Grain grain) override
    {
        ScriptedPort::stepBack(grain);
        m_run->stepper().back(grain);
        show();
    }
    void seek(Position position) override
    {
        ScriptedPort::seek(position);
        m_run->stepper().seek(position);
        show();
    }
    /// Steps until the step that ran last is the last one of `phase` in this batch.
    void stepThrough(Phase phase)
    {
        const auto& steps = m_run->stepper().program().steps();
        int last = 0;
        for (int i = 0; i < static_cast<int>(steps.size()); ++i)
            last = steps[static_cast<std::size_t>(i)].phase == phase ? i : last;
        m_run->stepper().seek({m_run->stepper().position().batch, last + 1});
        show();
    }

private:
    ThreadPool m_pool{1};
    std::unique_ptr<TrainingRun> m_run;
    std::map<QString, Interest> m_interests;
};

} // namespace propago::test
