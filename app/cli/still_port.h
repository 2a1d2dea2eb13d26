#pragma once
#include "core/data/catalog.h"
#include "core/train/training_run.h"
#include "views/port/session_port.h"

#include <memory>

namespace propago {

/// A session that stands still, for drawings of it: one batch has been through the network
/// forwards, its loss is known. Answers views; takes no intents but interest.
class StillPort final : public SessionPort {
    Q_OBJECT
public:
    /// Takes the run behind the loss of its next batch.
    StillPort(std::unique_ptr<TrainingRun> run, const TrainingData& data);

    std::shared_ptr<const SessionFacts> facts() const override { return m_facts; }
    std::shared_ptr<const Snapshot> snapshot() const override { return m_snapshot; }
    std::shared_ptr<const History> history() const override { return m_history; }
    std::shared_ptr<const Evaluation> evaluation() const override { return nullptr; }

    std::shared_ptr<const HeldPictures> disputedPictures() const override
    {
        return std::make_shared<HeldPictures>();
    }
    std::shared_ptr<const PictureRace> race() const override { return nullptr; }
    std::shared_ptr<const BitTrial> bitTrial() const override { return nullptr; }
    std::shared_ptr<const BitCurve> bitCurve() const override { return nullptr; }
    std::shared_ptr<const RangeComparison> rangeComparison() const override { return nullptr; }
    std::shared_ptr<const IntegerArithmetic> integerArithmetic() const override { return nullptr; }
    std::shared_ptr<const WeightTrial> weightTrial() const override { return nullptr; }

public slots:
    void run() override {}
    void pause() override {}
    void stepForward(propago::Grain) override {}
    void stepBack(propago::Grain) override {}
    void seek(propago::Position) override {}
    void reset() override {}
    void setSpeed(double) override {}
    void setInterest(const QString& view, const propago::Interest& interest) override;
    void applySettings(const propago::TrainingSettings&) override {}
    void openZoo(const QString&, const QString&) override {}
    void useGraph(const Graph&) override {}
    std::shared_ptr<const RunChanges> changes() const override { return nullptr; }
    void rememberInstant() override {}
    void setStopRules(const StopRules&) override {}
    void setWatches(const std::vector<ElementRef>&) override {}
    void compareInstants() override {}
    void setBreakpoints(const std::vector<int>&) override {}
    void openFile(const QString&) override {}
    void save(const QString&) override {}
    std::uint64_t classify(const QImage&, const QString&) override { return 0; }
    void evaluate(const propago::EvaluationOptions&) override {}
    void cancelEvaluation() override {}
    void startRace(const propago::RaceQuestion&) override {}
    void tryBits(const propago::QuantisationOptions&) override {}
    void findBitCurve(const propago::QuantisationOptions&) override {}
    void compareRangeMethods(propago::Format, const propago::QuantisationOptions&) override {}
    void explainInteger(const propago::RaceQuestion&, int, qint64) override {}
    void tryWeight(const propago::RaceQuestion&, const propago::ElementRef&, double) override {}
    void cancelMeasuring() override {}
    void startQuantisedTraining(int) override {}
    void exportQuantised(const QString&) override {}

private:
    void goBehindLoss();
    void observe(const Interest& interest);

    std::unique_ptr<TrainingRun> m_run;
    std::shared_ptr<SessionFacts> m_facts;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::shared_ptr<const History> m_history;
};

} // namespace propago
