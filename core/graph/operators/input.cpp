#include "core/graph/operators/operators.h"

namespace propago::operators {

namespace {

// The value of an input is written by the load step; forward has nothing to add.
class InputKernel final : public NodeKernel {
public:
    void forward(const NodeContext&) const override {}
};

class InputOperator final : public Operator {
public:
    const char* name() const override { return "Input"; }
    int arity(const Node&) const override { return 0; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape>) const override
    {
        if (node.inputShape.rank() > 0 && node.inputShape.elements() > 0)
            return node.inputShape;
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the input has no size: %1"), {node.inputShape.text()}},
                    node.name, {PROPAGO_TEXT("give it channels, height and width"), {}});
    }
    std::unique_ptr<NodeKernel> prepare(const Node&, const NodeShapes&, Format) const override
    {
        return std::make_unique<InputKernel>();
    }
};

} // namespace

const Operator& input()
{
    static const InputOperator instance;
    return instance;
}

} // namespace propago::operators
