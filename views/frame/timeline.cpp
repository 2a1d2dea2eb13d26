#include "views/frame/timeline.h"

#include "core/trace/snapshot.h"
#include "views/common/palette.h"
#include "views/common/type_scale.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace propago {

namespace {

constexpr double kEdge = 12;

// Epochs between two labels, so that labels do not touch.
std::int64_t labelStep(std::int64_t epochs, double width)
{
    std::int64_t step = 1;
    while (static_cast<double>(epochs / step) * 62 > width)
        step *= step % 5 == 0 ? 2 : 5;
    return step;
}

} // namespace

Timeline::Timeline(QWidget* parent) : QAbstractSlider(parent)
{
    setObjectName(QStringLiteral("timelineSlider"));
    setAccessibleName(tr("Timeline of the run, in batches"));
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setOrientation(Qt::Horizontal);
}

void Timeline::show(const Snapshot& snapshot, std::int64_t plannedEpochs, std::int64_t knownBatches)
{
    m_batchesPerEpoch = std::max<std::int64_t>(snapshot.batchesPerEpoch, 1);
    m_present = snapshot.position.batch;
    m_known = std::max(knownBatches, m_present);
    const std::int64_t epochs =
        std::max(plannedEpochs, (m_known + m_batchesPerEpoch - 1) / m_batchesPerEpoch);
    const QSignalBlocker quiet(this);
    setRange(0,
             static_cast<int>(std::min<std::int64_t>(epochs * m_batchesPerEpoch, 2'000'000'000)));
    if (m_dragged < 0)
        setValue(static_cast<int>(m_present));
    update();
}

double Timeline::positionOf(double batch) const
{
    return kEdge + (width() - 2 * kEdge) * batch / std::max(maximum(), 1);
}

int Timeline::batchAt(double x) const
{
    const double share = std::clamp((x - kEdge) / std::max(width() - 2 * kEdge, 1.0), 0.0, 1.0);
    return std::min(qRound(share * maximum()), static_cast<int>(m_known));
}

void Timeline::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double y = 14;
    const double present = positionOf(m_dragged >= 0 ? m_dragged : static_cast<double>(m_present));
    const double known = positionOf(static_cast<double>(m_known));
    painter.fillRect(QRectF(kEdge, y - 2, width() - 2 * kEdge, 4), p.border);
    painter.fillRect(QRectF(kEdge, y - 2, known - kEdge, 4),
                     p.softAccent.isValid() ? p.mutedText : p.border);
    painter.fillRect(QRectF(kEdge, y - 2, present - kEdge, 4), p.forwardAccent);
    const std::int64_t epochs = maximum() / m_batchesPerEpoch;
    const std::int64_t step = labelStep(epochs, width());
    painter.setFont(scaled(font(), TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    for (std::int64_t epoch = 0; epoch <= epochs; epoch += step) {
        const double x = positionOf(static_cast<double>(epoch * m_batchesPerEpoch));
        painter.fillRect(QRectF(x - 0.5, y - 5, 1.4, 10), p.mutedText);
        painter.setPen(p.mutedText);
        const QString label = tr("epoch %1").arg(epoch);
        const double half = metrics.horizontalAdvance(label) / 2;
        const double centre = std::clamp(x, half, width() - half);
        painter.drawText(QPointF(centre - half, y + 10 + metrics.ascent()), label);
    }
    painter.setPen(QPen(p.card, 2));
    painter.setBrush(p.forwardAccent);
    painter.drawEllipse(QPointF(present, y), 7.5, 7.5);
    if (!hasFocus())
        return;
    painter.setPen(QPen(p.forwardAccent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(present, y), 10.5, 10.5);
}

void Timeline::mousePressEvent(QMouseEvent* event)
{
    m_dragged = batchAt(event->position().x());
    update();
}

void Timeline::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged < 0)
        return;
    m_dragged = batchAt(event->position().x());
    update();
}

void Timeline::mouseReleaseEvent(QMouseEvent*)
{
    if (m_dragged < 0)
        return;
    const int batch = std::exchange(m_dragged, -1);
    setValue(batch);
    emit sought(batch);
}

void Timeline::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (step == 0)
        return QAbstractSlider::keyPressEvent(event);
    const auto target = std::clamp<std::int64_t>(m_present + step, 0, m_known);
    emit sought(target);
}

} // namespace propago
