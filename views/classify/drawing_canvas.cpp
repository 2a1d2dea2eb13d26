#include "views/classify/drawing_canvas.h"

#include "views/common/palette.h"

#include <QMouseEvent>
#include <QPainter>

namespace propago {

DrawingCanvas::DrawingCanvas(QWidget* parent)
    : QWidget(parent), m_drawing(kSide, kSide, QImage::Format_Grayscale8)
{
    m_drawing.fill(Qt::black);
    setMinimumSize(96, 96);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("Drawing canvas"));
    setAccessibleDescription(tr("Draw with the left button, rub out with the right one"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void DrawingCanvas::clear()
{
    m_drawing.fill(Qt::black);
    m_isBlank = true;
    update();
}

QRectF DrawingCanvas::area() const
{
    const qreal side = std::min(width(), height());
    return QRectF((width() - side) / 2, (height() - side) / 2, side, side);
}

QPointF DrawingCanvas::toDrawing(const QPointF& place) const
{
    const QRectF square = area();
    return (place - square.topLeft()) * (kSide / square.width());
}

void DrawingCanvas::strokeTo(const QPointF& place, bool erases)
{
    QPainter painter(&m_drawing);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(erases ? Qt::black : Qt::white, m_brush, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    // A line without length is not drawn; a click is to leave a dot.
    painter.drawLine(m_last, place == m_last ? place + QPointF(0.01, 0) : place);
    m_last = place;
    m_isBlank = m_isBlank && erases;
    update();
    emit drawn();
}

void DrawingCanvas::mousePressEvent(QMouseEvent* event)
{
    m_last = toDrawing(event->position());
    strokeTo(m_last, event->button() == Qt::RightButton);
}

void DrawingCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() != Qt::NoButton)
        strokeTo(toDrawing(event->position()), event->buttons().testFlag(Qt::RightButton));
}

void DrawingCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(area(), m_drawing);
    if (m_isBlank) {
        painter.setPen(QColor(0x9a, 0xa6, 0xb5));
        painter.drawText(area().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("draw here"));
    }
    painter.setPen(paletteOf(palette()).border);
    painter.drawRect(area().adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace propago
