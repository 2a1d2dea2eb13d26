#pragma once
#include "core/tensor/tensor.h"
#include "views/common/card.h"

#include <vector>

namespace propago {

class SessionPort;

/// Ideal against actual: for each category a bar of the actual probability, the ideal as a dashed
/// outline, the difference shaded; below, the loss with its formula in live numbers.
class LossCard : public Card {
    Q_OBJECT
public:
    explicit LossCard(SessionPort* port, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// How the probability of this category came about is wanted.
    void probabilityAsked(qint64 category);
    /// The same for the loss.
    void lossAsked();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Content {
        std::vector<double> actual, ideal;
        int label = -1;
        double loss = 0;
        bool isKnown = false;
    };
    Content content() const;
    QString formula(const Content& content) const;
    double rowHeight() const;
    double paintBars(QPainter& painter, const Content& content, QRectF area) const;
    /// Category whose bar is there; -1: none, the number of bars: the formula below them.
    int lineAt(const QPointF& position) const;
    SessionPort* m_port;
};

} // namespace propago
