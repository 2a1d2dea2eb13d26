#include "views/precision/range_ruler.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/plot/chart_theme.h"
#include "views/present/number_words.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

// All of fp32 with some room; fp64 goes on beyond both ends.
constexpr double kLeast = -48, kMost = 42;
constexpr int kTick = 10;

QColor faded(QColor colour, int alpha)
{
    colour.setAlpha(alpha);
    return colour;
}

} // namespace

RangeRuler::RangeRuler(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("rangeRuler"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize RangeRuler::minimumSizeHint() const
{
    const QFontMetricsF small(scaled(font(), TypeSize::Small));
    return {640, static_cast<int>(small.height() * 0.95 * 10.4)};
}

void RangeRuler::show(const NumberLensModel& model, Format chosen)
{
    m_model = model;
    m_chosen = chosen;
    QStringList parts;
    for (const Format format : lensFormats())
        parts << formatName(format) + QLatin1Char(' ') + reachWords(format, model.scaleOf(format));
    setAccessibleName(tr("What each format reaches"));
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
    update();
}

QRectF RangeRuler::plotArea() const
{
    const QFontMetricsF small(scaled(font(), TypeSize::Small));
    const QFontMetricsF name(scaled(font(), TypeSize::Body, true));
    const double left = name.horizontalAdvance(QStringLiteral("int16")) + 18;
    const double words =
        small.horizontalAdvance(QStringLiteral("up to 1000000 in steps of 0.000787")) + 22;
    return {left, small.height() * 1.15, std::max(width() - left - words, 80.0),
            height() - small.height() * 2.4};
}

double RangeRuler::xOf(double magnitude) const
{
    const QRectF area = plotArea();
    const double place = magnitude > 0 ? std::log10(magnitude) : kLeast;
    return area.left()
           + (std::clamp(place, kLeast, kMost) - kLeast) / (kMost - kLeast) * area.width();
}

void RangeRuler::paintAxis(QPainter& painter, const Palette& p, const QRectF& area) const
{
    painter.setFont(scaled(font(), TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    for (int power = -40; power <= kMost; power += kTick) {
        const double x = xOf(std::pow(10.0, power));
        painter.setPen(p.grid);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(p.mutedText);
        painter.drawText(QRectF(x - 40, area.bottom() + 2, 80, metrics.height()), Qt::AlignCenter,
                         power == 0 ? QStringLiteral("1") : powerOf(10, power));
    }
    painter.drawText(
        QRectF(area.right() + 14, area.bottom() + 2, width() - area.right(), metrics.height()),
        Qt::AlignVCenter, tr("pale: subnormal numbers"));
}

void RangeRuler::paintBar(QPainter& painter, const Palette& p, const QRectF& line,
                          Format format) const
{
    const FormatReach reach = reachOf(format, m_model.scaleOf(format));
    const ChartTheme theme = chartThemeFor(palette());
    const QColor colour = theme.of(traits(format).isFloating ? 0 : 3);
    const double tall = std::clamp(line.height() * 0.5, 5.0, 16.0);
    const double top = line.center().y() - tall / 2;
    const double from = xOf(reach.smallest), normal = xOf(reach.smallestNormal),
                 to = xOf(reach.largest);
    painter.fillRect(QRectF(from, top, normal - from, tall), faded(colour, 95));
    painter.fillRect(QRectF(normal, top, std::max(to - normal, 3.0), tall), colour);
    const QRectF area = plotArea();
    painter.setPen(QPen(colour, 2));
    if (reach.largest > std::pow(10, kMost)) // it goes on at both ends
        for (const double end : {area.left() - 1, area.right() + 1}) {
            const double back = end < area.center().x() ? 5 : -5;
            painter.drawPolyline(
                QPolygonF({QPointF(end + back, top - 2), QPointF(end, top + tall / 2),
                           QPointF(end + back, top + tall + 2)}));
        }
    const bool isChosen = format == m_chosen;
    painter.setFont(scaled(font(), TypeSize::Small, isChosen));
    painter.setPen(isChosen ? p.forwardAccent : p.text);
    painter.drawText(QRectF(8, line.top(), area.left() - 8, line.height()), Qt::AlignVCenter,
                     formatName(format));
    painter.setPen(isChosen ? p.text : p.mutedText);
    painter.drawText(
        QRectF(area.right() + 14, line.top(), width() - area.right() - 14, line.height()),
        Qt::AlignVCenter, reachWords(format, m_model.scaleOf(format)));
}

void RangeRuler::paintNumber(QPainter& painter, const Palette& p, const QRectF& area) const
{
    const double value = m_model.value();
    painter.setFont(scaled(font(), TypeSize::Small, true));
    const QFontMetricsF metrics(painter.font());
    const QString words = std::isnan(value) ? tr("not a number: nowhere on this axis")
                          : value == 0      ? tr("0: left of every power of ten")
                                            : briefNumber(value, 6);
    const double x = std::isnan(value) ? area.left() : xOf(std::abs(value));
    const double wide = metrics.horizontalAdvance(words) + 4;
    const double left =
        std::clamp(x - wide / 2, area.left(), std::max(area.left(), area.right() - wide));
    painter.setPen(p.backwardAccent);
    painter.drawText(QRectF(left, 0, wide, area.top() - 1), Qt::AlignCenter, words);
    if (std::isnan(value))
        return;
    painter.setPen(QPen(p.backwardAccent, 2));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
}

void RangeRuler::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plotArea();
    paintAxis(painter, p, area);
    const double row = area.height() / static_cast<double>(lensFormats().size());
    double top = area.top();
    for (const Format format : lensFormats()) {
        paintBar(painter, p, QRectF(0, top, width(), row), format);
        top += row;
    }
    paintNumber(painter, p, area);
}

} // namespace propago
