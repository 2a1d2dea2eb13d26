#include "core/train/training_run.h"

#include "core/base/clock.h"
#include "core/graph/shapes.h"
#include "core/train/initialisers.h"
#include "core/train/losses.h"
#include "core/train/optimizers.h"
#include "core/train/schedules.h"

#include <algorithm>

namespace propago {

namespace {

double accuracyOf(const TensorView& probabilities, const TensorView& labels)
{
    const std::int64_t count = probabilities.shape[0];
    const std::int64_t classes = probabilities.elements() / std::max<std::int64_t>(count, 1);
    std::int64_t right = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t best = 0;
        for (std::int64_t k = 1; k < classes; ++k) {
            if (probabilities.at(i * classes + k) > probabilities.at(i * classes + best))
                best = k;
        }
        right += best == labels.as<std::int32_t>()[i] ? 1 : 0;
    }
    return static_cast<double>(right) / static_cast<double>(std::max<std::int64_t>(count, 1));
}

Result<void> checkFit(const Graph& graph, const Dataset& data)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    const auto inputs = std::ranges::count(graph.nodes, OperatorKind::Input, &Node::kind);
    if (inputs != 1)
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("training needs a network with one input, this one has %1"),
                     {std::to_string(inputs)}},
                    graph.name, {PROPAGO_TEXT("choose another network"), {}});
    const Shape input = networkInput(graph);
    if (input != data.sampleShape())
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the network takes pictures of %1 but the dataset has %2"),
                     {input.text(), data.sampleShape().text()}},
                    graph.name, {PROPAGO_TEXT("choose a dataset with pictures of that size"), {}});
    const Shape output = (*shapes)[static_cast<std::size_t>(graph.output)];
    const auto classes = static_cast<std::int64_t>(data.classNames().size());
    if (output.elements() < classes)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the network answers with %1 categories but the dataset has %2"),
                     {std::to_string(output.elements()), std::to_string(classes)}},
                    graph.name, {PROPAGO_TEXT("change the last layer or the dataset"), {}});
    return {};
}

// A session may come from a file: its numbers have to be those of its network.
Result<void> checkTensors(const Session& session, const Program& program)
{
    for (const auto& [ref, tensor] : session.tensors) {
        const int slot = program.slot(ref);
        if (slot < 0)
            continue;
        const Shape& wanted = program.allSlots()[static_cast<std::size_t>(slot)].shape;
        const bool isReal = tensor.format() == Format::Fp64 || tensor.format() == Format::Fp32
                            || tensor.format() == Format::Bf16;
        if (tensor.shape() == wanted && isReal)
            continue;
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("its values are %1 %2 but the network needs %3 real numbers"),
             {tensor.shape().text(), std::string(traits(tensor.format()).name), wanted.text()}},
            tensorName(session.graph, ref), {PROPAGO_TEXT("save the session again"), {}});
    }
    return {};
}

BatchOptions optionsOf(const TrainingSettings& settings)
{
    const bool isSmoothed = settings.loss == LossKind::CrossEntropy;
    return {settings.augmentation, isSmoothed ? settings.labelSmoothing : 0};
}

} // namespace

Graph graphForLoss(Graph graph, LossKind loss)
{
    const bool endsInSoftmax =
        graph.output >= 0
        && graph.nodes[static_cast<std::size_t>(graph.output)].kind == OperatorKind::Softmax;
    const bool isLast = graph.output == static_cast<int>(graph.nodes.size()) - 1;
    if (loss == LossKind::CrossEntropy && endsInSoftmax && isLast) {
        const int before = graph.nodes.back().inputs.front();
        graph.nodes.pop_back();
        graph.output = before;
    } else if (loss != LossKind::CrossEntropy && !endsInSoftmax) {
        Node softmax;
        softmax.kind = OperatorKind::Softmax;
        softmax.inputs = {graph.output};
        softmax.name = "softmax";
        while (graph.find(softmax.name) >= 0)
            softmax.name += "1";
        graph.add(std::move(softmax));
    }
    return graph;
}

TrainingRun::~TrainingRun() = default;

Result<std::unique_ptr<TrainingRun>> TrainingRun::start(Session session,
                                                        std::shared_ptr<const Dataset> training,
                                                        ThreadPool& pool, const RunOptions& options)
{
    session.graph = graphForLoss(std::move(session.graph), session.settings.loss);
    if (auto fits = checkFit(session.graph, *training); !fits)
        return tl::unexpected(fits.error());
    if (session.settings.batch < 1)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("a batch holds at least one picture"), {}});
    std::unique_ptr<TrainingRun> run(new TrainingRun(std::move(session)));
    if (auto built = run->build(std::move(training), pool, options); !built)
        return tl::unexpected(built.error());
    return run;
}

