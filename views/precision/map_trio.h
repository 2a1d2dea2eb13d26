#pragma once
#include "views/present/race_board.h"

#include <QWidget>

#include <memory>

namespace propago {

struct Palette;

/// One map of a race, large: in fp32, in another precision, and the difference, with the three
/// numbers of the element under the cursor.
class MapTrio : public QWidget {
    Q_OBJECT
public:
    explicit MapTrio(QWidget* parent = nullptr);
    void show(std::shared_ptr<const Race> race, std::size_t lane, const RaceColumn& column,
              std::int64_t map);
    /// The element under the cursor, within the whole value of the node; -1 before any.
    std::int64_t element() const { return m_element; }
    /// Where an element of the map lies in part 0 (fp32), 1 (this precision) or 2 (difference).
    QRectF cellArea(int part, std::int64_t element) const;
    /// "fp32 0.25 · int8 0.2471 · difference −0.0029".
    QString numbers() const;
    QSize minimumSizeHint() const override { return {560, 104}; }
    QSize sizeHint() const override { return {1000, 170}; }

signals:
    void elementChosen(int node, qint64 element);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QRectF partArea(int part) const;
    std::int64_t elementAt(const QPointF& position) const;
    void moveTo(std::int64_t element);
    bool handleKey(int key);
    void makeImages();
    void paintPart(QPainter& painter, const Palette& p, int part) const;
    void paintWords(QPainter& painter, const Palette& p) const;
    void paintLegend(QPainter& painter, const Palette& p, const QRectF& area) const;
    void paintScale(QPainter& painter, const Palette& p, const QRectF& bar) const;
    QString place() const;

    std::shared_ptr<const Race> m_race;
    std::size_t m_lane = 0;
    RaceColumn m_column;
    std::int64_t m_map = 0;
    std::int64_t m_element = -1;
    QImage m_images[3];
};

} // namespace propago
