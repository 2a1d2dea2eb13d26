#pragma once
#include "views/present/layer_grid.h"

#include <QWidget>

namespace propago {

/// Signal to noise of every layer in every format as a heat map, and beside it the health strip: how
/// many steps of the integers a layer is off. A click, or Up and Down, choose a layer; Left and Right
/// the format of the strip.
class LayerErrorsCanvas : public QWidget {
    Q_OBJECT
public:
    explicit LayerErrorsCanvas(QWidget* parent = nullptr);
    void setGrid(const LayerGrid& grid);
    const LayerGrid& grid() const { return m_grid; }
    int row() const { return m_row; }
    int column() const { return m_column; }
    /// The layer that is chosen, -1 when there is none.
    int node() const;
    void chooseRow(int row);
    void chooseColumn(int column);
    LayerGridLayout layoutFor(int width) const;
    QSize sizeHint() const override;
    /// One cell in words.
    QString words(int row, int column) const;

signals:
    void rowChosen(int row);
    void columnChosen(int column);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    void paintHead(QPainter& painter, const LayerGridLayout& layout) const;
    void paintRow(QPainter& painter, const LayerGridLayout& layout, int row) const;
    void paintCell(QPainter& painter, const QRectF& area, const LayerError& error) const;
    void paintStrip(QPainter& painter, const LayerGridLayout& layout, int row) const;
    void paintLegend(QPainter& painter, const LayerGridLayout& layout) const;
    void describe();
    QColor shade(double sqnr) const;

    LayerGrid m_grid;
    int m_row = -1;
    int m_column = -1;
};

} // namespace propago
