#include "core/infer/evaluation.h"

#include "core/data/batches.h"
#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "core/infer/judgement.h"
#include "core/infer/notes.h"
#include "core/infer/speed.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace propago {

namespace {

constexpr std::int64_t kBatch = 64;
// The reference loops of fp64 take so long for a batch that cancelling would wait for them.
constexpr std::int64_t kReferenceBatch = 8;
constexpr std::int64_t kLatencyPictures = 16;
// How the work divides, for the progress bar.
constexpr double kCalibrated = 0.05;
constexpr double kJudged = 0.7;
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

Result<void> requireDisjoint(const Dataset& data, const Dataset& calibrationData)
{
    if (&data != &calibrationData && data.name() != calibrationData.name())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("int8 would be calibrated on the pictures it is judged by"), {}},
                calibrationData.name(), {PROPAGO_TEXT("calibrate on the training part"), {}});
}

// Everything an evaluation works with.
class Evaluator {
public:
    Evaluator(const Graph& graph, const Weights& weights, const Dataset& data,
              const Normalisation& normalisation, const EvaluationOptions& options,
              const Progress& progress)
        : m_graph(graph)
        , m_weights(weights)
        , m_data(data)
        , m_normalisation(normalisation)
        , m_options(options)
        , m_progress(progress)
        , m_pool(options.threads)
    {}

    Result<void> calibrateOn(const Dataset& pictures)
    {
        auto calibration =
            calibrate(m_graph, m_weights, pictures, m_normalisation, m_options.calibrationSamples,
                      m_pool, partOf(m_progress, 0, kCalibrated));
        if (!calibration)
            return tl::unexpected(calibration.error());
        m_calibration = std::move(*calibration);
        return {};
    }

    Result<Evaluation> run()
    {
        if (const auto made = makePlans(); !made)
            return tl::unexpected(made.error());
        if (const auto judged = judgeAll(); !judged)
            return tl::unexpected(judged.error());
        if (!timeAll())
            return cancelled();
        m_result.notes = speedNotes(m_result.precisions, summarise(m_graph)->total.macs);
        return std::move(m_result);
    }

private:
    using Plan = std::unique_ptr<InferencePlan>;

    Result<Plan> plan(Format precision, std::int64_t batch, ThreadPool& pool) const
    {
        return planInference(m_graph, m_weights, {precision, batch, false}, &m_calibration, pool);
    }

    Result<void> makePlans()
    {
        for (const Format precision : m_options.precisions) {
            const bool isReference = precision == Format::Fp64;
            auto large = plan(precision, isReference ? kReferenceBatch : kBatch, m_pool);
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
        return judge(plan, m_graph, {m_data, m_normalisation},
                     partOf(m_progress, from, from + share), m_pool);
    }

    Result<std::vector<int>> answersOfFp32(const std::vector<Judgement>& judgements)
    {
        const auto listed = std::ranges::find(m_options.precisions, Format::Fp32);
        if (listed != m_options.precisions.end())
            return judgements[static_cast<std::size_t>(listed - m_options.precisions.begin())]
                .answers;
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
        std::vector<Judgement> judgements;
        for (std::size_t i = 0; i < m_large.size(); ++i) {
            auto judgement = judgeIn(*m_large[i], i);
            if (!judgement)
                return tl::unexpected(judgement.error());
            judgements.push_back(std::move(*judgement));
        }
        const auto reference = answersOfFp32(judgements);
        if (!reference)
            return tl::unexpected(reference.error());
        for (std::size_t i = 0; i < judgements.size(); ++i)
            enter(judgements[i], *reference, m_result.precisions[i]);
        m_result.answers = judgements.front().answers;
        fillConfusion();
        return {};
    }

    void enter(const Judgement& judgement, const std::vector<int>& reference,
               PrecisionResult& row) const
    {
        const auto count = static_cast<double>(m_data.size());
        std::int64_t same = 0;
        for (std::size_t i = 0; i < reference.size(); ++i)
            same += judgement.answers[i] == reference[i] ? 1 : 0;
        row.samples = m_data.size();
        row.accuracy = static_cast<double>(judgement.right) / count;
        std::tie(row.accuracyLow, row.accuracyHigh) =
            wilsonInterval(judgement.right, m_data.size());
        row.top5 = static_cast<double>(judgement.inTop5) / count;
        row.loss = judgement.loss;
        row.agreementWithFp32 = static_cast<double>(same) / count;
    }

    void fillConfusion()
    {
        const auto classes = static_cast<std::size_t>(outputShape().elements());
        m_result.confusion.assign(classes, std::vector<std::int64_t>(classes, 0));
        for (std::size_t i = 0; i < m_result.answers.size(); ++i) {
            const auto truth = static_cast<std::size_t>(m_data.label(static_cast<std::int64_t>(i)));
            ++m_result.confusion[truth][static_cast<std::size_t>(m_result.answers[i])];
        }
    }

    Shape outputShape() const
    {
        return inferShapes(m_graph).value()[static_cast<std::size_t>(m_graph.output)];
    }

    // The first `count` pictures, from the start again where there are fewer.
    Tensor pictures(std::int64_t count)
    {
        Tensor x(m_data.sampleShape().batched(count), Format::Fp32);
        std::vector<std::int32_t> indices, labels(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i)
            indices.push_back(static_cast<std::int32_t>(i % m_data.size()));
        fillBatch(m_data, m_normalisation, indices, x.view(), labels.data(), m_pool);
        return x;
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
        const Tensor x = pictures(kBatch);
        const Tensor y(outputShape().batched(kBatch), Format::Fp32);
        const auto latencies =
            measureLatencies(pointers(m_single), x.view().slice(0, kLatencyPictures), y.view(),
                             m_options.latencyRuns, partOf(m_progress, kJudged, kTimed));
        if (!latencies)
            return false;
        const auto throughput =
            measureThroughput(pointers(m_large), x.view(), y.view(), partOf(m_progress, kTimed, 1));
        if (!throughput)
            return false;
        for (std::size_t i = 0; i < m_large.size(); ++i) {
            m_result.precisions[i].latencies = (*latencies)[i];
            m_result.precisions[i].latency = summarise((*latencies)[i]);
            m_result.precisions[i].imagesPerSecond = (*throughput)[i];
        }
        return partOf(m_progress, 0, 1)(1);
    }

    const Graph& m_graph;
    const Weights& m_weights;
    const Dataset& m_data;
    const Normalisation& m_normalisation;
    const EvaluationOptions& m_options;
    const Progress& m_progress;
    ThreadPool m_pool;
    ThreadPool m_alone{1};
    Calibration m_calibration;
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
    Evaluator evaluator(graph, weights, data, normalisation, options, progress);
    if (usesIntegers(options)) {
        if (const auto disjoint = requireDisjoint(data, calibrationData); !disjoint)
            return tl::unexpected(disjoint.error());
        if (const auto calibrated = evaluator.calibrateOn(calibrationData); !calibrated)
            return tl::unexpected(calibrated.error());
    }
    return evaluator.run();
}

std::pair<double, double> wilsonInterval(std::int64_t right, std::int64_t of)
{
    if (of < 1)
        return {0, 1};
    constexpr double z = 1.959963984540054; // 97.5 % quantile of the normal distribution
    const auto n = static_cast<double>(of);
    const double share = static_cast<double>(right) / n;
    const double middle = share + z * z / (2 * n);
    const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    return {std::max(0.0, (middle - reach) / scale), std::min(1.0, (middle + reach) / scale)};
}

} // namespace propago
