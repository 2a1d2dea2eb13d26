#pragma once
#include "core/graph/operator.h"

#include <memory>
#include <vector>

namespace propago {

/// A node of which each value and gradient may be stored as fp32 or as bf16. Where all of them are bf16
/// and there is a kernel for that, it runs; otherwise those in bf16 are widened, the fp32 kernel runs, and
/// what it computed is rounded once. Parameters, their gradients and what is saved are fp32.
class MixedKernel final : public NodeKernel {
public:
    /// `bf16` may be null.
    MixedKernel(std::unique_ptr<NodeKernel> fp32, std::unique_ptr<NodeKernel> bf16,
                const NodeShapes& shapes);

    bool takesAnyStorage() const override { return true; }
    std::size_t scratchBytes(std::int64_t batch, int threads) const override;
    void forward(const NodeContext& context) const override;
    void backwardInput(const NodeContext& context, const GradientContext& gradient) const override;
    void backwardParameter(const NodeContext& context,
                           const GradientContext& gradient) const override;

private:
    struct Wide;
    std::size_t kernelBytes(std::int64_t batch, int threads) const;

    std::unique_ptr<NodeKernel> m_fp32;
    std::unique_ptr<NodeKernel> m_bf16;
    std::vector<std::int64_t> m_elements; ///< of one sample: inputs, then the output
};

/// The kernel of a node whose values and gradients may be stored as fp32 or bf16: one that takes both, or a
/// MixedKernel.
std::unique_ptr<NodeKernel> mixedKernel(const Node& node, const NodeShapes& shapes);

} // namespace propago
