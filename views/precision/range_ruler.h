#pragma once
#include "views/present/number_lens_model.h"

#include <QWidget>

namespace propago {

struct Palette;

/// What each format reaches, on one logarithmic axis of magnitudes, and where the number lies.
class RangeRuler : public QWidget {
    Q_OBJECT
public:
    explicit RangeRuler(QWidget* parent = nullptr);
    void show(const NumberLensModel& model, Format chosen);
    /// Where a magnitude is drawn; smaller and larger ones than the axis shows lie at its ends.
    double xOf(double magnitude) const;
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override { return {1000, 190}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QRectF plotArea() const;
    void paintAxis(QPainter& painter, const Palette& p, const QRectF& area) const;
    void paintBar(QPainter& painter, const Palette& p, const QRectF& line, Format format) const;
    void paintNumber(QPainter& painter, const Palette& p, const QRectF& area) const;

    NumberLensModel m_model;
    Format m_chosen = Format::Fp32;
};

} // namespace propago
