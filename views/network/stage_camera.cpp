#include "views/network/stage_camera.h"

#include <algorithm>

namespace propago {

void StageCamera::setRoom(const QRectF& room)
{
    const bool hadRoom = !m_room.isEmpty() && !room.isEmpty();
    const QPointF centre = hadRoom ? seen().center() : QPointF(0.5, 0.5);
    m_room = room;
    lookAt(centre);
}

QRectF StageCamera::world() const
{
    return {m_room.topLeft() + m_corner, m_room.size() * m_scale};
}

void StageCamera::zoomAt(const QPointF& anchor, double factor)
{
    const double scale = std::clamp(m_scale * factor, 1.0, kMostScale);
    const QPointF within = anchor - m_room.topLeft();
    m_corner = within - (within - m_corner) * (scale / m_scale);
    m_scale = scale;
    keepInside();
}

void StageCamera::pan(const QPointF& delta)
{
    m_corner += delta;
    keepInside();
}

void StageCamera::lookAt(const QPointF& share)
{
    m_corner = QPointF(m_room.width() * (0.5 - share.x() * m_scale),
                       m_room.height() * (0.5 - share.y() * m_scale));
    keepInside();
}

QRectF StageCamera::seen() const
{
    if (m_room.isEmpty())
        return {0, 0, 1, 1};
    return {-m_corner.x() / (m_room.width() * m_scale), -m_corner.y() / (m_room.height() * m_scale),
            1 / m_scale, 1 / m_scale};
}

void StageCamera::reset()
{
    m_scale = 1;
    m_corner = {};
}

void StageCamera::keepInside()
{
    m_corner.setX(std::clamp(m_corner.x(), m_room.width() * (1 - m_scale), 0.0));
    m_corner.setY(std::clamp(m_corner.y(), m_room.height() * (1 - m_scale), 0.0));
}

} // namespace propago
