#include "app/engine.h"

#include "app/picture_bridge.h"
#include "core/data/catalog.h"
#include "core/data/picture.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"
#include "core/infer/calibration.h"
#include "core/infer/classifier.h"
#include "core/infer/judgement.h"
#include "core/infer/quantised_training.h"
#include "core/io/onnx_writer.h"
#include "core/train/optimizers.h"

#include <algorithm>
#include <array>

/// What the Precision workspace asks of the open session.
namespace propago {

namespace {

constexpr std::size_t kDisputedPictures = 240;
constexpr std::int64_t kCalibrationPictures = 512;
constexpr std::int64_t kTriedPictures = 2000; // behind one choice of bits
constexpr std::int64_t kJudgedBatch = 64;

bool needsCalibration(const std::vector<Format>& formats)
{
    return std::ranges::any_of(formats, [](Format each) { return !traits(each).isFloating; });
}

bool isRounded(const Graph& graph)
{
    return std::ranges::any_of(
        graph.nodes, [](const Node& node) { return node.kind == OperatorKind::FakeQuantize; });
}

} // namespace

HeldPictures Engine::disputedPictures(const Evaluation& evaluation) const
{
    HeldPictures pictures;
    for (const Disagreement& each : evaluation.disagreements) {
        if (pictures.size() == kDisputedPictures)
            break;
        pictures.emplace(each.picture, heldPicture(each.picture));
    }
    return pictures;
}

// Calibrating looks at hundreds of pictures: what was found stays good until the weights move.
Result<const Calibration*> Engine::calibrationFor(QuantisationOptions options,
                                                  const Progress& progress)
{
    options.layerBits.clear();
    const Position here = m_run->stepper().position();
    if (!m_calibrated || m_calibrated->at != here || m_calibrated->options != options) {
        auto calibration = calibrate(m_run->graph(), m_run->weights(), *m_training, {},
                                     kCalibrationPictures, m_pool, progress, options);
        if (!calibration)
            return tl::unexpected(calibration.error());
        m_calibrated = Calibrated{here, options, std::move(*calibration)};
    }
    return &m_calibrated->calibration;
}

Result<Tensor> Engine::pictureOfQuestion(const RaceQuestion& question) const
{
    if (question.heldOut >= m_held->size())
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("there are only %1 held-out pictures"),
                                          {std::to_string(m_held->size())}});
    if (question.heldOut >= 0)
        return heldPicture(question.heldOut);
    const Shape shape = networkInput(m_run->graph());
    PictureOptions options;
    options.fit = Fit::Letterbox;
    options.inversion = usualInversion(m_dataName);
    const PreparedPicture prepared = preparePicture(pictureOf(question.picture), shape, options);
    const Tensor batch = inputOf(prepared.chw, shape, {});
    return copyOf(batch.view().reshaped(shape));
}

Result<PictureRace> Engine::race(const RaceQuestion& question, const Progress& progress)
{
    auto picture = pictureOfQuestion(question);
    if (!picture)
        return tl::unexpected(picture.error());
    const Calibration* calibration = nullptr;
    if (needsCalibration(question.precisions)) {
        const auto found = calibrationFor(question.quantisation, progress);
        if (!found)
            return tl::unexpected(found.error());
        calibration = *found;
    }
    std::vector<Format> others = question.precisions;
    std::erase(others, Format::Fp32); // it leads in any case
    auto run = propago::race(m_run->graph(), m_run->weights(), others, question.quantisation,
                             calibration, picture->view(), m_pool, progress);
    if (!run)
        return tl::unexpected(run.error());
    PictureRace answer;
    answer.question = question;
    answer.race = std::make_shared<const Race>(std::move(*run));
    answer.truth = question.heldOut >= 0 ? m_held->label(question.heldOut) : -1;
    return answer;
}

