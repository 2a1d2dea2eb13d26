#include "views/network/builder_palette.h"

#include "core/graph/layer_palette.h"
#include "core/graph/operator.h"
#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/builder_words.h"
#include "views/port/translated.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>

namespace propago {

namespace {

constexpr int kKindRole = Qt::UserRole;

OperatorKind kindOf(const QTreeWidgetItem* item)
{
    return static_cast<OperatorKind>(item->data(0, kKindRole).toInt());
}

bool isLayer(const QTreeWidgetItem* item)
{
    return item && item->parent();
}

} // namespace

BuilderPalette::BuilderPalette(QWidget* parent) : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("builderPalette"));
    setAccessibleName(tr("Layers to add"));
    setAccessibleDescription(tr("Enter adds the layer behind the chosen one"));
    setHeaderHidden(true);
    setIndentation(10);
    setRootIsDecorated(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const LayerGroup& group : layerGroups()) {
        auto* title = new QTreeWidgetItem(this, {translated(Text{group.title, {}})});
        title->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        title->setForeground(0, palette().color(QPalette::PlaceholderText));
        for (const OperatorKind kind : group.kinds) {
            auto* item =
                new QTreeWidgetItem(title, {QString::fromLatin1(operatorFor(kind).name())});
            item->setData(0, kKindRole, static_cast<int>(kind));
            item->setToolTip(0, purposeOf(kind));
            item->setData(0, Qt::AccessibleDescriptionRole, purposeOf(kind));
        }
    }
    topLevelItem(0)->setExpanded(true);
    connect(this, &QTreeWidget::itemDoubleClicked, this, [this](QTreeWidgetItem* item) {
        if (isLayer(item))
            emit chosen(kindOf(item));
    });
}

void BuilderPalette::filter(const QString& text)
{
    for (int i = 0; i < topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = topLevelItem(i);
        int shown = 0;
        for (int j = 0; j < group->childCount(); ++j) {
            const bool fits = group->child(j)->text(0).contains(text, Qt::CaseInsensitive);
            group->child(j)->setHidden(!fits);
            shown += fits ? 1 : 0;
        }
        group->setHidden(shown == 0);
        group->setExpanded(text.isEmpty() ? i == 0 : shown > 0);
    }
}

void BuilderPalette::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->pos();
    m_item = event->button() == Qt::LeftButton ? itemAt(event->pos()) : nullptr;
    QTreeWidget::mousePressEvent(event);
}

// The pointer stays ours while the button is down, so the layer is carried without the platform's
// drag and drop, which differs from one desktop to the next.
void BuilderPalette::mouseMoveEvent(QMouseEvent* event)
{
    if (!isLayer(m_item))
        return QTreeWidget::mouseMoveEvent(event);
    const int distance = (event->pos() - m_pressed).manhattanLength();
    if (!m_isDragging && distance < QApplication::startDragDistance())
        return;
    m_isDragging = true;
    showGhost(event->globalPosition().toPoint());
    emit dragged(kindOf(m_item), event->globalPosition().toPoint());
}

void BuilderPalette::mouseReleaseEvent(QMouseEvent* event)
{
    const bool wasDragging = m_isDragging;
    QTreeWidgetItem* item = m_item;
    endDrag();
    if (wasDragging)
        emit dropped(kindOf(item), event->globalPosition().toPoint());
    QTreeWidget::mouseReleaseEvent(event);
}

void BuilderPalette::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_isDragging) {
        endDrag();
        emit dragCancelled();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
               && isLayer(currentItem())) {
        emit chosen(kindOf(currentItem()));
    } else {
        QTreeWidget::keyPressEvent(event);
    }
}

void BuilderPalette::showGhost(const QPoint& globalPlace)
{
    if (!m_ghost) {
        const Palette& p = paletteOf(palette());
        m_ghost = new QLabel(m_item->text(0), window());
        m_ghost->setAttribute(Qt::WA_TransparentForMouseEvents);
        m_ghost->setStyleSheet(QStringLiteral("background: %1; color: %2; border-radius: 6px;"
                                              " padding: 5px 12px; font-weight: 600;")
                                   .arg(p.forwardAccent.name(), p.onAccent.name()));
        m_ghost->adjustSize();
        m_ghost->show();
    }
    m_ghost->move(window()->mapFromGlobal(globalPlace) + QPoint(14, 8));
    m_ghost->raise();
}

void BuilderPalette::endDrag()
{
    m_isDragging = false;
    m_item = nullptr;
    delete m_ghost;
    m_ghost = nullptr;
}

} // namespace propago
