#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/reduction.h"

#include <stdexcept>

namespace propago::operators {

namespace {

// `dims` lists the axes of a sample; none stands for all of them.
bool isReduced(const Node& node, int axis)
{
    const auto axes = node.attributes.dims.dimensions();
    return axes.empty() || std::ranges::find(axes, axis) != axes.end();
}

ReduceLoops loopsOf(std::int64_t n, const Node& node, const Shape& in, const Shape& out)
{
    ReduceLoops loops;
    loops.kept.add(n, {out.elements(), in.elements(), 0});
    std::int64_t inStep = in.elements();
    std::int64_t outStep = out.elements();
    for (int axis = 0; axis < in.rank(); ++axis) {
        inStep /= in[axis];
        outStep /= out[axis];
        if (isReduced(node, axis))
            loops.reduced.add(in[axis], {0, inStep, 0});
        else
            loops.kept.add(in[axis], {outStep, inStep, 0});
    }
    return loops;
}

template<typename T> class ReduceKernel final : public NodeKernel {
public:
    ReduceKernel(ReduceFunction function, Node node, const NodeShapes& shapes)
        : m_function(function)
        , m_node(std::move(node))
        , m_in(shapes.inputs[0])
        , m_out(shapes.output)
    {}
    void forward(const NodeContext& c) const override
    {
        reduceForward<T>(m_function, loopsOf(c.batch, m_node, m_in, m_out), c.inputs[0].as<T>(),
                         c.output.as<T>(), winners(c), *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        reduceBackward<T>(m_function, loopsOf(c.batch, m_node, m_in, m_out),
                          g.outputGradient.as<T>(), g.target.as<T>(), winners(c), g.accumulates,
                          *c.pool);
    }

private:
    std::int32_t* winners(const NodeContext& c) const
    {
        return m_function == ReduceFunction::Max ? c.saved[0].as<std::int32_t>() : nullptr;
    }
    ReduceFunction m_function;
    Node m_node;
    Shape m_in, m_out;
};

class ReduceOperator final : public Operator {
public:
    ReduceOperator(const char* name, ReduceFunction function) : m_name(name), m_function(function)
    {}
    const char* name() const override { return m_name; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Shape& in = inputs[0];
        for (const std::int64_t axis : node.attributes.dims.dimensions()) {
            if (axis >= in.rank())
                return fail(
                    ErrorCode::BadInput,
                    {PROPAGO_TEXT("there is no axis %1 in %2"), {std::to_string(axis), in.text()}},
                    node.name, {PROPAGO_TEXT("choose another axis"), {}});
        }
        if (in.elements() == 0)
            return requirePlanes(node, in).map([&] { return in; });
        std::vector<std::int64_t> sizes;
        for (int axis = 0; axis < in.rank(); ++axis)
            sizes.push_back(isReduced(node, axis) ? 1 : in[axis]);
        return Shape(sizes);
    }
    std::vector<SavedSpec> saved(const Node&, const NodeShapes& shapes, Format) const override
    {
        if (m_function != ReduceFunction::Max)
            return {};
        return {{"winner", shapes.output, Format::Int32}};
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<ReduceKernel<double>>(m_function, node, shapes);
        return std::make_unique<ReduceKernel<float>>(m_function, node, shapes);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const ReduceLoops loops = loopsOf(1, node, in, context.output.shape.sample());
        const std::int64_t count = loops.reduced.count();
        const std::int64_t winner =
            m_function == ReduceFunction::Max
                ? context.saved[0].as<std::int32_t>()[sample * loops.kept.count() + element]
                : -1;
        Explanation result;
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t source = loops.kept.at(element)[1] + loops.reduced.at(i)[1];
            const double value = context.inputs[0].at(sample * in.elements() + source);
            result.terms.push_back({0, source, -1, value, shareOf(i, count, winner)});
        }
        finishSum(result, context.output.at(sample * loops.kept.count() + element));
        return result;
    }

private:
    double shareOf(std::int64_t index, std::int64_t count, std::int64_t winner) const
    {
        if (m_function == ReduceFunction::Mean)
            return 1 / static_cast<double>(count);
        return m_function == ReduceFunction::Sum || index == winner ? 1 : 0;
    }
    const char* m_name;
    ReduceFunction m_function;
};

} // namespace

const Operator& reduction(OperatorKind kind)
{
    static const ReduceOperator mean("ReduceMean", ReduceFunction::Mean);
    static const ReduceOperator sum("ReduceSum", ReduceFunction::Sum);
    static const ReduceOperator max("ReduceMax", ReduceFunction::Max);
    switch (kind) {
    case OperatorKind::ReduceMean: return mean;
    case OperatorKind::ReduceSum: return sum;
    case OperatorKind::ReduceMax: return max;
    default: throw std::logic_error("not a reduction");
    }
}

} // namespace propago::operators
