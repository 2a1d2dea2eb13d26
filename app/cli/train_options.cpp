#include "app/cli/train_options.h"

#include "app/cli/model_argument.h"
#include "app/cli/quantised_start.h"
#include "core/io/session_file.h"
#include "core/train/training_run.h"

#include <cmath>

namespace propago {

namespace {

template<typename Kind>
Result<void> choose(const std::string& text, Kind& kind, const char* what, const char* known)
{
    if (parse(text, kind))
        return {};
    return usageError(
        {PROPAGO_TEXT("there is no %1 called %2 in this version"), {what, displayable(text)}},
        {PROPAGO_TEXT("use one of %1"), {known}});
}

Result<void> refuseWhatIsNotThere(const TrainOptions& options)
{
    if (!options.events.empty())
        return usageError({PROPAGO_TEXT("this version does not write event files"), {}},
                          {PROPAGO_TEXT("use --csv or --log-steps instead of --events"), {}});
    if (!options.distributed.empty())
        return usageError(
            {PROPAGO_TEXT("this version trains in one process"), {}},
            {PROPAGO_TEXT("leave --distributed out; --threads uses all cores of this machine"),
             {}});
    return {};
}

// A word written on the command line wins; one that was not leaves `value` as it is.
class Settling {
public:
    Settling(const TrainOptions& options, const Arguments& arguments, TrainingSettings& settings,
             bool isResumed)
        : m_options(options), m_arguments(arguments), m_settings(settings), m_isResumed(isResumed)
    {}

    Result<void> settle()
    {
        if (decides("--optimizer")) {
            if (auto done = choose(m_options.optimizer, m_settings.optimizer, "optimizer",
                                   "sgd, nesterov, rmsprop, adagrad, adam, adamw");
                !done)
                return done;
            m_settings.learningRate = m_options.quantise.empty()
                                          ? usualLearningRate(m_settings.optimizer)
                                          : quantisedLearningRate(m_settings.optimizer);
        }
        if (decides("--schedule")) {
            if (auto done = choose(m_options.schedule, m_settings.schedule, "schedule",
                                   "constant, step, cosine, one-cycle, plateau");
                !done)
                return done;
        }
        if (decides("--loss")) {
            if (auto done =
                    choose(m_options.loss, m_settings.loss, "loss", "cross-entropy, mse, l1");
                !done)
                return done;
        }
        if (m_arguments.wasGiven("--initialiser")) {
            if (auto done = choose(
                    m_options.initialiser, m_settings.initialiser, "initialiser",
                    "default, xavier-uniform, xavier-normal, kaiming-uniform, kaiming-normal");
                !done)
                return done;
        }
        if (m_arguments.wasGiven("--augment")) {
            if (auto done = settleAugmentation(); !done)
                return done;
        }
        settleNumbers();
        settleLimits();
        return check();
    }

private:
    bool decides(const char* option) const { return !m_isResumed || m_arguments.wasGiven(option); }

    Result<void> settleAugmentation()
    {
        const auto augmentation = parseAugmentation(m_options.augment);
        if (!augmentation)
            return usageError(augmentation.error().what, augmentation.error().remedy);
        m_settings.augmentation = *augmentation;
        return {};
    }

    void settleLimits()
    {
        if (decides("--clip-norm"))
            m_settings.gradClipNorm = m_options.clipNorm;
        if (decides("--clip-value"))
            m_settings.gradClipValue = m_options.clipValue;
        if (decides("--label-smoothing"))
            m_settings.labelSmoothing = m_options.labelSmoothing;
    }

    void settleNumbers()
    {
        if (decides("--epochs"))
            m_settings.epochs = m_options.epochs;
        if (m_arguments.wasGiven("--lr"))
            m_settings.learningRate = m_options.learningRate;
        if (decides("--momentum"))
            m_settings.momentum = m_options.momentum;
        if (decides("--alpha"))
            m_settings.alpha = m_options.alpha;
        if (decides("--weight-decay"))
            m_settings.weightDecay = m_arguments.wasGiven("--weight-decay")
                                         ? m_options.weightDecay
                                         : usualWeightDecay(m_settings.optimizer);
        if (decides("--schedule-epochs"))
            m_settings.scheduleEpochs = m_options.scheduleEpochs;
        if (decides("--schedule-factor"))
            m_settings.scheduleFactor = m_options.scheduleFactor;
        if (decides("--schedule-patience"))
            m_settings.schedulePatience = m_options.schedulePatience;
        if (decides("--batch"))
            m_settings.batch = m_options.batch;
        if (decides("--no-shuffle"))
            m_settings.shuffles = !m_options.isUnshuffled;
    }

