#pragma once
#include "views/plot/chart_csv.h"

#include <QAbstractTableModel>

namespace propago {

/// Shows a CsvTable in a table view; numbers stand right.
class TableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit TableModel(CsvTable table = {}, QObject* parent = nullptr);
    void setTable(CsvTable table);
    const CsvTable& table() const { return m_table; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    CsvTable m_table;
};

} // namespace propago
