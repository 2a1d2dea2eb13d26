#include "views/plot/table_model.h"

namespace propago {

TableModel::TableModel(CsvTable table, QObject* parent)
    : QAbstractTableModel(parent), m_table(std::move(table))
{}

void TableModel::setTable(CsvTable table)
{
    if (table == m_table)
        return; // keeps selection and scroll position
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int TableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.header.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_table.rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<std::size_t>(index.column());
    if (column >= row.size())
        return {};
    if (role == Qt::DisplayRole)
        return row[column].text;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((row[column].isNumber ? Qt::AlignRight : Qt::AlignLeft)
                                   | Qt::AlignVCenter);
    return {};
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole)
        return m_table.header.value(section);
    return {};
}

} // namespace propago
