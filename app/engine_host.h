#pragma once
#include "app/call_queue.h"
#include "app/intent_queue.h"
#include "app/mailbox.h"
#include "views/port/session_port.h"

#include <atomic>
#include <map>
#include <optional>
#include <thread>

namespace propago {

class Engine;

/// The window's side of the engine: owns the worker thread, turns intents into requests for it and
/// hands its newest facts to the views. Destroying it stops the worker between two operations.
class EngineHost final : public SessionPort {
    Q_OBJECT
public:
    explicit EngineHost(int threads = 0, QObject* parent = nullptr);
    ~EngineHost() override;

    std::shared_ptr<const SessionFacts> facts() const override { return m_facts; }
    std::shared_ptr<const Snapshot> snapshot() const override { return m_snapshot; }
    std::shared_ptr<const RunPulse> pulse() const override { return m_pulse; }
    std::shared_ptr<const History> history() const override { return m_history; }
    std::shared_ptr<const Evaluation> evaluation() const override { return m_evaluation; }
    std::shared_ptr<const RunChanges> changes() const override { return m_changes; }
    std::shared_ptr<const HeldPictures> disputedPictures() const override { return m_disputed; }
    std::shared_ptr<const PictureRace> race() const override { return m_race; }
    std::shared_ptr<const BitTrial> bitTrial() const override { return m_bitTrial; }
    std::shared_ptr<const BitCurve> bitCurve() const override { return m_bitCurve; }
    std::shared_ptr<const RangeComparison> rangeComparison() const override { return m_ranges; }
    std::shared_ptr<const IntegerArithmetic> integerArithmetic() const override
    {
        return m_arithmetic;
    }
    std::shared_ptr<const WeightTrial> weightTrial() const override { return m_weightTrial; }

public slots:
    void run() override;
    void pause() override;
    void stepForward(propago::Grain grain) override;
    void stepBack(propago::Grain grain) override;
    void seek(propago::Position position) override;
    void reset() override;
    void setSpeed(double operationsPerSecond) override;
    void setBreakpoints(const std::vector<int>& nodes) override;
    void setInterest(const QString& view, const propago::Interest& interest) override;
    void applySettings(const propago::TrainingSettings& settings) override;
    void openZoo(const QString& model, const QString& data) override;
    void useGraph(const propago::Graph& graph) override;
    void openFile(const QString& path) override;
    void save(const QString& path) override;
    std::uint64_t classify(const QImage& picture, const QString& name) override;
    void evaluate(const propago::EvaluationOptions& options) override;
    void cancelEvaluation() override;
    void startRace(const propago::RaceQuestion& question) override;
    void tryBits(const propago::QuantisationOptions& options) override;
    void findBitCurve(const propago::QuantisationOptions& options) override;
    void compareRangeMethods(propago::Format precision,
                             const propago::QuantisationOptions& options) override;
    void explainInteger(const propago::RaceQuestion& question, int node, qint64 element) override;
    void tryWeight(const propago::RaceQuestion& question, const propago::ElementRef& weight,
                   double value) override;
    void cancelMeasuring() override;
    void startQuantisedTraining(int bits) override;
    void exportQuantised(const QString& path) override;
    void rememberInstant() override;
    void setStopRules(const StopRules& rules) override;
    void setWatches(const std::vector<ElementRef>& elements) override;
    void compareInstants() override;

private slots:
    void makeCalls();

private:
    // On the worker thread.
    void work();
    void advance();
    void advanceSlowly();
    void advanceFlatOut();
    bool isInterrupted();
    void publishFlatOut();
    void publishPulse(std::int64_t now);
    void withdrawPulse();
    bool hitsBreakpoint() const;
    bool isToStop();
    QString stopWords() const;
    void stopAtBreakpoint();
    void publishIfDue();
    void publish();
    std::shared_ptr<const std::vector<RunMark>> currentMarks();
    void publishFacts();
    void publishHistory();
    void publishChanges();
    void tellOfFullDisk(const std::optional<Error>& problem);
    void setRunning(bool running);
    void stopOnDivergence();
    void measureSpeed();
    template<typename Action> void whenOpen(const char* tag, Action action);
    template<typename Work> void open(Work work);
    template<typename Call> void onWindow(Call call);
    template<typename T, typename Work>
    void measure(const char* tag, std::shared_ptr<const T>& place, void (EngineHost::*changed)(),
                 Work work);
    template<typename Work> void prepare(const char* tag, Work work);
    void report(const Error& error);

    // On the window's thread.
    void deliverSnapshot();
    void deliverPulse();
    void deliverFacts();
    void deliverHistory();
    void forgetMeasurements();

    std::shared_ptr<const SessionFacts> m_facts;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::shared_ptr<const RunPulse> m_pulse;
    std::shared_ptr<const History> m_history;
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
    std::uint64_t m_measurements = 0; ///< handed out so far
    /// The newest measurement of each kind, by its tag; filled before the worker starts.
    std::map<std::string, std::atomic<std::uint64_t>> m_newest;
    std::atomic<std::uint64_t> m_givenUp{0}; ///< measurements up to this one are

    IntentQueue m_intents;
    CallQueue m_calls;
    Mailbox<Snapshot> m_snapshotBox;
    Mailbox<RunPulse> m_pulseBox;
    Mailbox<SessionFacts> m_factsBox;
    Mailbox<History> m_historyBox;
    std::atomic<bool> m_stopping{false};
    std::atomic<bool> m_cancelling{false};

    struct WorkerState;
    std::unique_ptr<WorkerState> m_worker;
    std::thread m_thread;
};

} // namespace propago