Result<void> TrainingRun::build(std::shared_ptr<const Dataset> training, ThreadPool& pool,
                                const RunOptions& runOptions)
{
    const TrainingSettings& settings = m_session.settings;
    if (m_session.classNames.empty())
        m_session.classNames = training->classNames();
    m_source = std::make_unique<DatasetSource>(std::move(training), m_session.normalisation,
                                               settings.batch, m_session.limit, settings.seed,
                                               settings.shuffles, optionsOf(settings));
    m_loss = makeLoss(settings.loss);
    m_optimizer = makeOptimizer(settings);
    m_learningRates = m_session.learningRates;
    m_schedule =
        changedSchedule(settings, m_source->batchesPerEpoch(), m_learningRates, &m_session.history);
    CompileOptions options;
    options.batch = settings.batch;
    options.format = settings.format;
    options.inputGradient = runOptions.inputGradient;
    options.optimizerStates = m_optimizer->states();
    options.limits = {settings.gradClipValue, settings.gradClipNorm};
    options.lossName = m_loss->name();
    auto program = compile(m_session.graph, options);
    if (!program)
        return tl::unexpected(program.error());
    if (auto fits = checkTensors(m_session, **program); !fits)
        return fits;
    StepperParts parts{*program,         m_source.get(), m_loss.get(), m_optimizer.get(),
                       m_schedule.get(), &pool,          settings.seed};
    m_stepper = std::make_unique<Stepper>(std::move(parts), runOptions.budget);
    m_stepper->onBatch = [this](std::int64_t batch) { measure(batch); };
    fillWorkspace();
    return settings.schedule == ScheduleKind::Plateau && runOptions.heldOut
               ? prepareJudging(runOptions.heldOut, pool)
               : Result<void>{};
}

Result<void> TrainingRun::prepareJudging(std::shared_ptr<const Dataset> heldOut, ThreadPool& pool)
{
    auto tester = Tester::make(m_session.graph, m_session.settings.format, std::move(heldOut),
                               m_session.normalisation, pool);
    if (!tester)
        return tl::unexpected(tester.error());
    m_tester = std::move(*tester);
    m_judged = m_session.position.batch / m_source->batchesPerEpoch();
    return {};
}

void TrainingRun::fillWorkspace()
{
    Workspace& workspace = m_stepper->workspace();
    initialiseAll(workspace, m_session.settings.initialiser, m_session.settings.seed);
    for (const auto& [ref, tensor] : m_session.tensors) {
        if (workspace.program().slot(ref) >= 0)
            convert(tensor.view(), workspace.view(ref));
    }
    m_stepper->restart(m_session.position.batch);
}

void TrainingRun::setWatches(const std::vector<ElementRef>& elements)
{
    std::vector<Watch> watches;
    for (const ElementRef& ref : elements) {
        const int slot = m_stepper->program().slot(ref.tensor);
        if (slot < 0 || ref.element < 0
            || ref.element >= m_stepper->program()
                                  .allSlots()[static_cast<std::size_t>(slot)]
                                  .shape.elements())
            continue;
        const auto old = std::ranges::find(m_session.history.watches, ref, &Watch::ref);
        watches.push_back(old == m_session.history.watches.end() ? Watch{ref, {}, -1, 0} : *old);
    }
    m_session.history.watches = std::move(watches);
}

void TrainingRun::measure(std::int64_t batch)
{
    const Workspace& workspace = m_stepper->workspace();
    const Program& program = workspace.program();
    const std::int64_t count = m_stepper->count();
    const auto view = [&](SlotKind kind) {
        return workspace.view(program.slot({kind, -1, 0}), count);
    };
    BatchMetrics metrics;
    metrics.loss = view(SlotKind::Loss).at(0);
    metrics.accuracy = accuracyOf(view(SlotKind::Probabilities), view(SlotKind::Labels));
    metrics.learningRate = m_schedule->rate(batch);
    m_session.history.put(batch, metrics);
    for (Watch& watch : m_session.history.watches) {
        const Slot& slot =
            program.allSlots()[static_cast<std::size_t>(program.slot(watch.ref.tensor))];
        const TensorView values = workspace.view(watch.ref.tensor);
        watch.put(batch, (slot.isPerSample ? values.slice(0, 1) : values).at(watch.ref.element));
    }
    const std::int64_t length = m_source->batchesPerEpoch();
    if (m_tester && (batch + 1) % length == 0 && (batch + 1) / length > m_judged)
        judge((batch + 1) / length);
}

// The rates behind this epoch depend on its test, so it is made wherever the run comes past, and
// cannot be left out. A way that was gone before has its result.
void TrainingRun::judge(std::int64_t epoch)
{
    const Stopwatch watch;
    const auto result = m_tester->test(m_stepper->workspace(), *m_loss, [] { return true; });
    m_session.history.put(summed(epoch, *result));
    m_unclosed.insert(epoch);
    m_judged = epoch;
    m_testSeconds += watch.seconds();
}

bool TrainingRun::isClosed(std::int64_t epoch) const
{
    return !m_unclosed.contains(epoch)
           && std::ranges::any_of(m_session.history.epochs,
                                  [=](const EpochMetrics& e) { return e.epoch == epoch; });
}

