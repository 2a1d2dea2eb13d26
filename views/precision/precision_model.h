#pragma once
#include "core/infer/evaluation.h"

#include <QAbstractTableModel>

#include <memory>
#include <set>

namespace propago {

/// The precision table: a row for each format that is offered, with a box to choose it, and what was
/// measured of it.
class PrecisionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Precision,
        Accuracy,
        Interval,
        Agreement,
        Loss,
        Weights,
        P50,
        P95,
        P99,
        Throughput,
        SpeedUp,
        Kernel,
        kColumns
    };

    explicit PrecisionModel(QObject* parent = nullptr);
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    /// The formats whose boxes are ticked, in the order of the rows.
    std::vector<Format> chosen() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void chosenChanged();

private:
    QString text(const PrecisionResult& row, int column) const;
    QString speedUp(const PrecisionResult& row) const;
    QString toolTip(const PrecisionResult* row, int column) const;

    std::shared_ptr<const Evaluation> m_evaluation;
    std::set<Format> m_chosen{Format::Fp32, Format::Bf16, Format::Int8};
};

} // namespace propago