    Result<void> check() const
    {
        const bool isRate = std::isfinite(m_settings.learningRate) && m_settings.learningRate > 0;
        if (!isRate)
            return usageError({PROPAGO_TEXT("--lr takes a number above 0"), {}});
        if (!(m_settings.momentum >= 0 && m_settings.momentum < 1))
            return usageError({PROPAGO_TEXT("--momentum takes a number from 0 to below 1"), {}});
        if (!(std::isfinite(m_settings.weightDecay) && m_settings.weightDecay >= 0))
            return usageError({PROPAGO_TEXT("--weight-decay takes a number of at least 0"), {}});
        if (!(std::isfinite(m_settings.scheduleFactor) && m_settings.scheduleFactor > 0))
            return usageError({PROPAGO_TEXT("--schedule-factor takes a number above 0"), {}});
        if (!(m_settings.alpha >= 0 && m_settings.alpha < 1))
            return usageError({PROPAGO_TEXT("--alpha takes a number from 0 to below 1"), {}});
        if (!isLimit(m_settings.gradClipNorm))
            return usageError({PROPAGO_TEXT("--clip-norm takes a number of at least 0"), {}});
        if (!isLimit(m_settings.gradClipValue))
            return usageError({PROPAGO_TEXT("--clip-value takes a number of at least 0"), {}});
        if (!(m_settings.labelSmoothing >= 0 && m_settings.labelSmoothing <= 1))
            return usageError({PROPAGO_TEXT("--label-smoothing takes a share from 0 to 1"), {}});
        if (m_settings.labelSmoothing > 0 && m_settings.loss != LossKind::CrossEntropy)
            return usageError(
                {PROPAGO_TEXT("--label-smoothing goes with the loss cross-entropy only"), {}});
        return {};
    }

    static bool isLimit(double value) { return value >= 0 && value <= 1e30; }

