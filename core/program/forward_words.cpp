#include "core/program/forward_words.h"

namespace propago {

namespace {

// Functions that work on each number alone.
Text mappedWords(const Node& n, const std::string& from)
{
    const Attributes& a = n.attributes;
    switch (n.kind) {
    case OperatorKind::Relu:
        return {PROPAGO_TEXT("%1 lets positive values of %2 pass and sets the others to zero."),
                {n.name, from}};
    case OperatorKind::Clip:
        return {PROPAGO_TEXT("%1 keeps each value of %2 between %3 and %4."),
                {n.name, from, shortest(a.low), shortest(a.high)}};
    case OperatorKind::PRelu:
        return {PROPAGO_TEXT("%1 lets positive values of %2 pass and scales the others by a slope "
                             "that it learns."),
                {n.name, from}};
    case OperatorKind::FakeQuantize:
        return {PROPAGO_TEXT("%1 rounds each value of %2 to the nearest that %3 bits can hold."),
                {n.name, from, std::to_string(a.bits)}};
    case OperatorKind::HardSwish:
    case OperatorKind::Silu:
    case OperatorKind::Gelu:
    case OperatorKind::GeluTanh:
    case OperatorKind::Elu:
        return {PROPAGO_TEXT("%1 lets large values of %2 pass and bends the small ones smoothly "
                             "towards zero."),
                {n.name, from}};
    default: return {PROPAGO_TEXT("%1 works on the values of %2."), {n.name, from}};
    }
}

Text weighedWords(const Node& n, const std::string& from)
{
    switch (n.kind) {
    case OperatorKind::ConvTranspose2d:
        return {PROPAGO_TEXT("%1 lays %2 kernels, weighed by the values of %3, over larger maps."),
                {n.name, std::to_string(n.attributes.features), from}};
    case OperatorKind::LocalResponseNorm:
        return {PROPAGO_TEXT("%1 damps each value of %2 by how strong its neighbouring maps are."),
                {n.name, from}};
    default:
        return {
            PROPAGO_TEXT("%1 brings the values of each picture of %2 to mean 0 and deviation 1, "
                         "then scales and shifts them."),
            {n.name, from}};
    }
}

// What changes the shape.
Text shapedWords(const Node& n, const std::string& from)
{
    switch (n.kind) {
    case OperatorKind::Pad:
        return {PROPAGO_TEXT("%1 puts a border around the maps of %2."), {n.name, from}};
    case OperatorKind::Reshape:
        return {PROPAGO_TEXT("%1 reads the values of %2 in another shape."), {n.name, from}};
    case OperatorKind::Transpose:
        return {PROPAGO_TEXT("%1 changes the order of the axes of %2."), {n.name, from}};
    case OperatorKind::Resize:
        return {PROPAGO_TEXT("%1 brings the maps of %2 to another size."), {n.name, from}};
    case OperatorKind::ReduceMax:
        return {PROPAGO_TEXT("%1 keeps the largest of the values of %2."), {n.name, from}};
    case OperatorKind::ReduceSum:
        return {PROPAGO_TEXT("%1 adds up the values of %2."), {n.name, from}};
    case OperatorKind::ReduceMean:
        return {PROPAGO_TEXT("%1 takes the mean of the values of %2."), {n.name, from}};
    default: return {PROPAGO_TEXT("%1 replaces each window of %2 by its mean."), {n.name, from}};
    }
}

// Sums, differences, products and quotients of two values or of a value and a constant.
Text joinedWords(const Node& n, const std::string& left, const std::string& right)
{
    if (n.attributes.hasConstant)
        return {PROPAGO_TEXT("%1 joins each value of %2 with a constant of its own."),
                {n.name, left}};
    switch (n.kind) {
    case OperatorKind::Add:
        return {PROPAGO_TEXT("%1 adds the skip connection from %3 to %2."), {n.name, left, right}};
    case OperatorKind::Sub:
        return {PROPAGO_TEXT("%1 takes the values of %3 from those of %2."), {n.name, left, right}};
    case OperatorKind::Mul:
        return {PROPAGO_TEXT("%1 weighs the values of %2 by those of %3."), {n.name, left, right}};
    default:
        return {PROPAGO_TEXT("%1 divides the values of %2 by those of %3."), {n.name, left, right}};
    }
}

} // namespace

Text forwardWords(const Node& n, const std::vector<std::string>& inputs, const Shape& from)
{
    const std::string& first = inputs.front();
    const std::string features = std::to_string(n.attributes.features);
    const std::string channels = std::to_string(from.rank() > 0 ? from[0] : 1);
    switch (n.kind) {
    case OperatorKind::Conv2d:
        return {PROPAGO_TEXT("%1 slides %2 kernels over the %3 maps of %4."),
                {n.name, features, channels, first}};
    case OperatorKind::Linear:
        return {PROPAGO_TEXT("%1: each of %2 neurons weighs all %3 values of %4."),
                {n.name, features, channels, first}};
    case OperatorKind::MaxPool2d:
        return {PROPAGO_TEXT("%1 keeps only the strongest value of each window of %2."),
                {n.name, first}};
    case OperatorKind::AvgPool2d:
    case OperatorKind::GlobalAvgPool2d:
        return {PROPAGO_TEXT("%1 replaces each window of %2 by its mean."), {n.name, first}};
    case OperatorKind::BatchNorm2d:
        return {
            PROPAGO_TEXT(
                "%1 brings each map of %2 to mean 0 and deviation 1, then scales and shifts it."),
            {n.name, first}};
    case OperatorKind::ConvTranspose2d:
    case OperatorKind::LayerNorm:
    case OperatorKind::GroupNorm:
    case OperatorKind::LocalResponseNorm: return weighedWords(n, first);
    case OperatorKind::Add:
    case OperatorKind::Sub:
    case OperatorKind::Mul:
    case OperatorKind::Div: return joinedWords(n, first, inputs.back());
    case OperatorKind::Flatten:
        return {PROPAGO_TEXT("%1 lays the maps of %2 out as one row of numbers."), {n.name, first}};
    case OperatorKind::Softmax:
        return {PROPAGO_TEXT("%1 turns the answers of %2 into probabilities."), {n.name, first}};
    case OperatorKind::Pad:
    case OperatorKind::Reshape:
    case OperatorKind::Transpose:
    case OperatorKind::Resize:
    case OperatorKind::AdaptiveAvgPool2d:
    case OperatorKind::ReduceMean:
    case OperatorKind::ReduceMax:
    case OperatorKind::ReduceSum: return shapedWords(n, first);
    default: return mappedWords(n, first);
    }
}

} // namespace propago
