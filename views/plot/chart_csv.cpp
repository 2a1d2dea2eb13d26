#include "views/plot/chart_csv.h"

#include "core/base/text.h"

#include <cmath>
#include <map>
#include <utility>

namespace propago {

namespace {

using Cell = CsvTable::Cell;
/// x, and the how manieth value at this x it is: two points may share an x.
using RowKey = std::pair<double, int>;

struct Columns {
    int value = 0, low = -1, high = -1, label = -1;
};

Columns addColumns(CsvTable& table, const ChartSeries& series)
{
    Columns columns;
    const auto add = [&](const QString& name) {
        table.header << name;
        return static_cast<int>(table.header.size()) - 1;
    };
    columns.value = add(series.name);
    if (!series.low.empty()) {
        columns.low = add(series.name + QStringLiteral(" low"));
        columns.high = add(series.name + QStringLiteral(" high"));
    }
    if (!series.pointLabels.isEmpty())
        columns.label = add(series.name + QStringLiteral(" label"));
    return columns;
}

std::vector<RowKey> rowKeys(const ChartSeries& series)
{
    std::map<double, int> seen;
    std::vector<RowKey> keys;
    for (const double x : series.x)
        keys.emplace_back(x, std::isnan(x) ? -1 : seen[x]++);
    return keys;
}

Cell coordinate(const ChartAxis& axis, double x)
{
    const auto place = static_cast<qsizetype>(x);
    if (place >= 0 && place < axis.categories.size())
        return CsvTable::words(axis.categories[place]);
    return CsvTable::number(x);
}

void put(std::vector<Cell>& row, int column, Cell cell)
{
    if (row.size() <= static_cast<std::size_t>(column))
        row.resize(static_cast<std::size_t>(column) + 1);
    row[static_cast<std::size_t>(column)] = std::move(cell);
}

CsvTable tableOfGrid(const ChartData& chart)
{
    CsvTable table;
    table.header << chart.y.label + QStringLiteral(" / ") + chart.x.label << chart.grid->columns;
    for (std::size_t i = 0; i < chart.grid->values.size(); ++i) {
        std::vector<Cell> row{CsvTable::words(chart.grid->rows.value(static_cast<qsizetype>(i)))};
        for (const std::int64_t value : chart.grid->values[i])
            row.push_back({QString::number(value), true});
        table.rows.push_back(std::move(row));
    }
    return table;
}

void fillRow(std::vector<Cell>& row, const ChartSeries& series, const Columns& columns,
             std::size_t i)
{
    put(row, columns.value, CsvTable::number(series.y[i]));
    if (columns.low >= 0) {
        put(row, columns.low, CsvTable::number(series.low[i]));
        put(row, columns.high, CsvTable::number(series.high[i]));
    }
    if (columns.label >= 0)
        put(row, columns.label,
            CsvTable::words(series.pointLabels.value(static_cast<qsizetype>(i))));
}

QByteArray line(const QStringList& cells)
{
    return cells.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

} // namespace

QString csvText(const QString& text)
{
    static const QString kFormulaStarts = QStringLiteral("=+-@\t\r");
    const bool isFormula = !text.isEmpty() && kFormulaStarts.contains(text.front());
    QString cell = isFormula ? QLatin1Char('\'') + text : text;
    const bool needsQuotes = isFormula || cell.contains(QLatin1Char(','))
                             || cell.contains(QLatin1Char('"')) || cell.contains(QLatin1Char('\n'))
                             || cell.contains(QLatin1Char('\r'));
    if (!needsQuotes)
        return cell;
    return QLatin1Char('"') + cell.replace(QLatin1Char('"'), QStringLiteral("\"\""))
           + QLatin1Char('"');
}

QString csvNumber(double value)
{
    if (std::isnan(value))
        return QStringLiteral("nan");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("inf") : QStringLiteral("-inf");
    return QString::fromStdString(shortest(value));
}

QByteArray csvOf(const CsvTable& table)
{
    QStringList header;
    for (const QString& name : table.header)
        header << csvText(name);
    QByteArray bytes = line(header);
    for (const auto& row : table.rows) {
        QStringList cells;
        for (const Cell& cell : row)
            cells << (cell.isNumber ? cell.text : csvText(cell.text));
        while (cells.size() < table.header.size())
            cells << QString();
        bytes += line(cells);
    }
    return bytes;
}

CsvTable tableOf(const ChartData& chart)
{
    if (chart.grid)
        return tableOfGrid(chart);
    CsvTable table;
    table.header << axisTitle(chart.x);
    std::map<RowKey, std::vector<Cell>> rows;
    for (const ChartSeries& series : chart.series) {
        const Columns columns = addColumns(table, series);
        const std::vector<RowKey> keys = rowKeys(series);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (std::isnan(keys[i].first))
                continue; // nowhere on the axis
            std::vector<Cell>& row = rows[keys[i]];
            put(row, 0, coordinate(chart.x, keys[i].first));
            fillRow(row, series, columns, i);
        }
    }
    for (auto& [key, row] : rows)
        table.rows.push_back(std::move(row));
    return table;
}

} // namespace propago
