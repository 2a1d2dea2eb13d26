#include "core/graph/operators/rounded_weights.h"

#include "core/kernels/weight_rounding.h"

#include <array>

namespace propago::operators {

namespace {

class RoundedKernel final : public NodeKernel {
public:
    RoundedKernel(std::unique_ptr<NodeKernel> kernel, const Attributes& attributes)
        : m_kernel(std::move(kernel)), m_bits(attributes.weightBits), m_step(attributes.scale)
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
        BiasRounding<T> bias;
        if (c.saved.size() > 1)
            bias = {c.parameters[1].as<T>(), c.saved[1].as<T>(), m_step};
        roundWeights<T>(c.parameters[0].as<T>(), c.saved[0].as<T>(), shape[0],
                        shape.elements() / shape[0], m_bits, *c.pool, bias);
    }
    static Parameters rounded(const NodeContext& c)
    {
        Parameters parameters{c.saved[0], {}};
        if (c.parameters.size() > 1)
            parameters[1] = c.saved.size() > 1 ? c.saved[1] : c.parameters[1];
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
    double m_step;
};

bool hasRoundedWeights(const Node& node)
{
    const bool isWeighted = node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
    return isWeighted && node.attributes.weightBits > 0;
}

bool hasRoundedBias(const Node& node)
{
    return hasRoundedWeights(node) && node.attributes.hasBias && node.attributes.scale != 1;
}

} // namespace

Result<void> requireWeightBits(const Node& node)
{
    const std::int64_t bits = node.attributes.weightBits;
    const double step = node.attributes.scale;
    if (!(step >= 1e-30 && step <= 1e30))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("its scale of %1 is no step that values can be rounded to"),
                     {shortest(step)}},
                    node.name, {PROPAGO_TEXT("use a positive scale"), {}});
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
    std::vector<SavedSpec> specs{{"rounded_weight", weights, format, false}};
    if (hasRoundedBias(node))
        specs.push_back({"rounded_bias", {weights[0]}, format, false});
    return specs;
}

std::unique_ptr<NodeKernel> withRoundedWeights(const Node& node, std::unique_ptr<NodeKernel> kernel)
{
    if (!hasRoundedWeights(node))
        return kernel;
    return std::make_unique<RoundedKernel>(std::move(kernel), node.attributes);
}

const TensorView& usedWeights(const Node& node, const NodeContext& context)
{
    return hasRoundedWeights(node) ? context.saved[0] : context.parameters[0];
}

double usedBias(const Node& node, const NodeContext& context, std::int64_t filter)
{
    if (!node.attributes.hasBias)
        return 0;
    return (hasRoundedBias(node) ? context.saved[1] : context.parameters[1]).at(filter);
}

} // namespace propago::operators
