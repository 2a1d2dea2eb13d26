#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/calibration.h"
#include "core/infer/quantisation_options.h"
#include "core/infer/weights.h"
#include "core/tensor/tensor.h"

#include <memory>
#include <string>
#include <vector>

namespace propago {

class ThreadPool;

/// One operation of a plan: a node of the network with all that was fused into it.
struct PlanOperation {
    int node =
        -1; ///< of the network, the one that gives kind and weights; -1: moves the result out
    std::vector<int> before;      ///< of the network: convolutions that run together with this one
    std::int64_t macs = 0;        ///< multiply-adds of one sample, by the definition
    std::int64_t valueBytes = 0;  ///< read and written for one sample, as stored
    std::int64_t weightBytes = 0; ///< as stored for this format
};

/// A fused, memory-planned forward program in one number format: BatchNorm folded, activations in
/// the tails of the kernels, weights packed once. Runs without allocating.
class InferencePlan {
public:
    virtual ~InferencePlan() = default;
    virtual Format precision() const = 0;
    /// Largest batch that run() takes.
    virtual std::int64_t batch() const = 0;
    /// x: fp32 [n, C, H, W] as the network's input (normalised); y: fp32 [n, ...] the network's output.
    virtual void run(const TensorView& x, const TensorView& y) = 0;
    /// Bytes of the weights as really stored for this format, with scales and biases.
    virtual std::int64_t weightBytes() const = 0;
    /// Which kernels ran, e.g. "avx512-vnni u8 x s8".
    virtual std::string kernel() const = 0;
    /// True when the arithmetic is not native on this processor.
    virtual bool isEmulated() const = 0;
    /// Copies the value of `node` of the last run, as fp32 [n, ...] NCHW; empty when the plan fused it away.
    virtual Tensor value(int node, std::int64_t n) const = 0;
    /// Distance of two neighbouring integers of that value; 0 where it is a floating number or fused away.
    virtual double step(int /*node*/) const { return 0; }
    /// What run() does, in order.
    virtual std::vector<PlanOperation> operations() const = 0;
    /// Samples that go through one operation before the next one's turn, at most.
    virtual std::int64_t samplesAtOnce() const = 0;
    /// run(), and the seconds that each of operations() took: its share of all threads when they work
    /// on samples of their own.
    virtual std::vector<double> runTimed(const TensorView& x, const TensorView& y) = 0;
};

/// Formats that there are plans for, the widest first. Int16 is stored in 16 bits with as many levels
/// as 32-bit sums leave; Int4 and Int2 hold their weights packed and activations in 8 bits; Fp16 is
/// stored as half and computed in fp32.
const std::vector<Format>& inferenceFormats();
/// Whether plans in `format` need the ranges of all values: those of integers do.
constexpr bool needsCalibration(Format format)
{
    return !traits(format).isFloating;
}

/// What a plan is made for.
struct PlanOptions {
    Format precision = Format::Fp32; ///< one of inferenceFormats()
    std::int64_t batch = 1;
    bool keepsValues = false; ///< every node's value stays readable; costs memory and fusion
    bool isDirect = false;    ///< no method that saves products (Winograd), for comparison
    QuantisationOptions quantisation{}; ///< integer formats only
    /// With keepsValues: fuses all the same, so that only values that are really stored stay readable
    /// (in fp32 all of them do, since nothing is rounded on the way).
    bool fusesKept = false;
};

/// With quantisation.equalises an integer plan is one of the equalised network; `calibration` must have
/// been made with the same options, and value() gives what the network before would have.
/// Fails for formats that are not there (naming those that are), for operators that the format
/// cannot run, and when integers are asked for without `calibration`. The pool outlives the plan.
Result<std::unique_ptr<InferencePlan>> planInference(const Graph& graph, const Weights& weights,
                                                     const PlanOptions& options,
                                                     const Calibration* calibration,
                                                     ThreadPool& pool);

} // namespace propago
