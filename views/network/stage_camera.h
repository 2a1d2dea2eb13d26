#pragma once
#include <QPointF>
#include <QRectF>

namespace propago {

/// Which part of the network the stage shows, and how large. At scale 1 all of it fits.
class StageCamera {
public:
    static constexpr double kMostScale = 12;

    /// The room that the whole network has at scale 1.
    void setRoom(const QRectF& room);
    const QRectF& room() const { return m_room; }
    double scale() const { return m_scale; }
    bool isWhole() const { return m_scale == 1; }
    /// The rectangle that the whole network would take now, most of it perhaps out of sight.
    QRectF world() const;
    /// Closer or further, while what lies under `anchor` stays there.
    void zoomAt(const QPointF& anchor, double factor);
    /// Moves what is seen by `delta`; the edges of the network stay outside the room or on its edge.
    void pan(const QPointF& delta);
    /// Brings a place of the world, in shares of its width and height, into the middle.
    void lookAt(const QPointF& share);
    /// The part of the world that is seen, in shares.
    QRectF seen() const;
    void reset();

private:
    void keepInside();
    QRectF m_room;
    double m_scale = 1;
    QPointF m_corner; ///< of the world, from the room's corner; never positive
};

} // namespace propago
