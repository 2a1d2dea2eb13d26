#pragma once
#include "views/plot/chart_csv.h"
#include "views/port/session_port.h"

#include <QAbstractTableModel>
#include <QIcon>

#include <vector>

namespace propago {

/// The pictures classified so far, a row for each; sorts by Qt::UserRole.
class ResultsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Picture, Answer, Probability, RunnerUp, Latency, kColumns };

    using QAbstractTableModel::QAbstractTableModel;
    void add(const Classification& answer, const QStringList& classNames);
    void clear();
    const Classification& at(int row) const { return m_rows[static_cast<std::size_t>(row)].answer; }
    /// Exact values of every category, for a file.
    CsvTable table() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        Classification answer;
        QIcon thumbnail;
        int best = -1, second = -1;
    };
    QVariant text(const Row& row, int column) const;
    QVariant sortValue(const Row& row, int column) const;
    QString className(int index) const;

    std::vector<Row> m_rows;
    QStringList m_classNames;
};

/// Indices of the `count` likeliest categories, likeliest first.
std::vector<int> likeliest(const std::vector<double>& probabilities, int count);

} // namespace propago
