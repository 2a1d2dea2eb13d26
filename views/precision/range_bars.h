#pragma once
#include "views/port/session_port.h"

#include <QWidget>

#include <memory>

namespace propago {

/// The range that each method chooses for one layer's activation, as bars on one axis, with the
/// accuracy that the whole network has with that method.
class RangeBars : public QWidget {
    Q_OBJECT
public:
    explicit RangeBars(QWidget* parent = nullptr);
    void show(std::shared_ptr<const RangeComparison> comparison, int node);
    /// One line for each method.
    QStringList lines() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const ValueRange* rangeOf(const RangeTrial& trial) const;
    void paintTrial(QPainter& painter, const RangeTrial& trial, int row) const;

    std::shared_ptr<const RangeComparison> m_comparison;
    int m_node = -1;
};

} // namespace propago
