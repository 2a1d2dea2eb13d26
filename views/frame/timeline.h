#pragma once
#include "views/present/timeline_marks.h"

#include <QAbstractSlider>

#include <cstdint>
#include <memory>

class QPainter;

namespace propago {

struct Palette;
struct Snapshot;

/// The run as a line: epochs as ticks, what is known of it filled, the present as a handle that can
/// be dragged to any moment, and marks where something happened. Its value counts batches.
/// Up and Down go by a batch, with Shift from mark to mark; a click on a mark goes to its very batch.
class Timeline : public QAbstractSlider {
    Q_OBJECT
public:
    explicit Timeline(QWidget* parent = nullptr);
    /// `plannedEpochs` decides how far the line reaches.
    void show(const Snapshot& snapshot, std::int64_t plannedEpochs, std::int64_t knownBatches);
    /// Where batches lie, in pixels of this widget.
    TimelineScale scale() const;
    QSize sizeHint() const override { return {260, fontMetrics().height() + 30}; }
    QSize minimumSizeHint() const override { return {120, fontMetrics().height() + 26}; }

signals:
    /// The user has let go of the handle here.
    void sought(qint64 batch);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    double positionOf(double batch) const;
    int batchAt(double x) const;
    std::vector<PlacedMark> placed() const;
    std::span<const RunMark> marks() const;
    void paintEpochs(QPainter& painter, const Palette& p) const;
    void paintMarks(QPainter& painter, const Palette& p) const;
    void paintHandle(QPainter& painter, const Palette& p) const;
    std::shared_ptr<const std::vector<RunMark>> m_marks;
    std::shared_ptr<const Program> m_program;
    std::int64_t m_batchesPerEpoch = 1;
    std::int64_t m_known = 0;
    std::int64_t m_present = 0;
    int m_dragged = -1;
};

} // namespace propago
