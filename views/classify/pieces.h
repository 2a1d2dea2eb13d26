#pragma once
#include "views/common/type_scale.h"

#include <QString>

class QAbstractItemModel;
class QLabel;
class QTableView;

/// Small parts that the cards of this workspace share.
namespace propago::classify {

/// A wrapping label for plain text.
QLabel* label(TypeSize size, bool isQuiet);

/// A table without grid and row numbers, rows selected whole.
QTableView* plainTable(QAbstractItemModel* model, const QString& name);

} // namespace propago::classify
