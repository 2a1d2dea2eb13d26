#include "app/engine.h"

#include "app/picture_bridge.h"
#include "core/base/clock.h"
#include "core/data/catalog.h"
#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "core/graph/zoo.h"
#include "core/infer/calibration.h"
#include "core/infer/classifier.h"
#include "core/io/session_file.h"
#include "core/trace/recorder.h"
#include "views/port/translated.h"

#include <algorithm>
#include <filesystem>

namespace propago {

namespace {

constexpr std::int64_t kComparedPictures = 64;
constexpr std::int64_t kCalibrationPictures = 128; // of int8 under the microscope

// Adam at its usual rate learns the demo well without anybody touching a knob.
TrainingSettings demoSettings()
{
    TrainingSettings settings;
    settings.optimizer = OptimizerKind::Adam;
    settings.learningRate = 0.001;
    return settings;
}

bool differsOnlyInRate(TrainingSettings a, const TrainingSettings& b)
{
    const bool differs = a.learningRate != b.learningRate;
    a.learningRate = b.learningRate;
    return differs && a == b;
}

PictureOptions optionsFor(const std::string& data)
{
    PictureOptions options;
    options.fit = Fit::Letterbox;
    options.inversion = usualInversion(data);
    return options;
}

} // namespace

Engine::Engine(int threads, Interrupted isClosing)
    : m_pool(threads), m_isClosing(std::move(isClosing))
{}

Engine::~Engine() = default;

Result<void> Engine::open(Session session)
{
    auto data = openTrainingData(session.data);
    if (!data)
        return tl::unexpected(data.error());
    session.classNames = data->training->classNames();
    const std::string name = session.data;
    // The last map of the backward wave is the picture itself.
    RunOptions options;
    options.inputGradient = true;
    options.heldOut = data->test;
    const Normalisation normalisation = session.normalisation;
    auto run = TrainingRun::start(std::move(session), data->training, m_pool, options);
    if (!run)
        return tl::unexpected(run.error());
    auto tester =
        Tester::make((*run)->graph(), (*run)->settings().format, data->test, normalisation, m_pool);
    if (!tester)
        return tl::unexpected(tester.error());
    m_tester = std::move(*tester);
    m_run = std::move(*run);
    m_run->stepper().isCancelled = m_isClosing;
    m_training = data->training;
    m_held = data->test;
    m_dataName = name;
    m_timed = {};
    m_remembered.reset();
    m_incidents.clear();
    m_integers.reset();
    m_calibrated.reset();
    showFirstPicture();
    return {};
}

// So that there is something to see before anybody presses a key.
void Engine::showFirstPicture()
{
    if (m_run->stepper().position().op == 0)
        m_run->stepper().forward(Grain::Op);
}

void Engine::reset()
{
    m_run->reset();
    m_calibrated.reset();
    m_incidents.clear();
    showFirstPicture();
}

Result<void> Engine::openZoo(const std::string& model, const std::string& data)
{
    auto opened = openTrainingData(data);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto classes = static_cast<std::int64_t>(opened->training->classNames().size());
    auto graph = zooGraph(model, opened->training->sampleShape(), classes);
    if (!graph)
        return tl::unexpected(graph.error());
    Session session;
    session.graph = std::move(*graph);
    session.settings = m_run ? m_run->settings() : demoSettings();
    session.data = data;
    if (auto done = open(std::move(session)); !done)
        return done;
    m_fileName.clear();
    return {};
}

Result<void> Engine::useGraph(Graph graph)
{
    if (graph.name.empty())
        graph.name = "network";
    Session session;
    session.graph = std::move(graph);
    session.settings = m_run ? m_run->settings() : demoSettings();
    session.data = m_dataName.empty() ? "fashion-mnist" : m_dataName;
    if (auto done = open(std::move(session)); !done)
        return done;
    m_fileName.clear();
    return {};
}

Result<void> Engine::openModelFile(const std::string& path, std::vector<std::string>& notes)
{
    const Shape shape = m_training ? m_training->sampleShape() : Shape{1, 28, 28};
    auto model = propago::openModel(path, shape, 10);
    if (!model)
        return tl::unexpected(model.error());
    notes = model->notes;
    Session& session = model->session;
    if (session.data.empty())
        session.data = m_dataName.empty() ? "fashion-mnist" : m_dataName;
    if (auto done = open(std::move(session)); !done)
        return done;
    m_fileName = path;
    return {};
}

Result<void> Engine::applySettings(const TrainingSettings& settings)
{
    if (settings == m_run->settings())
        return {};
    if (differsOnlyInRate(settings, m_run->settings()) && m_run->stepper().canGoBack()) {
        m_run->changeLearningRate(settings.learningRate);
        m_incidents.forgetAfter(m_run->stepper().position().batch);
        return {};
    }
    Session session;
    session.graph = m_run->graph();
    session.settings = settings;
    session.data = m_dataName;
    const std::string file = m_fileName;
    auto done = open(std::move(session));
    m_fileName = file;
    return done;
}

Result<void> Engine::save(const std::string& path)
{
    auto saved = saveSession(m_run->session(), path);
    if (saved)
        m_fileName = path;
    return saved;
}

StopReason Engine::runUntil(const Interrupted& interrupted)
{
    const std::int64_t length = m_run->stepper().batchesPerEpoch();
    const std::int64_t first = m_run->stepper().position().batch;
    const double tested = m_run->testSeconds();
    const Stopwatch watch;
    const StopReason reason = m_run->stepper().run([&](const Stepper& stepper) {
        const Position here = stepper.position();
        return (here.op == 0 && here.batch % length == 0) || interrupted();
    });
    m_timed.seconds += watch.seconds() - (m_run->testSeconds() - tested);
    for (std::int64_t i = first; i < m_run->stepper().position().batch; ++i)
        m_timed.images += m_run->source().count(i);
    return reason;
}

std::int64_t Engine::epochsDone() const
{
    const Stepper& stepper = m_run->stepper();
    return stepper.position().batch / stepper.batchesPerEpoch();
}

bool Engine::needsTest() const
{
    const Position here = m_run->stepper().position();
    if (here.op != 0 || here.batch == 0 || here.batch % m_run->stepper().batchesPerEpoch() != 0)
        return false;
    return !m_run->isClosed(epochsDone());
}

void Engine::test(const Interrupted& interrupted)
{
    auto result = m_run->testOf(epochsDone());
    if (!result)
        result = m_tester->test(m_run->stepper().workspace(), m_run->loss(),
                                [&] { return !interrupted(); });
    if (!result)
        return;
    m_run->closeEpoch(epochsDone(), *result, m_timed);
    m_timed = {};
}

std::shared_ptr<Snapshot> Engine::snapshot(const Interest& interest)
{
    auto snapshot = record(m_run->stepper(), interest);
    explainIntegers(interest, *snapshot);
    const Position here = m_run->stepper().position();
    const std::int64_t batch = here.op > 0 ? here.batch : here.batch - 1;
    if (batch >= 0 && snapshot->count > 0)
        snapshot->datasetIndex = m_run->source().datasetIndex(batch, snapshot->sample);
    snapshot->program = m_run->stepper().sharedProgram();
    return snapshot;
}

void Engine::mark(MarkKind kind, int node)
{
    m_incidents.add({kind, m_run->stepper().position().batch, node});
}

std::vector<RunMark> Engine::marks() const
{
    std::vector<RunMark> marks = m_incidents.marks();
    for (const std::int64_t batch : m_run->stepper().keyframes())
        marks.push_back({MarkKind::Keyframe, batch});
    if (m_remembered)
        marks.push_back({MarkKind::Remembered, m_remembered->position.batch});
    return marks;
}

Result<IntegerTrace> Engine::integerTrace()
{
    const auto goesOn = [this](double) { return !m_isClosing(); };
    const Weights weights = m_run->weights();
    const auto calibration =
        calibrate(m_run->graph(), weights, *m_training, {}, kCalibrationPictures, m_pool, goesOn);
    if (!calibration)
        return tl::unexpected(calibration.error());
    return IntegerTrace::make(m_run->graph(), weights, *calibration);
}

// The picture that is shown, through an int8 network with the weights of this moment.
void Engine::explainIntegers(const Interest& interest, Snapshot& snapshot)
{
    if (interest.integers.empty() || snapshot.count < 1)
        return;
    const Position here = m_run->stepper().position();
    if (!m_integers || m_integersAt != here) {
        m_integers = integerTrace();
        m_integersAt = here;
    }
    for (const ElementRef& ref : interest.integers) {
        Explanation explanation;
        if (*m_integers) {
            const Workspace& workspace = m_run->stepper().workspace();
            const TensorView x = workspace.view({SlotKind::Value, 0, 0}).slice(snapshot.sample, 1);
            Tensor picture(x.shape, Format::Fp32);
            convert(x, picture.view());
            (*m_integers)->run(picture.view());
            explanation = (*m_integers)->explain(ref.tensor.node, ref.element);
            if (explanation.terms.empty())
                explanation.formula = {PROPAGO_TEXT("this layer multiplies nothing in int8"), {}};
        } else {
            explanation.formula = m_integers->error().what;
        }
        snapshot.integers.emplace(ref, std::move(explanation));
    }
}

std::string Engine::fileTitle() const
{
    return std::filesystem::path(m_fileName).filename().string();
}

std::shared_ptr<SessionFacts> Engine::facts() const
{
    auto facts = std::make_shared<SessionFacts>();
    if (!m_run)
        return facts;
    facts->program = m_run->stepper().sharedProgram();
    facts->title = QStringLiteral("%1 · %2").arg(QString::fromStdString(m_run->graph().name),
                                                 QString::fromStdString(m_dataName));
    facts->fileName = QString::fromStdString(m_fileName);
    facts->isModified = m_run->stepper().position().batch > m_run->stepper().start().batch;
    if (auto summary = summarise(m_run->graph()))
        facts->summary = std::move(*summary);
    facts->settings = m_run->settings();
    facts->dataName = QString::fromStdString(m_dataName);
    facts->classNames = m_training->classNames();
    facts->trainSamples = m_training->size();
    facts->testSamples = m_held->size();
    facts->batchesPerEpoch = m_run->stepper().batchesPerEpoch();
    return facts;
}

Classification Engine::classify(const QImage& picture)
{
    Classification answer;
    answer.loaded = picture;
    const Shape shape = networkInput(m_run->graph());
    const PreparedPicture prepared =
        preparePicture(pictureOf(picture), shape, optionsFor(m_dataName));
    answer.seen = imageOf(prepared.chw, shape);
    auto classifier =
        Classifier::make(m_run->graph(), m_run->weights(), Format::Fp32, nullptr, m_pool);
    if (!classifier) {
        answer.error = translated(classifier.error());
        return answer;
    }
    const Tensor x = inputOf(prepared.chw, shape, {});
    answer.probabilities = classifier->probabilities(x.view());
    answer.latencyMicroseconds = classifier->latencyMicroseconds();
    return answer;
}

Result<Instant> Engine::instant()
{
    Instant now;
    now.position = m_run->stepper().position();
    now.parameters = m_run->weights();
    auto classifier =
        Classifier::make(m_run->graph(), now.parameters, Format::Fp32, nullptr, m_pool);
    if (!classifier)
        return tl::unexpected(classifier.error());
    for (std::int64_t i = 0; i < std::min(kComparedPictures, m_held->size()); ++i) {
        const Tensor x = heldPicture(i);
        const std::vector<double> probabilities = classifier->probabilities(x.view());
        Answer answer;
        answer.picture = i;
        answer.label = m_held->label(i);
        answer.category =
            static_cast<int>(std::ranges::max_element(probabilities) - probabilities.begin());
        if (answer.label < static_cast<int>(probabilities.size()))
            answer.ofLabel = probabilities[static_cast<std::size_t>(answer.label)];
        now.answers.push_back(answer);
    }
    return now;
}

Tensor Engine::heldPicture(std::int64_t index) const
{
    std::vector<std::uint8_t> chw(static_cast<std::size_t>(m_held->sampleShape().elements()));
    m_held->pixels(index, chw);
    const Tensor batch = inputOf(chw, m_held->sampleShape(), {});
    return copyOf(batch.view().reshaped(m_held->sampleShape()));
}

Result<void> Engine::remember()
{
    auto now = instant();
    if (!now)
        return tl::unexpected(now.error());
    m_remembered = std::move(*now);
    return {};
}

Result<RunChanges> Engine::compare()
{
    auto now = instant();
    if (!now)
        return tl::unexpected(now.error());
    if (!m_remembered)
        m_remembered = *now;
    RunChanges result;
    result.changes = changesBetween(*m_remembered, *now);
    for (const AnswerChange& change : result.changes.answers)
        result.pictures.emplace(change.after.picture, heldPicture(change.after.picture));
    return result;
}

Result<Evaluation> Engine::evaluate(const EvaluationOptions& options, const Progress& progress)
{
    return propago::evaluate(m_run->graph(), m_run->weights(), *m_held, *m_training, {}, options,
                             progress);
}

} // namespace propago
