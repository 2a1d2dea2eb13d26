#pragma once
#include <QStyledItemDelegate>

namespace propago {

/// Cells with room at both sides that never shorten a number; the first column stands out, verdicts
/// have the colours of their tone.
class PrecisionDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace propago
