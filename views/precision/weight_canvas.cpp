#include "views/precision/weight_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr int kFewestBins = 21, kMostBins = 121;
constexpr int kCurvePoints = 60;
constexpr double kLeastGap = 3; // pixels between two grid lines that are drawn
constexpr double kClipStep = 0.01;

// An odd number, so that zero lies in the middle of one.
int binsFor(std::int64_t weights)
{
    const auto wanted = static_cast<int>(2 * std::sqrt(static_cast<double>(weights)));
    return std::clamp(wanted, kFewestBins, kMostBins - 1) / 2 * 2 + 1;
}

QString number(double value)
{
    return QLocale().toString(value, 'g', 3);
}

} // namespace

WeightCanvas::WeightCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("weightHistogram"));
    setAccessibleName(tr("Weights under the grid of integers"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::SizeHorCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void WeightCanvas::setWeights(WeightGrid weights)
{
    m_weights = std::move(weights);
    m_bins = m_weights.histogram(binsFor(m_weights.used()));
    m_curve.clear();
    for (int i = 1; i <= kCurvePoints && !m_weights.isEmpty(); ++i)
        m_curve.push_back(m_weights.cost(m_weights.largest() * i / kCurvePoints));
    m_best = m_weights.isEmpty() ? 0 : m_weights.bestClip();
    setClip(m_weights.largest());
}

void WeightCanvas::setClip(double clip)
{
    m_clip = std::clamp(clip, 0.01 * m_weights.largest(), m_weights.largest());
    look(m_clip);
}

void WeightCanvas::look(double clip)
{
    m_cost = m_weights.cost(std::max(clip, 0.01 * m_weights.largest()));
    setAccessibleDescription(
        tr("Clip %1: signal to noise %2 dB.")
            .arg(number(m_cost.clip), QLocale().toString(m_cost.sqnr, 'f', 1)));
    update();
    emit costChanged();
}

WeightAxis WeightCanvas::axis() const
{
    const double line = QFontMetricsF(scaled(font(), TypeSize::Small)).height();
    const double top = 2 * line + 6;
    return {QRectF(10, top, width() - 20, std::max(20.0, height() - top - line - 8)),
            m_weights.largest()};
}

void WeightCanvas::paintBars(QPainter& painter, const WeightAxis& axis) const
{
    const Palette& p = paletteOf(palette());
    const auto most = static_cast<double>(
        std::max<std::int64_t>(1, *std::max_element(m_bins.begin(), m_bins.end())));
    const auto bins = static_cast<int>(m_bins.size());
    const double width = axis.area.width() / bins;
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < bins; ++i) {
        // The square root keeps the few large weights visible: it is they that a clip is about.
        const double height =
            axis.area.height()
            * std::sqrt(static_cast<double>(m_bins[static_cast<std::size_t>(i)]) / most);
        const double value = axis.largest * ((i + 0.5) / bins * 2 - 1);
        painter.setBrush(std::abs(value) > m_cost.clip ? p.backwardAccent : p.forwardAccent);
        painter.drawRect(QRectF(axis.area.left() + i * width, axis.area.bottom() - height,
                                std::max(width - 1, 1.0), height));
    }
    painter.setPen(p.border);
    painter.drawLine(axis.area.bottomLeft(), axis.area.bottomRight());
}

void WeightCanvas::paintLevels(QPainter& painter, const WeightAxis& axis) const
{
    const Palette& p = paletteOf(palette());
    const double gap = axis.x(m_cost.step) - axis.x(0);
    QColor colour = p.text;
    colour.setAlpha(gap >= 3 * kLeastGap ? 130 : 60);
    painter.setPen(QPen(colour, 1));
    if (gap >= kLeastGap) {
        for (const double level : m_weights.levels(m_cost.clip))
            painter.drawLine(QPointF(axis.x(level), axis.area.top()),
                             QPointF(axis.x(level), axis.area.bottom() + 4));
    }
}

// The error over the clip, on the side of the positive weights.
void WeightCanvas::paintCurve(QPainter& painter, const WeightAxis& axis) const
{
    const Palette& p = paletteOf(palette());
    const auto [least, most] = std::minmax_element(
        m_curve.begin(), m_curve.end(), [](const ClipCost& a, const ClipCost& b) {
            return a.meanSquaredError() < b.meanSquaredError();
        });
    const double low = std::sqrt(least->meanSquaredError());
    const double extent = std::sqrt(most->meanSquaredError()) - low;
    if (!(extent > 0))
        return;
    QPolygonF line;
    for (const ClipCost& cost : m_curve) {
        const double share = (std::sqrt(cost.meanSquaredError()) - low) / extent;
        line << QPointF(axis.x(cost.clip),
                        axis.area.bottom() - 3 - share * (axis.area.height() - 6));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(p.card, 4));
    painter.drawPolyline(line);
    painter.setPen(QPen(p.text, 1.6, Qt::DotLine));
    painter.drawPolyline(line);
}

void WeightCanvas::paintMark(QPainter& painter, const WeightAxis& axis, double clip,
                             const QString& name, int line) const
{
    const Palette& p = paletteOf(palette());
    const double height = QFontMetricsF(painter.font()).height();
    const double x = axis.x(clip);
    painter.setPen(QPen(p.mutedText, 1, Qt::DashLine));
    for (const double side : {-clip, clip})
        painter.drawLine(QPointF(axis.x(side), axis.area.top()),
                         QPointF(axis.x(side), axis.area.bottom()));
    painter.setPen(p.mutedText);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(name) + 4;
    painter.drawText(
        QRectF(std::min(x - width / 2, this->width() - width), line * height, width, height),
        Qt::AlignCenter, name);
}

void WeightCanvas::paintClip(QPainter& painter, const WeightAxis& axis) const
{
    const Palette& p = paletteOf(palette());
    painter.setPen(QPen(p.backwardAccent, 2));
    painter.setBrush(p.backwardAccent);
    for (const double side : {-m_cost.clip, m_cost.clip}) {
        const double x = axis.x(side);
        painter.drawLine(QPointF(x, axis.area.top()), QPointF(x, axis.area.bottom()));
        painter.drawEllipse(QPointF(x, axis.area.center().y()), 4, 4);
    }
    const double height = QFontMetricsF(painter.font()).height();
    painter.setPen(p.text);
    const QRectF below(axis.area.left(), axis.area.bottom() + 5, axis.area.width(), height);
    painter.drawText(below, Qt::AlignLeft, number(-axis.largest));
    painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
    painter.drawText(below, Qt::AlignRight, number(axis.largest));
}

void WeightCanvas::paintEvent(QPaintEvent*)
{
    if (m_weights.isEmpty())
        return;
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(scaled(font(), TypeSize::Small));
    const WeightAxis axis = this->axis();
    paintBars(painter, axis);
    paintLevels(painter, axis);
    paintCurve(painter, axis);
    paintMark(painter, axis, m_weights.largest(), tr("min-max"), 0);
    paintMark(painter, axis, m_best, tr("least error"), 1);
    paintClip(painter, axis);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(p.forwardAccent);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void WeightCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !m_weights.isEmpty())
        setClip(axis().clipAt(event->position().x()));
}

void WeightCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_weights.isEmpty())
        return;
    const double clip = axis().clipAt(event->position().x());
    if (event->buttons() & Qt::LeftButton)
        setClip(clip);
    else
        look(clip);
}

void WeightCanvas::leaveEvent(QEvent* event)
{
    if (!m_weights.isEmpty())
        look(m_clip);
    QWidget::leaveEvent(event);
}

void WeightCanvas::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up: return setClip(m_clip + kClipStep * m_weights.largest());
    case Qt::Key_Down: return setClip(m_clip - kClipStep * m_weights.largest());
    case Qt::Key_Home: return setClip(m_best);
    case Qt::Key_End: return setClip(m_weights.largest());
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace propago
