#include "core/io/onnx_kinds.h"

#include <onnx/onnx_pb.h>

#include <array>

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

void describeOnnxKind(NodeProto& proto, const Node& node, std::int64_t channels)
{
    const Attributes& a = node.attributes;
    switch (node.kind) {
    case OperatorKind::Input: break;
    case OperatorKind::Conv2d:
        proto.set_op_type("Conv");
        setWindow(proto, a);
        setOnnxIntegers(proto, "dilations", {a.dilationH, a.dilationW});
        setOnnxInteger(proto, "group", a.groups);
        break;
    case OperatorKind::Linear:
        proto.set_op_type("Gemm");
        setOnnxInteger(proto, "transB", 1);
        break;
    case OperatorKind::MaxPool2d:
        proto.set_op_type("MaxPool");
        setWindow(proto, a);
        setOnnxIntegers(proto, "dilations", {a.dilationH, a.dilationW});
        setOnnxInteger(proto, "ceil_mode", a.roundsUp ? 1 : 0);
        break;
    case OperatorKind::AvgPool2d:
        proto.set_op_type("AveragePool");
        setWindow(proto, a);
        setOnnxInteger(proto, "ceil_mode", a.roundsUp ? 1 : 0);
        setOnnxInteger(proto, "count_include_pad", a.countsPadding ? 1 : 0);
        break;
    case OperatorKind::BatchNorm2d:
        proto.set_op_type("BatchNormalization");
        setNumber(proto, "epsilon", a.epsilon);
        setNumber(proto, "momentum", 1 - a.momentum);
        break;
    case OperatorKind::LeakyRelu:
        proto.set_op_type("LeakyRelu");
        setNumber(proto, "alpha", a.slope);
        break;
    case OperatorKind::Concat:
        proto.set_op_type("Concat");
        setOnnxInteger(proto, "axis", a.axis + 1);
        break;
    case OperatorKind::Softmax:
        proto.set_op_type("Softmax");
        setOnnxInteger(proto, "axis", 1);
        break;
    case OperatorKind::GlobalAvgPool2d: proto.set_op_type("GlobalAveragePool"); break;
    case OperatorKind::Relu: proto.set_op_type("Relu"); break;
    case OperatorKind::Sigmoid: proto.set_op_type("Sigmoid"); break;
    case OperatorKind::Tanh: proto.set_op_type("Tanh"); break;
    case OperatorKind::Dropout: proto.set_op_type("Dropout"); break;
    case OperatorKind::Flatten: proto.set_op_type("Flatten"); break;
    case OperatorKind::Add: proto.set_op_type("Add"); break;
    case OperatorKind::Identity: proto.set_op_type("Identity"); break;
    case OperatorKind::Elu:
        proto.set_op_type("Elu");
        setNumber(proto, "alpha", a.alpha);
        break;
    case OperatorKind::HardSigmoid:
        proto.set_op_type("HardSigmoid");
        setNumber(proto, "alpha", a.alpha);
        setNumber(proto, "beta", a.beta);
        break;
    case OperatorKind::ConvTranspose2d:
        proto.set_op_type("ConvTranspose");
        setWindow(proto, a);
        setOnnxIntegers(proto, "dilations", {a.dilationH, a.dilationW});
        setOnnxIntegers(proto, "output_padding", {a.extraH, a.extraW});
        setOnnxInteger(proto, "group", a.groups);
        break;
    case OperatorKind::LocalResponseNorm:
        proto.set_op_type("LRN");
        setOnnxInteger(proto, "size", a.features);
        setNumber(proto, "alpha", a.alpha);
        setNumber(proto, "beta", a.beta);
        setNumber(proto, "bias", a.value);
        break;
    case OperatorKind::LayerNorm:
        proto.set_op_type("LayerNormalization");
        setOnnxInteger(proto, "axis", a.axis + 1);
        setNumber(proto, "epsilon", a.epsilon);
        break;
    case OperatorKind::Transpose: {
        std::vector<std::int64_t> order{0};
        for (const std::int64_t axis : a.dims.dimensions())
            order.push_back(axis + 1);
        proto.set_op_type("Transpose");
        setOnnxIntegers(proto, "perm", order);
        break;
    }
    case OperatorKind::Pad:
        proto.set_op_type("Pad");
        setText(proto, "mode", wordOf(kPadModes, a.mode));
        break;
    case OperatorKind::Resize:
        proto.set_op_type("Resize");
        setText(proto, "mode", a.mode == 0 ? "nearest" : "linear");
        setText(proto, "coordinate_transformation_mode", wordOf(kCoordinates, a.coordinates));
        setText(proto, "nearest_mode", wordOf(kRoundings, a.rounding));
        break;
    case OperatorKind::GroupNorm:
        if (channels != a.groups)
            break; // groups of channels have an operator since opset 18 only
        proto.set_op_type("InstanceNormalization");
        setNumber(proto, "epsilon", a.epsilon);
        break;
    case OperatorKind::Reshape: proto.set_op_type("Reshape"); break;
    case OperatorKind::ReduceMean: proto.set_op_type("ReduceMean"); break;
    case OperatorKind::ReduceMax: proto.set_op_type("ReduceMax"); break;
    case OperatorKind::ReduceSum: proto.set_op_type("ReduceSum"); break;
    case OperatorKind::HardSwish: proto.set_op_type("HardSwish"); break;
    case OperatorKind::Clip: proto.set_op_type("Clip"); break;
    case OperatorKind::Erf: proto.set_op_type("Erf"); break;
    case OperatorKind::Exp: proto.set_op_type("Exp"); break;
    case OperatorKind::Sqrt: proto.set_op_type("Sqrt"); break;
    case OperatorKind::Pow: proto.set_op_type("Pow"); break;
    case OperatorKind::PRelu: proto.set_op_type("PRelu"); break;
    case OperatorKind::Sub: proto.set_op_type("Sub"); break;
    case OperatorKind::Mul: proto.set_op_type("Mul"); break;
    case OperatorKind::Div: proto.set_op_type("Div"); break;
    default: break; // has no counterpart: the caller says so
    }
}

} // namespace propago
