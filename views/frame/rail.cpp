#include "views/frame/rail.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/frame/symbols.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace propago {

Rail::Rail(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setAccessibleName(tr("Workspaces"));
}

void Rail::add(const QString& symbol, const QString& name)
{
    m_items.append({symbol, name});
    updateGeometry();
}

void Rail::setName(int index, const QString& name)
{
    m_items[index].name = name;
    updateGeometry();
    update();
}

void Rail::setCurrent(int index)
{
    if (index < 0 || index >= m_items.size() || index == m_current)
        return;
    m_current = index;
    update();
    emit currentChanged(index);
}

QSize Rail::sizeHint() const
{
    const QFontMetrics metrics(scaled(font(), TypeSize::Small, true));
    int width = 66;
    for (const Item& item : m_items)
        width = std::max(width, metrics.horizontalAdvance(item.name) + 20);
    return {width, 300};
}

QRect Rail::itemArea(int index) const
{
    const int height = fontMetrics().height() * 2 + 32;
    return {5, 10 + index * (height + 6), width() - 10, height};
}

void Rail::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), p.card);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), p.border);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < m_items.size(); ++i) {
        const QRect area = itemArea(i);
        const bool isCurrent = i == m_current;
        if (isCurrent) {
            painter.setPen(hasFocus() ? QPen(p.forwardAccent) : QPen(Qt::NoPen));
            painter.setBrush(p.softAccent);
            painter.drawRoundedRect(area, 8, 8);
        }
        const QColor colour = isCurrent ? p.forwardAccent : p.mutedText;
        const double side = fontMetrics().height() * 1.6;
        drawSymbol(painter, m_items[i].symbol,
                   QRectF(area.center().x() - side / 2 + 0.5, area.top() + 9, side, side), colour);
        painter.setFont(scaled(font(), TypeSize::Small, isCurrent));
        painter.setPen(colour);
        painter.drawText(area.adjusted(0, 0, 0, -7), Qt::AlignHCenter | Qt::AlignBottom,
                         m_items[i].name);
    }
}

void Rail::mousePressEvent(QMouseEvent* event)
{
    for (int i = 0; i < m_items.size(); ++i) {
        if (itemArea(i).contains(event->position().toPoint()))
            setCurrent(i);
    }
}

void Rail::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Down)
        setCurrent(m_current + 1);
    else if (event->key() == Qt::Key_Up)
        setCurrent(m_current - 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace propago