    const TrainOptions& m_options;
    const Arguments& m_arguments;
    TrainingSettings& m_settings;
    bool m_isResumed;
};

// What decides where a run stands cannot change on the way.
Result<void> refuseChanges(const TrainingSettings& before, const Session& now,
                           std::int64_t limitBefore)
{
    const auto changed = [](const char* option, const std::string& was) {
        return usageError(
            {PROPAGO_TEXT("%1 cannot change when a run is resumed, it was %2"), {option, was}},
            {PROPAGO_TEXT("leave %1 out, or start anew with --model"), {option}});
    };
    if (before.batch != now.settings.batch)
        return changed("--batch", std::to_string(before.batch));
    if (before.seed != now.settings.seed)
        return changed("--seed", std::to_string(before.seed));
    if (before.format != now.settings.format)
        return changed("--precision", std::string(traits(before.format).name));
    if (before.loss != now.settings.loss)
        return changed("--loss", name(before.loss));
    if (limitBefore != now.limit)
        return changed("--limit", std::to_string(limitBefore));
    return {};
}

Result<Format> trainingFormat(const std::string& precision)
{
    const auto format = precisionNamed(precision);
    if (!format)
        return format;
    if (*format == Format::Fp32 || *format == Format::Fp64 || *format == Format::Bf16)
        return format;
    return usageError(
        {PROPAGO_TEXT("this version trains in fp32, bf16 and fp64, not in %1"), {precision}},
        {PROPAGO_TEXT("train in fp32 and compare precisions with evaluate"), {}});
}

Result<void> settle(const TrainOptions& options, const Invocation& invocation, bool isResumed,
                    Session& session)
{
    const TrainingSettings before = session.settings;
    const std::int64_t limitBefore = session.limit;
    const Arguments& arguments = invocation.arguments;
    if (auto done = Settling(options, arguments, session.settings, isResumed).settle(); !done)
        return done;
    if (!isResumed || arguments.wasGiven("--seed"))
        session.settings.seed = static_cast<std::uint64_t>(invocation.common.seed);
    if (!isResumed || arguments.wasGiven("--limit"))
        session.limit = options.limit;
    if (!isResumed || arguments.wasGiven("--precision")) {
        const auto format = trainingFormat(invocation.common.precision);
        if (!format)
            return tl::unexpected(format.error());
        session.settings.format = *format;
    }
    if (!isResumed || !options.quantise.empty())
        return {};
    if (before.optimizer != session.settings.optimizer)
        dropOptimizerStates(session);
    if (arguments.wasGiven("--lr"))
        session.learningRates.clear();
    return refuseChanges(before, session, limitBefore);
}

Result<void> openParts(const std::string& name, TrainTask& task)
{
    auto data = openTrainingData(name);
    if (!data)
        return tl::unexpected(data.error());
    task.data = std::move(*data);
    task.session.data = name;
    return {};
}

Result<void> openNew(const TrainOptions& options, TrainTask& task)
{
    if (options.data.empty() || options.model.empty())
        return usageError(
            {PROPAGO_TEXT("training needs a dataset and a network"), {}},
            {PROPAGO_TEXT("give --data and --model, or --resume with a session"), {}});
    if (auto opened = openParts(options.data, task); !opened)
        return opened;
    const auto classes = static_cast<std::int64_t>(task.data.training->classNames().size());
    auto model = openModel(options.model, task.data.training->sampleShape(), classes);
    if (!model)
        return tl::unexpected(model.error());
    Session& session = task.session;
    session.graph = std::move(model->session.graph);
    session.tensors = std::move(model->session.tensors);
    session.normalisation = std::move(model->session.normalisation);
    session.classNames = task.data.training->classNames();
    dropOptimizerStates(session); // those of another run
    task.notes = std::move(model->notes);
    return {};
}

Result<void> requireSameNetwork(const TrainOptions& options, const TrainTask& task)
{
    if (options.model.empty())
        return {};
    const auto classes = static_cast<std::int64_t>(task.data.training->classNames().size());
    const auto model = openModel(options.model, task.data.training->sampleShape(), classes);
    if (!model)
        return tl::unexpected(model.error());
    const Graph graph = graphForLoss(model->session.graph, task.session.settings.loss);
    if (graph.nodes == task.session.graph.nodes)
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the session holds another network than --model names"), {}},
                options.resume,
                {PROPAGO_TEXT("leave --model out: the session brings its network"), {}});
}

Result<void> openResumed(const TrainOptions& options, TrainTask& task)
{
    auto session = loadSession(options.resume);
    if (!session)
        return tl::unexpected(session.error());
    task.session = std::move(*session);
    const std::string name = options.data.empty() ? task.session.data : options.data;
    if (name.empty())
        return usageError({PROPAGO_TEXT("the session names no dataset"), {}},
                          {PROPAGO_TEXT("give --data"), {}});
    if (auto opened = openParts(name, task); !opened)
        return opened;
    return requireSameNetwork(options, task);
}

Result<void> settleGoal(const TrainOptions& options, const Invocation& invocation, TrainTask& task)
{
    if (invocation.arguments.wasGiven("--grain")) {
        constexpr std::pair<const char*, Grain> kGrains[] = {{"op", Grain::Op},
                                                             {"layer", Grain::Layer},
                                                             {"phase", Grain::Phase},
                                                             {"batch", Grain::Batch}};
        for (const auto& [word, grain] : kGrains) {
            if (options.grain == word)
                task.grain = grain;
        }
        if (!task.grain)
            return usageError({PROPAGO_TEXT("--grain takes op, layer, phase or batch, not %1"),
                               {displayable(options.grain)}});
    }
    if (!invocation.arguments.wasGiven("--until-accuracy"))
        return {};
    if (!(options.untilAccuracy > 0 && options.untilAccuracy <= 1))
        return usageError({PROPAGO_TEXT("--until-accuracy takes a share above 0 and up to 1"), {}},
                          {PROPAGO_TEXT("write 0.9 for 90 %"), {}});
    task.accuracy = options.untilAccuracy;
    return {};
}

} // namespace