std::optional<TestResult> TrainingRun::testOf(std::int64_t epoch) const
{
    for (const EpochMetrics& e : m_session.history.epochs) {
        if (m_tester && e.epoch == epoch && epoch <= m_judged)
            return TestResult{e.testLoss, e.testAccuracy};
    }
    return std::nullopt;
}

std::map<TensorRef, Tensor> TrainingRun::weights() const
{
    std::map<TensorRef, Tensor> result;
    const Program& program = m_stepper->program();
    for (const int slot : program.parameterSlots()) {
        const TensorView view = m_stepper->workspace().view(slot);
        Tensor tensor(view.shape, Format::Fp32);
        convert(view, tensor.view());
        result.emplace(program.allSlots()[static_cast<std::size_t>(slot)].ref, std::move(tensor));
    }
    return result;
}

double TrainingRun::rateSetAt(std::int64_t batch) const
{
    const auto after = m_learningRates.upper_bound(batch);
    return after == m_learningRates.begin() ? m_session.settings.learningRate
                                            : std::prev(after)->second;
}

Session TrainingRun::session()
{
    const Position here = m_stepper->position();
    if (here.op != 0)
        m_stepper->seek({here.batch, 0});
    Session session = m_session;
    session.position = m_stepper->position();
    session.settings.learningRate = rateSetAt(session.position.batch);
    session.learningRates = {m_learningRates.upper_bound(session.position.batch),
                             m_learningRates.end()};
    session.tensors.clear();
    for (const Slot& slot : m_stepper->program().allSlots()) {
        if (slot.isPersistent)
            session.tensors.emplace(slot.ref, copyOf(m_stepper->workspace().view(slot.ref)));
    }
    m_stepper->seek(here);
    return session;
}

std::string TrainingRun::weightsSha256() const
{
    Session session;
    for (const int slot : m_stepper->program().parameterSlots()) {
        const TensorRef ref = m_stepper->program().allSlots()[static_cast<std::size_t>(slot)].ref;
        session.tensors.emplace(ref, copyOf(m_stepper->workspace().view(slot)));
    }
    return propago::weightsSha256(session);
}

void TrainingRun::changeLearningRate(double rate)
{
    const Position here = m_stepper->position();
    const std::int64_t from = here.batch + (here.op > 0 ? 1 : 0);
    m_learningRates.erase(m_learningRates.lower_bound(from), m_learningRates.end());
    m_learningRates[from] = rate;
    remakeSchedule();
    const std::int64_t length = m_source->batchesPerEpoch();
    m_session.history.cut(from, length);
    m_judged = std::min(m_judged, from / length);
    m_unclosed.erase(m_unclosed.upper_bound(from / length), m_unclosed.end());
}

void TrainingRun::remakeSchedule()
{
    auto schedule = changedSchedule(m_session.settings, m_source->batchesPerEpoch(),
                                    m_learningRates, &m_session.history);
    m_stepper->replaceSchedule(*schedule);
    m_schedule = std::move(schedule);
}

void TrainingRun::reset()
{
    m_session.tensors.clear();
    m_session.position = {};
    auto watches = std::move(m_session.history.watches);
    m_session.history = {};
    for (Watch& watch : watches)
        watch.cut(0);
    m_session.history.watches = std::move(watches);
    m_session.learningRates.clear();
    m_learningRates.clear();
    m_judged = 0;
    m_unclosed.clear();
    remakeSchedule();
    fillWorkspace();
}

EpochMetrics TrainingRun::summed(std::int64_t epoch, const TestResult& test) const
{
    EpochMetrics metrics;
    metrics.epoch = epoch;
    const std::int64_t length = m_source->batchesPerEpoch();
    double samples = 0;
    const auto add = [&](std::size_t index, const BatchMetrics& batch) {
        const auto count = static_cast<double>(m_source->count(static_cast<std::int64_t>(index)));
        metrics.loss += batch.loss * count;
        metrics.accuracy += batch.accuracy * count;
        samples += count;
    };
    m_session.history.batches.forEach(static_cast<std::size_t>((epoch - 1) * length),
                                      static_cast<std::size_t>(epoch * length), add);
    metrics.loss /= std::max(samples, 1.0);
    metrics.accuracy /= std::max(samples, 1.0);
    metrics.testLoss = test.loss;
    metrics.testAccuracy = test.accuracy;
    return metrics;
}

EpochMetrics TrainingRun::closeEpoch(std::int64_t epoch, const TestResult& test,
                                     const TimedImages& timed)
{
    EpochMetrics metrics = summed(epoch, test);
    metrics.seconds = timed.seconds;
    metrics.imagesPerSecond =
        timed.seconds > 0 ? static_cast<double>(timed.images) / timed.seconds : 0;
    m_session.history.put(metrics);
    m_unclosed.erase(epoch);
    return metrics;
}

} // namespace propago
