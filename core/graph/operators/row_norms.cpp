#include "core/graph/operators/gradient_terms.h"
#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/row_normalisation.h"

#include <stdexcept>

namespace propago::operators {

namespace {

// Parameters in this order: gamma, beta. Saved: mean, inverse deviation.
template<typename T> class RowNormKernel final : public NodeKernel {
public:
    RowNormKernel(const RowGeometry& geometry, double epsilon)
        : m_geometry(geometry), m_epsilon(epsilon)
    {}
    void forward(const NodeContext& c) const override
    {
        rowNormForward<T>(m_geometry, c.inputs[0].as<T>(), c.parameters[0].as<T>(),
                          c.parameters[1].as<T>(), c.output.as<T>(), c.saved[0].as<T>(),
                          c.saved[1].as<T>(), m_epsilon, c.batch, *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        rowNormBackwardInput<T>(m_geometry, c.inputs[0].as<T>(), g.outputGradient.as<T>(),
                                c.parameters[0].as<T>(), c.saved[0].as<T>(), c.saved[1].as<T>(),
                                g.target.as<T>(), c.batch, g.accumulates, *c.pool);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        T* gamma = g.index == 0 ? g.target.as<T>() : nullptr;
        T* beta = g.index == 1 ? g.target.as<T>() : nullptr;
        rowNormBackwardWeights<T>(m_geometry, c.inputs[0].as<T>(), g.outputGradient.as<T>(),
                                  c.saved[0].as<T>(), c.saved[1].as<T>(), gamma, beta, c.batch,
                                  *c.pool);
    }

private:
    RowGeometry m_geometry;
    double m_epsilon;
};

class RowNormOperator : public Operator {
public:
    virtual RowGeometry geometryFor(const Node& node, const Shape& in) const = 0;
    virtual Shape weightShape(const Node& node, const Shape& in) const = 0;

    std::vector<ParameterSpec> parameters(const Node& node,
                                          std::span<const Shape> inputs) const override
    {
        const Shape shape = weightShape(node, inputs[0]);
        const bool isTrained = !node.attributes.isFrozen;
        return {{"weight", shape, InitialValue::One, 1, 1, isTrained},
                {"bias", shape, InitialValue::Zero, 1, 1, isTrained}};
    }
    std::vector<SavedSpec> saved(const Node& node, const NodeShapes& shapes,
                                 Format format) const override
    {
        const Shape rows{geometryFor(node, shapes.inputs[0]).rows};
        return {{"mean", rows, format}, {"inverse_deviation", rows, format}};
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        const RowGeometry geometry = geometryFor(node, shapes.inputs[0]);
        if (format == Format::Fp64)
            return std::make_unique<RowNormKernel<double>>(geometry, node.attributes.epsilon);
        return std::make_unique<RowNormKernel<float>>(geometry, node.attributes.epsilon);
    }
    std::optional<std::vector<Term>> inputGradientTerms(const Node& node,
                                                        const NodeContext& context,
                                                        const GradientContext& gradient,
                                                        std::int64_t sample,
                                                        std::int64_t element) const override
    {
        const BackwardView view{node, context, gradient, sample};
        return rowNormInputTerms(view, geometryFor(node, context.inputs[0].shape.sample()),
                                 element);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const RowGeometry g = geometryFor(node, in);
        const std::int64_t row = element / g.count;
        const std::int64_t weight =
            (g.sharesWeights ? 0 : row * (g.count / g.plane)) + element % g.count / g.plane;
        const std::int64_t index = sample * in.elements() + element;
        const double mean = context.saved[0].at(sample * g.rows + row);
        const double scale =
            context.saved[1].at(sample * g.rows + row) * context.parameters[0].at(weight);
        const double value = context.inputs[0].at(index);
        Explanation result;
        result.terms = {{0, element, -1, value, scale}};
        result.bias = context.parameters[1].at(weight) - mean * scale;
        result.sum = value * scale + result.bias;
        result.result = context.output.at(index);
        result.formula = {PROPAGO_TEXT("(%1 - mean %2) times %3 + shift %4 = %5"),
                          {sixDigits(value), sixDigits(mean), sixDigits(scale),
                           sixDigits(context.parameters[1].at(weight)), sixDigits(result.result)}};
        return result;
    }

protected:
    static Result<Shape> checked(const Node& node, const Shape& in, bool fits)
    {
        if (!(node.attributes.epsilon > 0))
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("epsilon must be above 0, not %1"),
                         {shortest(node.attributes.epsilon)}},
                        node.name, {PROPAGO_TEXT("use 1e-5"), {}});
        if (fits && in.rank() > 0 && in.elements() > 0)
            return in;
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("samples of %1 cannot be parted into what is normalised together"),
             {in.text()}},
            node.name, {PROPAGO_TEXT("correct the layer's settings"), {}});
    }
};

// `axis` is the first of the axes that are normalised together.
class LayerNormOperator final : public RowNormOperator {
public:
    const char* name() const override { return "LayerNorm"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const std::int64_t axis = node.attributes.axis;
        return checked(node, inputs[0], axis >= 0 && axis < inputs[0].rank());
    }
    Shape weightShape(const Node& node, const Shape& in) const override
    {
        return Shape(in.dimensions().subspan(static_cast<std::size_t>(node.attributes.axis)));
    }
    RowGeometry geometryFor(const Node& node, const Shape& in) const override
    {
        const std::int64_t count = weightShape(node, in).elements();
        return {in.elements() / count, count, 1, true};
    }
};

class GroupNormOperator final : public RowNormOperator {
public:
    const char* name() const override { return "GroupNorm"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const std::int64_t groups = node.attributes.groups;
        const Shape& in = inputs[0];
        return checked(node, in, in.rank() > 0 && groups >= 1 && in[0] % groups == 0);
    }
    Shape weightShape(const Node&, const Shape& in) const override { return Shape{in[0]}; }
    RowGeometry geometryFor(const Node& node, const Shape& in) const override
    {
        const std::int64_t groups = node.attributes.groups;
        return {groups, in.elements() / groups, in.elements() / in[0], false};
    }
};

} // namespace

const Operator& rowNorm(OperatorKind kind)
{
    static const LayerNormOperator layer;
    static const GroupNormOperator group;
    switch (kind) {
    case OperatorKind::LayerNorm: return layer;
    case OperatorKind::GroupNorm: return group;
    default: throw std::logic_error("not a normalisation of rows");
    }
}

} // namespace propago::operators
