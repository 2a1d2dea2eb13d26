#include "views/precision/precision_delegate.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/precision/precision_model.h"

#include <QPainter>

namespace propago {

namespace {

constexpr int kRoom = 10;

QColor colourOf(const QModelIndex& index, const Palette& p)
{
    switch (index.data(PrecisionModel::kToneRole).toInt()) {
    case PrecisionModel::Quiet: return p.mutedText;
    case PrecisionModel::Good: return p.forwardAccent;
    case PrecisionModel::Bad: return p.backwardAccent;
    default: return p.text;
    }
}

QFont fontOf(const QModelIndex& index, const QFont& base)
{
    return scaled(base, TypeSize::Body, index.column() <= PrecisionModel::Accuracy);
}

} // namespace

void PrecisionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const Palette& p = paletteOf(option.palette);
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, p.softAccent);
    painter->setPen(colourOf(index, p));
    painter->setFont(fontOf(index, option.font));
    painter->drawText(option.rect.adjusted(kRoom, 0, -kRoom, 0),
                      static_cast<int>(index.data(Qt::TextAlignmentRole).value<Qt::Alignment>()),
                      index.data().toString());
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
    const QFontMetrics metrics(fontOf(index, option.font));
    return {metrics.horizontalAdvance(index.data().toString()) + 2 * kRoom + 2,
            metrics.height() + 12};
}

} // namespace propago
