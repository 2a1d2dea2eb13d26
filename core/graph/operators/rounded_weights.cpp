#include "core/graph/operators/rounded_weights.h"

#include "core/kernels/weight_rounding.h"

#include <array>

namespace propago::operators {

namespace {

class RoundedKernel final : public NodeKernel {
public:
    RoundedKernel(std::unique_ptr<NodeKernel> kernel, std::int64_t bits)
        : m_kernel(std::move(kernel)), m_bits(bits)
    {}
    std::size_t scratchBytes(std::int64_t batch, int threads) const override
    {
        return m_kernel->scratchBytes(batch, threads);
    }
    void forward(const NodeContext& c) const override
    {
        if (c.saved[0].format == Format::Fp64)
            round<double>(c);
        else
            round<float>(c);
        const auto parameters = rounded(c);
        m_kernel->forward(with(c, parameters));
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        const auto parameters = rounded(c);
        m_kernel->backwardInput(with(c, parameters), g);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        m_kernel->backwardParameter(c, g);
    }

private:
    using Parameters = std::array<TensorView, 2>;

    template<typename T> void round(const NodeContext& c) const
    {
        const Shape& shape = c.parameters[0].shape;
        roundWeights<T>(c.parameters[0].as<T>(), c.saved[0].as<T>(), shape[0],
                        shape.elements() / shape[0], m_bits, *c.pool);
    }
    static Parameters rounded(const NodeContext& c)
    {
        Parameters parameters{c.saved[0], {}};
        if (c.parameters.size() > 1)
            parameters[1] = c.parameters[1];
        return parameters;
    }
    static NodeContext with(const NodeContext& c, const Parameters& parameters)
    {
        NodeContext changed = c;
        changed.parameters = std::span(parameters).first(c.parameters.size());
        return changed;
    }

    std::unique_ptr<NodeKernel> m_kernel;
    std::int64_t m_bits;
};

bool hasRoundedWeights(const Node& node)
{
    const bool isWeighted = node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
    return isWeighted && node.attributes.weightBits > 0;
}

} // namespace

Result<void> requireWeightBits(const Node& node)
{
    const std::int64_t bits = node.attributes.weightBits;
    if (bits == 0 || bits == 2 || bits == 4 || bits == 8)
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("weights cannot be rounded to %1 bits"), {std::to_string(bits)}},
                node.name, {PROPAGO_TEXT("use 2, 4 or 8, or 0 to leave them as they are"), {}});
}

std::vector<SavedSpec> savedWeights(const Node& node, const Shape& weights, Format format)
{
    if (!hasRoundedWeights(node))
        return {};
    return {{"rounded_weight", weights, format, false}};
}

std::unique_ptr<NodeKernel> withRoundedWeights(const Node& node, std::unique_ptr<NodeKernel> kernel)
{
    if (!hasRoundedWeights(node))
        return kernel;
    return std::make_unique<RoundedKernel>(std::move(kernel), node.attributes.weightBits);
}

const TensorView& usedWeights(const Node& node, const NodeContext& context)
{
    return hasRoundedWeights(node) ? context.saved[0] : context.parameters[0];
}

} // namespace propago::operators
