#include "core/graph/layer_palette.h"

#include "core/base/text.h"

namespace propago {

namespace {

using Kind = OperatorKind;

void setWindow(Attributes& a, std::int64_t kernel, std::int64_t stride, std::int64_t padding)
{
    a.kernelH = a.kernelW = kernel;
    a.strideH = a.strideW = stride;
    a.padTop = a.padLeft = a.padBottom = a.padRight = padding;
}

// AlexNet's numbers, as every library has them for a start.
void setResponseNorm(Attributes& a)
{
    a.features = 5;
    a.alpha = 1e-4;
    a.beta = 0.75;
    a.value = 1;
}

// In the axes of what comes in: the same shape, turned, twice as large.
void setShapes(Kind kind, const Shape& input, Attributes& a)
{
    const bool isMaps = input.rank() == 3;
    if (kind == Kind::Reshape)
        a.dims = input.rank() > 0 ? input : Shape{1};
    else if (kind == Kind::Transpose)
        a.dims = isMaps ? Shape{0, 2, 1} : input.rank() == 2 ? Shape{1, 0} : Shape{0};
    else if (kind == Kind::Resize)
        a.dims = isMaps ? Shape{2 * input[1], 2 * input[2]} : Shape{32, 32};
    else if (kind == Kind::AdaptiveAvgPool2d)
        a.dims = Shape{1, 1};
}

} // namespace

const std::vector<LayerGroup>& layerGroups()
{
    static const std::vector<LayerGroup> groups{
        {PROPAGO_TEXT("Common"),
         {Kind::Input, Kind::Conv2d, Kind::Relu, Kind::MaxPool2d, Kind::Flatten, Kind::Linear,
          Kind::BatchNorm2d, Kind::Dropout, Kind::Add, Kind::GlobalAvgPool2d, Kind::Softmax}},
        {PROPAGO_TEXT("Convolution and pooling"),
         {Kind::ConvTranspose2d, Kind::AvgPool2d, Kind::AdaptiveAvgPool2d}},
        {PROPAGO_TEXT("Activations"),
         {Kind::LeakyRelu, Kind::PRelu, Kind::Elu, Kind::Gelu, Kind::GeluTanh, Kind::Silu,
          Kind::HardSwish, Kind::HardSigmoid, Kind::Sigmoid, Kind::Tanh, Kind::Clip}},
        {PROPAGO_TEXT("Normalisation"),
         {Kind::LayerNorm, Kind::GroupNorm, Kind::LocalResponseNorm}},
        {PROPAGO_TEXT("Joining"), {Kind::Concat, Kind::Mul, Kind::Sub, Kind::Div}},
        {PROPAGO_TEXT("Shape"), {Kind::Reshape, Kind::Transpose, Kind::Pad, Kind::Resize}},
        {PROPAGO_TEXT("Mathematics"),
         {Kind::ReduceMean, Kind::ReduceMax, Kind::ReduceSum, Kind::Exp, Kind::Sqrt, Kind::Pow,
          Kind::Erf, Kind::Identity, Kind::FakeQuantize}},
    };
    return groups;
}

Node proposedLayer(OperatorKind kind, const Shape& input)
{
    Node node;
    node.kind = kind;
    Attributes& a = node.attributes;
    switch (kind) {
    case Kind::Input: node.inputShape = Shape{1, 28, 28}; break;
    case Kind::Conv2d:
        a.features = 16;
        setWindow(a, 3, 1, 1);
        break;
    case Kind::ConvTranspose2d:
        a.features = 16;
        setWindow(a, 2, 2, 0);
        break;
    case Kind::MaxPool2d:
    case Kind::AvgPool2d: setWindow(a, 2, 2, 0); break;
    case Kind::Linear: a.features = 10; break;
    case Kind::Pad: setWindow(a, 1, 1, 1); break;
    case Kind::LocalResponseNorm: setResponseNorm(a); break;
    case Kind::Pow: a.alpha = 2; break;
    case Kind::FakeQuantize: a.scale = 1.0 / 255; break;
    case Kind::HardSigmoid:
        a.alpha = 1.0 / 6;
        a.beta = 0.5;
        break;
    default: setShapes(kind, input, a);
    }
    return node;
}

} // namespace propago
