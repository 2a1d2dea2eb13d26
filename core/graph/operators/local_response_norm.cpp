#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/row_normalisation.h"

#include <cmath>

namespace propago::operators {

namespace {

ResponseGeometry geometryFor(const Node& node, const Shape& in)
{
    const Attributes& a = node.attributes;
    return {in[0], in.elements() / in[0], a.features, a.alpha, a.beta, a.value};
}

template<typename T> class LocalResponseKernel final : public NodeKernel {
public:
    explicit LocalResponseKernel(const ResponseGeometry& geometry) : m_geometry(geometry) {}
    void forward(const NodeContext& c) const override
    {
        localResponseForward<T>(m_geometry, c.inputs[0].as<T>(), c.output.as<T>(),
                                c.saved[0].as<T>(), c.batch, *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        localResponseBackward<T>(m_geometry, c.inputs[0].as<T>(), g.outputGradient.as<T>(),
                                 c.saved[0].as<T>(), g.target.as<T>(), c.batch, g.accumulates,
                                 *c.pool);
    }

private:
    ResponseGeometry m_geometry;
};

class LocalResponseNormOperator final : public Operator {
public:
    const char* name() const override { return "LocalResponseNorm"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Shape& in = inputs[0];
        const std::int64_t size = node.attributes.features;
        if (in.rank() > 0 && in.elements() > 0 && size >= 1 && size <= limits::kDimension)
            return in;
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("it needs maps and at least one of them in each window, not %1 "
                                  "of %2"),
                     {std::to_string(size), in.text()}},
                    node.name, {PROPAGO_TEXT("correct the layer's settings"), {}});
    }
    std::vector<SavedSpec> saved(const Node&, const NodeShapes& shapes,
                                 Format format) const override
    {
        return {{"divisor", shapes.output, format}};
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        const ResponseGeometry geometry = geometryFor(node, shapes.inputs[0]);
        if (format == Format::Fp64)
            return std::make_unique<LocalResponseKernel<double>>(geometry);
        return std::make_unique<LocalResponseKernel<float>>(geometry);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const std::int64_t index = sample * context.output.shape.sample().elements() + element;
        const double value = context.inputs[0].at(index);
        const double divisor = std::pow(context.saved[0].at(index), node.attributes.beta);
        Explanation result;
        result.terms = {{0, element, -1, value, 1 / divisor}};
        result.sum = value / divisor;
        result.result = context.output.at(index);
        result.formula = {PROPAGO_TEXT("%1 / %2 = %3"),
                          {sixDigits(value), sixDigits(divisor), sixDigits(result.result)}};
        return result;
    }
};

} // namespace

const Operator& localResponseNorm()
{
    static const LocalResponseNormOperator instance;
    return instance;
}

} // namespace propago::operators
