#include "core/kernels/linear.h"
#include "core/graph/operators/gradient_terms.h"
#include "core/graph/operators/operators.h"
#include "core/graph/operators/rounded_weights.h"
#include "core/graph/stored_views.h"
#include "core/kernels/reference/linear.h"

#include <cstring>

namespace propago::operators {

namespace {

class FastLinear final : public NodeKernel {
public:
    FastLinear(std::int64_t in, std::int64_t out, Products products)
        : m_linear(in, out, chosenIsa(), products)
    {}
    bool takesAnyStorage() const override { return true; }
    std::size_t scratchBytes(std::int64_t batch, int threads) const override
    {
        return m_linear.scratchBytes(batch, threads);
    }
    void forward(const NodeContext& c) const override
    {
        const float* bias = c.parameters.size() > 1 ? c.parameters[1].as<float>() : nullptr;
        m_linear.forward(numbersOf(c.inputs[0]), c.parameters[0].as<float>(), bias,
                         targetOf(c.output), c.batch, *c.pool, c.scratch);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        m_linear.backwardInput(numbersOf(g.outputGradient), c.parameters[0].as<float>(),
                               targetOf(g.target), c.batch, g.accumulates, *c.pool, c.scratch);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        const StoredNumbers dy = numbersOf(g.outputGradient);
        if (g.index == 0)
            m_linear.backwardWeights(numbersOf(c.inputs[0]), dy, g.target.as<float>(), c.batch,
                                     *c.pool, c.scratch);
        else
            m_linear.backwardBias(dy, g.target.as<float>(), c.batch);
    }

private:
    LinearKernel m_linear;
};

class ReferenceLinear final : public NodeKernel {
public:
    ReferenceLinear(std::int64_t in, std::int64_t out) : m_in(in), m_out(out) {}
    void forward(const NodeContext& c) const override
    {
        const double* bias = c.parameters.size() > 1 ? c.parameters[1].as<double>() : nullptr;
        reference::linearForward<double>(c.inputs[0].as<double>(), c.parameters[0].as<double>(),
                                         bias, c.output.as<double>(), c.batch, m_in, m_out);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        if (!g.accumulates)
            std::memset(g.target.data, 0, static_cast<std::size_t>(g.target.bytes()));
        reference::linearBackwardInput<double>(g.outputGradient.as<double>(),
                                               c.parameters[0].as<double>(), g.target.as<double>(),
                                               c.batch, m_in, m_out);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        const double* dy = g.outputGradient.as<double>();
        double* target = g.target.as<double>();
        if (g.index == 0)
            reference::linearBackwardWeights<double>(c.inputs[0].as<double>(), dy, target, c.batch,
                                                     m_in, m_out, 0, m_out);
        else
            reference::linearBackwardBias<double>(dy, target, c.batch, m_out);
    }

private:
    std::int64_t m_in, m_out;
};

class LinearOperator final : public WeightedOperator<linearInputTerms, linearWeightTerms> {
public:
    const char* name() const override { return "Linear"; }

    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        if (inputs[0].rank() != 1)
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("Linear needs a flat input but gets %1"), {inputs[0].text()}},
                        node.name, {PROPAGO_TEXT("place a Flatten layer before it"), {}});
        if (node.attributes.features < 1 || node.attributes.features > limits::kDimension)
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("Linear needs at least one output, not %1"),
                         {std::to_string(node.attributes.features)}},
                        node.name, {PROPAGO_TEXT("set its number of outputs"), {}});
        if (const auto bits = requireWeightBits(node); !bits)
            return tl::unexpected(bits.error());
        return Shape{node.attributes.features};
    }

    std::vector<ParameterSpec> parameters(const Node& node,
                                          std::span<const Shape> inputs) const override
    {
        const std::int64_t in = inputs[0][0];
        const std::int64_t out = node.attributes.features;
        std::vector<ParameterSpec> specs{{"weight", {out, in}, InitialValue::Weight, in, out}};
        if (node.attributes.hasBias)
            specs.push_back({"bias", {out}, InitialValue::Bias, in, out});
        return specs;
    }

    std::vector<SavedSpec> saved(const Node& node, const NodeShapes& shapes,
                                 Format format) const override
    {
        return savedWeights(node, parameters(node, shapes.inputs)[0].shape, format);
    }

    std::int64_t macs(const Node&, const NodeShapes& shapes) const override
    {
        return shapes.inputs[0].elements() * shapes.output.elements();
    }

    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        const std::int64_t in = shapes.inputs[0][0];
        if (format == Format::Fp64)
            return withRoundedWeights(
                node, std::make_unique<ReferenceLinear>(in, node.attributes.features));
        return withRoundedWeights(
            node, std::make_unique<FastLinear>(in, node.attributes.features, shapes.products));
    }

    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const std::int64_t in = context.inputs[0].shape[1];
        const TensorView& weights = usedWeights(node, context);
        Explanation result;
        for (std::int64_t i = 0; i < in; ++i) {
            const std::int64_t weight = element * in + i;
            result.terms.push_back(
                {0, i, weight, multiplied(context.products, context.inputs[0].at(sample * in + i)),
                 multiplied(context.products, weights.at(weight))});
            result.sum += result.terms.back().value * result.terms.back().factor;
        }
        result.bias = usedBias(node, context, element);
        result.sum += result.bias;
        result.result = context.output.at(sample * node.attributes.features + element);
        result.formula = {PROPAGO_TEXT("%1 products + bias %2 = %3"),
                          {std::to_string(in), sixDigits(result.bias), sixDigits(result.result)}};
        return result;
    }
};

} // namespace

const Operator& linear()
{
    static const LinearOperator instance;
    return instance;
}

} // namespace propago::operators
