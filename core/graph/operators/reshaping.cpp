#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/elementwise.h"
#include "core/tensor/bfloat16.h"

#include <cstring>

namespace propago::operators {

namespace {

// The same numbers under the same or another shape: Flatten, Reshape and Identity.
template<typename T> class CopyKernel final : public NodeKernel {
public:
    void forward(const NodeContext& c) const override
    {
        std::memcpy(c.output.data, c.inputs[0].data, static_cast<std::size_t>(c.output.bytes()));
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        if (g.accumulates)
            accumulate<T>(g.outputGradient.as<T>(), g.target.as<T>(), c.output.elements(), *c.pool);
        else
            std::memcpy(g.target.data, g.outputGradient.data,
                        static_cast<std::size_t>(g.target.bytes()));
    }
};

std::unique_ptr<NodeKernel> copyKernel(Format format)
{
    if (format == Format::Fp64)
        return std::make_unique<CopyKernel<double>>();
    return std::make_unique<CopyKernel<float>>();
}

class CopyOperator : public Operator {
public:
    std::unique_ptr<NodeKernel> prepare(const Node&, const NodeShapes&,
                                        Format format) const override
    {
        return copyKernel(format);
    }
    std::unique_ptr<NodeKernel> prepareBf16(const Node&, const NodeShapes&) const override
    {
        return std::make_unique<CopyKernel<Bfloat16>>();
    }
    Explanation explain(const Node&, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const std::int64_t at = sample * context.output.shape.sample().elements() + element;
        Explanation result;
        result.terms = {{0, element, -1, context.inputs[0].at(at), 1}};
        finishSum(result, context.output.at(at));
        return result;
    }
};

class FlattenOperator final : public CopyOperator {
public:
    const char* name() const override { return "Flatten"; }
    Result<Shape> outputShape(const Node&, std::span<const Shape> inputs) const override
    {
        return Shape{inputs[0].elements()};
    }
};

class ReshapeOperator final : public CopyOperator {
public:
    const char* name() const override { return "Reshape"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Shape& target = node.attributes.dims;
        if (target.elements() == inputs[0].elements())
            return target;
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("%1 = %2 values cannot take the shape %3 = %4 values"),
                     {inputs[0].text(), std::to_string(inputs[0].elements()), target.text(),
                      std::to_string(target.elements())}},
                    node.name, {PROPAGO_TEXT("use a shape of as many values"), {}});
    }
};

class IdentityOperator final : public CopyOperator {
public:
    const char* name() const override { return "Identity"; }
    Result<Shape> outputShape(const Node&, std::span<const Shape> inputs) const override
    {
        return sameShape(inputs);
    }
};

} // namespace

const Operator& flatten()
{
    static const FlattenOperator instance;
    return instance;
}

const Operator& reshape()
{
    static const ReshapeOperator instance;
    return instance;
}

const Operator& identity()
{
    static const IdentityOperator instance;
    return instance;
}

} // namespace propago::operators
