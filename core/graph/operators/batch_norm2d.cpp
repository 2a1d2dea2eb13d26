#include "core/graph/operators/gradient_terms.h"
#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/normalisation.h"

#include <cmath>

namespace propago::operators {

namespace {

// Parameters in this order: gamma, beta, running mean, running variance.
template<typename T> class BatchNormKernel final : public NodeKernel {
public:
    /// Of parameters and statistics.
    using C = Computed<T>;

    BatchNormKernel(const Attributes& attributes, const Shape& input)
        : m_attributes(attributes), m_channels(input[0]), m_plane(input[1] * input[2])
    {}

    void forward(const NodeContext& c) const override
    {
        const auto p = [&](std::size_t i) { return c.parameters[i].template as<C>(); };
        if (c.isTraining)
            batchNormForwardTraining<T>(c.inputs[0].as<T>(), p(0), p(1), c.output.as<T>(),
                                        c.saved[0].as<C>(), c.saved[1].as<C>(), p(2), p(3),
                                        m_attributes.momentum, m_attributes.epsilon, c.batch,
                                        m_channels, m_plane, *c.pool);
        else
            forwardInference(c);
    }

    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        const T* dy = g.outputGradient.as<T>();
        if (c.isTraining)
            batchNormBackwardInput<T>(c.inputs[0].as<T>(), dy, c.parameters[0].as<C>(),
                                      c.saved[0].as<C>(), c.saved[1].as<C>(),
                                      g.parameterGradients[0].template as<C>(),
                                      g.parameterGradients[1].template as<C>(), g.target.as<T>(),
                                      c.batch, m_channels, m_plane, g.accumulates, *c.pool);
        else
            batchNormBackwardInputInference<T>(dy, c.parameters[0].as<C>(), c.parameters[3].as<C>(),
                                               m_attributes.epsilon, g.target.as<T>(), c.batch,
                                               m_channels, m_plane, g.accumulates, *c.pool);
    }

    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        C* gamma = g.index == 0 ? g.target.as<C>() : nullptr;
        C* beta = g.index == 1 ? g.target.as<C>() : nullptr;
        batchNormBackwardWeights<T>(c.inputs[0].as<T>(), g.outputGradient.as<T>(),
                                    c.saved[0].as<C>(), c.saved[1].as<C>(), gamma, beta, c.batch,
                                    m_channels, m_plane, *c.pool);
    }

private:
    // Leaves the statistics it used where backward looks for them.
    void forwardInference(const NodeContext& c) const
    {
        const auto p = [&](std::size_t i) { return c.parameters[i].template as<C>(); };
        batchNormForwardInference<T>(c.inputs[0].as<T>(), p(0), p(1), c.output.as<T>(), p(2), p(3),
                                     m_attributes.epsilon, c.batch, m_channels, m_plane, *c.pool);
        for (std::int64_t i = 0; i < m_channels; ++i) {
            c.saved[0].as<C>()[i] = p(2)[i];
            c.saved[1].as<C>()[i] = static_cast<C>(
                1.0 / std::sqrt(static_cast<double>(p(3)[i]) + m_attributes.epsilon));
        }
    }

    Attributes m_attributes;
    std::int64_t m_channels, m_plane;
};

class BatchNormOperator final : public WeightedOperator<batchNormInputTerms, batchNormWeightTerms> {
public:
    const char* name() const override { return "BatchNorm2d"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        if (const auto planes = requirePlanes(node, inputs[0]); !planes)
            return tl::unexpected(planes.error());
        if (!(node.attributes.epsilon > 0))
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("epsilon must be above 0, not %1"),
                         {shortest(node.attributes.epsilon)}},
                        node.name, {PROPAGO_TEXT("use 1e-5"), {}});
        return inputs[0];
    }
    std::vector<ParameterSpec> parameters(const Node&, std::span<const Shape> inputs) const override
    {
        const Shape perChannel{inputs[0][0]};
        return {{"weight", perChannel, InitialValue::One},
                {"bias", perChannel, InitialValue::Zero},
                {"running_mean", perChannel, InitialValue::Zero, 1, 1, false},
                {"running_var", perChannel, InitialValue::One, 1, 1, false}};
    }
    std::vector<SavedSpec> saved(const Node&, const NodeShapes& shapes,
                                 Format format) const override
    {
        const Shape perChannel{shapes.inputs[0][0]};
        return {{"mean", perChannel, format, false},
                {"inverse_deviation", perChannel, format, false}};
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<BatchNormKernel<double>>(node.attributes, shapes.inputs[0]);
        return std::make_unique<BatchNormKernel<float>>(node.attributes, shapes.inputs[0]);
    }
    std::unique_ptr<NodeKernel> prepareBf16(const Node& node,
                                            const NodeShapes& shapes) const override
    {
        return std::make_unique<BatchNormKernel<Bfloat16>>(node.attributes, shapes.inputs[0]);
    }
    Explanation explain(const Node&, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const std::int64_t channel = element / (in[1] * in[2]);
        const std::int64_t index = sample * in.elements() + element;
        const double mean = context.saved[0].at(channel);
        const double scale = context.saved[1].at(channel) * context.parameters[0].at(channel);
        const double value = context.inputs[0].at(index);
        Explanation result;
        result.terms = {{0, element, -1, value, scale}};
        result.bias = context.parameters[1].at(channel) - mean * scale;
        result.sum = value * scale + result.bias;
        result.result = context.output.at(index);
        result.formula = {PROPAGO_TEXT("(%1 - mean %2) times %3 + shift %4 = %5"),
                          {sixDigits(value), sixDigits(mean), sixDigits(scale),
                           sixDigits(context.parameters[1].at(channel)), sixDigits(result.result)}};
        return result;
    }
};

} // namespace

const Operator& batchNorm2d()
{
    static const BatchNormOperator instance;
    return instance;
}

} // namespace propago::operators
