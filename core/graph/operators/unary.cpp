#include "core/kernels/unary.h"

#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"

#include <cmath>
#include <stdexcept>

namespace propago::operators {

namespace {

template<typename T> class UnaryKernel final : public NodeKernel {
public:
    UnaryKernel(UnaryFunction function, const Attributes& a)
        : m_function(function), m_settings{a.low, a.high, a.alpha, a.beta}
    {}
    void forward(const NodeContext& c) const override
    {
        unaryForward<T>(m_function, m_settings, c.inputs[0].as<T>(), c.output.as<T>(),
                        c.output.elements(), *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        unaryBackward<T>(m_function, m_settings, c.inputs[0].as<T>(), c.output.as<T>(),
                         g.outputGradient.as<T>(), g.target.as<T>(), c.output.elements(),
                         g.accumulates, *c.pool);
    }

private:
    UnaryFunction m_function;
    UnarySettings m_settings;
};

class UnaryOperator final : public Operator {
public:
    UnaryOperator(const char* name, UnaryFunction function) : m_name(name), m_function(function) {}
    const char* name() const override { return m_name; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Attributes& a = node.attributes;
        if (m_function == UnaryFunction::Clip && !(a.low <= a.high))
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("values cannot be kept between %1 and %2"),
                         {shortest(a.low), shortest(a.high)}},
                        node.name, {PROPAGO_TEXT("use a lower limit below the upper one"), {}});
        return sameShape(inputs);
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes&,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<UnaryKernel<double>>(m_function, node.attributes);
        return std::make_unique<UnaryKernel<float>>(m_function, node.attributes);
    }
    Explanation explain(const Node&, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        return explainMapped(m_name, context, sample, element);
    }

private:
    const char* m_name;
    UnaryFunction m_function;
};

} // namespace

const Operator& unary(OperatorKind kind)
{
    static const UnaryOperator clip("Clip", UnaryFunction::Clip);
    static const UnaryOperator hardSigmoid("HardSigmoid", UnaryFunction::HardSigmoid);
    static const UnaryOperator hardSwish("HardSwish", UnaryFunction::HardSwish);
    static const UnaryOperator silu("SiLU", UnaryFunction::Silu);
    static const UnaryOperator gelu("GELU", UnaryFunction::Gelu);
    static const UnaryOperator geluTanh("GELUTanh", UnaryFunction::GeluTanh);
    static const UnaryOperator elu("ELU", UnaryFunction::Elu);
    static const UnaryOperator erf("Erf", UnaryFunction::Erf);
    static const UnaryOperator exp("Exp", UnaryFunction::Exp);
    static const UnaryOperator sqrt("Sqrt", UnaryFunction::Sqrt);
    static const UnaryOperator pow("Pow", UnaryFunction::Pow);
    switch (kind) {
    case OperatorKind::Clip: return clip;
    case OperatorKind::HardSigmoid: return hardSigmoid;
    case OperatorKind::HardSwish: return hardSwish;
    case OperatorKind::Silu: return silu;
    case OperatorKind::Gelu: return gelu;
    case OperatorKind::GeluTanh: return geluTanh;
    case OperatorKind::Elu: return elu;
    case OperatorKind::Erf: return erf;
    case OperatorKind::Exp: return exp;
    case OperatorKind::Sqrt: return sqrt;
    case OperatorKind::Pow: return pow;
    default: throw std::logic_error("not a function of one number");
    }
}

} // namespace propago::operators
