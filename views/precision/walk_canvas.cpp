#include "views/precision/walk_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/present/number_words.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr int kMostDots = 120;
const QChar kMinus(0x2212);
const QChar kTimes(0x00D7);

QString whole(std::int64_t value)
{
    return QString::number(value).replace(QLatin1Char('-'), kMinus);
}

} // namespace

WalkCanvas::WalkCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("walkCanvas"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void WalkCanvas::show(const IntegerWalkModel& walk)
{
    m_walk = walk;
    setStep(m_walk.steps());
}

void WalkCanvas::setStep(int step)
{
    m_step = std::clamp(step, 0, m_walk.steps());
    setAccessibleName(tr("One multiply-add in int8"));
    setAccessibleDescription(walkSentence(m_walk, m_step));
    update();
}

WalkCanvas::Areas WalkCanvas::areas() const
{
    const double small = QFontMetricsF(scaled(font(), TypeSize::Small)).height();
    const double body = QFontMetricsF(font()).height();
    Areas at;
    const double product = small * 1.3 + body * 1.45 * 3 + 6;
    const double content = small * 4.1 + body * 3.4;
    const double stations = std::clamp(height() * 0.28, content, content * 1.25);
    at.product = QRectF(0, 0, width(), product);
    at.stations = QRectF(0, height() - stations, width(), stations);
    at.sums = QRectF(0, product + 8, width(), height() - stations - product - 20);
    return at;
}

QRectF WalkCanvas::stationArea(int station) const
{
    const QRectF all = areas().stations;
    const auto count = std::max<double>(static_cast<double>(m_walk.stations().size()), 1);
    const double wide = (all.width() + 14) / count;
    return {all.left() + station * wide, all.top(), wide - 14, all.height()};
}

double WalkCanvas::xOf(int products) const
{
    const QRectF area = areas().sums;
    const auto count = std::max<double>(static_cast<double>(m_walk.terms().size()), 1);
    return area.left() + 4 + products / count * (area.width() - 8);
}

const WalkTerm* WalkCanvas::term() const
{
    const auto& terms = m_walk.terms();
    const auto last = static_cast<std::size_t>(std::max(m_step, 1)) - 1;
    return terms.empty() ? nullptr : &terms[std::min(last, terms.size() - 1)];
}

// ---- painting ------------------------------------------------------------------------------

void WalkCanvas::paintEvent(QPaintEvent*)
{
    if (m_walk.isEmpty())
        return;
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Areas at = areas();
    paintProduct(painter, p, at.product);
    paintSums(painter, p, at.sums);
    for (int i = 0; i < static_cast<int>(m_walk.stations().size()); ++i)
        paintStation(painter, p, i);
}

void WalkCanvas::paintRow(QPainter& painter, const Palette& p, const QRectF& area,
                          const QStringList& cells, const QColor& colour, bool isLarge) const
{
    // Name, input, weight, product, running sum.
    constexpr double kEnds[] = {0.09, 0.34, 0.55, 0.77, 1};
    double left = 0;
    for (int i = 0; i < 5; ++i) {
        const QRectF cell(area.left() + left * area.width(), area.top(),
                          (kEnds[i] - left) * area.width() - 14, area.height());
        left = kEnds[i];
        painter.setFont(scaled(font(), TypeSize::Body, isLarge || i == 0));
        painter.setPen(i == 0 ? p.mutedText : colour);
        const QFontMetricsF metrics(painter.font());
        painter.drawText(cell, Qt::AlignVCenter | (i == 0 ? Qt::AlignLeft : Qt::AlignRight),
                         metrics.elidedText(cells.value(i), Qt::ElideMiddle, cell.width()));
    }
}

void WalkCanvas::paintProduct(QPainter& painter, const Palette& p, const QRectF& area) const
{
    const WalkTerm& term = *this->term();
    const IntegerWalkFacts& facts = m_walk.facts();
    const double head = QFontMetricsF(scaled(font(), TypeSize::Small)).height() * 1.3;
    const double row = (area.height() - head) / 3;
    const bool isBefore = m_step == 0;
    const auto place = [&](int index) {
        return QRectF(area.left(), area.top() + head + index * row, area.width(), row);
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.softAccent);
    painter.drawRoundedRect(place(1), 6, 6);
    const int shown = std::clamp(m_step, 1, static_cast<int>(m_walk.terms().size()));
    const auto titles =
        QStringList{{}, tr("input"), tr("weight"), tr("product %1").arg(shown), tr("running sum")};
    paintRow(painter, p, QRectF(area.left(), area.top(), area.width(), head), titles, p.mutedText,
             false);
    if (m_walk.hasReals())
        paintRow(painter, p, place(0),
                 {QStringLiteral(" fp32"), briefNumber(term.x, 7), briefNumber(term.w, 7),
                  briefNumber(term.realProduct, 7),
                  isBefore ? QStringLiteral("0") : briefNumber(term.realRunning, 7)},
                 p.text, false);
    const QString zero = whole(facts.inputZeroPoint);
    paintRow(painter, p, place(1),
             {QStringLiteral(" int8"),
              term.isPadding ? tr("padding: %1 %2 %3 = 0").arg(zero).arg(kMinus).arg(zero)
                             : QStringLiteral("%1 %2 %3 = %4")
                                   .arg(whole(term.q))
                                   .arg(kMinus)
                                   .arg(zero, whole(term.centred)),
              whole(term.code), whole(term.product),
              isBefore ? QStringLiteral("0") : whole(term.running)},
             p.forwardAccent, true);
    const auto times = [](std::int64_t integer, double scale) {
        return QStringLiteral("%1 %2 %3 = %4")
            .arg(whole(integer))
            .arg(kTimes)
            .arg(briefNumber(scale, 4), briefNumber(static_cast<double>(integer) * scale, 5));
    };
    paintRow(painter, p, place(2),
             {tr(" stands for"), times(term.centred, facts.inputScale),
              times(term.code, facts.weightScale),
              briefNumber(static_cast<double>(term.product) * m_walk.unit(), 7),
              isBefore ? QStringLiteral("0")
                       : briefNumber(static_cast<double>(term.running) * m_walk.unit(), 7)},
             p.mutedText, false);
}

double WalkCanvas::meaningAfter(int products) const
{
    if (products <= 0)
        return 0;
    const auto& terms = m_walk.terms();
    const auto last = std::min(static_cast<std::size_t>(products), terms.size()) - 1;
    return static_cast<double>(terms[last].running) * m_walk.unit();
}

WalkCanvas::SumPlot WalkCanvas::sumPlot() const
{
    SumPlot plot;
    const double line = QFontMetricsF(scaled(font(), TypeSize::Small)).height();
    plot.area = areas().sums.adjusted(0, line * 1.4, 0, -4);
    plot.left = xOf(0);
    plot.step = (xOf(static_cast<int>(m_walk.terms().size())) - plot.left)
                / std::max<double>(static_cast<double>(m_walk.terms().size()), 1);
    plot.comparesSums = m_walk.hasReals() && !m_walk.isFolded();
    for (const WalkTerm& term : m_walk.terms()) {
        const double value = static_cast<double>(term.running) * m_walk.unit();
        plot.low = std::min({plot.low, value, plot.comparesSums ? term.realRunning : 0});
        plot.high = std::max({plot.high, value, plot.comparesSums ? term.realRunning : 0});
    }
    return plot;
}

QPointF WalkCanvas::SumPlot::at(int products, double value) const
{
    return {left + products * step,
            area.bottom() - (value - low) / std::max(high - low, 1e-300) * area.height()};
}

void WalkCanvas::paintSums(QPainter& painter, const Palette& p, const QRectF& area) const
{
    const SumPlot plot = sumPlot();
    paintSumWords(painter, p, area, plot.comparesSums);
    painter.setPen(QPen(p.grid, 1));
    painter.drawLine(QPointF(area.left(), plot.at(0, 0).y()),
                     QPointF(area.right(), plot.at(0, 0).y()));
    const auto count = static_cast<int>(m_walk.terms().size());
    const int shown = std::min(m_step, count);
    QPolygonF all, past;
    for (int i = 0; i <= count; ++i) {
        all << plot.at(i, meaningAfter(i));
        if (i <= shown)
            past << all.last();
    }
    painter.setPen(QPen(p.border, 2));
    painter.drawPolyline(all);
    painter.setPen(QPen(p.forwardAccent, 2.5));
    painter.drawPolyline(past);
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.backwardAccent);
    const int stride = std::max(count / kMostDots, 1);
    for (int i = 0; plot.comparesSums && i < shown; i += stride) {
        const double real = m_walk.terms()[static_cast<std::size_t>(i)].realRunning;
        painter.drawEllipse(plot.at(i + 1, real), 2.6, 2.6);
    }
    painter.setBrush(p.forwardAccent);
    painter.drawEllipse(plot.at(shown, meaningAfter(shown)), 5, 5);
}

