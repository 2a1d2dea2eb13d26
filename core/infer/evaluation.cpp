#include "core/infer/evaluation.h"

#include "core/data/batches.h"
#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "core/infer/disjoint.h"
#include "core/infer/judgement.h"
#include "core/infer/notes.h"

#include <algorithm>
#include <iterator>

namespace propago {

namespace {

constexpr std::int64_t kBatch = 64, kLargestBatch = 256;
constexpr std::int64_t kLargestInput = 64 << 20; // bytes of the pictures of one batch
// The reference loops of fp64 take so long for a batch that cancelling would wait for them.
constexpr std::int64_t kReferenceBatch = 8;
constexpr std::int64_t kLatencyPictures = 16;
constexpr std::int64_t kErrorPictures = 64;
constexpr std::int64_t kErrorMacs = 2'000'000'000; // of all of them
// How the work divides, for the progress bar.
constexpr double kChecked = 0.02;
constexpr double kCalibrated = 0.07;
constexpr double kJudged = 0.6;
constexpr double kCompared = 0.7;
constexpr double kTimed = 0.9;

Failure cancelled()
{
    return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the evaluation was cancelled"), {}});
}

bool usesIntegers(const EvaluationOptions& options)
{
    return std::ranges::any_of(options.precisions, needsCalibration);
}

Result<void> requireLabels(const Shape& output, const Dataset& data)
{
    const auto labels = data.labels();
    const auto largest = *std::ranges::max_element(labels);
    if (largest < output.elements())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the network has %1 outputs but the pictures have %2 categories"),
                 {std::to_string(output.elements()), std::to_string(data.classNames().size())}},
                data.name(),
                {PROPAGO_TEXT("use pictures of the categories the network learned"), {}});
}

Result<void> requireData(const Graph& graph, const Dataset& data)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    if (data.size() < 1)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("there are no pictures to evaluate on"), {}},
                    data.name(), {PROPAGO_TEXT("use at least one picture"), {}});
    const Shape expected = networkInput(graph);
    if (!(expected == data.sampleShape()))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the network takes %1 but the pictures are %2"),
                     {expected.text(), data.sampleShape().text()}},
                    data.name(), {PROPAGO_TEXT("use pictures of the network's size"), {}});
    return requireLabels((*shapes)[static_cast<std::size_t>(graph.output)], data);
}

std::vector<std::vector<std::int64_t>> confusionOf(const std::vector<int>& answers,
                                                   std::span<const std::int32_t> labels,
                                                   std::int64_t classes)
{
    const auto count = static_cast<std::size_t>(classes);
    std::vector confusion(count, std::vector<std::int64_t>(count, 0));
    for (std::size_t i = 0; i < answers.size(); ++i)
        ++confusion[static_cast<std::size_t>(labels[i])][static_cast<std::size_t>(answers[i])];
    return confusion;
}

std::vector<Disagreement> disagreementsOf(const std::vector<PrecisionResult>& rows,
                                          std::span<const std::int32_t> labels)
{
    std::vector<Disagreement> result;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        Disagreement found{static_cast<std::int64_t>(i), labels[i], {}};
        for (const PrecisionResult& row : rows) {
            found.answers.push_back(row.answers[i]);
            found.confidences.push_back(row.confidences[i]);
        }
        if (std::ranges::adjacent_find(found.answers, std::ranges::not_equal_to())
            != found.answers.end())
            result.push_back(std::move(found));
    }
    return result;
}

double shareOfSame(const std::vector<int>& some, const std::vector<int>& others)
{
    std::int64_t same = 0;
    for (std::size_t i = 0; i < some.size(); ++i)
        same += some[i] == others[i] ? 1 : 0;
    return static_cast<double>(same) / static_cast<double>(some.size());
}

// Throughput that the table shows: a batch that all machines and formats have in common, if it can be.
double mainSpeed(const std::vector<BatchSpeed>& batches)
{
    double speed = 0;
    for (const BatchSpeed& each : batches)
        speed = each.batch <= kBatch ? each.imagesPerSecond : speed;
    return speed;
}

// Everything an evaluation works with.
class Evaluator {
public:
    Evaluator(const Graph& graph, const Weights& weights, const JudgedData& data,
              const EvaluationOptions& options, const Progress& progress)
        : m_graph(graph)
        , m_weights(weights)
        , m_judged(data)
        , m_data(data.pictures)
        , m_options(options)
        , m_progress(progress)
        , m_pool(options.threads)
    {
        m_result.quantisation = options.quantisation;
    }

