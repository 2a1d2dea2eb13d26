#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/reduction.h"

namespace propago::operators {

namespace {

// `dims` lists, for each axis of the output, the axis of the input that it shows.
LoopNest nestOf(std::int64_t n, const Shape& order, const Shape& in, const Shape& out)
{
    LoopNest nest;
    nest.add(n, {out.elements(), in.elements(), 0});
    std::int64_t outStep = out.elements();
    for (int axis = 0; axis < out.rank(); ++axis) {
        const int source = static_cast<int>(order[axis]);
        std::int64_t inStep = 1;
        for (int inner = source + 1; inner < in.rank(); ++inner)
            inStep *= in[inner];
        outStep /= out[axis];
        nest.add(out[axis], {outStep, inStep, 0});
    }
    return nest;
}

template<typename T> class TransposeKernel final : public NodeKernel {
public:
    TransposeKernel(const Shape& order, const NodeShapes& shapes)
        : m_order(order), m_in(shapes.inputs[0]), m_out(shapes.output)
    {}
    void forward(const NodeContext& c) const override
    {
        rearrangeForward<T>(nestOf(c.batch, m_order, m_in, m_out), c.inputs[0].as<T>(),
                            c.output.as<T>(), *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        rearrangeBackward<T>(nestOf(c.batch, m_order, m_in, m_out), g.outputGradient.as<T>(),
                             g.target.as<T>(), g.accumulates, *c.pool);
    }

private:
    Shape m_order, m_in, m_out;
};

bool isOrder(const Shape& order, int rank)
{
    if (order.rank() != rank)
        return false;
    for (int axis = 0; axis < rank; ++axis) {
        if (std::ranges::count(order.dimensions(), axis) != 1)
            return false;
    }
    return true;
}

class TransposeOperator final : public Operator {
public:
    const char* name() const override { return "Transpose"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Shape& order = node.attributes.dims;
        if (!isOrder(order, inputs[0].rank()) || inputs[0].elements() == 0)
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("%1 is no order of the axes of %2"),
                         {order.text(), inputs[0].text()}},
                        node.name, {PROPAGO_TEXT("name each axis once"), {}});
        std::vector<std::int64_t> sizes;
        for (const std::int64_t axis : order.dimensions())
            sizes.push_back(inputs[0][static_cast<int>(axis)]);
        return Shape(sizes);
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<TransposeKernel<double>>(node.attributes.dims, shapes);
        return std::make_unique<TransposeKernel<float>>(node.attributes.dims, shapes);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const Shape out = context.output.shape.sample();
        const std::int64_t source = nestOf(1, node.attributes.dims, in, out).at(element)[1];
        const double value = context.inputs[0].at(sample * in.elements() + source);
        Explanation result;
        result.terms = {{0, source, -1, value, 1}};
        finishSum(result, context.output.at(sample * out.elements() + element));
        return result;
    }
};

} // namespace

const Operator& transpose()
{
    static const TransposeOperator instance;
    return instance;
}

} // namespace propago::operators
