#pragma once
#include "core/graph/graph.h"

#include <QTreeWidget>

class QLabel;

namespace propago {

/// The kinds of layers in groups. A layer is dragged out, or chosen with a double click or Enter.
class BuilderPalette : public QTreeWidget {
    Q_OBJECT
public:
    explicit BuilderPalette(QWidget* parent = nullptr);
    /// Shows only kinds whose name contains `text`.
    void filter(const QString& text);

signals:
    void chosen(propago::OperatorKind kind);
    /// A layer is over a place of the screen.
    void dragged(propago::OperatorKind kind, const QPoint& globalPlace);
    void dropped(propago::OperatorKind kind, const QPoint& globalPlace);
    void dragCancelled();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showGhost(const QPoint& globalPlace);
    void endDrag();
    QPoint m_pressed;
    QTreeWidgetItem* m_item = nullptr; ///< that the button went down on
    bool m_isDragging = false;
    QLabel* m_ghost = nullptr;
};

} // namespace propago
