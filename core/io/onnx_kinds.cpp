#include "core/io/onnx_kinds.h"

#include "core/graph/operator.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <map>

namespace propago {

using onnx::NodeProto;

void setOnnxInteger(NodeProto& node, const char* name, std::int64_t value)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::INT);
    attribute->set_i(value);
}

void setOnnxIntegers(NodeProto& node, const char* name, const std::vector<std::int64_t>& values)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : values)
        attribute->add_ints(value);
}

namespace {

void setNumber(NodeProto& node, const char* name, double value)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::FLOAT);
    attribute->set_f(static_cast<float>(value));
}

void setWindow(NodeProto& node, const Attributes& a)
{
    setOnnxIntegers(node, "kernel_shape", {a.kernelH, a.kernelW});
    setOnnxIntegers(node, "strides", {a.strideH, a.strideW});
    setOnnxIntegers(node, "pads", {a.padTop, a.padLeft, a.padBottom, a.padRight});
}

void setText(NodeProto& node, const char* name, const char* text)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::STRING);
    attribute->set_s(text);
}

// In the order of PadMode, Coordinates and Rounding.
constexpr std::array kPadModes{"constant", "reflect", "edge"};
constexpr std::array kCoordinates{"half_pixel", "pytorch_half_pixel", "align_corners",
                                  "asymmetric"};
constexpr std::array kRoundings{"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"};

template<std::size_t N>
const char* wordOf(const std::array<const char*, N>& words, std::int64_t index)
{
    return words.at(static_cast<std::size_t>(index)); // the shape rule has checked it
}

} // namespace

std::vector<std::int64_t> onnxAxes(const Node& node, int rank)
{
    std::vector<std::int64_t> axes;
    for (const std::int64_t axis : node.attributes.dims.dimensions())
        axes.push_back(axis + 1);
    for (int axis = 1; node.attributes.dims.rank() == 0 && axis <= rank; ++axis)
        axes.push_back(axis);
    return axes;
}

