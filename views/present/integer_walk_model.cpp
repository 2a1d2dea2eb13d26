#include "views/present/integer_walk_model.h"

#include "core/base/text.h"
#include "views/present/number_words.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace propago {

namespace {

// Weights of int8 lie within half a step of the fp32 ones, if they are the same weights.
constexpr double kHalfStep = 0.51;

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::IntegerWalk", sentence);
}

QString exact(double value)
{
    return QString::fromStdString(shortest(value)).replace(QLatin1Char('-'), QChar(0x2212));
}

QString plain(double value)
{
    return QString::fromStdString(shortest(value));
}

// "31676 − 1914 = 29762": a negative summand is taken away.
QString addition(double left, double right, const QString& result, QString (*text)(double))
{
    return QStringLiteral("%1 %2 %3 = %4")
        .arg(text(left))
        .arg(right < 0 ? QChar(0x2212) : QLatin1Char('+'))
        .arg(text(std::abs(right)), result);
}

QString eightDigits(double value)
{
    return briefNumber(value, 8);
}

QString line(const QString& left, const char* sign, const QString& right, const QString& result)
{
    return QStringLiteral("%1 %2 %3 = %4").arg(left, QString::fromUtf8(sign), right, result);
}

} // namespace

IntegerWalkModel::IntegerWalkModel(const Explanation& integers, const Explanation& reals,
                                   const IntegerWalkFacts& facts)
    : m_facts(facts), m_bias(integers.bias), m_hasReals(!reals.terms.empty())
{
    addTerms(integers, reals);
    if (!m_terms.empty())
        addStations(integers, reals);
}

void IntegerWalkModel::addTerms(const Explanation& integers, const Explanation& reals)
{
    std::unordered_map<std::int64_t, const Term*> byWeight;
    for (const Term& term : reals.terms)
        byWeight[term.weight] = &term;
    std::int64_t running = 0;
    double realRunning = 0;
    for (const Term& term : integers.terms) {
        WalkTerm next;
        next.isPadding = term.element < 0;
        next.centred = std::llround(term.value);
        next.q = next.centred + m_facts.inputZeroPoint;
        next.code = std::llround(term.factor);
        next.product = next.centred * next.code;
        next.running = running += next.product;
        const auto found = byWeight.find(term.weight);
        m_hasReals = m_hasReals && found != byWeight.end();
        if (m_hasReals) {
            next.x = found->second->value;
            next.w = found->second->factor;
            next.realProduct = next.x * next.w;
            next.realRunning = realRunning += next.realProduct;
            const double off = next.w - m_facts.weightScale * static_cast<double>(next.code);
            m_isFolded = m_isFolded || std::abs(off) > kHalfStep * m_facts.weightScale;
        }
        m_terms.push_back(next);
    }
}

double IntegerWalkModel::activated(double value) const
{
    switch (m_facts.activation) {
    case FusedActivation::Relu: return std::max(value, 0.0);
    case FusedActivation::LeakyRelu: return value > 0 ? value : value * m_facts.slope;
    case FusedActivation::Clip: return std::clamp(value, m_facts.low, m_facts.high);
    default: return value;
    }
}

void IntegerWalkModel::add(StationKind kind, double integer, double meaning,
                           std::optional<double> real, const QString& arithmetic)
{
    m_stations.push_back({kind, integer, meaning, real, arithmetic});
}

void IntegerWalkModel::addStations(const Explanation& integers, const Explanation& reals)
{
    const auto total = static_cast<double>(m_facts.total);
    const double outputScale = m_facts.staysReal ? 1 : m_facts.outputScale;
    std::optional<double> real;
    if (m_hasReals && !m_isFolded)
        real = m_terms.back().realRunning + reals.bias;
    add(StationKind::Bias, total, total * unit(), real,
        addition(static_cast<double>(m_terms.back().running), integers.bias, exact(total), exact));
    add(StationKind::Requantise, m_facts.scaled, m_facts.scaled * outputScale, real,
        line(exact(total), "\u00D7", briefNumber(m_facts.multiplier, 6),
             briefNumber(m_facts.scaled, 8)));
    double value = m_facts.scaled;
    if (m_facts.hasOther) {
        value += m_facts.other;
        real.reset(); // the other side is not known in fp32
        add(StationKind::Other, value, value * outputScale, real,
            addition(m_facts.scaled, m_facts.other, eightDigits(value), eightDigits));
    }
    if (m_facts.activation != FusedActivation::None) {
        if (real)
            real = activated(*real);
        add(StationKind::Activate, m_facts.activated, m_facts.activated * outputScale, real,
            QStringLiteral("%1 \u2192 %2")
                .arg(briefNumber(value, 8), briefNumber(m_facts.activated, 8)));
    }
    m_real = real;
    if (m_facts.staysReal) {
        add(StationKind::Stands, m_facts.stored, m_facts.stored, real,
            briefNumber(m_facts.stored, 8));
        return;
    }
    addByte(real);
}

