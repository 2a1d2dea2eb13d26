#pragma once
#include "core/base/text.h"
#include "core/tensor/tensor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace propago {

class ThreadPool;

/// Gives the stepper its pictures: a pure function of the batch's number.
class BatchSource {
public:
    virtual ~BatchSource() = default;
    virtual std::int64_t batchesPerEpoch() const = 0;
    /// Samples in batch `batch` (the last of an epoch may hold fewer).
    virtual std::int64_t count(std::int64_t batch) const = 0;
    /// Fills the first count(batch) samples of `x` and `labels`, and `target` with the ideal output.
    virtual void fill(std::int64_t batch, const TensorView& x, const TensorView& labels,
                      const TensorView& target, ThreadPool& pool) = 0;
    /// Where sample `sample` of batch `batch` stands in its dataset.
    virtual std::int64_t datasetIndex(std::int64_t batch, std::int64_t sample) = 0;
};

/// Views that a loss computes with; the batch is the first dimension of each.
struct LossContext {
    TensorView output;        ///< of the network, [N, ...]
    TensorView labels;        ///< int32 [N]
    TensorView target;        ///< as output
    TensorView probabilities; ///< as output: what the output says of each category
    TensorView sampleLoss;    ///< [N]
    TensorView loss;          ///< [1]: mean over the batch
};

/// Distance between ideal and actual output.
class LossFunction {
public:
    virtual ~LossFunction() = default;
    /// The field's term: "CrossEntropyLoss".
    virtual const char* name() const = 0;
    /// Writes probabilities, sampleLoss and loss.
    virtual void forward(const LossContext& context) const = 0;
    /// Writes the gradient of the mean loss by the output.
    virtual void backward(const LossContext& context, const TensorView& gradient) const = 0;
};

/// One parameter on its way against its gradient.
struct UpdateContext {
    TensorView parameter;
    TensorView gradient;
    std::span<const TensorView> states; ///< as many as states()
    std::int64_t step = 0;              ///< updates made before this one
    double learningRate = 0;
    ThreadPool* pool = nullptr;
};

/// Moves parameters against their gradients.
class Optimizer {
public:
    virtual ~Optimizer() = default;
    virtual const char* name() const = 0;
    /// Tensors of the parameter's shape that it keeps between updates.
    virtual int states() const = 0;
    /// "momentum", "first moment", ...
    virtual const char* stateName(int state) const = 0;
    virtual void update(const UpdateContext& context) const = 0;
    /// How the step that update() would take comes about, line by line with live numbers, before it
    /// is taken; the context holds one element. Empty when there is nothing to say.
    virtual std::vector<Text> explain(const UpdateContext&) const { return {}; }
};

/// Learning rate as a function of the number of updates made before.
class Schedule {
public:
    virtual ~Schedule() = default;
    virtual double rate(std::int64_t step) const = 0;
};

} // namespace propago
