#pragma once
#include "views/plot/chart_data.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace propago {

/// A text as one cell: quoted as RFC 4180 asks, and with an apostrophe in front where a spreadsheet
/// would otherwise take it for a formula.
QString csvText(const QString& text);
/// A number as one cell: `.` decimals, reads back as the same value; "nan", "inf", "-inf".
QString csvNumber(double value);

/// Header and rows of plain texts; cells that are numbers keep their signs.
struct CsvTable {
    struct Cell {
        QString text;
        bool isNumber = false;
        bool operator==(const Cell&) const = default;
    };
    QStringList header;
    std::vector<std::vector<Cell>> rows;

    bool operator==(const CsvTable&) const = default;
    static Cell number(double value) { return {csvNumber(value), true}; }
    static Cell words(const QString& text) { return {text, false}; }
};

/// The table as RFC 4180 wants it, UTF-8, lines ended by CR LF.
QByteArray csvOf(const CsvTable& table);

/// Every value of the chart, never thinned out: a row for each x, a column for each series, empty
/// where a series has no value there; of a grid its counts with names before and above.
CsvTable tableOf(const ChartData& chart);

} // namespace propago
