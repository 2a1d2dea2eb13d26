#pragma once
#include "views/port/session_port.h"

#include <QStringList>

#include <map>
#include <utility>
#include <vector>

namespace propago::test {

/// A port without an engine: hands out what the test put in, and writes down what it was asked for.
class ScriptedPort : public SessionPort {
public:
    std::shared_ptr<const SessionFacts> facts() const override { return m_facts; }
    std::shared_ptr<const Snapshot> snapshot() const override { return m_snapshot; }
    std::shared_ptr<const RunPulse> pulse() const override { return m_pulse; }
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
    void setInterest(const QString& view, const Interest& interest) override
    {
        interests[view] = interest;
    }
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
        withheld = answer;
        if (!isSlow)
            emit classified(answer);
        return m_requests;
    }
    void evaluate(const EvaluationOptions& options) override
    {
        asked << QStringLiteral("evaluate");
        evaluated = options;
    }
    void cancelEvaluation() override { asked << QStringLiteral("cancelEvaluation"); }
    std::shared_ptr<const HeldPictures> disputedPictures() const override { return m_disputed; }
    std::shared_ptr<const PictureRace> race() const override { return m_race; }
    std::shared_ptr<const BitTrial> bitTrial() const override { return m_bitTrial; }
    std::shared_ptr<const BitCurve> bitCurve() const override { return m_bitCurve; }
    std::shared_ptr<const RangeComparison> rangeComparison() const override { return m_ranges; }
    void startRace(const RaceQuestion& question) override
    {
        asked << QStringLiteral("startRace");
        raced = question;
    }
    void tryBits(const QuantisationOptions& options) override
    {
        asked << QStringLiteral("tryBits");
        quantised = options;
    }
    void findBitCurve(const QuantisationOptions& options) override
    {
        asked << QStringLiteral("findBitCurve");
        quantised = options;
    }
    void compareRangeMethods(Format precision, const QuantisationOptions& options) override
    {
        asked << QStringLiteral("compareRangeMethods ")
                     + QString::fromLatin1(traits(precision).name.data());
        quantised = options;
    }
    std::shared_ptr<const IntegerArithmetic> integerArithmetic() const override
    {
        return m_arithmetic;
    }
    std::shared_ptr<const WeightTrial> weightTrial() const override { return m_weightTrial; }
    void explainInteger(const RaceQuestion& question, int node, qint64 element) override
    {
        asked << QStringLiteral("explainInteger %1 %2").arg(node).arg(element);
        raced = question;
    }
    void tryWeight(const RaceQuestion& question, const ElementRef& weight, double value) override
    {
        asked << QStringLiteral("tryWeight %1").arg(value);
        raced = question;
        triedWeight = weight;
    }
    void cancelMeasuring() override { asked << QStringLiteral("cancelMeasuring"); }
    void startQuantisedTraining(int bits) override
    {
        asked << QStringLiteral("startQuantisedTraining %1").arg(bits);
    }
    void exportQuantised(const QString& path) override
    {
        asked << QStringLiteral("exportQuantised ") + path;
    }

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
    void tell(const RunPulse& pulse)
    {
        m_pulse = std::make_shared<RunPulse>(pulse);
        emit pulseChanged();
    }
    void withdrawPulse()
    {
        m_pulse.reset();
        emit pulseChanged();
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
    void tell(const Evaluation& evaluation, const HeldPictures& disputed)
    {
        m_disputed = std::make_shared<HeldPictures>(disputed);
        tell(evaluation);
    }
    void tell(const PictureRace& race)
    {
        m_race = std::make_shared<PictureRace>(race);
        emit raceChanged();
    }
    void tell(const BitTrial& trial)
    {
        m_bitTrial = std::make_shared<BitTrial>(trial);
        emit bitTrialChanged();
    }
    void tell(const BitCurve& curve)
    {
        m_bitCurve = std::make_shared<BitCurve>(curve);
        emit bitCurveChanged();
    }
    void tell(const RangeComparison& ranges)
    {
        m_ranges = std::make_shared<RangeComparison>(ranges);
        emit rangeComparisonChanged();
    }

    void tell(const IntegerArithmetic& arithmetic)
    {
        m_arithmetic = std::make_shared<IntegerArithmetic>(arithmetic);
        emit integerArithmeticChanged();
    }
    void tell(const WeightTrial& trial)
    {
        m_weightTrial = std::make_shared<WeightTrial>(trial);
        emit weightTrialChanged();
    }

    QStringList asked; ///< names of the intents, in order
    TrainingSettings applied;
    std::vector<ElementRef> watched;
    StopRules stopRules;
    std::vector<int> breakpoints;
    std::map<QString, Interest> interests; ///< by view
    EvaluationOptions evaluated;
    RaceQuestion raced; ///< also what an integer or a weight was asked about
    ElementRef triedWeight;
    QuantisationOptions quantised;     ///< of the newest trial, curve or comparison of methods
    Graph used;                        ///< that was to be trained
    std::vector<QImage> pictures;      ///< that were to be classified
    std::vector<double> probabilities; ///< of every answer
    bool isSlow = false;               ///< classify() is answered only by the test
    Classification withheld;           ///< the newest answer

private:
    std::shared_ptr<const SessionFacts> m_facts = std::make_shared<SessionFacts>();
    std::shared_ptr<const Snapshot> m_snapshot;
    std::shared_ptr<const RunPulse> m_pulse;
    std::shared_ptr<const History> m_history = std::make_shared<History>();
    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const RunChanges> m_changes;
    std::shared_ptr<const HeldPictures> m_disputed = std::make_shared<HeldPictures>();
    std::shared_ptr<const PictureRace> m_race;
    std::shared_ptr<const BitTrial> m_bitTrial;
    std::shared_ptr<const BitCurve> m_bitCurve;
    std::shared_ptr<const RangeComparison> m_ranges;
    std::shared_ptr<const IntegerArithmetic> m_arithmetic;
    std::shared_ptr<const WeightTrial> m_weightTrial;
    std::uint64_t m_requests = 0;
};

} // namespace propago::test
