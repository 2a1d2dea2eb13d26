#pragma once
#include <QWidget>

#include "core/trace/element_ref.h"

#include <memory>
#include <vector>

namespace propago {

class SessionPort;
class WatchList;
struct Watch;

/// Watched numbers as small curves side by side under the timeline; hidden while nothing is watched.
class WatchStrip : public QWidget {
    Q_OBJECT
public:
    WatchStrip(SessionPort* port, WatchList* list, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }
    /// Where the curve of one number is, and where a click takes it away.
    QRectF cell(int index) const;
    QRectF cross(int index) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void adopt();
    void describe();
    QString nameOf(const ElementRef& ref) const;
    const Watch* watchOf(const ElementRef& ref) const;
    void paintCurve(QPainter& painter, const QRectF& area, const Watch& watch) const;

    SessionPort* m_port;
    WatchList* m_list;
};

} // namespace propago
