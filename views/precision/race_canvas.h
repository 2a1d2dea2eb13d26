#pragma once
#include "views/present/race_board.h"

#include <QHash>
#include <QWidget>

#include <memory>

namespace propago {

struct Palette;

/// The lanes of a race: layers as columns, their maps as tiles that glow where they differ from fp32,
/// the probabilities at the end. A function of the race, how much of it is over, and what is chosen.
class RaceCanvas : public QWidget {
    Q_OBJECT
public:
    explicit RaceCanvas(QWidget* parent = nullptr);

    void show(std::shared_ptr<const Race> race, const Graph& graph, const QStringList& classNames,
              int truth);
    const std::vector<RaceColumn>& columns() const { return m_columns; }
    /// 0..1: how much of the race is over.
    void setShare(double share);
    double share() const { return m_share; }

    int chosenLane() const { return m_lane; }
    int chosenColumn() const { return m_column; }
    std::int64_t chosenMap() const { return m_map; }
    void choose(int lane, int column, std::int64_t map);
    /// The first column in sight.
    int firstColumn() const { return m_first; }
    /// Where a tile is drawn; empty when there is no room for it.
    QRectF tileArea(int lane, int column, std::int64_t map) const;
    QSize minimumSizeHint() const override;

signals:
    void choiceChanged();
    /// Enter or a double click: open what is chosen.
    void opened();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Areas {
        double head = 0, lane = 0, line = 0;    ///< heights: head, a lane, a line of small type
        double left = 0, column = 0, right = 0; ///< columns from left to right
        int visible = 0;                        ///< columns that find room
    };
    struct Hit {
        int lane = 0, column = 0;
        std::int64_t map = 0;
    };
    Areas areas() const;
    QRectF columnArea(const Areas& at, int lane, int column) const;
    int tilesAcross(const Areas& at, const QRectF& area, const RaceColumn& column) const;
    double tileSide(const Areas& at, const QRectF& area, const RaceColumn& column) const;
    QRectF tileArea(const Areas& at, int lane, int column, std::int64_t map) const;
    std::optional<Hit> hitAt(const QPointF& position) const;
    QString tip(const QPointF& position) const;
    const QImage& image(int lane, int column, std::int64_t map) const;
    bool handleKey(int key);
    void chooseFlip();
    void scrollTo(int column);
    void paintHead(QPainter& painter, const Palette& p, const Areas& at) const;
    void paintLane(QPainter& painter, const Palette& p, const Areas& at, int lane) const;
    void paintName(QPainter& painter, const Palette& p, const Areas& at, int lane) const;
    void paintColumn(QPainter& painter, const Palette& p, const Areas& at, int lane,
                     int column) const;
    void paintFlip(QPainter& painter, const Palette& p, const Areas& at, const QRectF& area) const;
    void paintTrack(QPainter& painter, const Palette& p, const Areas& at, int lane) const;
    void paintAnswer(QPainter& painter, const Palette& p, const Areas& at, int lane) const;

    std::shared_ptr<const Race> m_race;
    std::vector<RaceColumn> m_columns;
    QStringList m_classNames;
    int m_truth = -1;
    double m_share = 1;
    int m_lane = 0, m_column = 0, m_first = 0;
    std::int64_t m_map = 0;
    mutable QHash<quint64, QImage> m_images; ///< small: made once for a race and a look
};

} // namespace propago
