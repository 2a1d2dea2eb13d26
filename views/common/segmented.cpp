#include "views/common/segmented.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <numeric>

namespace propago {

Segmented::Segmented(const QStringList& choices, QWidget* parent)
    : QWidget(parent), m_choices(choices)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Segmented::setChoices(const QStringList& choices)
{
    m_choices = choices;
    updateGeometry();
    update();
}

QList<int> Segmented::widths() const
{
    const QFontMetrics metrics(scaled(font(), TypeSize::Body, true));
    QList<int> result;
    for (const QString& choice : m_choices)
        result.append(metrics.horizontalAdvance(choice) + 22);
    return result;
}

QSize Segmented::sizeHint() const
{
    const auto all = widths();
    return {std::accumulate(all.begin(), all.end(), 6), fontMetrics().height() + 16};
}

QRectF Segmented::segment(int index) const
{
    const auto all = widths();
    const int left = std::accumulate(all.begin(), all.begin() + index, 3);
    return QRectF(left, 3, all[index], height() - 6);
}

void Segmented::setCurrent(int index)
{
    if (index == m_current || index < 0 || index >= m_choices.size())
        return;
    m_current = index;
    update();
    emit currentChanged(index);
}

void Segmented::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? p.forwardAccent : p.border);
    painter.setBrush(p.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
    for (int i = 0; i < m_choices.size(); ++i) {
        const QRectF area = segment(i);
        if (i == m_current) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(p.softAccent);
            painter.drawRoundedRect(area, 5, 5);
        }
        painter.setFont(scaled(font(), TypeSize::Body, i == m_current));
        painter.setPen(i == m_current ? p.forwardAccent : p.mutedText);
        painter.drawText(area, Qt::AlignCenter, m_choices[i]);
    }
}

void Segmented::mousePressEvent(QMouseEvent* event)
{
    for (int i = 0; i < m_choices.size(); ++i) {
        if (segment(i).contains(event->position()))
            setCurrent(i);
    }
}

void Segmented::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Down)
        setCurrent(m_current + 1);
    else if (event->key() == Qt::Key_Up)
        setCurrent(m_current - 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace propago
