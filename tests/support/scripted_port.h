#pragma once
#include "views/port/session_port.h"

#include <QStringList>

#include <utility>
#include <vector>

namespace propago::test {

/// A port without an engine: hands out what the test put in, and writes down what it was asked for.
class ScriptedPort : public SessionPort {
public:
    std::shared_ptr<const SessionFacts> facts() const override { return m_facts; }
    std::shared_ptr<const Snapshot> snapshot() const override { return m_snapshot; }
    std::shared_ptr<const History> history() const override { return m_history; }
    std::shared_ptr<const Evaluation> evaluation() const override { return m_evaluation; }

    void run() override { asked << QStringLiteral("run"); }
    void pause() override { asked << QStringLiteral("pause"); }
    void stepForward(Grain) override { asked << QStringLiteral("stepForward"); }
    void stepBack(Grain) override { asked << QStringLiteral("stepBack"); }
    void seek(Position) override { asked << QStringLiteral("seek"); }
    void reset() override { asked << QStringLiteral("reset"); }
    void setSpeed(double) override { asked << QStringLiteral("setSpeed"); }
    void setBreakpoints(const std::vector<int>& nodes) override { breakpoints = nodes; }
    void setStopRules(const StopRules& rules) override { stopRules = rules; }
    void setWatches(const std::vector<ElementRef>& elements) override { watched = elements; }
    void setInterest(const QString&, const Interest&) override {}
    std::shared_ptr<const RunChanges> changes() const override { return m_changes; }
    void rememberInstant() override { asked << QStringLiteral("rememberInstant"); }
    void compareInstants() override { asked << QStringLiteral("compareInstants"); }
    void applySettings(const TrainingSettings& settings) override
    {
        asked << QStringLiteral("applySettings");
        applied = settings;
    }
    void openZoo(const QString& model, const QString& dataName) override
    {
        asked << QStringLiteral("openZoo %1 %2").arg(model, dataName);
    }
    void useGraph(const Graph& graph) override
    {
        asked << QStringLiteral("useGraph ") + QString::fromStdString(graph.name);
        used = graph;
    }
    void openFile(const QString& path) override { asked << QStringLiteral("openFile ") + path; }
    void save(const QString& path) override { asked << QStringLiteral("save ") + path; }
    std::uint64_t classify(const QImage& picture, const QString& name) override
    {
        asked << QStringLiteral("classify ") + name;
        pictures.push_back(picture);
        Classification answer;
        answer.request = ++m_requests;
        answer.name = name;
        answer.loaded = picture;
        answer.seen = picture.scaled(28, 28);
        answer.probabilities = probabilities;
        answer.latencyMicroseconds = 81.25;
        emit classified(answer);
        return m_requests;
    }
    void evaluate(const EvaluationOptions& options) override
    {
        asked << QStringLiteral("evaluate");
        evaluated = options;
    }
    void cancelEvaluation() override { asked << QStringLiteral("cancelEvaluation"); }

    void tell(const SessionFacts& facts)
    {
        m_facts = std::make_shared<SessionFacts>(facts);
        emit factsChanged();
    }
    void tell(const Snapshot& snapshot)
    {
        m_snapshot = std::make_shared<Snapshot>(snapshot);
        emit snapshotChanged();
    }
    void tell(const RunChanges& changes)
    {
        m_changes = std::make_shared<RunChanges>(changes);
        emit changesChanged();
    }
    void tell(const History& history)
    {
        m_history = std::make_shared<History>(history);
        emit historyChanged();
    }
    void tell(const Evaluation& evaluation)
    {
        m_evaluation = std::make_shared<Evaluation>(evaluation);
        emit evaluationChanged();
    }

    QStringList asked; ///< names of the intents, in order
    TrainingSettings applied;
    std::vector<ElementRef> watched;
    StopRules stopRules;
    std::vector<int> breakpoints;
    EvaluationOptions evaluated;
    Graph used;                        ///< that was to be trained
    std::vector<QImage> pictures;      ///< that were to be classified
    std::vector<double> probabilities; ///< of every answer

private:
    std::shared_ptr<const SessionFacts> m_facts = std::make_shared<SessionFacts>();
    std::shared_ptr<const Snapshot> m_snapshot;
    std::shared_ptr<const History> m_history = std::make_shared<History>();
    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const RunChanges> m_changes;
    std::uint64_t m_requests = 0;
};

} // namespace propago::test
