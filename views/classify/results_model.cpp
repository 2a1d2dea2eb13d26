#include "views/classify/results_model.h"

#include <QLocale>
#include <QPixmap>

#include <algorithm>
#include <numeric>

namespace propago {

namespace {

constexpr int kThumbnail = 36;
// Pictures are kept to be looked at again; not in their full size.
constexpr int kKept = 512;

QString percent(double share)
{
    return QLocale().toString(100 * share, 'f', 2) + QStringLiteral(" %");
}

double shareOf(const Classification& answer, int index)
{
    return index < 0 ? 0 : answer.probabilities[static_cast<std::size_t>(index)];
}

QImage kept(const QImage& image)
{
    if (image.width() <= kKept && image.height() <= kKept)
        return image;
    return image.scaled(kKept, kKept, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

} // namespace

std::vector<int> likeliest(const std::vector<double>& probabilities, int count)
{
    std::vector<int> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    const auto wanted = std::min(order.size(), static_cast<std::size_t>(count));
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted),
                      order.end(), [&](int a, int b) {
                          return probabilities[static_cast<std::size_t>(a)]
                                 > probabilities[static_cast<std::size_t>(b)];
                      });
    order.resize(wanted);
    return order;
}

void ResultsModel::add(const Classification& answer, const QStringList& classNames)
{
    const int place = rowCount();
    beginInsertRows({}, place, place);
    m_classNames = classNames;
    Row row{answer, {}, -1, -1};
    row.answer.loaded = kept(answer.loaded);
    if (!answer.loaded.isNull())
        row.thumbnail = QIcon(QPixmap::fromImage(answer.loaded.scaled(
            kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    const std::vector<int> best = likeliest(answer.probabilities, 2);
    row.best = best.empty() ? -1 : best[0];
    row.second = best.size() < 2 ? -1 : best[1];
    m_rows.push_back(std::move(row));
    endInsertRows();
}

void ResultsModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

QString ResultsModel::className(int index) const
{
    if (index < 0)
        return {};
    return index < m_classNames.size() ? m_classNames[index] : QString::number(index);
}

CsvTable ResultsModel::table() const
{
    CsvTable table;
    table.header << QStringLiteral("file") << QStringLiteral("label")
                 << QStringLiteral("probability") << QStringLiteral("latency_us")
                 << QStringLiteral("error") << m_classNames;
    for (const Row& row : m_rows) {
        const bool isAnswered = row.best >= 0;
        std::vector<CsvTable::Cell> cells{
            CsvTable::words(row.answer.name), CsvTable::words(className(row.best)),
            isAnswered ? CsvTable::number(shareOf(row.answer, row.best)) : CsvTable::words({}),
            isAnswered ? CsvTable::number(row.answer.latencyMicroseconds) : CsvTable::words({}),
            CsvTable::words(row.answer.error)};
        for (const double share : row.answer.probabilities)
            cells.push_back(CsvTable::number(share));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

int ResultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant ResultsModel::text(const Row& row, int column) const
{
    if (column == Picture)
        return row.answer.name;
    if (!row.answer.error.isEmpty())
        return column == Answer ? row.answer.error : QVariant();
    switch (column) {
    case Answer: return className(row.best);
    case Probability: return percent(shareOf(row.answer, row.best));
    case RunnerUp:
        return row.second < 0 ? QString()
                              : tr("%1 (%2)").arg(className(row.second),
                                                  percent(shareOf(row.answer, row.second)));
    case Latency:
        return tr("%1 µs").arg(QLocale().toString(row.answer.latencyMicroseconds, 'f', 1));
    default: return {};
    }
}

QVariant ResultsModel::sortValue(const Row& row, int column) const
{
    switch (column) {
    case Probability: return shareOf(row.answer, row.best);
    case RunnerUp: return shareOf(row.answer, row.second);
    case Latency: return row.answer.latencyMicroseconds;
    default: return text(row, column);
    }
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return text(row, index.column());
    if (role == Qt::UserRole)
        return sortValue(row, index.column());
    if (role == Qt::DecorationRole && index.column() == Picture)
        return row.thumbnail;
    if (role == Qt::TextAlignmentRole && index.column() == Latency)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList names{tr("Picture"), tr("Answer"), tr("Probability"), tr("Second guess"),
                            tr("Latency")};
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole)
        return names.value(section);
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == Latency)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

} // namespace propago
