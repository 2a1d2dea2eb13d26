#include "core/kernels/binary.h"

#include "core/graph/operators/broadcast.h"
#include "core/graph/operators/operators.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/parallel_range.h"
#include "core/tensor/bfloat16.h"

#include <cstring>
#include <stdexcept>

namespace propago::operators {

namespace {

// Where the constant of a node with one input stands; -1 when both operands are inputs.
int constantOperand(const Node& node)
{
    if (node.kind == OperatorKind::PRelu)
        return 1;
    return !node.attributes.hasConstant ? -1 : node.attributes.isReversed ? 0 : 1;
}

Shape constantShape(const Node& node)
{
    const bool isSingleSlope = node.kind == OperatorKind::PRelu && node.attributes.dims.rank() == 0;
    return isSingleSlope ? Shape{1} : node.attributes.dims;
}

// Which input of the node operand `operand` is. Only for operands that are inputs.
int inputOf(const Node& node, int operand)
{
    return constantOperand(node) < 0 ? operand : 0;
}

std::array<SpreadOperand, 2> operandsOf(const Node& node, std::span<const Shape> inputs)
{
    std::array<SpreadOperand, 2> result;
    for (int i = 0; i < 2; ++i) {
        const bool isConstant = i == constantOperand(node);
        result[static_cast<std::size_t>(i)] = {
            isConstant ? constantShape(node) : inputs[static_cast<std::size_t>(inputOf(node, i))],
            !isConstant};
    }
    return result;
}

template<typename T> class BinaryKernel final : public NodeKernel {
public:
    BinaryKernel(BinaryFunction function, const Node& node, const NodeShapes& shapes)
        : m_function(function)
        , m_output(shapes.output)
        , m_operands(operandsOf(node, shapes.inputs))
        , m_constant(constantOperand(node))
        , m_value(static_cast<T>(node.attributes.value))
    {}
    void forward(const NodeContext& c) const override
    {
        binaryForward<T>(m_function, spreadLoops(c.batch, m_output, m_operands), numbers(c, 0),
                         numbers(c, 1), c.output.as<T>(), *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        backward(c, g, m_constant == 0 ? 1 : m_constant == 1 ? 0 : g.index, g.accumulates);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        backward(c, g, m_constant, false);
    }

private:
    const T* numbers(const NodeContext& c, int operand) const
    {
        if (operand != m_constant)
            return c.inputs[static_cast<std::size_t>(m_constant < 0 ? operand : 0)].as<T>();
        return c.parameters.empty() ? &m_value : c.parameters[0].as<T>();
    }
    void backward(const NodeContext& c, const GradientContext& g, int operand,
                  bool accumulates) const
    {
        binaryBackward<T>(m_function, spreadGradientLoops(c.batch, m_output, m_operands, operand),
                          operand, numbers(c, 0), numbers(c, 1), g.outputGradient.as<T>(),
                          g.target.as<T>(), accumulates, *c.pool);
    }

    BinaryFunction m_function;
    Shape m_output;
    std::array<SpreadOperand, 2> m_operands;
    int m_constant;
    T m_value;
};

/// Sums of two values of the same shape.
class Bf16AddKernel final : public NodeKernel {
public:
    void forward(const NodeContext& c) const override
    {
        add<Bfloat16>(c.inputs[0].as<Bfloat16>(), c.inputs[1].as<Bfloat16>(),
                      c.output.as<Bfloat16>(), c.output.elements(), *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        if (g.accumulates)
            accumulate<Bfloat16>(g.outputGradient.as<Bfloat16>(), g.target.as<Bfloat16>(),
                                 c.output.elements(), *c.pool);
        else
            copyBytes(g.outputGradient, g.target, *c.pool);
    }

private:
    static void copyBytes(const TensorView& from, const TensorView& to, ThreadPool& pool)
    {
        forRanges(from.bytes(), pool, [&](std::int64_t first, std::int64_t last) {
            std::memcpy(to.data + first, from.data + first, static_cast<std::size_t>(last - first));
        });
    }
};

class BinaryOperator final : public Operator {
public:
    BinaryOperator(const char* name, BinaryFunction function, const char* formula)
        : m_name(name), m_function(function), m_formula(formula)
    {}
    const char* name() const override { return m_name; }
    int arity(const Node& node) const override { return constantOperand(node) < 0 ? 2 : 1; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const auto operands = operandsOf(node, inputs);
        const auto shape = spreadShape(operands[0].shape, operands[1].shape);
        // Samples of different rank would meet differently once the batch stands before them.
        const bool fits = constantOperand(node) < 0 ? inputs[0].rank() == inputs[1].rank()
                                                    : shape && shape->rank() == inputs[0].rank();
        if (fits && shape && shape->elements() > 0)
            return *shape;
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("%1 and %2 do not fit together: along each axis they need the same size, "
                          "or one of them 1"),
             {operands[0].shape.text(), operands[1].shape.text()}},
            node.name, {PROPAGO_TEXT("bring both branches to the same shape"), {}});
    }
    std::vector<ParameterSpec> parameters(const Node& node, std::span<const Shape>) const override
    {
        const Shape shape = constantShape(node);
        if (constantOperand(node) < 0 || shape.rank() == 0)
            return {};
        const bool isFactor =
            m_function == BinaryFunction::Mul || m_function == BinaryFunction::Div;
        const InitialValue initial = m_function == BinaryFunction::PRelu ? InitialValue::Quarter
                                     : isFactor                          ? InitialValue::One
                                                                         : InitialValue::Zero;
        return {{"weight", shape, initial, 1, 1, !node.attributes.isFrozen}};
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<BinaryKernel<double>>(m_function, node, shapes);
        return std::make_unique<BinaryKernel<float>>(m_function, node, shapes);
    }
    std::unique_ptr<NodeKernel> prepareBf16(const Node& node,
                                            const NodeShapes& shapes) const override
    {
        const bool isPlain = m_function == BinaryFunction::Add && constantOperand(node) < 0
                             && shapes.inputs[0] == shapes.output
                             && shapes.inputs[1] == shapes.output;
        return isPlain ? std::make_unique<Bf16AddKernel>() : nullptr;
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override;

private:
    const char* m_name;
    BinaryFunction m_function;
    const char* m_formula;
};

// One operand of one element: its value and, for inputs, where it stands.
Term operandTerm(const Node& node, const NodeContext& context, std::int64_t sample,
                 std::int64_t element, int operand)
{
    const Shape output = context.output.shape.sample();
    if (operand != constantOperand(node)) {
        const int input = inputOf(node, operand);
        const TensorView& from = context.inputs[static_cast<std::size_t>(input)];
        const Shape shape = from.shape.sample();
        const std::int64_t source = spreadSource(output, shape, element);
        return {input, source, -1, from.at(sample * shape.elements() + source), 1};
    }
    if (context.parameters.empty())
        return {-1, -1, -1, node.attributes.value, 1};
    const std::int64_t source = spreadSource(output, constantShape(node), element);
    return {-1, -1, source, context.parameters[0].at(source), 1};
}

// The sum of products that the function makes of its operands; a lone constant counts as bias.
void addTerms(Explanation& result, BinaryFunction function, Term a, const Term& b)
{
    if (function == BinaryFunction::Mul || function == BinaryFunction::Div) {
        const bool constantFirst = a.input < 0 && function == BinaryFunction::Mul;
        Term product = constantFirst ? b : a;
        const Term& other = constantFirst ? a : b;
        product.factor = function == BinaryFunction::Mul ? other.value : 1 / other.value;
        product.weight = function == BinaryFunction::Mul ? other.weight : -1;
        if (product.input < 0)
            result.bias = product.value * product.factor;
        else
            result.terms = {product};
        return;
    }
    if (function == BinaryFunction::PRelu) {
        a.factor = a.value < 0 ? b.value : 1;
        a.weight = a.value < 0 ? b.weight : -1;
        result.terms = {a};
        return;
    }
    Term second = b;
    second.factor = function == BinaryFunction::Sub ? -1 : 1;
    for (const Term& term : {a, second}) {
        if (term.input < 0)
            result.bias = term.value * term.factor;
        else
            result.terms.push_back(term);
    }
}

Explanation BinaryOperator::explain(const Node& node, const NodeContext& context,
                                    std::int64_t sample, std::int64_t element) const
{
    const Term a = operandTerm(node, context, sample, element, 0);
    const Term b = operandTerm(node, context, sample, element, 1);
    Explanation result;
    addTerms(result, m_function, a, b);
    result.sum = result.bias;
    for (const Term& term : result.terms)
        result.sum += term.value * term.factor;
    result.result = context.output.at(sample * context.output.shape.sample().elements() + element);
    result.formula = {m_formula,
                      {sixDigits(a.value), sixDigits(b.value), sixDigits(result.result)}};
    return result;
}

} // namespace

const Operator& binary(OperatorKind kind)
{
    static const BinaryOperator add("Add", BinaryFunction::Add, PROPAGO_TEXT("%1 + %2 = %3"));
    static const BinaryOperator sub("Sub", BinaryFunction::Sub, PROPAGO_TEXT("%1 - %2 = %3"));
    static const BinaryOperator mul("Mul", BinaryFunction::Mul, PROPAGO_TEXT("%1 * %2 = %3"));
    static const BinaryOperator div("Div", BinaryFunction::Div, PROPAGO_TEXT("%1 / %2 = %3"));
    static const BinaryOperator prelu("PReLU", BinaryFunction::PRelu,
                                      PROPAGO_TEXT("%1 with slope %2 below zero = %3"));
    switch (kind) {
    case OperatorKind::PRelu: return prelu;
    case OperatorKind::Add: return add;
    case OperatorKind::Sub: return sub;
    case OperatorKind::Mul: return mul;
    case OperatorKind::Div: return div;
    default: throw std::logic_error("not a function of two numbers");
    }
}

} // namespace propago::operators
