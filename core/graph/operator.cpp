#include "core/graph/operator.h"

#include "core/graph/operators/operators.h"

#include <array>
#include <stdexcept>

namespace propago {

void NodeKernel::backwardInput(const NodeContext&, const GradientContext&) const
{
    throw std::logic_error("this operator sends no gradient to its inputs");
}

void NodeKernel::backwardParameter(const NodeContext&, const GradientContext&) const
{
    throw std::logic_error("this operator has no trained parameters");
}

std::vector<ParameterSpec> Operator::parameters(const Node&, std::span<const Shape>) const
{
    return {};
}

std::vector<SavedSpec> Operator::saved(const Node&, const NodeShapes&, Format) const
{
    return {};
}

std::unique_ptr<NodeKernel> Operator::prepareBf16(const Node&, const NodeShapes&) const
{
    return nullptr;
}

std::int64_t Operator::macs(const Node&, const NodeShapes&) const
{
    return 0;
}

Explanation Operator::explain(const Node&, const NodeContext& context, std::int64_t sample,
                              std::int64_t element) const
{
    Explanation explanation;
    const std::int64_t perSample = context.output.shape.sample().elements();
    explanation.result = context.output.at(sample * perSample + element);
    explanation.sum = explanation.result;
    explanation.formula = {PROPAGO_TEXT("%1 gives %2"), {name(), sixDigits(explanation.result)}};
    return explanation;
}

std::optional<std::vector<Term>> Operator::inputGradientTerms(const Node&, const NodeContext&,
                                                              const GradientContext&, std::int64_t,
                                                              std::int64_t) const
{
    return std::nullopt;
}

std::optional<std::vector<Term>> Operator::parameterGradientTerms(const Node&, const NodeContext&,
                                                                  const GradientContext&,
                                                                  std::int64_t, std::int64_t) const
{
    return std::nullopt;
}

const Operator& operatorFor(OperatorKind kind)
{
    switch (kind) {
    case OperatorKind::Input: return operators::input();
    case OperatorKind::Conv2d: return operators::conv2d();
    case OperatorKind::Linear: return operators::linear();
    case OperatorKind::MaxPool2d: return operators::maxPool2d();
    case OperatorKind::AvgPool2d: return operators::avgPool2d();
    case OperatorKind::GlobalAvgPool2d: return operators::globalAvgPool2d();
    case OperatorKind::Relu: return operators::relu();
    case OperatorKind::LeakyRelu: return operators::leakyRelu();
    case OperatorKind::Sigmoid: return operators::sigmoid();
    case OperatorKind::Tanh: return operators::tanh();
    case OperatorKind::BatchNorm2d: return operators::batchNorm2d();
    case OperatorKind::Dropout: return operators::dropout();
    case OperatorKind::Flatten: return operators::flatten();
    case OperatorKind::Concat: return operators::concat();
    case OperatorKind::Softmax: return operators::softmax();
    case OperatorKind::Identity: return operators::identity();
    case OperatorKind::Clip:
    case OperatorKind::HardSigmoid:
    case OperatorKind::HardSwish:
    case OperatorKind::Silu:
    case OperatorKind::Gelu:
    case OperatorKind::GeluTanh:
    case OperatorKind::Elu:
    case OperatorKind::Erf:
    case OperatorKind::Exp:
    case OperatorKind::Sqrt:
    case OperatorKind::Pow: return operators::unary(kind);
    case OperatorKind::Add:
    case OperatorKind::Sub:
    case OperatorKind::Mul:
    case OperatorKind::Div:
    case OperatorKind::PRelu: return operators::binary(kind);
    case OperatorKind::Pad:
    case OperatorKind::Resize:
    case OperatorKind::AdaptiveAvgPool2d: return operators::planeMap(kind);
    case OperatorKind::ReduceMean:
    case OperatorKind::ReduceMax:
    case OperatorKind::ReduceSum: return operators::reduction(kind);
    case OperatorKind::Reshape: return operators::reshape();
    case OperatorKind::LayerNorm:
    case OperatorKind::GroupNorm: return operators::rowNorm(kind);
    case OperatorKind::LocalResponseNorm: return operators::localResponseNorm();
    case OperatorKind::ConvTranspose2d: return operators::convTranspose2d();
    case OperatorKind::Transpose: return operators::transpose();
    case OperatorKind::FakeQuantize: return operators::fakeQuantize();
    }
    throw std::logic_error("unknown operator kind");
}

const char* namePrefix(OperatorKind kind)
{
    switch (kind) {
    case OperatorKind::Input: return "input";
    case OperatorKind::Conv2d: return "conv";
    case OperatorKind::Linear: return "fc";
    case OperatorKind::MaxPool2d:
    case OperatorKind::AvgPool2d: return "pool";
    case OperatorKind::GlobalAvgPool2d: return "gap";
    case OperatorKind::Relu: return "relu";
    case OperatorKind::LeakyRelu: return "leaky";
    case OperatorKind::Sigmoid: return "sigmoid";
    case OperatorKind::Tanh: return "tanh";
    case OperatorKind::BatchNorm2d: return "bn";
    case OperatorKind::Dropout: return "dropout";
    case OperatorKind::Flatten: return "flatten";
    case OperatorKind::Add: return "add";
    case OperatorKind::Concat: return "concat";
    case OperatorKind::Softmax: return "softmax";
    case OperatorKind::Identity: return "identity";
    case OperatorKind::Clip: return "clip";
    case OperatorKind::HardSigmoid: return "hardsigmoid";
    case OperatorKind::HardSwish: return "hardswish";
    case OperatorKind::Silu: return "silu";
    case OperatorKind::Gelu:
    case OperatorKind::GeluTanh: return "gelu";
    case OperatorKind::Elu: return "elu";
    case OperatorKind::Erf: return "erf";
    case OperatorKind::Exp: return "exp";
    case OperatorKind::Sqrt: return "sqrt";
    case OperatorKind::Pow: return "pow";
    case OperatorKind::PRelu: return "prelu";
    case OperatorKind::Sub: return "sub";
    case OperatorKind::Mul: return "mul";
    case OperatorKind::Div: return "div";
    case OperatorKind::Pad: return "pad";
    case OperatorKind::LayerNorm: return "ln";
    case OperatorKind::GroupNorm: return "gn";
    case OperatorKind::LocalResponseNorm: return "lrn";
    case OperatorKind::ConvTranspose2d: return "deconv";
    case OperatorKind::Reshape: return "reshape";
    case OperatorKind::Transpose: return "transpose";
    case OperatorKind::Resize: return "resize";
    case OperatorKind::ReduceMean: return "mean";
    case OperatorKind::ReduceMax: return "max";
    case OperatorKind::ReduceSum: return "sum";
    case OperatorKind::AdaptiveAvgPool2d: return "pool";
    case OperatorKind::FakeQuantize: return "quantize";
    }
    return "node";
}

std::optional<OperatorKind> operatorKindNamed(std::string_view name)
{
    for (int i = 0; i < kOperatorKinds; ++i) {
        const auto kind = static_cast<OperatorKind>(i);
        if (name == operatorFor(kind).name())
            return kind;
    }
    return std::nullopt;
}

} // namespace propago
