#pragma once
#include <QWidget>

#include "views/present/microscope_sheet.h"

#include <memory>

namespace propago {

struct Palette;

/// Paints one number and what made it: where its terms lie, term by term with their factors, the
/// running sum, and where the number itself lies. A function of what show() was given.
class MicroscopeCanvas : public QWidget {
    Q_OBJECT
public:
    explicit MicroscopeCanvas(QWidget* parent = nullptr);

    struct Content {
        std::shared_ptr<const Snapshot> snapshot;
        ElementRef ref;
        MicroscopeSheet sheet;
        std::size_t group = 0;
        QString words; ///< below the sum
        QString empty; ///< instead of everything, when there is nothing to show
    };
    void show(Content content);
    const Content& content() const { return m_content; }
    QSize minimumSizeHint() const override { return {420, 260}; }

signals:
    void elementChosen(qint64 element);
    void groupChosen(int group);
    /// A cell of the factors: index within the weights.
    void weightChosen(qint64 weight);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    /// Parts of the sum from left to right: maps, pictures, or products.
    struct Part {
        double value = 0;
        int group = -1;
        QString name;
    };
    struct Areas {
        QRectF source, target, values, factors, products, sums, text;
        double cell = 0;
        std::size_t listed = 0; ///< cells of a list that find room; 0: it is a grid
    };
    Areas areas() const;
    std::size_t partCount() const;
    std::vector<Part> sumParts() const;
    const SheetGroup* group() const;
    const Tensor* tensor(const TensorRef& ref) const;
    const Tensor* sourceTensor() const;
    QString nameOf(int node) const;
    QString nameOf(const SheetGroup& shown, const SheetCell& cell) const;
    void paintSource(QPainter& painter, const Palette& p, const Areas& areas) const;
    void paintTarget(QPainter& painter, const Palette& p, const Areas& areas) const;
    void paintGrids(QPainter& painter, const Palette& p, const Areas& areas) const;
    void paintList(QPainter& painter, const Palette& p, const Areas& areas) const;
    void paintSums(QPainter& painter, const Palette& p, const Areas& areas) const;
    void paintCell(QPainter& painter, const Palette& p, const QRectF& at, double value,
                   double range, bool isGhost) const;
    void paintCaption(QPainter& painter, const Palette& p, const QRectF& above,
                      const QString& text) const;
    std::int64_t targetAt(const QPointF& position) const;
    const SheetCell* cellAt(const QPointF& position) const;
    int barAt(const QPointF& position) const;

    Content m_content;
    mutable QVector<QRectF> m_bars;
};

} // namespace propago
