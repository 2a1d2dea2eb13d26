#include "views/classify/picture_label.h"

#include "views/common/palette.h"

#include <QPainter>

namespace propago {

PictureLabel::PictureLabel(const QString& accessibleName, QWidget* parent) : QWidget(parent)
{
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PictureLabel::setPicture(const QImage& picture)
{
    m_picture = picture;
    setAccessibleDescription(tr("%1 by %2 pixels").arg(picture.width()).arg(picture.height()));
    update();
}

void PictureLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Palette& p = paletteOf(palette());
    if (m_picture.isNull()) {
        painter.setPen(QPen(p.border, 1, Qt::DashLine));
        const int side = std::min(width(), height()) - 2;
        painter.drawRect(QRect((width() - side) / 2, (height() - side) / 2, side, side));
        return;
    }
    const QSize size = m_picture.size().scaled(this->size() - QSize(2, 2), Qt::KeepAspectRatio);
    const QRect area(QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_picture.width() > area.width());
    painter.drawImage(area, m_picture);
    painter.setPen(p.border);
    painter.drawRect(area.adjusted(-1, -1, 0, 0));
}

} // namespace propago
