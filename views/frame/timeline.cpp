#include "views/frame/timeline.h"

#include "core/program/program.h"
#include "core/trace/snapshot.h"
#include "views/common/palette.h"
#include "views/common/type_scale.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace propago {

namespace {

constexpr double kEdge = 12;
constexpr double kLine = 18;       // y of the line
constexpr double kSigns = 5.5;     // y of what stands above it
constexpr double kReach = 5;       // pixels within which a mark is meant
constexpr double kKeyframeGap = 5; // pixels between two dots

// Epochs between two labels, 1, 2, 5, 10 and so on, so that labels do not touch.
std::int64_t labelStep(std::int64_t epochs, double width, double label)
{
    std::int64_t step = 1;
    for (int i = 0; static_cast<double>(epochs) / static_cast<double>(step) * label > width; ++i)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
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
    m_marks = snapshot.marks;
    m_program = snapshot.program;
    setAccessibleDescription(sentenceOf(marks()));
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

TimelineScale Timeline::scale() const
{
    return {kEdge, (width() - 2 * kEdge) / std::max(maximum(), 1)};
}

std::span<const RunMark> Timeline::marks() const
{
    return m_marks ? std::span<const RunMark>(*m_marks) : std::span<const RunMark>();
}

std::vector<PlacedMark> Timeline::placed() const
{
    return placedMarks(marks(), scale(), kKeyframeGap);
}

int Timeline::batchAt(double x) const
{
    const auto all = placed();
    const PlacedMark* mark = markAt(all, x, kReach);
    if (mark && mark->mark.kind != MarkKind::Keyframe && mark->mark.batch <= m_known)
        return static_cast<int>(mark->mark.batch);
    const double share = std::clamp((x - kEdge) / std::max(width() - 2 * kEdge, 1.0), 0.0, 1.0);
    return std::min(qRound(share * maximum()), static_cast<int>(m_known));
}

bool Timeline::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractSlider::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto all = placed();
    if (const PlacedMark* mark = markAt(all, help->pos().x(), kReach))
        QToolTip::showText(help->globalPos(), wordsOf(mark->mark, m_program.get()), this);
    else
        QToolTip::hideText();
    return true;
}

void Timeline::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double present = positionOf(m_dragged >= 0 ? m_dragged : static_cast<double>(m_present));
    const double known = positionOf(static_cast<double>(m_known));
    painter.fillRect(QRectF(kEdge, kLine - 2, width() - 2 * kEdge, 4), p.border);
    painter.fillRect(QRectF(kEdge, kLine - 2, known - kEdge, 4),
                     p.softAccent.isValid() ? p.mutedText : p.border);
    painter.fillRect(QRectF(kEdge, kLine - 2, present - kEdge, 4), p.forwardAccent);
    paintEpochs(painter, p);
    paintHandle(painter, p);
    paintMarks(painter, p);
}

void Timeline::paintEpochs(QPainter& painter, const Palette& p) const
{
    const std::int64_t epochs = maximum() / m_batchesPerEpoch;
    painter.setFont(scaled(font(), TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    // Labels at the ends stand further in than their ticks.
    const double room = metrics.horizontalAdvance(tr("epoch %1").arg(epochs)) + kEdge + 6;
    const std::int64_t step = labelStep(epochs, width(), room);
    for (std::int64_t epoch = 0; epoch <= epochs; epoch += step) {
        const double x = positionOf(static_cast<double>(epoch * m_batchesPerEpoch));
        painter.fillRect(QRectF(x - 0.5, kLine - 5, 1.4, 10), p.mutedText);
        painter.setPen(p.mutedText);
        const QString label = tr("epoch %1").arg(epoch);
        const double half = metrics.horizontalAdvance(label) / 2;
        const double centre = std::clamp(x, half, width() - half);
        painter.drawText(QPointF(centre - half, kLine + 10 + metrics.ascent()), label);
    }
}

void Timeline::paintHandle(QPainter& painter, const Palette& p) const
{
    const QPointF centre(positionOf(m_dragged >= 0 ? m_dragged : static_cast<double>(m_present)),
                         kLine);
    painter.setPen(QPen(p.card, 2));
    painter.setBrush(p.forwardAccent);
    painter.drawEllipse(centre, 7.5, 7.5);
    if (!hasFocus())
        return;
    painter.setPen(QPen(p.forwardAccent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(centre, 10.5, 10.5);
}

// Dots on the line for what is kept, and signs above it for what happened: a full circle as beside a
// layer with a breakpoint, an outlined one for what a rule does, a triangle for a divergence.
void Timeline::paintMarks(QPainter& painter, const Palette& p) const
{
    for (const auto& [mark, x] : placed()) {
        const QPointF sign(x, kSigns);
        painter.setPen(QPen(p.backwardAccent, 1.5));
        painter.setBrush(p.backwardAccent);
        switch (mark.kind) {
        case MarkKind::Keyframe:
            painter.setPen(Qt::NoPen);
            painter.setBrush(p.text);
            painter.drawEllipse(QPointF(x, kLine + 6.5), 1.3, 1.3);
            break;
        case MarkKind::Remembered:
            painter.setPen(QPen(p.forwardAccent, 1.5));
            painter.setBrush(p.forwardAccent);
            painter.drawPolygon(QPolygonF{
                {x, kSigns - 4.5}, {x + 3.5, kSigns}, {x, kSigns + 4.5}, {x - 3.5, kSigns}});
            break;
        case MarkKind::Planned:
            painter.setPen(QPen(p.backwardAccent, 1.5, Qt::DotLine));
            painter.drawLine(QPointF(x, kSigns - 4), QPointF(x, kLine + 5));
            break;
        case MarkKind::Condition:
            painter.setBrush(p.card);
            painter.drawEllipse(sign, 3.2, 3.2);
            break;
        case MarkKind::Breakpoint: painter.drawEllipse(sign, 3.2, 3.2); break;
        case MarkKind::Divergence:
            painter.drawPolygon(
                QPolygonF{{x - 4.5, kSigns - 4}, {x + 4.5, kSigns - 4}, {x, kSigns + 4}});
            painter.drawLine(QPointF(x, kSigns + 4), QPointF(x, kLine + 5));
            break;
        }
    }
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
    if (event->modifiers() & Qt::ShiftModifier) {
        const auto mark = nextMark(marks(), m_present, step);
        if (mark && *mark <= m_known)
            emit sought(*mark);
        return;
    }
    const auto target = std::clamp<std::int64_t>(m_present + step, 0, m_known);
    emit sought(target);
}

} // namespace propago
