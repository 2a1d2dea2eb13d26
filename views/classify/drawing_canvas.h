#pragma once
#include <QImage>
#include <QPointF>
#include <QWidget>

namespace propago {

/// A square to draw on with the mouse or a pen: light strokes on black, as the pictures of digits and
/// clothes are. The drawing has its own size and survives every change of the widget's.
class DrawingCanvas : public QWidget {
    Q_OBJECT
public:
    static constexpr int kSide = 280; ///< pixels of the drawing, ten for each of 28

    explicit DrawingCanvas(QWidget* parent = nullptr);
    const QImage& drawing() const { return m_drawing; }
    bool isBlank() const { return m_isBlank; }
    /// Width of a stroke in pixels of the drawing.
    void setBrush(int width) { m_brush = width; }
    QSize sizeHint() const override { return {200, 200}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return width; }

public slots:
    void clear();

signals:
    /// The drawing has another stroke, or more of one.
    void drawn();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QRectF area() const;
    QPointF toDrawing(const QPointF& place) const;
    void strokeTo(const QPointF& place, bool erases);

    QImage m_drawing;
    QPointF m_last;
    int m_brush = 22;
    bool m_isBlank = true;
};

} // namespace propago
