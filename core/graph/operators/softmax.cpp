#include "core/kernels/softmax.h"

#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"

namespace propago::operators {

namespace {

template<typename T> class SoftmaxKernel final : public NodeKernel {
public:
    explicit SoftmaxKernel(std::int64_t columns) : m_columns(columns) {}
    void forward(const NodeContext& c) const override
    {
        softmaxForward<T>(c.inputs[0].as<T>(), c.output.as<T>(), c.batch, m_columns, *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        softmaxBackward<T>(c.output.as<T>(), g.outputGradient.as<T>(), g.target.as<T>(), c.batch,
                           m_columns, g.accumulates, *c.pool);
    }

private:
    std::int64_t m_columns;
};

class SoftmaxOperator final : public Operator {
public:
    const char* name() const override { return "Softmax"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        // A sample may carry trailing ones (C x 1 x 1 after a global pooling).
        if (inputs[0].rank() >= 1 && inputs[0][0] == inputs[0].elements())
            return inputs[0];
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("Softmax needs one value for each category but gets %1"),
                     {inputs[0].text()}},
                    node.name, {PROPAGO_TEXT("flatten or pool the maps first"), {}});
    }
    std::unique_ptr<NodeKernel> prepare(const Node&, const NodeShapes& shapes,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<SoftmaxKernel<double>>(shapes.inputs[0].elements());
        return std::make_unique<SoftmaxKernel<float>>(shapes.inputs[0].elements());
    }
};

} // namespace

const Operator& softmax()
{
    static const SoftmaxOperator instance;
    return instance;
}

} // namespace propago::operators
