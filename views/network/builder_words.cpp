#include "views/network/builder_words.h"

#include <QCoreApplication>
#include <QLocale>

namespace propago {

namespace {

QString say(const char* sentence)
{
    return QCoreApplication::translate("LayerPurpose", sentence);
}

} // namespace

QString purposeOf(OperatorKind kind)
{
    switch (kind) {
    case OperatorKind::Input: return say("The picture that enters the network");
    case OperatorKind::Conv2d: return say("Slides small kernels over the maps");
    case OperatorKind::ConvTranspose2d: return say("A convolution that makes maps larger");
    case OperatorKind::Relu: return say("Keeps what is positive, makes the rest 0");
    case OperatorKind::MaxPool2d: return say("Keeps the largest value of each window");
    case OperatorKind::AvgPool2d: return say("The mean of each window");
    case OperatorKind::AdaptiveAvgPool2d: return say("Means, so that a given size comes out");
    case OperatorKind::GlobalAvgPool2d: return say("The mean of each map");
    case OperatorKind::Flatten: return say("Writes all maps into one row");
    case OperatorKind::Linear: return say("Every output looks at every input");
    case OperatorKind::BatchNorm2d: return say("Mean 0 and deviation 1 for each map of a batch");
    case OperatorKind::Dropout: return say("Drops some values while training");
    case OperatorKind::Add: return say("Adds a skip to the main path");
    case OperatorKind::Concat: return say("Puts branches one behind the other");
    case OperatorKind::Softmax: return say("Turns values into probabilities");
    case OperatorKind::LayerNorm: return say("Mean 0 and deviation 1 for each picture");
    case OperatorKind::GroupNorm: return say("Mean 0 and deviation 1 for groups of maps");
    case OperatorKind::Reshape: return say("The same values in another shape");
    case OperatorKind::Transpose: return say("The same values with other axes first");
    case OperatorKind::Pad: return say("Puts an edge around each map");
    case OperatorKind::FakeQuantize: return say("Rounds to the steps of an integer format");
    case OperatorKind::Resize: return say("Makes maps larger or smaller");
    default: return {};
    }
}

QString shapeText(const Shape& shape)
{
    return QString::fromStdString(shape.text()).replace(QLatin1Char('x'), QChar(0x00D7));
}

QString countText(std::int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

QString bytesText(std::int64_t bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

} // namespace propago
