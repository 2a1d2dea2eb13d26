#pragma once
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/graph/graph.h"
#include "core/graph/operator.h"
#include "core/kernels/clipping.h"
#include "core/tensor/format.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace propago {

enum class Phase : std::uint8_t { Load, Forward, Loss, Backward, Exchange, Update };

/// How far one step of the user's finger goes.
enum class Grain : std::uint8_t { Op, Layer, Phase, Batch, Epoch };

/// What a slot of the workspace holds.
enum class SlotKind : std::uint8_t {
    Value,     ///< output of a node, [N, ...]
    Gradient,  ///< gradient of the loss by that output, [N, ...]
    Parameter, ///< of a node, index = position in Operator::parameters
    ParameterGradient,
    Saved,          ///< what forward keeps for backward
    OptimizerState, ///< of a parameter: index = parameter * kStateStride + state
    Labels,         ///< int32 [N]
    Target,         ///< the ideal output, [N, classes]
    Probabilities,  ///< the actual one, [N, classes]
    SampleLoss,     ///< [N]
    Loss,           ///< [1]
    GradientNorm,   ///< [1], of all gradients together before they are clipped
};

/// Room for the states of one parameter in TensorRef::index.
inline constexpr int kStateStride = 4;

/// Names one tensor of a run, independent of where it lies.
struct TensorRef {
    SlotKind kind = SlotKind::Value;
    int node = -1; ///< -1 where there is none (labels, loss)
    int index = 0;
    auto operator<=>(const TensorRef&) const = default;
};

struct TensorRefHash {
    std::size_t operator()(const TensorRef& ref) const;
};

/// One place of the workspace.
struct Slot {
    TensorRef ref;
    Shape shape; ///< of one sample if isPerSample, else whole
    Format format = Format::Fp32;
    bool isPerSample = true;
    bool isPersistent = false; ///< survives a batch: parameters, statistics, optimizer state
    std::string name;          ///< "conv1", "conv1.weight"
};

/// What a step computes.
enum class StepKind : std::uint8_t {
    LoadBatch,
    Forward,
    Loss,
    LossGradient,
    InputGradient,
    ParameterGradient,
    ClipGradients,
    Update,
};

/// One operation of the flat list.
struct Step {
    Phase phase = Phase::Load;
    StepKind kind = StepKind::LoadBatch;
    int node = -1;
    int index = 0;            ///< which input or parameter
    bool accumulates = false; ///< a gradient joins one that is already there
    std::vector<int> reads;
    std::vector<int> overwrites; ///< slots whose old content does not matter
    std::vector<int> modifies;   ///< slots that are changed in place
    std::string name;            ///< "backward · conv2: gradient of the weights"
    Text words;                  ///< the same in words for a pupil
};

/// What the compiler is asked for.
struct CompileOptions {
    std::int64_t batch = 64;
    /// Fp32, Fp64, or Bf16: products in bf16, and values and gradients between layers stored in bf16.
    Format format = Format::Fp32;
    bool isTraining = true;     ///< batch statistics and dropout, not their inference forms
    bool inputGradient = false; ///< also the gradient by the picture
    int optimizerStates = 0;    ///< tensors of the parameter's shape that the optimizer keeps
    GradientLimits limits;      ///< a step of its own before the updates holds gradients to them
    std::string lossName = "CrossEntropyLoss";
    bool hasBackward = true;
    bool hasUpdate = true;
    /// What slots hold: parameters and all that belongs to them, pictures, answers and losses.
    Format storage() const { return format == Format::Fp64 ? Format::Fp64 : Format::Fp32; }
    /// The same of values between layers and their gradients.
    Format storageBetween() const { return format == Format::Bf16 ? Format::Bf16 : storage(); }
};

/// The immutable flat list for one network and batch size, with everything a step needs prepared.
class Program {
public:
    const Graph& graph() const { return m_graph; }
    const std::vector<Shape>& shapes() const { return m_shapes; }
    const CompileOptions& options() const { return m_options; }
    /// Not called slots(): that word is a macro wherever Qt is included.
    const std::vector<Slot>& allSlots() const { return m_slots; }
    const std::vector<Step>& steps() const { return m_steps; }
    /// Index of the slot that holds `ref`, or -1.
    int slot(const TensorRef& ref) const;
    /// Bytes the slot takes at full batch.
    std::int64_t slotBytes(int slot) const;
    /// Bytes of all slots together: what a workspace will allocate (beside scratch).
    std::int64_t plannedBytes() const;
    const NodeKernel& kernel(int node) const { return *m_kernels[static_cast<std::size_t>(node)]; }
    const std::vector<ParameterSpec>& parameters(int node) const
    {
        return m_parameters[static_cast<std::size_t>(node)];
    }
    /// The most scratch that any step wants with so many threads.
    std::size_t scratchBytes(int threads) const;
    /// Slots of the parameters, in node order: what weights_sha256 runs over.
    std::vector<int> parameterSlots() const;
    /// First step after `step` that a grain stops at; steps().size() means the next batch.
    int nextBoundary(int step, Grain grain) const;
    /// Last step before `step` that a grain stops at; `step` > 0.
    int previousBoundary(int step, Grain grain) const;

private:
    friend class Compiler;
    Graph m_graph;
    CompileOptions m_options;
    std::vector<Shape> m_shapes;
    std::vector<Slot> m_slots;
    std::unordered_map<TensorRef, int, TensorRefHash> m_slotOf;
    std::vector<Step> m_steps;
    std::vector<std::unique_ptr<NodeKernel>> m_kernels;
    std::vector<std::vector<ParameterSpec>> m_parameters;
};

/// Compiles `graph`. Fails as inferShapes() does, for a batch without pictures, and with OutOfMemory
/// when the plan is beyond the budget.
Result<std::shared_ptr<const Program>> compile(const Graph& graph, const CompileOptions& options);

} // namespace propago
