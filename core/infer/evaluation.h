#pragma once
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/infer/inference_plan.h"
#include "core/infer/layer_errors.h"
#include "core/infer/progress.h"
#include "core/infer/speed.h"
#include "core/infer/statistics.h"
#include "core/serve/latency.h"

#include <string>
#include <vector>

namespace propago {

/// One row of the precision table. Everything in it was measured on this machine.
struct PrecisionResult {
    Format precision = Format::Fp32;
    std::int64_t samples = 0;
    double accuracy = 0;
    double accuracyLow = 0, accuracyHigh = 0; ///< 95 % Wilson interval
    double top5 = 0;
    double loss = 0;              ///< mean cross-entropy
    double agreementWithFp32 = 1; ///< share of pictures with the same winner
    std::int64_t weightBytes = 0;
    LatencySummary latency;        ///< batch 1, one thread, microseconds
    std::vector<double> latencies; ///< the measured runs, microseconds
    double imagesPerSecond = 0;    ///< the last of `batches` up to 64 (up to 8 in fp64)
    std::string kernel;
    bool isEmulated = false;
    PairedTest againstFp32{};
    std::vector<int> answers;                         ///< winner for each picture
    std::vector<float> confidences;                   ///< the winner's probability
    std::vector<std::vector<std::int64_t>> confusion; ///< [truth][answer]
    std::vector<BatchSpeed> batches; ///< 1, 4, 16, 64, 256; fewer where a run takes long
    /// Median latency of the last quarter of the rounds over that of the first: away from 1, the
    /// processor's frequency or its load changed while it was measured.
    double drift = 1;
};

/// A picture that not all precisions take for the same.
struct Disagreement {
    std::int64_t picture = 0; ///< index in the dataset
    int truth = 0;
    std::vector<int> answers;         ///< one for each of Evaluation::precisions
    std::vector<float> confidences{}; ///< what each format says of its own answer
};

/// The comparison of precisions on the same pictures.
struct Evaluation {
    std::vector<PrecisionResult> precisions;
    std::vector<std::vector<std::int64_t>> confusion; ///< [truth][answer] of the first precision
    std::vector<int> answers;                         ///< of the first precision, per picture
    std::vector<Disagreement> disagreements;          ///< in the dataset's order
    std::vector<PrecisionErrors> errors;              ///< of every precision but fp32, node by node
    std::int64_t calibrationSamples = 0; ///< pictures behind the integer scales; 0: none needed
    QuantisationOptions quantisation{};  ///< what the integers were made with
    std::vector<Text> notes; ///< why a format is not faster here, what to distrust; empty if none
};

/// What to compare.
struct EvaluationOptions {
    std::vector<Format> precisions{Format::Fp32, Format::Bf16, Format::Int8};
    std::int64_t calibrationSamples = 512;
    std::int64_t latencyRuns = 1000;    ///< for each precision; interleaved rounds
    QuantisationOptions quantisation{}; ///< of the integer formats
    int threads = 0;                    ///< for accuracy and throughput; 0: all cores
};

/// Runs `data` through the network in each precision. `calibrationData` must not be `data`:
/// calibrating on the pictures that are judged would flatter the integers, so where one of them is
/// asked for, requireDisjoint() decides. fp32 runs even when it is not asked for, to be agreed with.
/// The layer errors are over some pictures taken evenly from `data`: up to 64, fewer for networks of
/// many products. Fails with Interrupted when `progress` cancels.
Result<Evaluation> evaluate(const Graph& graph, const Weights& weights, const Dataset& data,
                            const Dataset& calibrationData, const Normalisation& normalisation,
                            const EvaluationOptions& options, const Progress& progress);

} // namespace propago
