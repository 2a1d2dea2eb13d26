#pragma once
#include "core/graph/explanation.h"
#include "core/program/links.h"
#include "core/program/position.h"
#include "core/program/program.h"
#include "core/tensor/tensor.h"
#include "core/trace/element_ref.h"
#include "core/trace/metrics.h"
#include "core/trace/run_marks.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace propago {

/// What somebody wants to see. Nobody interested, no cost.
struct Interest {
    std::vector<TensorRef> tensors;     ///< per-sample ones are cut to `sample`
    std::int64_t sample = 0;            ///< which picture of the batch
    std::vector<ElementRef> elements{}; ///< whose arithmetic is wanted, while the run stands still
    std::vector<ElementRef> integers{}; ///< whose arithmetic in int8 is, likewise
    std::vector<LinkQuestion> links{};  ///< whose sources and consumers are, likewise
    bool operator==(const Interest&) const = default;
};

/// Size of a gradient or of a change, for each parameter of the network.
struct ParameterNorms {
    TensorRef ref;
    double parameter = 0; ///< Euclidean norm of the values
    double gradient = 0;  ///< Euclidean norm of the gradient
};

/// One immutable picture of a run.
struct Snapshot {
    std::uint64_t number = 0; ///< rises with every snapshot
    Position position;        ///< the next operation
    std::int64_t batchesPerEpoch = 1;
    std::int64_t count = 0;         ///< samples of the current batch
    std::int64_t sample = 0;        ///< the one that is shown
    std::int64_t datasetIndex = -1; ///< where it stands in the dataset
    int label = -1;
    int lastStep = -1;         ///< index of the step that ran last; -1 before the first
    Phase phase = Phase::Load; ///< of that step
    bool isRunning = false;
    bool hasDiverged = false;
    double loss = 0;       ///< of the current batch, once known
    double sampleLoss = 0; ///< of the shown sample
    double learningRate = 0;
    double imagesPerSecond = 0; ///< measured over the last second of running; 0 when paused
    std::map<TensorRef, Tensor> tensors; ///< what was asked for; fp32, the batch dimension removed
    /// How the numbers that were asked for came about; those that are not there yet are left out.
    std::map<ElementRef, Explanation> explanations;
    std::map<ElementRef, Explanation> integers; ///< the same numbers in int8
    std::map<LinkQuestion, Links> links;        ///< what was asked for
    std::vector<ParameterNorms> norms; ///< of the newest batch whose gradients are complete
    std::shared_ptr<const Program> program;
    std::shared_ptr<const std::vector<RunMark>> marks; ///< of the run's line; null: none
};

} // namespace propago
