#pragma once
#include "core/data/dataset.h"
#include "core/infer/evaluation.h"
#include "core/infer/integer_trace.h"
#include "core/io/model_file.h"
#include "core/trace/run_marks.h"
#include "core/train/training_run.h"
#include "views/port/session_port.h"

#include <QImage>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace propago {

/// What the worker thread owns: the open session, its datasets and its run. Lives on that thread
/// alone; everything here may take its time.
class Engine {
public:
    /// Asked between steps: something else wants to be done.
    using Interrupted = std::function<bool()>;

    /// `isClosing` ends long ways of the stepper.
    Engine(int threads, Interrupted isClosing);
    ~Engine();

    bool isOpen() const { return m_run != nullptr; }
    TrainingRun& run() { return *m_run; }

    Result<void> openZoo(const std::string& model, const std::string& data);
    /// A network of one's own, on the dataset that is open; what was trained before is let go.
    Result<void> useGraph(Graph graph);
    /// A .propago session or an .onnx model; the latter is joined with the dataset that is open or fits.
    Result<void> openModelFile(const std::string& path, std::vector<std::string>& notes);
    Result<void> applySettings(const TrainingSettings& settings);
    Result<void> save(const std::string& path);
    /// Back to the start with the same seed.
    void reset();

    /// Runs flat out until `interrupted`, at most to the end of the epoch.
    StopReason runUntil(const Interrupted& interrupted);
    /// True at the end of an epoch whose test has not been made.
    bool needsTest() const;
    /// Makes that test; gives up when `interrupted`.
    void test(const Interrupted& interrupted);

    std::shared_ptr<Snapshot> snapshot(const Interest& interest);
    /// Puts down that something happened in the batch of this moment.
    void mark(MarkKind kind, int node = -1);
    /// What the line of the run shows: moments that are kept or remembered, and what happened.
    std::vector<RunMark> marks() const;
    std::shared_ptr<SessionFacts> facts() const;
    Classification classify(const QImage& picture);
    /// Keeps the present moment for compare().
    Result<void> remember();
    /// What has changed since; the first time nothing has.
    Result<RunChanges> compare();
    Result<Evaluation> evaluate(const EvaluationOptions& options, const Progress& progress);

    // engine_precision.cpp
    /// The first few hundred pictures on which precisions disagree.
    HeldPictures disputedPictures(const Evaluation& evaluation) const;
    Result<PictureRace> race(const RaceQuestion& question, const Progress& progress);
    Result<BitTrial> tryBits(const QuantisationOptions& options, const Progress& progress);
    Result<BitCurve> findBitCurve(const QuantisationOptions& options, const Progress& progress);
    Result<RangeComparison> compareRangeMethods(Format precision,
                                                const QuantisationOptions& options,
                                                const Progress& progress);
    /// How int8 comes to one number of the question's picture.
    Result<IntegerArithmetic> explainInteger(const RaceQuestion& question, int node,
                                             std::int64_t element, const Progress& progress);
    Result<WeightTrial> tryWeight(const RaceQuestion& question, const ElementRef& weight,
                                  double value);
    /// Opens the network as it is, prepared to learn with weights rounded to `bits`.
    Result<void> startQuantisedTraining(int bits, const Progress& progress);
    /// Writes the network in int8 as an ONNX file.
    Result<void> exportQuantised(const std::string& path, const Progress& progress);

private:
    Result<void> open(Session session);
    void showFirstPicture();
    Result<Instant> instant();
    void explainIntegers(const Interest& interest, Snapshot& snapshot);
    Result<IntegerTrace> integerTrace();
    Tensor heldPicture(std::int64_t index) const;
    Result<Tensor> pictureOfQuestion(const RaceQuestion& question) const;
    Result<const Calibration*> calibrationFor(QuantisationOptions options,
                                              const Progress& progress);
    Result<Explanation> explainReal(const Tensor& picture, int node, std::int64_t element);
    Result<RangeTrial> tryRanges(Format precision, const QuantisationOptions& options,
                                 const Progress& progress);
    std::int64_t epochsDone() const;
    std::string fileTitle() const;

    ThreadPool m_pool;
    Interrupted m_isClosing;
    std::shared_ptr<const Dataset> m_training, m_held;
    std::unique_ptr<TrainingRun> m_run;
    std::unique_ptr<Tester> m_tester;
    std::string m_dataName;
    std::string m_fileName;
    TimedImages m_timed; ///< of the current epoch
    Incidents m_incidents;
    std::optional<Instant> m_remembered;
    /// Made for the weights of one moment; int8 numbers are asked for one after another.
    std::optional<Result<IntegerTrace>> m_integers;
    Position m_integersAt;
    /// The newest calibration, of the weights of one moment.
    struct Calibrated {
        Position at;
        QuantisationOptions options;
        Calibration calibration;
    };
    std::optional<Calibrated> m_calibrated;
};

} // namespace propago
