#include "views/present/number_words.h"

#include <QCoreApplication>

#include <cmath>

namespace propago {

namespace {

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::NumberWords", sentence);
}

const QChar kMinus(0x2212);
const QChar kTimes(0x00D7);

QString integerText(std::int64_t value)
{
    return QString::number(value).replace(QLatin1Char('-'), kMinus);
}

QString raised(int exponent)
{
    static const QString kDigits = QStringLiteral("\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076"
                                                  "\u2077\u2078\u2079");
    QString text;
    for (const QChar digit : QString::number(exponent))
        text += digit == QLatin1Char('-') ? QChar(0x207B) : kDigits[digit.digitValue()];
    return text;
}

// All of them, but for fp64, which has too many for a line.
QString digitsFor(Format format, double value)
{
    return format == Format::Fp64 ? briefNumber(value, 17) : everyDigit(value);
}

QString integerFormula(const LensRow& row)
{
    const QString q =
        row.scale.zeroPoint == 0
            ? integerText(row.integer)
            : QStringLiteral("(%1 %2 %3)")
                  .arg(integerText(row.integer))
                  .arg(kMinus)
                  .arg(row.scale.zeroPoint < 0
                           ? QStringLiteral("(%1)").arg(integerText(row.scale.zeroPoint))
                           : integerText(row.scale.zeroPoint));
    const QString sum = QStringLiteral("%1 %2 %3 = %4")
                            .arg(q)
                            .arg(kTimes)
                            .arg(briefNumber(row.scale.scale, 6), briefNumber(row.value, 8));
    return say("%1, signed: %2 · scale %3, zero point %4")
        .arg(formatName(row.format), sum, briefNumber(row.scale.scale, 6),
             integerText(row.scale.zeroPoint));
}

QString floatingFormula(const LensRow& row)
{
    const QString name = formatName(row.format);
    if (std::isnan(row.value))
        return say("%1: not a number: all exponent bits are 1, and some bit of the fraction")
            .arg(name);
    if (std::isinf(row.value))
        return say("%1: %2: all exponent bits are 1, all bits of the fraction 0")
            .arg(name, everyDigit(row.value));
    const QString sign = std::signbit(row.value) ? QString(kMinus) : QStringLiteral("+");
    if (row.value == 0)
        return say("%1: %2 0: all bits of exponent and fraction are 0").arg(name, sign);
    const FormatTraits& format = traits(row.format);
    const int bias = (1 << (format.exponentBits - 1)) - 1;
    const double size = std::abs(row.value);
    const bool isSubnormal = size < reachOf(row.format).smallestNormal;
    const int exponent = isSubnormal ? 1 - bias : std::ilogb(size);
    // The exponent as it is stored, less the bias: 2¹²³⁻¹²⁷.
    const QString power =
        isSubnormal ? powerOf(2, exponent) : powerOf(2, exponent + bias) + raised(-bias);
    const QString line = QStringLiteral("%1: %2 %3 %4 %5 = %6")
                             .arg(name, sign, digitsFor(row.format, std::ldexp(size, -exponent)))
                             .arg(kTimes)
                             .arg(power, digitsFor(row.format, row.value));
    return isSubnormal ? line + say(" · subnormal: the 1 in front is missing, and digits with it")
                       : line;
}

} // namespace

QString formatName(Format format)
{
    const auto name = traits(format).name;
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

QString powerOf(int base, int exponent)
{
    return QString::number(base) + raised(exponent);
}

QString briefNumber(double value, int digits)
{
    if (std::isinf(value))
        return value < 0 ? QString(kMinus) + QChar(0x221E) : QString(QChar(0x221E));
    const QString text = QString::number(value, 'g', digits).replace(QLatin1Char('-'), kMinus);
    const qsizetype at = text.indexOf(QLatin1Char('e'));
    if (at < 0)
        return text;
    const int exponent = text.mid(at + 1).replace(kMinus, QLatin1Char('-')).toInt();
    return text.left(at) + kTimes + powerOf(10, exponent);
}

QString rowFormula(const LensRow& row)
{
    return traits(row.format).isFloating ? floatingFormula(row) : integerFormula(row);
}

QString rowOutcome(const LensRow& row)
{
    switch (row.held) {
    case Held::Exactly: return say("exact");
    case Held::AsZero: return say("too small: 0");
    case Held::AsInfinity: return say("too large: infinite");
    case Held::AtTheEnd: return say("beyond the end: saturated");
    case Held::NotAtAll: return say("has no place: zero point");
    case Held::Rounded:
    case Held::AsSubnormal: break;
    }
    return say("off by %1 %").arg(briefNumber(100 * row.relative, 3));
}

QString reachWords(Format format, const IntegerScale& scale)
{
    const FormatReach reach = reachOf(format, scale);
    if (traits(format).isFloating)
        return say("up to %1 · %2 digits")
            .arg(briefNumber(reach.largest, reach.largest < 1e6 ? 6 : 2),
                 QString::number(reach.digits, 'f', 1));
    return say("up to %1 in steps of %2")
        .arg(briefNumber(reach.largest, 3), briefNumber(reach.smallest, 3));
}

QString lensWords(const NumberLensModel& model)
{
    QStringList parts;
    for (const Format format : lensFormats()) {
        const LensRow row = model.row(format);
        parts << QStringLiteral("%1: %2, %3")
                     .arg(formatName(format), briefNumber(row.value, 9), rowOutcome(row));
    }
    return briefNumber(model.value(), 9) + QStringLiteral(". ") + parts.join(QStringLiteral("; "));
}

} // namespace propago
