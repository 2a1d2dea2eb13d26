#pragma once
#include <QWidget>

#include "core/graph/graph.h"

namespace propago {

class BuilderModel;
struct Palette;

/// The network under edit from top to bottom: a row for each layer with what it makes and costs,
/// skips as curves at its left, faults where they are. Rows are chosen, dragged and removed; layers
/// from the palette fall between them.
class BuilderCanvas : public QWidget {
    Q_OBJECT
public:
    explicit BuilderCanvas(BuilderModel* model, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {260, 120}; }
    /// Where layer `index` stands.
    QRectF row(int index) const;
    /// The place between rows that lies nearest: 0 is before the first.
    int placeAt(const QPointF& position) const;

public slots:
    /// A layer is carried over `position`; the gap where it would fall opens.
    void showDrop(const QPoint& position);
    void hideDrop();
    /// A new layer falls here.
    void drop(propago::OperatorKind kind, const QPoint& position);

signals:
    /// The layer that is chosen should be in sight.
    void chosenMoved(const QRect& row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    double rowHeight() const;
    double step() const;
    double lanes() const;
    int rowAt(const QPointF& position) const;
    int count() const;
    QString wordsOf(int index) const;
    void adopt();
    void paintRow(QPainter& painter, const Palette& p, int index) const;
    void paintSkips(QPainter& painter, const Palette& p) const;
    void paintDrop(QPainter& painter, const Palette& p) const;
    BuilderModel* m_model;
    int m_drop = -1;    ///< place of the opened gap
    int m_pressed = -1; ///< layer that the button went down on
    bool m_isDragging = false;
    QPointF m_start;
};

} // namespace propago
