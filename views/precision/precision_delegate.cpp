#include "views/precision/precision_delegate.h"

#include "views/common/palette.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace propago {

namespace {

constexpr int kRoom = 8;
constexpr int kBox = 14;

QRectF boxOf(const QRect& cell)
{
    return QRectF(cell.left() + kRoom + 0.5, cell.center().y() - kBox / 2 + 0.5, kBox, kBox);
}

void paintBox(QPainter& painter, const QRectF& box, bool isTicked, const Palette& p)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isTicked ? p.forwardAccent : p.mutedText, 1));
    painter.setBrush(isTicked ? p.forwardAccent : p.card);
    painter.drawRoundedRect(box, 3, 3);
    if (!isTicked)
        return;
    painter.setPen(QPen(p.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(
        QPolygonF({box.topLeft() + QPointF(3.2, 7.4), box.topLeft() + QPointF(6, 10.2),
                   box.topLeft() + QPointF(10.8, 4)}));
}

} // namespace

void PrecisionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const Palette& p = paletteOf(option.palette);
    const QVariant tick = index.data(Qt::CheckStateRole);
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, p.softAccent);
    QRect text = option.rect.adjusted(kRoom, 0, -kRoom, 0);
    if (tick.isValid()) {
        paintBox(*painter, boxOf(option.rect), tick.toInt() == Qt::Checked, p);
        text.setLeft(text.left() + kBox + kRoom);
    }
    painter->setPen(p.text);
    painter->setFont(option.font);
    const QString shown =
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width());
    painter->drawText(
        text, static_cast<int>(index.data(Qt::TextAlignmentRole).value<Qt::Alignment>()), shown);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(p.forwardAccent);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize PrecisionDelegate::sizeHint(const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    const bool hasBox = index.data(Qt::CheckStateRole).isValid();
    const int text = option.fontMetrics.horizontalAdvance(index.data().toString());
    return {text + 2 * kRoom + 2 + (hasBox ? kBox + kRoom : 0), option.fontMetrics.height() + 10};
}

bool PrecisionDelegate::editorEvent(QEvent* event, QAbstractItemModel* model,
                                    const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QVariant tick = index.data(Qt::CheckStateRole);
    if (!tick.isValid())
        return false;
    const bool isClick = event->type() == QEvent::MouseButtonRelease
                         && option.rect.contains(static_cast<QMouseEvent*>(event)->pos());
    const bool isKey =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
    if (!isClick && !isKey)
        return false;
    return model->setData(index, tick.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked,
                          Qt::CheckStateRole);
}

} // namespace propago