namespace {

const char* typeOf(OperatorKind kind)
{
    static const std::map<OperatorKind, const char*> types{
        {OperatorKind::Conv2d, "Conv"},
        {OperatorKind::Linear, "Gemm"},
        {OperatorKind::MaxPool2d, "MaxPool"},
        {OperatorKind::AvgPool2d, "AveragePool"},
        {OperatorKind::GlobalAvgPool2d, "GlobalAveragePool"},
        {OperatorKind::BatchNorm2d, "BatchNormalization"},
        {OperatorKind::ConvTranspose2d, "ConvTranspose"},
        {OperatorKind::LayerNorm, "LayerNormalization"},
        {OperatorKind::GroupNorm, "InstanceNormalization"},
        {OperatorKind::LocalResponseNorm, "LRN"},
        {OperatorKind::Relu, "Relu"},
        {OperatorKind::LeakyRelu, "LeakyRelu"},
        {OperatorKind::Elu, "Elu"},
        {OperatorKind::PRelu, "PRelu"},
    };
    static constexpr OperatorKind kOfTheSameName[] = {
        OperatorKind::Sigmoid,   OperatorKind::Tanh,       OperatorKind::Dropout,
        OperatorKind::Flatten,   OperatorKind::Concat,     OperatorKind::Softmax,
        OperatorKind::Identity,  OperatorKind::Clip,       OperatorKind::HardSigmoid,
        OperatorKind::HardSwish, OperatorKind::Erf,        OperatorKind::Exp,
        OperatorKind::Sqrt,      OperatorKind::Pow,        OperatorKind::Add,
        OperatorKind::Sub,       OperatorKind::Mul,        OperatorKind::Div,
        OperatorKind::Pad,       OperatorKind::Reshape,    OperatorKind::Transpose,
        OperatorKind::Resize,    OperatorKind::ReduceMean, OperatorKind::ReduceMax,
        OperatorKind::ReduceSum};
    if (const auto found = types.find(kind); found != types.end())
        return found->second;
    const bool isSame = std::ranges::find(kOfTheSameName, kind) != std::end(kOfTheSameName);
    return isSame ? operatorFor(kind).name() : "";
}

// Convolutions and pooling.
void describeWindow(NodeProto& proto, const Node& node)
{
    const Attributes& a = node.attributes;
    const bool isMax = node.kind == OperatorKind::MaxPool2d;
    const bool isMean = node.kind == OperatorKind::AvgPool2d;
    setWindow(proto, a);
    if (!isMean)
        setOnnxIntegers(proto, "dilations", {a.dilationH, a.dilationW});
    if (isMax || isMean)
        setOnnxInteger(proto, "ceil_mode", a.roundsUp ? 1 : 0);
    else
        setOnnxInteger(proto, "group", a.groups);
    if (isMean)
        setOnnxInteger(proto, "count_include_pad", a.countsPadding ? 1 : 0);
    if (node.kind == OperatorKind::ConvTranspose2d)
        setOnnxIntegers(proto, "output_padding", {a.extraH, a.extraW});
}

void describeNorm(NodeProto& proto, const Node& node)
{
    const Attributes& a = node.attributes;
    if (node.kind != OperatorKind::LocalResponseNorm) {
        setNumber(proto, "epsilon", a.epsilon);
        if (node.kind == OperatorKind::BatchNorm2d)
            setNumber(proto, "momentum", 1 - a.momentum);
        if (node.kind == OperatorKind::LayerNorm)
            setOnnxInteger(proto, "axis", a.axis + 1);
        return;
    }
    setOnnxInteger(proto, "size", a.features);
    setNumber(proto, "alpha", a.alpha);
    setNumber(proto, "beta", a.beta);
    setNumber(proto, "bias", a.value);
}

// Functions, shapes and sizes.
void describeRest(NodeProto& proto, const Node& node)
{
    const Attributes& a = node.attributes;
    switch (node.kind) {
    case OperatorKind::Linear: setOnnxInteger(proto, "transB", 1); break;
    case OperatorKind::Concat: setOnnxInteger(proto, "axis", a.axis + 1); break;
    case OperatorKind::Softmax: setOnnxInteger(proto, "axis", 1); break;
    case OperatorKind::LeakyRelu: setNumber(proto, "alpha", a.slope); break;
    case OperatorKind::Elu: setNumber(proto, "alpha", a.alpha); break;
    case OperatorKind::HardSigmoid:
        setNumber(proto, "alpha", a.alpha);
        setNumber(proto, "beta", a.beta);
        break;
    case OperatorKind::Pad: setText(proto, "mode", wordOf(kPadModes, a.mode)); break;
    case OperatorKind::Resize:
        setText(proto, "mode", a.mode == 0 ? "nearest" : "linear");
        setText(proto, "coordinate_transformation_mode", wordOf(kCoordinates, a.coordinates));
        setText(proto, "nearest_mode", wordOf(kRoundings, a.rounding));
        break;
    case OperatorKind::Transpose: {
        std::vector<std::int64_t> order{0};
        for (const std::int64_t axis : a.dims.dimensions())
            order.push_back(axis + 1);
        setOnnxIntegers(proto, "perm", order);
        break;
    }
    default: break;
    }
}

} // namespace

void describeOnnxKind(NodeProto& proto, const Node& node, std::int64_t channels)
{
    // Groups of several channels have an operator since opset 18 only.
    if (node.kind == OperatorKind::GroupNorm && channels != node.attributes.groups)
        return;
    const std::string type = typeOf(node.kind);
    if (type.empty())
        return;
    proto.set_op_type(type);
    switch (node.kind) {
    case OperatorKind::Conv2d:
    case OperatorKind::ConvTranspose2d:
    case OperatorKind::MaxPool2d:
    case OperatorKind::AvgPool2d: return describeWindow(proto, node);
    case OperatorKind::BatchNorm2d:
    case OperatorKind::LayerNorm:
    case OperatorKind::GroupNorm:
    case OperatorKind::LocalResponseNorm: return describeNorm(proto, node);
    default: return describeRest(proto, node);
    }
}

} // namespace propago
