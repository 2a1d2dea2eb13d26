#pragma once
#include "core/base/result.h"
#include "core/base/thread_pool.h"
#include "core/graph/explanation.h"
#include "core/graph/graph.h"
#include "core/kernels/products.h"
#include "core/tensor/tensor.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace propago {

/// How a parameter starts.
enum class InitialValue : std::uint8_t { Weight, Bias, Zero, One, Quarter };

/// One parameter that a node needs.
struct ParameterSpec {
    const char* role; ///< "weight", "bias", "running_mean", ...
    Shape shape;
    InitialValue initial = InitialValue::Weight;
    std::int64_t fanIn = 1;
    std::int64_t fanOut = 1;
    bool isTrained = true; ///< false for statistics that forward keeps
};

/// Something that forward remembers for backward, beside its output (who won, the batch's mean).
struct SavedSpec {
    const char* role;
    Shape shape;
    Format format = Format::Fp32;
    bool isPerSample = true; ///< the shape gets the batch dimension in front
};

/// Everything that a prepared node computes with. Views have the batch as first dimension.
struct NodeContext {
    std::int64_t batch = 1;
    bool isTraining = false;
    Products products = Products::Fp32; ///< what convolutions and fully connected layers multiply
    std::uint64_t seed = 1;
    std::uint64_t step = 0; ///< counts batches from the start of the run
    std::span<const TensorView> inputs;
    TensorView output;
    std::span<const TensorView> parameters;
    std::span<const TensorView> saved;
    ThreadPool* pool = nullptr;
    std::byte* scratch = nullptr;
};

/// What backward adds: where the gradient comes from and where it goes.
struct GradientContext {
    TensorView outputGradient;
    TensorView target;        ///< gradient of one input or of one parameter
    int index = 0;            ///< which input or parameter
    bool accumulates = false; ///< add to target instead of overwriting it
    /// Gradients of the node's parameters, complete when the gradient of an input is asked for.
    std::span<const TensorView> parameterGradients;
};

/// A node made ready for one shape and number format: tables and plans, no state that changes.
class NodeKernel {
public:
    virtual ~NodeKernel() = default;
    virtual std::size_t scratchBytes(std::int64_t /*batch*/, int /*threads*/) const { return 0; }
    /// Whether each value and gradient of a node may be fp32 or bf16, and not only what it was prepared
    /// for. Parameters, their gradients and what is saved are as they were prepared in any case.
    virtual bool takesAnyStorage() const { return false; }
    virtual void forward(const NodeContext& context) const = 0;
    virtual void backwardInput(const NodeContext& context, const GradientContext& gradient) const;
    virtual void backwardParameter(const NodeContext& context,
                                   const GradientContext& gradient) const;
};

/// Shapes of one sample around a node.
struct NodeShapes {
    std::span<const Shape> inputs;
    Shape output;
    Products products = Products::Fp32; ///< of convolutions and fully connected layers
};

/// A kind of node: its shape rule, its parameters, its arithmetic, its explanation.
class Operator {
public:
    virtual ~Operator() = default;
    /// The field's term, as users and files write it: "Conv2d".
    virtual const char* name() const = 0;
    /// How many inputs it takes; -1 for one or more.
    virtual int arity(const Node& /*node*/) const { return 1; }
    /// Shape of one output sample, or which rule is broken, with the arithmetic.
    virtual Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const = 0;
    virtual std::vector<ParameterSpec> parameters(const Node& node,
                                                  std::span<const Shape> inputs) const;
    virtual std::vector<SavedSpec> saved(const Node& node, const NodeShapes& shapes,
                                         Format format) const;
    /// Multiply-adds for one sample.
    virtual std::int64_t macs(const Node& node, const NodeShapes& shapes) const;
    virtual std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                                Format format) const = 0;
    /// The same for values and gradients that are all bf16, parameters and what is saved being fp32;
    /// null where there is no kernel of its own for it.
    virtual std::unique_ptr<NodeKernel> prepareBf16(const Node& node,
                                                    const NodeShapes& shapes) const;
    /// The terms that make element `element` of the output of sample `sample`.
    virtual Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                                std::int64_t element) const;
    /// The terms of element `element` of what backward sends to input gradient.index of sample
    /// `sample`; nothing where no rule of its own is needed, because few terms can be found by asking
    /// the kernel.
    virtual std::optional<std::vector<Term>> inputGradientTerms(const Node& node,
                                                                const NodeContext& context,
                                                                const GradientContext& gradient,
                                                                std::int64_t sample,
                                                                std::int64_t element) const;
    /// The part that sample `sample` has in element `element` of the gradient of parameter
    /// gradient.index; nothing where only the kernel knows it.
    virtual std::optional<std::vector<Term>> parameterGradientTerms(const Node& node,
                                                                    const NodeContext& context,
                                                                    const GradientContext& gradient,
                                                                    std::int64_t sample,
                                                                    std::int64_t element) const;
};

/// The operator of a kind; lives as long as the program.
const Operator& operatorFor(OperatorKind kind);

/// What names of nodes of a kind begin with: "conv".
const char* namePrefix(OperatorKind kind);

/// The kind whose operator is called `name`, if there is one.
std::optional<OperatorKind> operatorKindNamed(std::string_view name);

} // namespace propago