void declareTrainOptions(Arguments& arguments, TrainOptions& o)
{
    arguments.text("--data", o.data, "fashion-mnist, digits, shapes[:N] or idx:IMAGES,LABELS");
    arguments.text("--model", o.model,
                   "mlp, lenet, fashion-cnn, resnet8, vgg-small, resnet18, mobilenet-v2, "
                   "squeezenet, a .propago or an .onnx file");
    arguments.whole("--epochs", o.epochs,
                    "epochs in all, and the length of the schedule (default 5)", 1);
    arguments.whole("--steps", o.steps, "exactly so many updates now, instead of whole epochs", 1);
    arguments.whole("--batch", o.batch, "pictures in a batch (default 64)", 1);
    arguments.text("--optimizer", o.optimizer,
                   "sgd, nesterov, rmsprop, adagrad, adam or adamw (default sgd)");
    arguments.number("--lr", o.learningRate, "learning rate (default 0.01, adam and adamw 0.001)");
    arguments.number("--momentum", o.momentum, "of sgd and nesterov (default 0.9)");
    arguments.number("--alpha", o.alpha, "of rmsprop: what is kept of the mean square (0.99)");
    arguments.number("--weight-decay", o.weightDecay, "default 0, adamw 0.01");
    arguments.number("--clip-norm", o.clipNorm,
                     "largest norm of all gradients together (default 0: any)");
    arguments.number("--clip-value", o.clipValue,
                     "largest size of one gradient element (default 0: any)");
    arguments.text("--schedule", o.schedule,
                   "constant, step, cosine, one-cycle or plateau (default constant)");
    arguments.whole("--schedule-epochs", o.scheduleEpochs,
                    "step: epochs between two cuts (default 1)", 1);
    arguments.number("--schedule-factor", o.scheduleFactor,
                     "step and plateau: what a cut multiplies by (default 0.1)");
    arguments.whole("--schedule-patience", o.schedulePatience,
                    "plateau: epochs without progress that it waits (default 10)");
    arguments.text("--loss", o.loss, "cross-entropy, mse or l1 (default cross-entropy)");
    arguments.number("--label-smoothing", o.labelSmoothing,
                     "cross-entropy: share spread over all categories (default 0)");
    arguments.text("--initialiser", o.initialiser,
                   "default, xavier-uniform, xavier-normal, kaiming-uniform or kaiming-normal");
    arguments.flag("--no-shuffle", o.isUnshuffled, "pictures in the dataset's order");
    arguments.whole("--limit", o.limit, "the first N training pictures only");
    arguments.text("--mean", o.mean,
                   "subtracted from pixel/255: one number, or one for each channel");
    arguments.text("--std", o.deviation, "divides what --mean left");
    arguments.number("--until-accuracy", o.untilAccuracy,
                     "stop at this share of test pictures; exit 1 if not met");
    arguments.whole("--test-every", o.testEvery, "also test after every N updates", 1);
    arguments.text("--resume", o.resume, "go on with a saved session");
    arguments.text("--quantise", o.quantise,
                   "int8, int4 or int2: round the trained weights and values like that in every "
                   "step, so that the network learns to live with it");
    arguments.flag("--quantise-all", o.quantisesAll,
                   "also the first and the last layer, which else keep 8 bits");
    arguments.whole("--calibrate", o.calibrate,
                    "training pictures that find the ranges for --quantise (default 512)", 1);
    arguments.text("--save", o.save, "write the session here, also when interrupted");
    arguments.text("--export-onnx", o.onnx, "write the trained network as ONNX");
    arguments.text("--csv", o.csv, "write loss, accuracy and learning rate of every step");
    arguments.text("--chart", o.chart, "write the loss chart as .svg, .pdf or .png");
    arguments.flag("--log-steps", o.logsSteps, "every step's loss in the JSON");
    arguments.text("--grain", o.grain,
                   "step by op, layer, phase or batch instead of flat out: the same weights");
    arguments.text("--augment", o.augment,
                   "shift, flip, rotate, scale, colour, cutout, mixup (commas between), each "
                   "alone or with a strength (rotate=30); or none");
    arguments.text("--events", o.events, "not in this version");
    arguments.text("--distributed", o.distributed, "not in this version");
}

void dropOptimizerStates(Session& session)
{
    std::erase_if(session.tensors,
                  [](const auto& entry) { return entry.first.kind == SlotKind::OptimizerState; });
}

Result<TrainTask> prepareTraining(const TrainOptions& options, const Invocation& invocation)
{
    if (auto there = refuseWhatIsNotThere(options); !there)
        return tl::unexpected(there.error());
    TrainTask task;
    const bool isResumed = !options.resume.empty();
    // What was written wrong is said before anything is opened.
    if (!isResumed) {
        if (auto done = settle(options, invocation, false, task.session); !done)
            return tl::unexpected(done.error());
    }
    if (auto done = settleGoal(options, invocation, task); !done)
        return tl::unexpected(done.error());
    if (auto opened = isResumed ? openResumed(options, task) : openNew(options, task); !opened)
        return tl::unexpected(opened.error());
    if (!options.quantise.empty()) {
        if (auto done = beginQuantisation(options, task); !done)
            return tl::unexpected(done.error());
    }
    if (isResumed) {
        if (auto done = settle(options, invocation, true, task.session); !done)
            return tl::unexpected(done.error());
    }
    auto normalisation =
        normalisationFrom(options.mean, options.deviation, task.session.normalisation,
                          task.data.training->sampleShape()[0]);
    if (!normalisation)
        return tl::unexpected(normalisation.error());
    task.session.normalisation = std::move(*normalisation);
    return task;
}

} // namespace propago