Result<BitTrial> Engine::tryBits(const QuantisationOptions& options, const Progress& progress)
{
    const auto calibration = calibrationFor(options, partOf(progress, 0, 0.3));
    if (!calibration)
        return tl::unexpected(calibration.error());
    return propago::tryBits(m_run->graph(), m_run->weights(), options, **calibration, *m_held, {},
                            kTriedPictures, m_pool, partOf(progress, 0.3, 1));
}

Result<BitCurve> Engine::findBitCurve(const QuantisationOptions& options, const Progress& progress)
{
    const auto calibration = calibrationFor(options, partOf(progress, 0, 0.05));
    if (!calibration)
        return tl::unexpected(calibration.error());
    return propago::findBitCurve(m_run->graph(), m_run->weights(), options, **calibration,
                                 {*m_training, *m_held}, {}, kTriedPictures, m_pool,
                                 partOf(progress, 0.05, 1));
}

Result<RangeTrial> Engine::tryRanges(Format precision, const QuantisationOptions& options,
                                     const Progress& progress)
{
    RangeTrial trial;
    trial.method = options.ranges;
    Calibration calibration;
    if (!traits(precision).isFloating) {
        auto found = calibrate(m_run->graph(), m_run->weights(), *m_training, {},
                               kCalibrationPictures, m_pool, partOf(progress, 0, 0.4), options);
        if (!found)
            return tl::unexpected(found.error());
        calibration = std::move(*found);
    }
    auto plan =
        planInference(m_run->graph(), m_run->weights(),
                      {precision, kJudgedBatch, false, false, options}, &calibration, m_pool);
    if (!plan)
        return tl::unexpected(plan.error());
    const auto judged =
        judge(**plan, m_run->graph(), {*m_held, {}}, partOf(progress, 0.4, 1), m_pool);
    if (!judged)
        return tl::unexpected(judged.error());
    trial.ranges = std::move(calibration.ranges);
    trial.samples = m_held->size();
    trial.accuracy = static_cast<double>(judged->right) / static_cast<double>(trial.samples);
    std::tie(trial.accuracyLow, trial.accuracyHigh) = wilsonInterval(judged->right, trial.samples);
    return trial;
}

Result<RangeComparison> Engine::compareRangeMethods(Format precision,
                                                    const QuantisationOptions& options,
                                                    const Progress& progress)
{
    constexpr std::array methods{RangeMethod::MinMax, RangeMethod::Percentile,
                                 RangeMethod::MeanSquaredError, RangeMethod::Entropy};
    constexpr double part = 1.0 / (methods.size() + 1);
    RangeComparison comparison;
    comparison.precision = precision;
    const auto reference = tryRanges(Format::Fp32, options, partOf(progress, 0, part));
    if (!reference)
        return tl::unexpected(reference.error());
    comparison.fp32Accuracy = reference->accuracy;
    for (std::size_t i = 0; i < methods.size(); ++i) {
        QuantisationOptions tried = options;
        tried.ranges = methods[i];
        const double from = part * static_cast<double>(i + 1);
        auto trial = tryRanges(precision, tried, partOf(progress, from, from + part));
        if (!trial)
            return tl::unexpected(trial.error());
        comparison.trials.push_back(std::move(*trial));
    }
    return comparison;
}

Result<IntegerArithmetic> Engine::explainInteger(const RaceQuestion& question, int node,
                                                 std::int64_t element, const Progress& progress)
{
    const auto picture = pictureOfQuestion(question);
    if (!picture)
        return tl::unexpected(picture.error());
    const auto calibration = calibrationFor({}, progress);
    if (!calibration)
        return tl::unexpected(calibration.error());
    auto trace = IntegerTrace::make(m_run->graph(), m_run->weights(), **calibration);
    if (!trace)
        return tl::unexpected(trace.error());
    trace->run(picture->view());
    IntegerArithmetic arithmetic;
    arithmetic.node = node;
    arithmetic.element = element;
    arithmetic.explanation = trace->explain(node, element);
    arithmetic.facts = trace->facts(node, element);
    auto reals = explainReal(*picture, node, element);
    if (!reals)
        return tl::unexpected(reals.error());
    arithmetic.reals = std::move(*reals);
    return arithmetic;
}

