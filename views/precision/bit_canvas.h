#pragma once
#include "views/present/number_lens_model.h"

#include <QWidget>

namespace propago {

struct Palette;

/// One number in every format: its bits as cells, what they stand for, and how far that is off. A
/// click, a drag or the keys flip bits.
class BitCanvas : public QWidget {
    Q_OBJECT
public:
    explicit BitCanvas(QWidget* parent = nullptr);

    void show(const NumberLensModel& model);
    const NumberLensModel& model() const { return m_model; }
    /// The format whose arithmetic is written out, and the bit that Space flips (0 is the lowest).
    Format chosenFormat() const { return lensFormats()[static_cast<std::size_t>(m_row)]; }
    int chosenBit() const { return m_bit; }
    void choose(Format format, int bit);
    /// Where a bit is drawn.
    QRectF bitArea(Format format, int bit) const;
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override { return {1000, 330}; }

signals:
    void bitFlipped(propago::Format format, int bit);
    void choiceChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Areas {
        double head = 0, row = 0, cell = 0, tall = 0; ///< heights of head and rows; a bit's size
        double bits = 0;                              ///< left end of the columns
        double value = 0, error = 0, relative = 0, ulp = 0, end = 0;
    };
    Areas areas() const;
    QRectF rowArea(const Areas& at, int row) const;
    std::optional<std::pair<int, int>> bitAt(const QPointF& position) const;
    bool handleKey(int key);
    void moveBit(int by);
    void moveRow(int by);
    void flipAt(int row, int bit);
    QString tip(const QPointF& position) const;
    void paintHead(QPainter& painter, const Palette& p, const Areas& at) const;
    void paintRow(QPainter& painter, const Palette& p, const Areas& at, int row) const;
    void paintBits(QPainter& painter, const Palette& p, const LensRow& row) const;
    void paintNumbers(QPainter& painter, const Palette& p, const Areas& at, const QRectF& area,
                      const LensRow& row) const;

    NumberLensModel m_model;
    int m_row = 1;
    int m_bit = 0;
    bool m_paints = false; ///< what a drag makes of the bits that it crosses
};

} // namespace propago
