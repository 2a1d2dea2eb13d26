#pragma once
#include "core/graph/summary.h"
#include "core/infer/bit_budget.h"
#include "core/infer/evaluation.h"
#include "core/infer/integer_trace.h"
#include "core/infer/race.h"
#include "core/trace/changes.h"
#include "core/trace/history.h"
#include "core/trace/run_pulse.h"
#include "core/trace/snapshot.h"
#include "core/trace/stop_rules.h"
#include "core/train/settings.h"

#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>

namespace propago {

/// What is open: changes only when a network or dataset is opened, built or reset.
struct SessionFacts {
    QString title;    ///< "lenet on fashion-mnist"
    QString fileName; ///< empty: never saved
    bool isModified = false;
    std::shared_ptr<const Program> program; ///< null: nothing is open
    Summary summary;
    TrainingSettings settings;
    QString dataName;
    std::vector<std::string> classNames;
    std::int64_t trainSamples = 0, testSamples = 0;
    std::int64_t batchesPerEpoch = 1;
};

/// What one picture was taken for.
struct Classification {
    std::uint64_t request = 0; ///< number handed out by classify()
    QString name;              ///< file name, "clipboard", "drawing"
    QImage loaded;             ///< as loaded
    QImage seen;               ///< as the network sees it
    std::vector<double> probabilities;
    double latencyMicroseconds = 0; ///< of this very inference, batch 1
    QString error;                  ///< not empty: why it could not be classified
};

/// What has changed since the moment that was remembered, and the pictures it was asked about.
struct RunChanges {
    Changes changes;
    std::map<std::int64_t, Tensor> pictures; ///< by place in the held-out dataset; 0..1, C, H, W
};

/// One picture that is to go through several precisions side by side.
struct RaceQuestion {
    std::int64_t heldOut = -1; ///< place in the held-out dataset; -1: `picture` is meant
    QImage picture;            ///< one of one's own
    QString name;              ///< of it: file name, "clipboard"
    std::vector<Format> precisions{Format::Fp32, Format::Bf16, Format::Int8};
    QuantisationOptions quantisation{};
};

/// The answer: what each precision made of it.
struct PictureRace {
    RaceQuestion question;
    std::shared_ptr<const Race> race; ///< null when it could not be run
    int truth = -1;                   ///< of a held-out picture
};

/// The ranges that one method chooses, and what the integers made of them are worth.
struct RangeTrial {
    RangeMethod method = RangeMethod::MinMax;
    std::vector<ValueRange> ranges; ///< index = node
    std::int64_t samples = 0;       ///< held-out pictures behind the accuracy
    double accuracy = 0;
    double accuracyLow = 0, accuracyHigh = 0; ///< 95 % Wilson interval
};

/// Every method for choosing ranges, in the same precision on the same pictures.
struct RangeComparison {
    Format precision = Format::Int8;
    double fp32Accuracy = 0;
    std::vector<RangeTrial> trials;
};

/// How int8 computes one number for the picture of a race.
struct IntegerArithmetic {
    int node = -1;
    std::int64_t element = 0;
    Explanation explanation;               ///< empty where nothing is multiplied in integers
    std::optional<IntegerWalkFacts> facts; ///< likewise
    Explanation reals;                     ///< the same number in fp32
};

/// What fp32 makes of a picture when one weight has another value.
struct WeightTrial {
    ElementRef weight;
    double value = 0;
    std::vector<double> before, after; ///< probabilities
};

/// Held-out pictures by their place in the dataset; 0..1, [C, H, W].
using HeldPictures = std::map<std::int64_t, Tensor>;

/// The one door between the window and the engine. Views send intents (slots), and are told facts
/// (signals). Nothing here blocks; the newest intent of a kind replaces one that still waits.
class SessionPort : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// The newest facts; never null.
    virtual std::shared_ptr<const SessionFacts> facts() const = 0;
    /// The newest picture of the run; null before the first.
    virtual std::shared_ptr<const Snapshot> snapshot() const = 0;
    /// Where in its batch a run is that goes flat out and slowly; null whenever it stands still, and when
    /// its batches are so short that snapshots say enough.
    virtual std::shared_ptr<const RunPulse> pulse() const { return nullptr; }
    /// Everything measured so far; never null.
    virtual std::shared_ptr<const History> history() const = 0;
    /// The newest comparison; null before the first.
    virtual std::shared_ptr<const Evaluation> evaluation() const = 0;
    /// Pictures on which the precisions of evaluation() disagree, the first few hundred; never null.
    virtual std::shared_ptr<const HeldPictures> disputedPictures() const = 0;
    /// The newest race; null before the first.
    virtual std::shared_ptr<const PictureRace> race() const = 0;
    /// The newest choice of bits that was tried; null before the first.
    virtual std::shared_ptr<const BitTrial> bitTrial() const = 0;
    /// The newest curve of accuracy against bytes; null before the first.
    virtual std::shared_ptr<const BitCurve> bitCurve() const = 0;
    /// The newest comparison of methods for ranges; null before the first.
    virtual std::shared_ptr<const RangeComparison> rangeComparison() const = 0;
    /// The newest arithmetic of an integer; null before the first.
    virtual std::shared_ptr<const IntegerArithmetic> integerArithmetic() const = 0;
    /// The newest trial of a weight; null before the first.
    virtual std::shared_ptr<const WeightTrial> weightTrial() const = 0;
    /// The newest comparison with the remembered moment; null when there is none.
    virtual std::shared_ptr<const RunChanges> changes() const = 0;

public slots:
    virtual void run() = 0;
    virtual void pause() = 0;
    virtual void stepForward(propago::Grain grain) = 0;
    virtual void stepBack(propago::Grain grain) = 0;
    virtual void seek(propago::Position position) = 0;
    /// Back to the start with the same seed.
    virtual void reset() = 0;
    /// Operations per second while running; 0 means flat out.
    virtual void setSpeed(double operationsPerSecond) = 0;
    /// Nodes at which a run pauses: when their values are computed, and when the first gradient of
    /// theirs is.
    virtual void setBreakpoints(const std::vector<int>& nodes) = 0;
    /// Other reasons for a run to pause.
    virtual void setStopRules(const propago::StopRules& rules) = 0;
    /// The numbers to follow from batch to batch, in history().watches.
    virtual void setWatches(const std::vector<propago::ElementRef>& elements) = 0;
    /// Which tensors this view wants in snapshots; empty withdraws. `view` names the asker.
    virtual void setInterest(const QString& view, const propago::Interest& interest) = 0;
    /// Remembers the present moment: weights, and answers to a few held-out pictures.
    virtual void rememberInstant() = 0;
    /// Compares the present moment with the remembered one; remembers it when there is none.
    virtual void compareInstants() = 0;
    virtual void applySettings(const propago::TrainingSettings& settings) = 0;
    virtual void openZoo(const QString& model, const QString& data) = 0;
    /// A network of one's own on the dataset that is open, with the settings that hold.
    virtual void useGraph(const propago::Graph& graph) = 0;
    virtual void openFile(const QString& path) = 0;
    virtual void save(const QString& path) = 0;
    /// Returns the request's number; the answer comes with classified().
    virtual std::uint64_t classify(const QImage& picture, const QString& name) = 0;
    virtual void evaluate(const propago::EvaluationOptions& options) = 0;
    virtual void cancelEvaluation() = 0;
    /// Sends one picture through several precisions; the answer comes with raceChanged().
    virtual void startRace(const propago::RaceQuestion& question) = 0;
    /// Judges options.layerBits on held-out pictures; the answer comes with bitTrialChanged().
    virtual void tryBits(const propago::QuantisationOptions& options) = 0;
    /// From 8 bits everywhere down to 2; the answer comes with bitCurveChanged().
    virtual void findBitCurve(const propago::QuantisationOptions& options) = 0;
    /// Each method for ranges in turn; the answer comes with rangeComparisonChanged().
    virtual void compareRangeMethods(propago::Format precision,
                                     const propago::QuantisationOptions& options) = 0;
    /// How int8 comes to element `element` of `node` for this picture; the answer comes with
    /// integerArithmeticChanged().
    virtual void explainInteger(const propago::RaceQuestion& question, int node,
                                qint64 element) = 0;
    /// This picture with one weight changed, the run itself left alone; the answer comes with
    /// weightTrialChanged().
    virtual void tryWeight(const propago::RaceQuestion& question, const propago::ElementRef& weight,
                           double value) = 0;
    /// Gives up what the intents above are about; what is there stays.
    virtual void cancelMeasuring() = 0;
    /// Goes on with the weights of this moment in a network that rounds its weights to `bits` bits, and
    /// its activations to 8, while it learns.
    virtual void startQuantisedTraining(int bits) = 0;
    /// Writes the network in int8 as an ONNX file.
    virtual void exportQuantised(const QString& path) = 0;

signals:
    void factsChanged();
    void changesChanged();
    /// At display rate at most; take the newest with snapshot().
    void snapshotChanged();
    /// At display rate at most; take the newest with pulse().
    void pulseChanged();
    void historyChanged();
    void runningChanged(bool running);
    void classified(const propago::Classification& answer);
    void evaluationProgressed(double share);
    void evaluationChanged();
    /// Each of these also when it was given up or could not be done: what is there then is the old one.
    void raceChanged();
    void bitTrialChanged();
    void bitCurveChanged();
    void rangeComparisonChanged();
    void integerArithmeticChanged();
    void weightTrialChanged();
    /// 0..1 of a curve, a trial or a comparison of methods.
    void measuringProgressed(double share);
    /// Something could not be done; one sentence in the user's language.
    void failed(const QString& message);
    /// Something worth knowing, not a failure.
    void noted(const QString& message);
};

} // namespace propago
