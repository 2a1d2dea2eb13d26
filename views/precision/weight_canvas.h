#pragma once
#include "views/present/weight_grid.h"

#include <QWidget>

#include <optional>

namespace propago {

/// The histogram of a layer's weights with the grid of integers drawn on it. The clip is dragged with
/// the mouse, or moved by Up and Down; Home takes the best one, End that of min-max.
class WeightCanvas : public QWidget {
    Q_OBJECT
public:
    explicit WeightCanvas(QWidget* parent = nullptr);
    void setWeights(WeightGrid weights);
    const WeightGrid& weights() const { return m_weights; }
    double clip() const { return m_clip; }
    double bestClip() const { return m_best; }
    /// What the clip under the mouse costs, or the one that is set.
    const ClipCost& cost() const { return m_cost; }
    WeightAxis axis() const;
    QSize minimumSizeHint() const override { return {260, 110}; }
    QSize sizeHint() const override { return {480, 200}; }

signals:
    void costChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void setClip(double clip);
    void look(double clip);
    void paintBars(QPainter& painter, const WeightAxis& axis) const;
    void paintLevels(QPainter& painter, const WeightAxis& axis) const;
    void paintCurve(QPainter& painter, const WeightAxis& axis) const;
    void paintMark(QPainter& painter, const WeightAxis& axis, double clip, const QString& name,
                   int line) const;
    void paintClip(QPainter& painter, const WeightAxis& axis) const;

    WeightGrid m_weights;
    std::vector<std::int64_t> m_bins;
    std::vector<ClipCost> m_curve;
    double m_clip = 0;
    double m_best = 0;
    ClipCost m_cost;
};

} // namespace propago
