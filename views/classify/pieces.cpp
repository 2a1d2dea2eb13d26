#include "views/classify/pieces.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>

namespace propago::classify {

QLabel* label(TypeSize size, bool isQuiet)
{
    auto* text = new QLabel;
    text->setTextFormat(Qt::PlainText);
    text->setFont(scaled(QApplication::font(), size));
    text->setWordWrap(true);
    if (isQuiet)
        text->setForegroundRole(QPalette::PlaceholderText);
    return text;
}

QTableView* plainTable(QAbstractItemModel* model, const QString& name)
{
    auto* table = new QTableView;
    table->setModel(model);
    table->setAccessibleName(name);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

} // namespace propago::classify