void WalkCanvas::paintSumWords(QPainter& painter, const Palette& p, const QRectF& area,
                               bool comparesSums) const
{
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    const QRectF line(area.left(), area.top(), area.width() - 14,
                      QFontMetricsF(painter.font()).height());
    painter.drawText(line, Qt::AlignLeft,
                     comparesSums ? tr("running sum: 32-bit accumulator (line) and fp32 (dots)")
                     : m_walk.isFolded()
                         ? tr("running sum of the accumulator; its weights hold the normalisation, "
                              "so the sums of fp32 are of another kind")
                         : tr("running sum of the 32-bit accumulator"));
    const int shown = std::min(m_step, static_cast<int>(m_walk.terms().size()));
    if (!comparesSums || shown == 0)
        return;
    const double apart =
        meaningAfter(shown) - m_walk.terms()[static_cast<std::size_t>(shown - 1)].realRunning;
    painter.drawText(line, Qt::AlignRight, tr("apart so far: %1").arg(briefNumber(apart, 3)));
}

void WalkCanvas::paintStation(QPainter& painter, const Palette& p, int index) const
{
    const WalkStation& station = m_walk.stations()[static_cast<std::size_t>(index)];
    const QRectF area = stationArea(index);
    const int at = m_step - static_cast<int>(m_walk.terms().size()) - 1;
    const bool isNow = at == index, isPast = at >= index;
    painter.setPen(QPen(isNow ? p.forwardAccent : p.border, isNow ? 2 : 1));
    painter.setBrush(isNow ? p.softAccent : p.card);
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 7, 7);
    if (index > 0) {
        painter.setPen(QPen(isPast ? p.forwardAccent : p.border, 2));
        const double y = area.center().y();
        painter.drawLine(QPointF(area.left() - 13, y), QPointF(area.left(), y));
    }
    const QRectF inner = area.adjusted(10, 6, -8, -6);
    const QFontMetricsF small(scaled(font(), TypeSize::Small)),
        title(scaled(font(), TypeSize::Title));
    double top = inner.top();
    const auto text = [&](const QString& words, TypeSize size, bool isBold, const QColor& colour) {
        painter.setFont(scaled(font(), size, isBold));
        painter.setPen(colour);
        const QFontMetricsF metrics(painter.font());
        painter.drawText(QRectF(inner.left(), top, inner.width(), metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(words, Qt::ElideRight, inner.width()));
        top += metrics.height() * 1.08;
    };
    text(stationName(station.kind), TypeSize::Small, true, isNow ? p.forwardAccent : p.mutedText);
    if (!isPast)
        return;
    const bool isEnd = station.kind == StationKind::Stands;
    text(briefNumber(isEnd ? station.meaning : station.integer, 7), TypeSize::Title, true, p.text);
    // The arithmetic may need two lines.
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    painter.drawText(QRectF(inner.left(), top, inner.width(), small.height() * 2.1),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, station.arithmetic);
    top = inner.bottom() - small.height() * (station.real && !isEnd ? 2 : 1);
    if (!isEnd)
        text(tr("stands for %1").arg(briefNumber(station.meaning, 6)), TypeSize::Small, false,
             p.mutedText);
    if (station.real)
        text(QStringLiteral("fp32 %1").arg(briefNumber(*station.real, 7)), TypeSize::Small, false,
             p.backwardAccent);
}

// ---- input ---------------------------------------------------------------------------------

int WalkCanvas::stepAt(const QPointF& position) const
{
    const auto terms = static_cast<int>(m_walk.terms().size());
    for (int i = 0; i < static_cast<int>(m_walk.stations().size()); ++i) {
        if (stationArea(i).contains(position))
            return terms + 1 + i;
    }
    if (m_walk.isEmpty() || !areas().sums.contains(position))
        return -1;
    const double share = (position.x() - xOf(0)) / std::max(xOf(terms) - xOf(0), 1.0);
    return std::clamp(static_cast<int>(std::lround(share * terms)), 0, terms);
}

void WalkCanvas::mousePressEvent(QMouseEvent* event)
{
    if (const int step = stepAt(event->position()); step >= 0)
        emit stepChosen(step);
}

void WalkCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const int step = stepAt(event->position());
    setCursor(step >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (step >= 0 && event->buttons().testFlag(Qt::LeftButton))
        emit stepChosen(step);
}

} // namespace propago
