#pragma once
#include "views/present/bit_game.h"

#include <QWidget>

namespace propago {

struct Palette;

/// A row for each layer: its bits to choose, a bar whose area is its bytes (as long as it has
/// weights, as thick as they have bits), and how much it minds fewer bits.
class BitRowsCanvas : public QWidget {
    Q_OBJECT
public:
    explicit BitRowsCanvas(QWidget* parent = nullptr);
    void show(const BitGame& game);
    int chosenRow() const { return m_row; }
    /// Where a width of a row is chosen.
    QRectF choiceArea(int row, int bits) const;
    /// The bar that stands for a row's bytes.
    QRectF barArea(int row) const;
    QSize minimumSizeHint() const override;

signals:
    void bitsChosen(int row, int bits);
    /// Enter: judge it.
    void tried();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Areas {
        double head = 0, row = 0;
        double name = 0, weights = 0, choices = 0, choice = 0, bar = 0, minds = 0, end = 0;
    };
    Areas areas() const;
    QRectF rowArea(const Areas& at, int row) const;
    int rowAt(const QPointF& position) const;
    void chooseRow(int row);
    void shiftBits(int row, int by);
    bool handleKey(int key);
    void paintHead(QPainter& painter, const Palette& p, const Areas& at) const;
    void paintRow(QPainter& painter, const Palette& p, const Areas& at, int row) const;
    void paintChoices(QPainter& painter, const Palette& p, int row) const;
    void paintMinds(QPainter& painter, const Palette& p, const Areas& at, int row) const;

    BitGame m_game;
    int m_row = 0;
    double m_dragFrom = 0;
    bool m_isDragging = false;
};

} // namespace propago