// The same number in fp32, from the values of a plan that keeps them.
Result<Explanation> Engine::explainReal(const Tensor& picture, int node, std::int64_t element)
{
    const Graph& graph = m_run->graph();
    const Weights weights = m_run->weights();
    auto plan = planInference(graph, weights, {Format::Fp32, 1, true}, nullptr, m_pool);
    if (!plan)
        return tl::unexpected(plan.error());
    const Node& asked = graph.nodes[static_cast<std::size_t>(node)];
    const Shape output = inferShapes(graph).value()[static_cast<std::size_t>(graph.output)];
    const Tensor y(output.batched(1), Format::Fp32);
    (*plan)->run(picture.view().reshaped(networkInput(graph).batched(1)), y.view());
    std::vector<Tensor> values{(*plan)->value(node, 1)};
    for (const int input : asked.inputs)
        values.push_back((*plan)->value(input, 1));
    if (std::ranges::any_of(values, &Tensor::isEmpty))
        return Explanation{};
    std::vector<TensorView> inputs, parameters;
    for (std::size_t i = 1; i < values.size(); ++i)
        inputs.push_back(values[i].view());
    for (auto at = weights.lower_bound({SlotKind::Parameter, node, 0});
         at != weights.end() && at->first.node == node; ++at)
        parameters.push_back(at->second.view());
    NodeContext context;
    context.inputs = inputs;
    context.output = values.front().view();
    context.parameters = parameters;
    context.pool = &m_pool;
    return operatorFor(asked.kind).explain(asked, context, 0, element);
}

Result<WeightTrial> Engine::tryWeight(const RaceQuestion& question, const ElementRef& weight,
                                      double value)
{
    const auto picture = pictureOfQuestion(question);
    if (!picture)
        return tl::unexpected(picture.error());
    Weights weights = m_run->weights();
    const auto found = weights.find(weight.tensor);
    WeightTrial trial;
    trial.weight = weight;
    trial.value = value;
    for (std::vector<double>* place : {&trial.before, &trial.after}) {
        auto classifier = Classifier::make(m_run->graph(), weights, Format::Fp32, nullptr, m_pool);
        if (!classifier)
            return tl::unexpected(classifier.error());
        *place = classifier->probabilities(picture->view());
        if (found != weights.end() && weight.element < found->second.elements())
            found->second.span<float>()[static_cast<std::size_t>(weight.element)] =
                static_cast<float>(value);
    }
    return trial;
}

// The rate falls from a tenth of the usual one: the network has learnt already.
Result<void> Engine::startQuantisedTraining(int bits, const Progress& progress)
{
    QuantisedTrainingOptions options;
    options.bits = bits;
    Session session = m_run->session();
    auto network = prepareForQuantisedTraining(session.graph, m_run->weights(), *m_training,
                                               session.normalisation, options, m_pool, progress);
    if (!network)
        return tl::unexpected(network.error());
    Session next;
    next.graph = std::move(network->graph);
    next.tensors = std::move(network->weights);
    next.settings = session.settings;
    next.settings.schedule = ScheduleKind::Cosine;
    next.settings.gradClipNorm = 1;
    next.settings.learningRate = usualLearningRate(session.settings.optimizer) / 10;
    next.data = session.data;
    next.normalisation = session.normalisation;
    if (auto done = open(std::move(next)); !done)
        return done;
    m_fileName.clear();
    return {};
}

Result<void> Engine::exportQuantised(const std::string& path, const Progress& progress)
{
    QuantisedNetwork network{m_run->graph(), m_run->weights()};
    if (!isRounded(network.graph)) {
        QuantisedTrainingOptions options;
        options.widensRanges = false; // the integers that the comparison judges
        auto rounded = prepareForQuantisedTraining(network.graph, network.weights, *m_training, {},
                                                   options, m_pool, progress);
        if (!rounded)
            return tl::unexpected(rounded.error());
        network = std::move(*rounded);
    }
    return writeOnnx(network.graph, network.weights, path);
}

} // namespace propago