    Result<void> calibrateOn(const Dataset& pictures)
    {
        const auto note = requireDisjoint(m_data, pictures, m_options.calibrationSamples, m_pool,
                                          partOf(m_progress, 0, kChecked));
        if (!note)
            return tl::unexpected(note.error());
        m_note = *note;
        auto calibration = calibrate(
            m_graph, m_weights, pictures, m_judged.normalisation, m_options.calibrationSamples,
            m_pool, partOf(m_progress, kChecked, kCalibrated), m_options.quantisation);
        if (!calibration)
            return tl::unexpected(calibration.error());
        m_calibration = std::move(*calibration);
        m_result.calibrationSamples = m_calibration.samples;
        return {};
    }

    Result<Evaluation> run()
    {
        if (const auto made = makePlans(); !made)
            return tl::unexpected(made.error());
        if (const auto judged = judgeAll(); !judged)
            return tl::unexpected(judged.error());
        if (const auto compared = compareLayers(); !compared)
            return tl::unexpected(compared.error());
        if (!timeAll())
            return cancelled();
        m_result.notes = speedNotes(m_result.precisions, macs());
        std::ranges::copy(driftNotes(m_result.precisions), std::back_inserter(m_result.notes));
        if (m_note)
            m_result.notes.push_back(*m_note);
        return std::move(m_result);
    }

private:
    using Plan = std::unique_ptr<InferencePlan>;

    std::int64_t macs() const { return summarise(m_graph)->total.macs; }

    Result<Plan> plan(Format precision, std::int64_t batch, ThreadPool& pool) const
    {
        return planInference(m_graph, m_weights,
                             {precision, batch, false, false, m_options.quantisation},
                             &m_calibration, pool);
    }

    Result<void> makePlans()
    {
        for (const Format precision : m_options.precisions) {
            if (m_progress && !m_progress(kCalibrated))
                return cancelled();
            const bool isReference = precision == Format::Fp64;
            auto large = plan(precision, isReference ? kReferenceBatch : kLargestBatch, m_pool);
            auto single = plan(precision, 1, m_alone);
            if (!large || !single)
                return tl::unexpected(large ? single.error() : large.error());
            m_result.precisions.push_back(describedBy(**large));
            m_large.push_back(std::move(*large));
            m_single.push_back(std::move(*single));
        }
        return {};
    }

    static PrecisionResult describedBy(const InferencePlan& plan)
    {
        PrecisionResult row;
        row.precision = plan.precision();
        row.weightBytes = plan.weightBytes();
        row.kernel = plan.kernel();
        row.isEmulated = plan.isEmulated();
        return row;
    }

    Result<Judgement> judgeIn(InferencePlan& plan, std::size_t index)
    {
        const double share = (kJudged - kCalibrated) / static_cast<double>(m_large.size() + 1);
        const double from = kCalibrated + share * static_cast<double>(index);
        return judge(plan, m_graph, m_judged, partOf(m_progress, from, from + share), m_pool);
    }

    Result<std::vector<int>> answersOfFp32()
    {
        const auto listed =
            std::ranges::find(m_result.precisions, Format::Fp32, &PrecisionResult::precision);
        if (listed != m_result.precisions.end())
            return listed->answers;
        auto reference = plan(Format::Fp32, kBatch, m_pool);
        if (!reference)
            return tl::unexpected(reference.error());
        auto judgement = judgeIn(**reference, m_large.size());
        if (!judgement)
            return tl::unexpected(judgement.error());
        return std::move(judgement->answers);
    }

    Result<void> judgeAll()
    {
        for (std::size_t i = 0; i < m_large.size(); ++i) {
            auto judgement = judgeIn(*m_large[i], i);
            if (!judgement)
                return tl::unexpected(judgement.error());
            enter(std::move(*judgement), m_result.precisions[i]);
        }
        const auto reference = answersOfFp32();
        if (!reference)
            return tl::unexpected(reference.error());
        for (PrecisionResult& row : m_result.precisions) {
            row.agreementWithFp32 = shareOfSame(row.answers, *reference);
            row.againstFp32 = mcNemar(*reference, row.answers, m_data.labels());
        }
        m_result.answers = m_result.precisions.front().answers;
        m_result.confusion = m_result.precisions.front().confusion;
        m_result.disagreements = disagreementsOf(m_result.precisions, m_data.labels());
        return {};
    }

    void enter(Judgement judgement, PrecisionResult& row) const
    {
        const auto count = static_cast<double>(m_data.size());
        row.samples = m_data.size();
        row.accuracy = static_cast<double>(judgement.right) / count;
        std::tie(row.accuracyLow, row.accuracyHigh) =
            wilsonInterval(judgement.right, m_data.size());
        row.top5 = static_cast<double>(judgement.inTop5) / count;
        row.loss = judgement.loss;
        row.confusion = confusionOf(judgement.answers, m_data.labels(), outputShape().elements());
        row.answers = std::move(judgement.answers);
        row.confidences = std::move(judgement.confidences);
    }

