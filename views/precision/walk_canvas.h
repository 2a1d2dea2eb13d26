#pragma once
#include "views/present/integer_walk_model.h"

#include <QWidget>

namespace propago {

struct Palette;

/// Paints one step of an int8 multiply-add: the product under way, both running sums, and the
/// stations from the 32-bit sum to the byte. A function of the walk and the step.
class WalkCanvas : public QWidget {
    Q_OBJECT
public:
    explicit WalkCanvas(QWidget* parent = nullptr);
    void show(const IntegerWalkModel& walk);
    const IntegerWalkModel& walk() const { return m_walk; }
    int step() const { return m_step; }
    void setStep(int step);
    /// Where a station is drawn.
    QRectF stationArea(int station) const;
    /// Where the running sum after `products` of them is drawn.
    double xOf(int products) const;
    QSize minimumSizeHint() const override { return {640, 300}; }

signals:
    void stepChosen(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    struct Areas {
        QRectF product, sums, stations;
    };
    /// Where the running sums are drawn.
    struct SumPlot {
        QRectF area;
        double left = 0, step = 0; ///< of the products
        double low = 0, high = 0;
        bool comparesSums = false; ///< those of fp32 are of the same kind
        QPointF at(int products, double value) const;
    };
    Areas areas() const;
    SumPlot sumPlot() const;
    double meaningAfter(int products) const;
    int stepAt(const QPointF& position) const;
    const WalkTerm* term() const;
    void paintProduct(QPainter& painter, const Palette& p, const QRectF& area) const;
    void paintRow(QPainter& painter, const Palette& p, const QRectF& area, const QStringList& cells,
                  const QColor& colour, bool isLarge) const;
    void paintSums(QPainter& painter, const Palette& p, const QRectF& area) const;
    void paintSumWords(QPainter& painter, const Palette& p, const QRectF& area,
                       bool comparesSums) const;
    void paintStation(QPainter& painter, const Palette& p, int station) const;

    IntegerWalkModel m_walk;
    int m_step = 0;
};

} // namespace propago
