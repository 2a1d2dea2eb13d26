#include "views/precision/precision_model.h"

#include "views/precision/precision_rows.h"
#include "views/precision/precision_words.h"

#include <QLocale>

#include <algorithm>

namespace propago {

namespace {

QString percent(double share, int decimals)
{
    return QLocale().toString(100 * share, 'f', decimals) + QStringLiteral(" %");
}

bool isText(int column)
{
    return column == PrecisionModel::Precision || column == PrecisionModel::Kernel
           || column == PrecisionModel::AgainstFp32;
}

} // namespace

PrecisionModel::PrecisionModel(QObject* parent) : QAbstractTableModel(parent)
{}

void PrecisionModel::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    beginResetModel();
    m_evaluation = std::move(evaluation);
    settleRows();
    endResetModel();
}

void PrecisionModel::setChosen(const std::vector<Format>& formats)
{
    beginResetModel();
    m_chosen = formats;
    settleRows();
    endResetModel();
}

void PrecisionModel::settleRows()
{
    m_rows.clear();
    for (const Format format : offeredFormats()) {
        const bool isChosen = std::find(m_chosen.begin(), m_chosen.end(), format) != m_chosen.end();
        if (isChosen || resultOf(m_evaluation.get(), format))
            m_rows.push_back(format);
    }
}

int PrecisionModel::rowOf(Format format) const
{
    const auto found = std::find(m_rows.begin(), m_rows.end(), format);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int PrecisionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
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
    case AgainstFp32: return verdict(row);
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
    switch (column) {
    case Precision:
        return row->isEmulated
                   ? tr("Emulated: this processor has no arithmetic of its own for this format")
                   : QString();
    case AgainstFp32: return verdictReason(*row);
    case Weights:
        return tr("%1 bytes").arg(QLocale().toString(static_cast<qlonglong>(row->weightBytes)));
    case P50:
    case P95:
    case P99:
        return tr("%n measured run(s), batch 1, one thread", nullptr,
                  static_cast<int>(row->latency.runs));
    case Kernel: return QString::fromStdString(row->kernel);
    default: return {};
    }
}

PrecisionModel::Tone PrecisionModel::tone(const PrecisionResult* row, int column) const
{
    if (!row)
        return Quiet;
    if (column == AgainstFp32) {
        if (row->precision == Format::Fp32 || row->againstFp32.pValue >= kSignificance)
            return Quiet;
        return accuracyGain(*row) < 0 ? Bad : Good;
    }
    const bool isShort =
        (column == P95 && !row->latency.p95) || (column == P99 && !row->latency.p99);
    return isShort ? Quiet : Plain;
}

QVariant PrecisionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Format format = formatAt(index.row());
    const PrecisionResult* row = resultOf(m_evaluation.get(), format);
    if (role == Qt::DisplayRole && index.column() == Precision)
        return row && row->isEmulated ? tr("%1 (emulated)").arg(formatText(format))
                                      : formatText(format);
    if (role == Qt::DisplayRole)
        return row ? text(*row, index.column()) : QStringLiteral("–");
    if (role == Qt::ToolTipRole)
        return toolTip(row, index.column());
    if (role == kToneRole)
        return tone(row, index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight)
                                   | Qt::AlignVCenter);
    return {};
}

QVariant PrecisionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const QStringList names{
        tr("Format"), tr("Accuracy"), tr("Against fp32"),  tr("Speed-up"),     tr("p50 µs"),
        tr("p99 µs"), tr("Weights"),  tr("95 % interval"), tr("Same as fp32"), tr("Images/s"),
        tr("p95 µs"), tr("Loss"),     tr("Kernel")};
    if (role == Qt::DisplayRole)
        return names.value(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isText(section) ? Qt::AlignLeft : Qt::AlignRight)
                                   | Qt::AlignVCenter);
    return {};
}

} // namespace propago