    // What the fused plans store, node by node, over some of the pictures.
    Result<void> compareLayers()
    {
        const std::int64_t most = std::clamp<std::int64_t>(
            kErrorMacs / std::max<std::int64_t>(1, macs()), 4, kErrorPictures);
        const Tensor x = pictures(evenly(m_data.size(), most));
        const double share = (kCompared - kJudged) / static_cast<double>(m_large.size());
        double from = kJudged;
        for (const Format precision : m_options.precisions) {
            const Progress progress = partOf(m_progress, from, from + share);
            from += share;
            if (precision == Format::Fp32)
                continue;
            auto errors = layerErrors(m_graph, m_weights, precision, m_options.quantisation,
                                      &m_calibration, x.view(), m_pool, progress);
            if (!errors)
                return tl::unexpected(errors.error());
            m_result.errors.push_back(std::move(*errors));
        }
        return {};
    }

    Shape outputShape() const
    {
        return inferShapes(m_graph).value()[static_cast<std::size_t>(m_graph.output)];
    }

    Tensor pictures(const std::vector<std::int32_t>& indices)
    {
        Tensor x(m_data.sampleShape().batched(static_cast<std::int64_t>(indices.size())),
                 Format::Fp32);
        std::vector<std::int32_t> labels(indices.size());
        fillBatch(m_data, m_judged.normalisation, indices, x.view(), labels.data(), m_pool);
        return x;
    }

    // The first pictures, from the start again where there are fewer.
    Tensor timedPictures()
    {
        const std::int64_t bytes = 4 * m_data.sampleShape().elements();
        const std::int64_t count =
            std::clamp(kLargestInput / bytes, kLatencyPictures, kLargestBatch);
        std::vector<std::int32_t> indices;
        for (std::int64_t i = 0; i < count; ++i)
            indices.push_back(static_cast<std::int32_t>(i % m_data.size()));
        return pictures(indices);
    }

    static std::vector<InferencePlan*> pointers(const std::vector<Plan>& plans)
    {
        std::vector<InferencePlan*> result;
        for (const Plan& each : plans)
            result.push_back(each.get());
        return result;
    }

    // False when it was cancelled.
    bool timeAll()
    {
        const Tensor x = timedPictures();
        const Tensor y(outputShape().batched(x.shape()[0]), Format::Fp32);
        auto latencies =
            measureLatencies(pointers(m_single), x.view().slice(0, kLatencyPictures), y.view(),
                             m_options.latencyRuns, partOf(m_progress, kCompared, kTimed));
        if (!latencies)
            return false;
        auto throughput =
            measureThroughput(pointers(m_large), x.view(), y.view(), partOf(m_progress, kTimed, 1));
        if (!throughput)
            return false;
        for (std::size_t i = 0; i < m_large.size(); ++i) {
            PrecisionResult& row = m_result.precisions[i];
            row.latencies = std::move((*latencies)[i]);
            row.latency = summarise(row.latencies);
            row.drift = driftOf(row.latencies);
            row.batches = std::move((*throughput)[i]);
            row.imagesPerSecond = mainSpeed(row.batches);
        }
        return partOf(m_progress, 0, 1)(1);
    }

    const Graph& m_graph;
    const Weights& m_weights;
    const JudgedData& m_judged;
    const Dataset& m_data;
    const EvaluationOptions& m_options;
    const Progress& m_progress;
    ThreadPool m_pool;
    ThreadPool m_alone{1};
    Calibration m_calibration;
    std::optional<Text> m_note;          // about the pictures
    std::vector<Plan> m_large, m_single; // all threads and many pictures; one and one
    Evaluation m_result;
};

} // namespace

Result<Evaluation> evaluate(const Graph& graph, const Weights& weights, const Dataset& data,
                            const Dataset& calibrationData, const Normalisation& normalisation,
                            const EvaluationOptions& options, const Progress& progress)
{
    if (options.precisions.empty())
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("no precision was asked for"), {}}, {},
                    {PROPAGO_TEXT("name at least one, e.g. fp32"), {}});
    if (const auto fits = requireData(graph, data); !fits)
        return tl::unexpected(fits.error());
    const JudgedData judged{data, normalisation};
    Evaluator evaluator(graph, weights, judged, options, progress);
    if (usesIntegers(options)) {
        if (const auto calibrated = evaluator.calibrateOn(calibrationData); !calibrated)
            return tl::unexpected(calibrated.error());
    }
    return evaluator.run();
}

} // namespace propago
