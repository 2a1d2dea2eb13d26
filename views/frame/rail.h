#pragma once
#include <QIcon>
#include <QList>
#include <QWidget>

namespace propago {

/// The workspaces as a column of icons with names at the left edge.
class Rail : public QWidget {
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);
    /// `symbol` is the name of a drawing: "network", "training", "classify", "precision".
    void add(const QString& symbol, const QString& name);
    void setName(int index, const QString& name);
    int current() const { return m_current; }
    void setCurrent(int index);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Item {
        QString symbol;
        QString name;
    };
    QRect itemArea(int index) const;
    QList<Item> m_items;
    int m_current = 0;
};

} // namespace propago
