#include "views/present/number_lens_model.h"

#include "core/tensor/encoding.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

namespace propago {

namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

std::uint64_t maskOf(Format format)
{
    const int bits = traits(format).bits;
    return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

std::int64_t signedInteger(Format format, std::uint64_t bits)
{
    const int width = traits(format).bits;
    const auto top = std::uint64_t{1} << (width - 1);
    const auto all = static_cast<std::int64_t>(bits & maskOf(format));
    return bits & top ? all - (std::int64_t{1} << width) : all;
}

// A range as far below zero as above does without the lowest integer, as weights do.
std::uint64_t withinRange(Format format, std::uint64_t bits, const IntegerScale& scale)
{
    const auto lowest = std::uint64_t{1} << (traits(format).bits - 1);
    const bool isLeftOut = !traits(format).isFloating && scale.zeroPoint == 0 && bits == lowest;
    return isLeftOut ? lowest + 1 : bits;
}

double spacingAt(Format format, double value, const IntegerScale& scale)
{
    const FormatTraits& row = traits(format);
    if (!row.isFloating)
        return scale.scale;
    if (!std::isfinite(value))
        return kNothing;
    const double size = std::max(std::abs(value), reachOf(format).smallestNormal);
    return std::ldexp(1, std::ilogb(size) - row.mantissaBits);
}

Held heldAs(const LensRow& row, double number)
{
    const bool isFloating = traits(row.format).isFloating;
    if (std::isnan(number))
        return isFloating ? Held::Exactly : Held::NotAtAll;
    if (row.value == number)
        return Held::Exactly;
    if (isFloating && !std::isfinite(row.value))
        return Held::AsInfinity;
    if (row.value == 0)
        return Held::AsZero;
    if (!isFloating)
        return std::abs(row.error) > row.scale.scale * 0.5000001 ? Held::AtTheEnd : Held::Rounded;
    return std::abs(row.value) < reachOf(row.format).smallestNormal ? Held::AsSubnormal
                                                                    : Held::Rounded;
}

std::optional<double> plainNumber(const QString& text)
{
    static const QStringList infinities{QStringLiteral("inf"), QStringLiteral("infinity"),
                                        QString(QChar(0x221E))};
    QString size = text;
    const double sign = size.startsWith(QLatin1Char('-')) ? -1 : 1;
    if (size.startsWith(QLatin1Char('-')) || size.startsWith(QLatin1Char('+')))
        size.remove(0, 1);
    if (infinities.contains(size))
        return sign * std::numeric_limits<double>::infinity();
    if (size == QLatin1String("nan"))
        return kNothing;
    if (size == QLatin1String("pi") || size == QString(QChar(0x03C0)))
        return sign * std::numbers::pi;
    if (size.count(QLatin1Char(',')) == 1 && !size.contains(QLatin1Char('.')))
        size.replace(QLatin1Char(','), QLatin1Char('.'));
    static const QRegularExpression digits(QStringLiteral("^(\\d|\\.\\d)"));
    bool isNumber = digits.match(size).hasMatch();
    const double value = isNumber ? size.toDouble(&isNumber) : 0;
    return isNumber ? std::optional(sign * value) : std::nullopt;
}

std::optional<double> joined(const QString& text, QChar sign, double (*join)(double, double))
{
    const qsizetype at = text.indexOf(sign, 1);
    if (at < 0)
        return std::nullopt;
    const auto left = plainNumber(text.left(at)), right = plainNumber(text.mid(at + 1));
    return left && right ? std::optional(join(*left, *right)) : std::nullopt;
}

std::optional<TypedNumber> typedBits(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("^([a-z]+\\d+)?[ :]*0x([0-9a-f]{1,16})$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const qsizetype digits = match.captured(2).size();
    Format format = digits > 8   ? Format::Fp64
                    : digits > 4 ? Format::Fp32
                    : digits > 2 ? Format::Fp16
                                 : Format::Int8;
    if (!match.captured(1).isEmpty()) {
        const auto named = formatNamed(match.captured(1).toStdString());
        const auto& known = lensFormats();
        if (!named || std::find(known.begin(), known.end(), *named) == known.end())
            return std::nullopt;
        format = *named;
    }
    const std::uint64_t bits = match.captured(2).toULongLong(nullptr, 16);
    if (bits & ~maskOf(format))
        return std::nullopt;
    return TypedNumber{0, format, bits};
}

} // namespace

BitRole bitRole(Format format, int bit)
{
    const FormatTraits& row = traits(format);
    if (bit == row.bits - 1)
        return BitRole::Sign;
    if (!row.isFloating)
        return BitRole::Magnitude;
    return bit >= row.mantissaBits ? BitRole::Exponent : BitRole::Mantissa;
}

IntegerScale integerScale(int bits, double low, double high)
{
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
    const double least = -std::ldexp(1, bits - 1), most = -least - 1;
    if (low == -high)
        return {high > 0 ? high / most : 1, 0};
    const double scale = (high - low) / (most - least);
    return {scale, static_cast<int>(std::clamp(std::nearbyint(least - low / scale), least, most))};
}

FormatReach reachOf(Format format, const IntegerScale& scale)
{
    const FormatTraits& row = traits(format);
    FormatReach reach;
    if (row.isFloating) {
        const int bias = (1 << (row.exponentBits - 1)) - 1;
        reach.smallest = std::ldexp(1, 1 - bias - row.mantissaBits);
        reach.smallestNormal = std::ldexp(1, 1 - bias);
        reach.largest = std::ldexp(2 - std::ldexp(1, -row.mantissaBits), bias);
        reach.digits = (row.mantissaBits + 1) * std::log10(2.0);
        return reach;
    }
    const double most = std::ldexp(1, row.bits - 1) - 1;
    const double least = scale.zeroPoint == 0 ? -most : -most - 1;
    const double steps = std::max(most - scale.zeroPoint, scale.zeroPoint - least);
    reach.smallest = reach.smallestNormal = scale.scale;
    reach.largest = scale.scale * steps;
    reach.digits = std::log10(2 * steps);
    return reach;
}

const std::vector<Format>& lensFormats()
{
    static const std::vector<Format> formats{Format::Fp64, Format::Fp32,  Format::Fp16,
                                             Format::Bf16, Format::Int16, Format::Int8,
                                             Format::Int4, Format::Int2};
    return formats;
}

void NumberLensModel::setValue(double value)
{
    m_value = value;
    m_setByHand.reset();
}

void NumberLensModel::setBits(Format format, std::uint64_t bits)
{
    const IntegerScale scale = scaleOf(format);
    m_bits = bits & maskOf(format);
    m_setByHand = format;
    m_value = decoded(format, m_bits, scale.scale, scale.zeroPoint);
}

void NumberLensModel::flip(Format format, int bit)
{
    setBits(format, row(format).bits ^ (std::uint64_t{1} << bit));
}

void NumberLensModel::setRange(double low, double high)
{
    m_low = low;
    m_high = high;
    if (m_setByHand && !traits(*m_setByHand).isFloating)
        m_setByHand.reset(); // these bits stand for something else from now on
}

IntegerScale NumberLensModel::scaleOf(Format format) const
{
    return traits(format).isFloating ? IntegerScale{}
                                     : integerScale(traits(format).bits, m_low, m_high);
}

LensRow NumberLensModel::row(Format format) const
{
    LensRow row;
    row.format = format;
    row.scale = scaleOf(format);
    row.bits =
        m_setByHand == format
            ? m_bits
            : withinRange(format, encoded(format, m_value, row.scale.scale, row.scale.zeroPoint),
                          row.scale);
    if (!traits(format).isFloating)
        row.integer = signedInteger(format, row.bits);
    row.value = decoded(format, row.bits, row.scale.scale, row.scale.zeroPoint);
    row.error = row.value == m_value ? 0 : row.value - m_value;
    const bool says = std::isfinite(m_value) && m_value != 0 && std::isfinite(row.error);
    row.relative = says ? std::abs(row.error / m_value) : kNothing;
    row.ulp = spacingAt(format, row.value, row.scale);
    row.held = heldAs(row, m_value);
    return row;
}

std::optional<TypedNumber> typedNumber(const QString& text)
{
    QString plain = text.simplified().toLower();
    plain.replace(QChar(0x2212), QLatin1Char('-'));
    if (const auto bits = typedBits(plain))
        return bits;
    plain.remove(QLatin1Char(' '));
    if (const auto value = plainNumber(plain))
        return TypedNumber{*value, {}, 0};
    if (const auto value =
            joined(plain, QLatin1Char('/'), [](double a, double b) { return a / b; }))
        return TypedNumber{*value, {}, 0};
    if (const auto value =
            joined(plain, QLatin1Char('^'), [](double a, double b) { return std::pow(a, b); }))
        return TypedNumber{*value, {}, 0};
    return std::nullopt;
}

QString everyDigit(double value)
{
    std::array<char, 1200> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                   std::chars_format::general, 800)
                         .ptr;
    return QString::fromLatin1(digits.data(), static_cast<qsizetype>(end - digits.data()))
        .replace(QLatin1Char('-'), QChar(0x2212))
        .replace(QStringLiteral("inf"), QString(QChar(0x221E)));
}

} // namespace propago
