#pragma once
#include <QStringList>
#include <QWidget>

namespace propago {

/// A row of choices of which exactly one is taken; arrow keys move the choice.
class Segmented : public QWidget {
    Q_OBJECT
public:
    explicit Segmented(const QStringList& choices, QWidget* parent = nullptr);
    int current() const { return m_current; }
    void setCurrent(int index);
    void setChoices(const QStringList& choices);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF segment(int index) const;
    QList<int> widths() const;
    QStringList m_choices;
    int m_current = 0;
};

} // namespace propago
