#pragma once
#include "core/graph/zoo.h"
#include "tests/support/scripted_port.h"

#include <cmath>

/// Runs and comparisons as views are handed them, of plausible shape; nothing in them was measured.
namespace propago::test {

inline SessionFacts lenetFacts()
{
    SessionFacts facts;
    facts.title = QStringLiteral("lenet on fashion-mnist");
    facts.dataName = QStringLiteral("fashion-mnist");
    facts.classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                        "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    facts.trainSamples = 60'000;
    facts.testSamples = 10'000;
    facts.batchesPerEpoch = 100;
    facts.program = *compile(*zooGraph("lenet", Shape{1, 28, 28}, 10), CompileOptions{});
    return facts;
}

/// `batches` of a falling loss with noise, an epoch every hundred.
inline History fallingHistory(std::int64_t batches)
{
    History history;
    for (std::int64_t i = 0; i < batches; ++i) {
        const double t = static_cast<double>(i);
        const double noise = 0.12 * std::sin(12.9898 * t) * std::cos(4.1414 * t * t);
        history.put(i, {0.35 + 1.95 * std::exp(-t / 60) + noise,
                        0.88 - 0.75 * std::exp(-t / 55) + 0.3 * noise, 0.01});
        if ((i + 1) % 100 == 0) {
            const double loss = 0.36 + 1.9 * std::exp(-t / 70);
            history.put(EpochMetrics{(i + 1) / 100, loss, 0.87 - 0.3 * std::exp(-t / 80),
                                     loss + 0.05, 0.86 - 0.3 * std::exp(-t / 80), 3.4, 17'600});
        }
    }
    return history;
}

inline Snapshot lenetSnapshot(const SessionFacts& facts)
{
    Snapshot snapshot;
    snapshot.program = facts.program;
    snapshot.batchesPerEpoch = facts.batchesPerEpoch;
    snapshot.position = {237, 0};
    snapshot.learningRate = 0.01;
    snapshot.imagesPerSecond = 14'820;
    double norm = 1.7;
    for (const int slot : facts.program->parameterSlots()) {
        const Slot& each = facts.program->allSlots()[static_cast<std::size_t>(slot)];
        snapshot.norms.push_back({each.ref, norm, 0.4 / norm});
        norm *= 1.3;
    }
    return snapshot;
}

inline PrecisionResult precisionResult(Format format, double accuracy, double p50,
                                       std::int64_t runs)
{
    PrecisionResult row;
    row.precision = format;
    row.samples = 10'000;
    row.accuracy = accuracy;
    std::tie(row.accuracyLow, row.accuracyHigh) =
        wilsonInterval(std::lround(accuracy * 10'000), 10'000);
    row.loss = 1 - accuracy;
    row.agreementWithFp32 = format == Format::Fp32 ? 1 : 0.995;
    row.weightBytes = bytesFor(format, 61'706);
    for (std::int64_t i = 0; i < runs; ++i)
        row.latencies.push_back(
            p50 * (0.95 + 0.1 * static_cast<double>(i % 97) / 97 + (i % 89 == 0 ? 0.6 : 0)));
    row.latency = summarise(row.latencies);
    row.imagesPerSecond = 1e6 / p50 * 1.7;
    row.kernel = format == Format::Int8 ? "avx512-vnni" : "avx2";
    row.isEmulated = format == Format::Bf16;
    return row;
}

/// Right for `right` of `truth`'s thousand pictures, else taken for the class four further.
inline std::vector<std::vector<std::int64_t>> confusionWith(std::int64_t lessRight)
{
    std::vector<std::vector<std::int64_t>> counts(10, std::vector<std::int64_t>(10, 0));
    for (std::size_t truth = 0; truth < 10; ++truth) {
        counts[truth][truth] = 850 + 10 * static_cast<std::int64_t>(truth) - lessRight;
        counts[truth][(truth + 4) % 10] = 150 - 10 * static_cast<std::int64_t>(truth) + lessRight;
    }
    return counts;
}

/// Every layer of lenet a little worse than the one before; `steps` is the error in steps of integers.
inline PrecisionErrors lenetErrors(Format format, double firstDecibels, double steps)
{
    PrecisionErrors errors;
    errors.precision = format;
    const Graph graph = *zooGraph("lenet", Shape{1, 28, 28}, 10);
    for (int node = 1; node < static_cast<int>(graph.nodes.size()); ++node) {
        LayerError error;
        error.node = node;
        error.sqnr = firstDecibels - node;
        error.rmse = 0.01 * node;
        error.largest = 0.05 * node;
        error.scale = traits(format).isFloating ? 0 : error.rmse / (steps * node);
        errors.layers.push_back(error);
    }
    return errors;
}

/// fp32, bf16, int8; `runs` latencies each.
inline Evaluation threePrecisions(std::int64_t runs)
{
    Evaluation evaluation;
    evaluation.precisions = {precisionResult(Format::Fp32, 0.8731, 61.2, runs),
                             precisionResult(Format::Bf16, 0.8729, 70.4, runs),
                             precisionResult(Format::Int8, 0.8698, 38.9, runs)};
    evaluation.confusion = confusionWith(0);
    evaluation.precisions[0].confusion = confusionWith(0);
    evaluation.precisions[1].confusion = confusionWith(0);
    evaluation.precisions[2].confusion = confusionWith(3);
    evaluation.precisions[1].againstFp32 = {21, 19, 0.87};
    evaluation.precisions[2].againstFp32 = {58, 25, 0.00037};
    for (PrecisionResult& row : evaluation.precisions) {
        for (const std::int64_t batch : {1, 8, 64})
            row.batches.push_back({batch, row.imagesPerSecond * static_cast<double>(batch) / 64});
    }
    evaluation.disagreements = {{17, 6, {6, 6, 4}, {0.62f, 0.58f, 0.51f}},
                                {42, 0, {2, 0, 2}, {0.502f, 0.496f, 0.499f}},
                                {99, 3, {3, 3, 8}, {0.9f, 0.9f, 0.44f}}};
    evaluation.errors = {lenetErrors(Format::Bf16, 58, 0), lenetErrors(Format::Int8, 41, 0.1)};
    evaluation.calibrationSamples = 512;
    evaluation.notes = {
        {"%1 is not faster than fp32 here: this processor has no arithmetic of its own for it",
         {"bf16"}}};
    return evaluation;
}

} // namespace propago::test