void IntegerWalkModel::addByte(std::optional<double> real)
{
    const double zero = m_facts.outputZeroPoint, outputScale = m_facts.outputScale;
    add(StationKind::Round, m_facts.rounded, (m_facts.rounded - zero) * outputScale, real,
        line(exact(m_facts.rounded - zero), "+", exact(zero), exact(m_facts.rounded)));
    add(StationKind::Saturate, m_facts.stored, (m_facts.stored - zero) * outputScale, real,
        m_facts.stored == m_facts.rounded
            ? say("%1 lies within 0 to 255").arg(exact(m_facts.stored))
            : QStringLiteral("%1 \u2192 %2").arg(exact(m_facts.rounded), exact(m_facts.stored)));
    add(StationKind::Stands, m_facts.stored, meaning(), real,
        line(briefNumber(m_facts.outputScale, 6), "\u00D7",
             QStringLiteral("(%1 %2 %3)").arg(exact(m_facts.stored)).arg(QChar(0x2212)).arg(zero),
             briefNumber(meaning(), 8)));
}

double IntegerWalkModel::meaning() const
{
    return m_facts.staysReal ? m_facts.stored
                             : m_facts.outputScale * (m_facts.stored - m_facts.outputZeroPoint);
}

QString IntegerWalkModel::text() const
{
    QStringList products;
    for (const WalkTerm& term : m_terms)
        products
            << QStringLiteral("(%1-%2)*%3").arg(term.q).arg(m_facts.inputZeroPoint).arg(term.code);
    QStringList lines{QStringLiteral("%1+%2 = %3")
                          .arg(products.join(QLatin1Char('+')), plain(m_bias))
                          .arg(m_facts.total)};
    lines << say("input scale %1, zero point %2; weight scale %3; multiplier %4")
                 .arg(plain(m_facts.inputScale))
                 .arg(m_facts.inputZeroPoint)
                 .arg(plain(m_facts.weightScale), plain(m_facts.multiplier));
    for (const WalkStation& station : m_stations)
        lines << QStringLiteral("%1: %2 (%3)")
                     .arg(stationName(station.kind), plain(station.integer),
                          plain(station.meaning));
    if (m_real)
        lines << say("fp32: %1, difference %2").arg(plain(*m_real), plain(meaning() - *m_real));
    return lines.join(QLatin1Char('\n'));
}

QString scaleWords(const IntegerWalkModel& walk)
{
    const IntegerWalkFacts& facts = walk.facts();
    QString words =
        say("Input: unsigned bytes, 0 to 255, scale %1, zero point %2 · Weights: signed "
            "int8, %3 to 127, scale %4, zero point 0")
            .arg(briefNumber(facts.inputScale, 6))
            .arg(facts.inputZeroPoint)
            .arg(QStringLiteral("\u2212127"), briefNumber(facts.weightScale, 6));
    if (!facts.staysReal)
        words += say(" · Output: scale %1, zero point %2")
                     .arg(briefNumber(facts.outputScale, 6))
                     .arg(facts.outputZeroPoint);
    return words;
}

QString stationName(StationKind kind)
{
    switch (kind) {
    case StationKind::Bias: return say("add the bias");
    case StationKind::Requantise: return say("requantise");
    case StationKind::Other: return say("add the skip");
    case StationKind::Activate: return say("activate");
    case StationKind::Round: return say("round, zero point");
    case StationKind::Saturate: return say("saturate");
    case StationKind::Stands: break;
    }
    return say("stands for");
}

QString walkSentence(const IntegerWalkModel& walk, int step)
{
    const auto terms = static_cast<int>(walk.terms().size());
    if (walk.isEmpty())
        return {};
    if (step <= 0)
        return say("The accumulator is 0. It has 32 bits: products of bytes need more than 8.");
    if (step <= terms) {
        const WalkTerm& term = walk.terms()[static_cast<std::size_t>(step - 1)];
        if (term.isPadding)
            return say("Product %1 of %2 lies in the padding: the byte there is the zero point, "
                       "which stands for 0.")
                .arg(step)
                .arg(terms);
        return say("Product %1 of %2: whole numbers only, so nothing is rounded here.")
            .arg(step)
            .arg(terms);
    }
    switch (walk.stations()[static_cast<std::size_t>(step - terms - 1)].kind) {
    case StationKind::Bias:
        return say("The bias is a 32-bit integer in the same steps: input scale times weight "
                   "scale.");
    case StationKind::Requantise:
        return walk.facts().staysReal
                   ? say("One multiplication turns the sum into a real number: the last layer "
                         "leaves int8.")
                   : say("One multiplication turns steps of the sum into steps of the output.");
    case StationKind::Other:
        return say("The other side of the addition joins, in steps of the output.");
    case StationKind::Activate: return say("The activation works in steps of the output.");
    case StationKind::Round:
        return say("Rounded half to even, and the zero point is added: this is where precision "
                   "is lost.");
    case StationKind::Saturate:
        return walk.facts().stored == walk.facts().rounded
                   ? say("A byte holds 0 to 255: it fits.")
                   : say("A byte holds 0 to 255: what is beyond becomes the end.");
    case StationKind::Stands: break;
    }
    if (walk.real())
        return say("The element is %1 in int8 and %2 in fp32: %3 apart.")
            .arg(briefNumber(walk.meaning(), 7), briefNumber(*walk.real(), 7),
                 briefNumber(walk.meaning() - *walk.real(), 3));
    return say("The element is %1 in int8.").arg(briefNumber(walk.meaning(), 7));
}

} // namespace propago
