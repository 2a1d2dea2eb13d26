#include "core/infer/judgement.h"

#include "core/base/clock.h"
#include "core/data/batches.h"
#include "core/graph/shapes.h"
#include "core/infer/probabilities.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace propago {

namespace {

// Batches are as large as they can be while cancelling never waits for one.
constexpr std::int64_t kFirstBatch = 4, kLargestBatch = 64;
constexpr double kShortBatch = 0.05, kLongBatch = 0.2; // seconds

std::int64_t nextBatch(std::int64_t batch, double seconds, std::int64_t most)
{
    if (seconds < kShortBatch)
        return std::min(most, 2 * batch);
    return seconds > kLongBatch ? std::max<std::int64_t>(1, batch / 2) : batch;
}

void judgeOne(const Graph& graph, std::span<const float> outputs, int label, Judgement& judgement)
{
    const auto best = std::ranges::max_element(outputs) - outputs.begin();
    const float own = outputs[static_cast<std::size_t>(label)];
    const auto above = std::ranges::count_if(outputs, [own](float other) { return other > own; });
    judgement.answers.push_back(static_cast<int>(best));
    judgement.confidences.push_back(
        static_cast<float>(std::exp(-crossEntropy(graph, outputs, static_cast<int>(best)))));
    judgement.right += best == label ? 1 : 0;
    judgement.inTop5 += above < 5 ? 1 : 0;
    judgement.loss += crossEntropy(graph, outputs, label);
}

Tensor outputFor(const Graph& graph, std::int64_t batch)
{
    const auto shapes = inferShapes(graph);
    return {(*shapes)[static_cast<std::size_t>(graph.output)].batched(batch), Format::Fp32};
}

} // namespace

Result<Judgement> judge(InferencePlan& plan, const Graph& graph, const JudgedData& data,
                        const Progress& progress, ThreadPool& pool)
{
    const std::int64_t most = std::min(plan.batch(), kLargestBatch);
    const std::int64_t size = data.pictures.size();
    Tensor x(data.pictures.sampleShape().batched(most), Format::Fp32);
    Tensor y = outputFor(graph, most);
    const auto classes = static_cast<std::size_t>(y.elements() / most);
    std::vector<std::int32_t> indices(static_cast<std::size_t>(most));
    std::vector<std::int32_t> labels(indices.size());
    Judgement judgement;
    std::int64_t batch = std::min(most, kFirstBatch);
    std::int64_t n = 0;
    for (std::int64_t first = 0; first < size; first += n) {
        if (progress && !progress(static_cast<double>(first) / static_cast<double>(size)))
            return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the evaluation was cancelled"), {}});
        const Stopwatch watch;
        n = std::min(batch, size - first);
        std::iota(indices.begin(), indices.end(), static_cast<std::int32_t>(first));
        const TensorView pictures = x.view().slice(0, n);
        fillBatch(data.pictures, data.normalisation,
                  std::span(indices).first(static_cast<std::size_t>(n)), pictures, labels.data(),
                  pool);
        plan.run(pictures, y.view().slice(0, n));
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
            judgeOne(graph, y.span<float>().subspan(i * classes, classes), labels[i], judgement);
        batch = nextBatch(batch, watch.seconds(), most);
    }
    judgement.loss /= static_cast<double>(std::max<std::int64_t>(1, size));
    return judgement;
}

} // namespace propago
