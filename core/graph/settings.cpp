#include "core/graph/settings.h"

#include "core/base/text.h"

namespace propago {

namespace {

using A = Attributes;
using Type = SettingType;
using Kind = OperatorKind;

constexpr std::array kPadModes{"constant", "reflect", "edge"};
constexpr std::array kResizeModes{"nearest", "bilinear"};
constexpr std::array kCoordinates{"half_pixel", "pytorch_half_pixel", "align_corners",
                                  "asymmetric"};
constexpr std::array kRoundings{"prefer_floor", "prefer_ceil", "floor", "ceil"};

Setting count(const char* key, const char* label, std::int64_t A::*member, std::int64_t least = 1)
{
    Setting setting{key, label, Type::Count};
    setting.whole[0] = member;
    setting.least = least;
    return setting;
}

Setting positional(Setting setting)
{
    setting.isPositional = true;
    return setting;
}

Setting pair(const char* key, const char* label, std::int64_t A::*h, std::int64_t A::*w,
             std::int64_t least = 1)
{
    Setting setting{key, label, Type::Pair};
    setting.whole = {h, w, nullptr, nullptr};
    setting.least = least;
    return setting;
}

Setting sides(std::int64_t least)
{
    Setting setting{"padding", PROPAGO_TEXT("Padding"), Type::Sides};
    setting.whole = {&A::padTop, &A::padLeft, &A::padBottom, &A::padRight};
    setting.least = least;
    return setting;
}

Setting number(const char* key, const char* label, double A::*member)
{
    Setting setting{key, label, Type::Number};
    setting.number[0] = member;
    return setting;
}

Setting flag(const char* key, const char* label, bool A::*member)
{
    Setting setting{key, label, Type::Switch};
    setting.flag = member;
    return setting;
}

Setting choice(const char* key, const char* label, std::int64_t A::*member,
               std::span<const char* const> choices)
{
    Setting setting{key, label, Type::Choice};
    setting.whole[0] = member;
    setting.choices = choices;
    return setting;
}

Setting sizes(const char* key, const char* label)
{
    return {key, label, Type::Sizes};
}

Setting kernel()
{
    return pair("kernel", PROPAGO_TEXT("Kernel"), &A::kernelH, &A::kernelW);
}
Setting stride()
{
    return pair("stride", PROPAGO_TEXT("Stride"), &A::strideH, &A::strideW);
}
Setting dilation()
{
    return pair("dilation", PROPAGO_TEXT("Dilation"), &A::dilationH, &A::dilationW);
}
Setting filters()
{
    return positional(count("filters", PROPAGO_TEXT("Filters"), &A::features));
}
Setting groups()
{
    return count("groups", PROPAGO_TEXT("Groups"), &A::groups);
}
Setting bias()
{
    return flag("bias", PROPAGO_TEXT("Bias"), &A::hasBias);
}
Setting ceil()
{
    return flag("ceil", PROPAGO_TEXT("Round the size up"), &A::roundsUp);
}
Setting epsilon()
{
    return number("epsilon", PROPAGO_TEXT("Epsilon"), &A::epsilon);
}
Setting forRounding(Setting setting)
{
    setting.isForRounding = true;
    return setting;
}

Setting weightBits()
{
    return forRounding(
        count("weight_bits", PROPAGO_TEXT("Bits of the weights"), &A::weightBits, 0));
}
Setting inputStep()
{
    return forRounding(number("input_step", PROPAGO_TEXT("Step of the input"), &A::scale));
}
Setting frozen()
{
    return flag("frozen", PROPAGO_TEXT("Not trained"), &A::isFrozen);
}

std::vector<Setting> windowSettings(Kind kind)
{
    switch (kind) {
    case Kind::Conv2d:
        return {filters(), kernel(), stride(),     sides(0),   dilation(),
                groups(),  bias(),   weightBits(), inputStep()};
    case Kind::ConvTranspose2d:
        return {filters(),
                kernel(),
                stride(),
                sides(0),
                dilation(),
                groups(),
                bias(),
                pair("output_padding", PROPAGO_TEXT("Output padding"), &A::extraH, &A::extraW, 0)};
    case Kind::MaxPool2d: return {kernel(), stride(), sides(0), dilation(), ceil()};
    case Kind::AvgPool2d:
        return {
            kernel(), stride(),
            sides(0), dilation(),
            ceil(),   flag("count_padding", PROPAGO_TEXT("Count the padding"), &A::countsPadding)};
    case Kind::Pad:
        return {sides(-(1 << 16)), choice("mode", PROPAGO_TEXT("Mode"), &A::mode, kPadModes),
                number("value", PROPAGO_TEXT("Value"), &A::value)};
    default: return {};
    }
}

std::vector<Setting> bendSettings(Kind kind)
{
    const auto alpha = [](const char* key, const char* label) {
        return number(key, label, &A::alpha);
    };
    switch (kind) {
    case Kind::LeakyRelu: return {number("slope", PROPAGO_TEXT("Slope below zero"), &A::slope)};
    case Kind::Dropout:
        return {number("probability", PROPAGO_TEXT("Share dropped"), &A::probability)};
    case Kind::Clip:
        return {number("low", PROPAGO_TEXT("Lower limit"), &A::low),
                number("high", PROPAGO_TEXT("Upper limit"), &A::high)};
    case Kind::HardSigmoid:
        return {alpha("alpha", PROPAGO_TEXT("Factor")),
                number("beta", PROPAGO_TEXT("Shift"), &A::beta)};
    case Kind::Elu: return {alpha("alpha", PROPAGO_TEXT("Factor"))};
    case Kind::Pow: return {alpha("exponent", PROPAGO_TEXT("Exponent"))};
    case Kind::PRelu: return {sizes("shape", PROPAGO_TEXT("Shape of the slopes")), frozen()};
    case Kind::Softmax: return {count("axis", PROPAGO_TEXT("Axis"), &A::axis, 0)};
    case Kind::FakeQuantize:
        return {number("scale", PROPAGO_TEXT("Scale"), &A::scale),
                count("zero_point", PROPAGO_TEXT("Zero point"), &A::zeroPoint, -(1 << 16)),
                count("bits", PROPAGO_TEXT("Bits"), &A::bits, 2),
                flag("signed", PROPAGO_TEXT("Codes below zero"), &A::isSigned)};
    default: return {};
    }
}

std::vector<Setting> normSettings(Kind kind)
{
    switch (kind) {
    case Kind::BatchNorm2d:
        return {epsilon(), number("momentum", PROPAGO_TEXT("Momentum"), &A::momentum)};
    case Kind::LayerNorm:
        return {count("axis", PROPAGO_TEXT("First axis"), &A::axis, 0), epsilon(), frozen()};
    case Kind::GroupNorm: return {groups(), epsilon(), frozen()};
    case Kind::LocalResponseNorm:
        return {count("size", PROPAGO_TEXT("Maps in a window"), &A::features),
                number("alpha", PROPAGO_TEXT("Factor"), &A::alpha),
                number("beta", PROPAGO_TEXT("Exponent"), &A::beta),
                number("k", PROPAGO_TEXT("Added to the sum"), &A::value)};
    default: return {};
    }
}

std::vector<Setting> joinSettings(Kind kind)
{
    switch (kind) {
    case Kind::Add:
    case Kind::Sub:
    case Kind::Mul:
    case Kind::Div:
        return {flag("constant", PROPAGO_TEXT("With a constant"), &A::hasConstant),
                number("value", PROPAGO_TEXT("Value"), &A::value),
                sizes("shape", PROPAGO_TEXT("Shape of the constant")),
                flag("reversed", PROPAGO_TEXT("Constant comes first"), &A::isReversed), frozen()};
    case Kind::Concat: return {count("axis", PROPAGO_TEXT("Axis"), &A::axis, 0)};
    case Kind::Linear:
        return {positional(count("outputs", PROPAGO_TEXT("Outputs"), &A::features)), bias(),
                weightBits(), inputStep()};
    default: return {};
    }
}

std::vector<Setting> shapeSettings(Kind kind)
{
    switch (kind) {
    case Kind::AdaptiveAvgPool2d: return {sizes("size", PROPAGO_TEXT("Height and width"))};
    case Kind::Reshape: return {sizes("shape", PROPAGO_TEXT("New shape"))};
    case Kind::Transpose: return {sizes("order", PROPAGO_TEXT("Order of the axes"))};
    case Kind::ReduceMean:
    case Kind::ReduceMax:
    case Kind::ReduceSum: return {sizes("axes", PROPAGO_TEXT("Axes"))};
    case Kind::Resize: {
        Setting scale{"scale", PROPAGO_TEXT("Scale"), Type::NumberPair};
        scale.number = {&A::scaleH, &A::scaleW};
        return {sizes("size", PROPAGO_TEXT("Height and width")),
                choice("mode", PROPAGO_TEXT("Mode"), &A::mode, kResizeModes),
                choice("coordinates", PROPAGO_TEXT("Coordinates"), &A::coordinates, kCoordinates),
                choice("rounding", PROPAGO_TEXT("Rounding"), &A::rounding, kRoundings), scale};
    }
    default: return {};
    }
}

std::vector<Setting> settingsFor(Kind kind)
{
    for (const auto family :
         {windowSettings, bendSettings, normSettings, joinSettings, shapeSettings}) {
        if (auto found = family(kind); !found.empty())
            return found;
    }
    return {};
}

} // namespace

int Setting::parts() const
{
    switch (type) {
    case SettingType::Pair:
    case SettingType::NumberPair: return 2;
    case SettingType::Sides: return 4;
    case SettingType::Switch:
    case SettingType::Sizes: return 0;
    default: return 1;
    }
}

const std::vector<Setting>& settingsOf(OperatorKind kind)
{
    static const auto all = [] {
        std::array<std::vector<Setting>, kOperatorKinds> result;
        for (int i = 0; i < kOperatorKinds; ++i)
            result[static_cast<std::size_t>(i)] = settingsFor(static_cast<OperatorKind>(i));
        return result;
    }();
    return all[static_cast<std::size_t>(kind)];
}

void copySetting(const Setting& setting, const Attributes& from, Attributes& to)
{
    if (setting.type == SettingType::Sizes)
        to.dims = from.dims;
    if (setting.flag)
        to.*setting.flag = from.*setting.flag;
    for (const auto member : setting.whole) {
        if (member)
            to.*member = from.*member;
    }
    for (const auto member : setting.number) {
        if (member)
            to.*member = from.*member;
    }
}

bool agree(const Setting& setting, const Attributes& a, const Attributes& b)
{
    Attributes merged = a;
    copySetting(setting, b, merged);
    return merged == a;
}

Node withOwnSettings(const Node& node)
{
    Node result = node;
    result.attributes = {};
    for (const Setting& setting : settingsOf(node.kind))
        copySetting(setting, node.attributes, result.attributes);
    if (node.kind != OperatorKind::Input)
        result.inputShape = {};
    return result;
}

} // namespace propago
