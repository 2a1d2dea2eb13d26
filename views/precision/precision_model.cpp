#include "views/precision/precision_model.h"

#include "views/precision/precision_rows.h"

#include <QLocale>

namespace propago {

namespace {

QString percent(double share, int decimals)
{
    return QLocale().toString(100 * share, 'f', decimals) + QStringLiteral(" %");
}

Format formatAt(const QModelIndex& index)
{
    return offeredFormats()[static_cast<std::size_t>(index.row())];
}

} // namespace

PrecisionModel::PrecisionModel(QObject* parent) : QAbstractTableModel(parent)
{}

void PrecisionModel::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    emit dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

std::vector<Format> PrecisionModel::chosen() const
{
    std::vector<Format> formats;
    for (const Format format : offeredFormats()) {
        if (m_chosen.count(format))
            formats.push_back(format);
    }
    return formats;
}

int PrecisionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(offeredFormats().size());
}

int PrecisionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString PrecisionModel::speedUp(const PrecisionResult& row) const
{
    const PrecisionResult* fp32 = resultOf(m_evaluation.get(), Format::Fp32);
    if (!fp32 || row.latency.p50 <= 0)
        return {};
    return QLocale().toString(fp32->latency.p50 / row.latency.p50, 'f', 2) + QStringLiteral(" ×");
}

QString PrecisionModel::text(const PrecisionResult& row, int column) const
{
    switch (column) {
    case Accuracy: return percent(row.accuracy, 2);
    case Interval:
        return tr("%1 to %2").arg(percent(row.accuracyLow, 1), percent(row.accuracyHigh, 1));
    case Agreement: return percent(row.agreementWithFp32, 2);
    case Loss: return QLocale().toString(row.loss, 'f', 4);
    case Weights: return QLocale().formattedDataSize(row.weightBytes, 1, QLocale::DataSizeSIFormat);
    case P50: return QLocale().toString(row.latency.p50, 'f', 1);
    case P95: return percentileText(row.latency.p95, row.latency.runs, kSamplesForP95);
    case P99: return percentileText(row.latency.p99, row.latency.runs, kSamplesForP99);
    case Throughput: return QLocale().toString(row.imagesPerSecond, 'f', 0);
    case SpeedUp: return speedUp(row);
    case Kernel: return QString::fromStdString(row.kernel);
    default: return {};
    }
}

QString PrecisionModel::toolTip(const PrecisionResult* row, int column) const
{
    if (!row)
        return tr("Not measured yet");
    if (column == Precision && row->isEmulated)
        return tr("Emulated: this processor has no arithmetic of its own for this format");
    if (column == Weights)
        return tr("%1 bytes").arg(QLocale().toString(static_cast<qlonglong>(row->weightBytes)));
    return column == Kernel ? QString::fromStdString(row->kernel) : QString();
}

QVariant PrecisionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Format format = formatAt(index);
    const PrecisionResult* row = resultOf(m_evaluation.get(), format);
    const bool isName = index.column() == Precision;
    if (role == Qt::CheckStateRole && isName)
        return m_chosen.count(format) ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::DisplayRole && isName)
        return row && row->isEmulated ? tr("%1 (emulated)").arg(formatText(format))
                                      : formatText(format);
    if (role == Qt::DisplayRole)
        return row ? text(*row, index.column()) : QStringLiteral("–");
    if (role == Qt::ToolTipRole)
        return toolTip(row, index.column());
    const bool isText = isName || index.column() == Kernel;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return {};
}

bool PrecisionModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole)
        return false;
    if (value.toInt() == Qt::Checked)
        m_chosen.insert(formatAt(index));
    else
        m_chosen.erase(formatAt(index));
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit chosenChanged();
    return true;
}

Qt::ItemFlags PrecisionModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.column() == Precision ? usual | Qt::ItemIsUserCheckable : usual;
}

QVariant PrecisionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const QStringList names{tr("Precision"),    tr("Accuracy"), tr("95 % interval"),
                            tr("Same as fp32"), tr("Loss"),     tr("Weights"),
                            tr("p50 µs"),       tr("p95 µs"),   tr("p99 µs"),
                            tr("Images/s"),     tr("Speed-up"), tr("Kernel")};
    if (role == Qt::DisplayRole)
        return names.value(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (section == Precision || section == Kernel ? Qt::AlignLeft : Qt::AlignRight)
            | Qt::AlignVCenter);
    return {};
}

} // namespace propago
