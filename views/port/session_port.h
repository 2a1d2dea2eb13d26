#pragma once
#include "core/graph/summary.h"
#include "core/infer/evaluation.h"
#include "core/trace/changes.h"
#include "core/trace/history.h"
#include "core/trace/snapshot.h"
#include "core/trace/stop_rules.h"
#include "core/train/settings.h"

#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>

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
    /// Everything measured so far; never null.
    virtual std::shared_ptr<const History> history() const = 0;
    /// The newest comparison; null before the first.
    virtual std::shared_ptr<const Evaluation> evaluation() const = 0;
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

signals:
    void factsChanged();
    void changesChanged();
    /// At display rate at most; take the newest with snapshot().
    void snapshotChanged();
    void historyChanged();
    void runningChanged(bool running);
    void classified(const propago::Classification& answer);
    void evaluationProgressed(double share);
    void evaluationChanged();
    /// Something could not be done; one sentence in the user's language.
    void failed(const QString& message);
    /// Something worth knowing, not a failure.
    void noted(const QString& message);
};

} // namespace propago
