#include "views/plot/chart_tikz.h"

#include "views/plot/chart_csv.h"
#include "views/plot/chart_theme.h"

#include <cmath>

namespace propago {

namespace {

QString texNumber(double value)
{
    return std::isfinite(value) ? csvNumber(value) : QStringLiteral("nan");
}

QString colourName(int index)
{
    return QStringLiteral("propago%1").arg(QChar(ushort('A' + index)));
}

QString colours(const ChartData& chart)
{
    const ChartTheme theme = lightChartTheme();
    QString text;
    for (int i = 0; i < static_cast<int>(theme.series.size()); ++i)
        text += QStringLiteral("\\definecolor{%1}{HTML}{%2}\n")
                    .arg(colourName(i), theme.of(i).name().mid(1).toUpper());
    if (chart.grid)
        text += QStringLiteral(
            "\\pgfplotsset{colormap={propago}{rgb255=(247,249,252) rgb255=(27,85,147)}}\n");
    return text;
}

QString ticks(const ChartAxis& axis, const QString& letter)
{
    if (axis.categories.isEmpty())
        return {};
    QStringList places, names;
    for (qsizetype i = 0; i < axis.categories.size(); ++i) {
        places << QString::number(i);
        names << QLatin1Char('{') + texText(axis.categories[i]) + QLatin1Char('}');
    }
    return QStringLiteral("  %1tick={%2}, %1ticklabels={%3},\n")
        .arg(letter, places.join(QLatin1Char(',')), names.join(QLatin1Char(',')));
}

QString axisOptions(const ChartAxis& axis, const QString& letter)
{
    QString text = QStringLiteral("  %1label={%2},\n").arg(letter, texText(axisTitle(axis)));
    if (axis.isLog)
        text += QStringLiteral("  %1mode=log,\n").arg(letter);
    if (axis.low)
        text += QStringLiteral("  %1min=%2,\n").arg(letter, texNumber(*axis.low));
    if (axis.high)
        text += QStringLiteral("  %1max=%2,\n").arg(letter, texNumber(*axis.high));
    return text + ticks(axis, letter);
}

QString styleOf(const ChartSeries& series)
{
    const QString colour = colourName(series.colour % 6);
    QString style = series.style == SeriesStyle::Bars     ? QStringLiteral("ybar, fill=") + colour
                    : series.style == SeriesStyle::Points ? QStringLiteral("only marks, ") + colour
                                                          : QStringLiteral("no marks, ") + colour;
    if (!series.low.empty())
        style += QStringLiteral(", error bars/.cd, y dir=both, y explicit");
    return style;
}

QString coordinates(const ChartSeries& series)
{
    QString text;
    for (std::size_t i = 0; i < series.y.size(); ++i) {
        text += QStringLiteral("    (%1,%2)").arg(texNumber(series.x[i]), texNumber(series.y[i]));
        if (!series.low.empty())
            text += QStringLiteral(" += (0,%1) -= (0,%2)")
                        .arg(texNumber(series.high[i] - series.y[i]),
                             texNumber(series.y[i] - series.low[i]));
        text += QLatin1Char('\n');
    }
    return text;
}

QString plotOf(const ChartSeries& series)
{
    return QStringLiteral("  \\addplot[%1] coordinates {\n%2  };\n  \\addlegendentry{%3}\n")
        .arg(styleOf(series), coordinates(series), texText(series.name));
}

QString plotOf(const ChartGrid& grid)
{
    QString text =
        QStringLiteral(
            "  \\addplot[matrix plot*, mesh/cols=%1, point meta=explicit] coordinates {\n")
            .arg(grid.columns.size());
    for (std::size_t row = 0; row < grid.values.size(); ++row) {
        for (std::size_t column = 0; column < grid.values[row].size(); ++column)
            text += QStringLiteral("    (%1,%2) [%3]\n")
                        .arg(column)
                        .arg(row)
                        .arg(grid.values[row][column]);
    }
    return text + QStringLiteral("  };\n");
}

ChartAxis named(ChartAxis axis, const QStringList& categories)
{
    axis.categories = categories;
    return axis;
}

} // namespace

QString texText(const QString& text)
{
    QString safe;
    for (const QChar c : text) {
        if (c == QLatin1Char('\\'))
            safe += QStringLiteral("\\textbackslash{}");
        else if (c == QLatin1Char('~') || c == QLatin1Char('^'))
            safe += QLatin1Char('\\') + QString(c) + QStringLiteral("{}");
        else if (QStringLiteral("#$%&_{}").contains(c))
            safe += QLatin1Char('\\') + QString(c);
        else
            safe += c;
    }
    return safe;
}

QByteArray tikzOf(const ChartData& chart)
{
    const bool isGrid = chart.grid.has_value();
    QString text = QStringLiteral("% needs \\usepackage{pgfplots} and \\pgfplotsset{compat=1.17}\n")
                   + colours(chart);
    text += QStringLiteral("\\begin{tikzpicture}\n\\begin{axis}[\n  title={%1},\n")
                .arg(texText(chart.title));
    text +=
        axisOptions(isGrid ? named(chart.x, chart.grid->columns) : chart.x, QStringLiteral("x"));
    text += axisOptions(isGrid ? named(chart.y, chart.grid->rows) : chart.y, QStringLiteral("y"));
    text += isGrid ? QStringLiteral("  colormap name=propago, colorbar, y dir=reverse, x tick "
                                    "label style={rotate=90},\n]\n")
                   : QStringLiteral("  unbounded coords=jump, grid=major,\n]\n");
    if (isGrid)
        text += plotOf(*chart.grid);
    for (const ChartSeries& series : chart.series)
        text += plotOf(series);
    return (text + QStringLiteral("\\end{axis}\n\\end{tikzpicture}\n")).toUtf8();
}

} // namespace propago
