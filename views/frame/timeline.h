#pragma once
#include <QAbstractSlider>

#include <cstdint>

namespace propago {

struct Snapshot;

/// The run as a line: epochs as ticks, what is known of it filled, the present as a handle that can
/// be dragged to any moment. Its value counts batches.
class Timeline : public QAbstractSlider {
    Q_OBJECT
public:
    explicit Timeline(QWidget* parent = nullptr);
    /// `plannedEpochs` decides how far the line reaches.
    void show(const Snapshot& snapshot, std::int64_t plannedEpochs, std::int64_t knownBatches);
    QSize sizeHint() const override { return {260, fontMetrics().height() + 30}; }
    QSize minimumSizeHint() const override { return {120, fontMetrics().height() + 26}; }

signals:
    /// The user has let go of the handle here.
    void sought(qint64 batch);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    double positionOf(double batch) const;
    int batchAt(double x) const;
    std::int64_t m_batchesPerEpoch = 1;
    std::int64_t m_known = 0;
    std::int64_t m_present = 0;
    int m_dragged = -1;
};

} // namespace propago
