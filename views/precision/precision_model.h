#pragma once
#include "core/infer/evaluation.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace propago {

/// The precision table: a row for each format that is chosen or measured, and what was measured of it.
/// The columns that answer most stand first.
class PrecisionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Precision,
        Accuracy,
        AgainstFp32,
        SpeedUp,
        P50,
        P99,
        Weights,
        Interval,
        Agreement,
        Throughput,
        P95,
        Loss,
        Kernel,
        kColumns
    };
    /// How a cell is to be seen, an int of Tone.
    static constexpr int kToneRole = Qt::UserRole + 1;
    enum Tone { Plain, Quiet, Good, Bad };

    explicit PrecisionModel(QObject* parent = nullptr);
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setChosen(const std::vector<Format>& formats);
    Format formatAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// Row of `format`, or -1.
    int rowOf(Format format) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void settleRows();
    QString text(const PrecisionResult& row, int column) const;
    QString speedUp(const PrecisionResult& row) const;
    QString toolTip(const PrecisionResult* row, int column) const;
    Tone tone(const PrecisionResult* row, int column) const;

    std::shared_ptr<const Evaluation> m_evaluation;
    std::vector<Format> m_chosen;
    std::vector<Format> m_rows;
};

} // namespace propago
