#pragma once
#include <QWidget>

#include "core/graph/graph.h"
#include "core/graph/layer_groups.h"

#include <QSet>

#include <vector>

namespace propago {

class BuilderModel;
struct Palette;

/// The network under edit from top to bottom: a row for each layer with what it makes and costs,
/// skips as curves at its left, faults where they are. Rows are chosen, dragged and removed; layers
/// from the palette fall between them. The parts of a large network are closed to one row each until they
/// are clicked or hold what is chosen or wrong.
class BuilderCanvas : public QWidget {
    Q_OBJECT
public:
    explicit BuilderCanvas(BuilderModel* model, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {260, 120}; }
    /// How many rows there are: layers, and closed parts.
    int rowCount() const { return static_cast<int>(m_lines.size()); }
    /// Layer `index` lies in a part that is closed.
    bool isHidden(int index) const;
    /// Where layer `index` stands, or the part that it is hidden in.
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
    void regroup();
    bool mustShow(const LayerRange& part) const;
    const LayerRange* partOf(int index) const;
    QString keyOf(const LayerRange& part) const;
    void openPart(int index, bool isOpen);
    QRectF foldMark(const LayerRange& part) const;
    int lineOf(int index) const;
    void paintPart(QPainter& painter, const Palette& p, const LayerRange& part) const;
    void paintRow(QPainter& painter, const Palette& p, int index) const;
    void paintSkips(QPainter& painter, const Palette& p) const;
    void paintDrop(QPainter& painter, const Palette& p) const;
    BuilderModel* m_model;
    std::vector<LayerRange> m_parts; ///< of a large network, those that can be closed
    std::vector<LayerRange> m_lines; ///< rows; more than one layer: a closed part
    QSet<QString> m_open;            ///< parts, by the name of their first layer
    int m_drop = -1;                 ///< place of the opened gap
    int m_pressed = -1;              ///< layer that the button went down on
    bool m_isDragging = false;
    QPointF m_start;
};

} // namespace propago
