#include "views/plot/chart_painter.h"

#include "views/common/type_scale.h"
#include "views/plot/plot_scales.h"
#include "views/plot/plot_tickers.h"
#include "views/plot/smoothing.h"

#include <QApplication>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr int kMostCellsWithText = 20;
constexpr int kMostMarkerLabels = 10;

QVector<double> toVector(const std::vector<double>& values, const ChartAxis& axis)
{
    QVector<double> drawn;
    drawn.reserve(static_cast<qsizetype>(values.size()));
    for (const double value : values)
        drawn << drawable(value, axis);
    return drawn;
}

double rotationFor(const QStringList& names)
{
    qsizetype letters = 0;
    for (const QString& name : names)
        letters += name.size() + 2;
    return letters > 70 ? -35 : 0; // upwards: the last name must not leave the picture
}

std::int64_t largestChange(const ChartGrid& grid)
{
    std::int64_t largest = 1;
    for (const auto& row : grid.values) {
        for (const std::int64_t value : row)
            largest = std::max(largest, std::abs(value));
    }
    return largest;
}

// Titles and legend stand above the axes, so that neither hides a value.
class Stage {
public:
    Stage(QCustomPlot& plot, const ChartData& chart, const ChartLook& look)
        : m_plot(plot), m_chart(chart), m_look(look), m_theme(look.theme)
    {}

    void draw()
    {
        clear();
        setUpHeadings();
        setUpAxis(m_plot.xAxis, m_chart.x);
        setUpAxis(m_plot.yAxis, m_chart.y);
        setRanges();
        if (m_chart.grid)
            drawGrid(*m_chart.grid);
        for (const ChartSeries& series : m_chart.series)
            drawSeries(series);
        drawMarkers();
        setUpLegend();
    }

private:
    void clear()
    {
        m_plot.setAutoAddPlottableToLegend(false);
        m_plot.clearItems();
        m_plot.clearPlottables();
        m_plot.legend->clearItems();
        m_plot.setBackground(QBrush(m_theme.background));
        m_plot.axisRect()->setBackground(QBrush(Qt::NoBrush));
        QCPLayoutGrid* layout = m_plot.plotLayout();
        for (int row = layout->rowCount() - 1; row >= 0; --row) {
            QCPLayoutElement* element = layout->element(row, 0);
            if (qobject_cast<QCPTextElement*>(element))
                layout->remove(element);
        }
        layout->simplify();
    }

    void addHeading(int row, const QString& text, bool isTitle, const QColor& colour)
    {
        if (text.isEmpty())
            return;
        const QFont font =
            isTitle ? scaled(QApplication::font(), TypeSize::Body, true) : m_theme.font;
        m_plot.plotLayout()->insertRow(row);
        auto* element = new QCPTextElement(&m_plot, text, font);
        element->setTextColor(colour);
        element->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
        m_plot.plotLayout()->addElement(row, 0, element);
    }

    void setUpHeadings()
    {
        m_plot.plotLayout()->setRowSpacing(4);
        if (!m_look.showsTitle)
            return;
        addHeading(0, m_chart.note, false, m_theme.quietText);
        addHeading(0, m_chart.title, true, m_theme.text);
    }

    void setUpAxis(QCPAxis* axis, const ChartAxis& wish)
    {
        const bool isGrid = m_chart.grid.has_value();
        axis->setScaleType(wish.isLog && !isGrid ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        axis->setNumberFormat(QStringLiteral("g"));
        axis->setNumberPrecision(6);
        axis->setTickLengthIn(isGrid ? 0 : 4);
        axis->setTicker(tickerOf(wish));
        axis->setLabel(axisTitle(wish));
        axis->setTickLabelRotation(axis == m_plot.xAxis ? rotationFor(wish.categories) : 0);
        paintAxis(axis);
        axis->grid()->setVisible(!isGrid && wish.categories.isEmpty());
        axis->setRangeReversed(false);
    }

    void paintAxis(QCPAxis* axis)
    {
        axis->setBasePen(QPen(m_theme.axis, 1));
        axis->setTickPen(QPen(m_theme.axis, 1));
        axis->setSubTickPen(Qt::NoPen);
        axis->setLabelColor(m_theme.quietText);
        axis->setTickLabelColor(m_theme.quietText);
        axis->setLabelFont(m_theme.font);
        axis->setTickLabelFont(m_theme.font);
        axis->grid()->setPen(QPen(m_theme.grid, 1));
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }

    void setRanges()
    {
        if (m_look.keepsRanges)
            return;
        const auto [left, right] = defaultRangeX(m_chart);
        const auto [bottom, top] = defaultRangeY(m_chart);
        m_plot.xAxis->setRange(left, right);
        m_plot.yAxis->setRange(bottom, top);
    }

    void drawSeries(const ChartSeries& series)
    {
        if (series.style == SeriesStyle::Bars)
            return drawBars(series);
        const bool isSmoothed = series.canSmooth && m_look.smoothing > 0;
        QCPGraph* graph = addGraph(series, series.y);
        graph->setName(series.name);
        graph->setPen(linePen(series, isSmoothed));
        setDots(graph, series);
        if (isSmoothed)
            drawSmoothed(series);
        else
            graph->addToLegend();
        drawErrors(series, graph);
        drawPointLabels(series);
    }

    QCPGraph* addGraph(const ChartSeries& series, const std::vector<double>& values)
    {
        QCPGraph* graph = m_plot.addGraph();
        graph->setData(toVector(series.x, m_chart.x), toVector(values, m_chart.y), false);
        graph->setAdaptiveSampling(true);
        return graph;
    }

    void drawSmoothed(const ChartSeries& series)
    {
        QCPGraph* graph = addGraph(series, smoothed(series.y, m_look.smoothing));
        graph->setName(QCoreApplication::translate("propago::Chart", "%1, smoothed %2")
                           .arg(series.name, QLocale().toString(m_look.smoothing, 'f', 2)));
        graph->setPen(QPen(m_theme.of(series.colour), m_theme.lineWidth));
        graph->addToLegend();
    }

    QPen linePen(const ChartSeries& series, bool isFaint) const
    {
        if (series.style == SeriesStyle::Points)
            return QPen(m_theme.of(series.colour), m_theme.lineWidth);
        const QColor colour = m_theme.of(series.colour);
        if (isFaint)
            return QPen(blended(m_theme.background, colour, 0.38), 1);
        return QPen(colour, series.canSmooth ? m_theme.lineWidth * 0.6 : m_theme.lineWidth);
    }

    void setDots(QCPGraph* graph, const ChartSeries& series)
    {
        static constexpr QCPScatterStyle::ScatterShape kShapes[] = {
            QCPScatterStyle::ssDisc,    QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle,
            QCPScatterStyle::ssDiamond, QCPScatterStyle::ssCross,  QCPScatterStyle::ssStar};
        const bool isPoints = series.style == SeriesStyle::Points;
        if (isPoints)
            graph->setLineStyle(QCPGraph::lsNone);
        if (!isPoints && !series.hasPoints)
            return;
        const QColor colour = m_theme.of(series.colour);
        graph->setScatterStyle(QCPScatterStyle(kShapes[series.colour % 6], QPen(colour, 1.5),
                                               QBrush(colour), isPoints ? 10 : 6));
    }

    void drawErrors(const ChartSeries& series, QCPGraph* graph)
    {
        if (series.low.empty())
            return;
        QVector<double> down, up;
        for (std::size_t i = 0; i < series.y.size(); ++i) {
            down << series.y[i] - series.low[i];
            up << series.high[i] - series.y[i];
        }
        auto* bars = new QCPErrorBars(m_plot.xAxis, m_plot.yAxis);
        bars->setDataPlottable(graph);
        bars->setData(down, up);
        bars->setPen(QPen(m_theme.of(series.colour), 1.2));
    }

    void drawPointLabels(const ChartSeries& series)
    {
        const double middle = m_plot.xAxis->range().center();
        for (std::size_t i = 0; i < series.y.size() && !series.pointLabels.isEmpty(); ++i) {
            auto* label = new QCPItemText(&m_plot);
            const bool standsLeft = series.x[i] > middle;
            label->position->setCoords(series.x[i], drawable(series.y[i], m_chart.y));
            label->setPositionAlignment((standsLeft ? Qt::AlignRight : Qt::AlignLeft)
                                        | Qt::AlignBottom);
            label->setPadding(QMargins(8, 0, 8, 4));
            label->setText(series.pointLabels.value(static_cast<qsizetype>(i)));
            label->setFont(m_theme.font);
            label->setColor(m_theme.text);
        }
    }

    void drawBars(const ChartSeries& series)
    {
        const auto count =
            std::count_if(m_chart.series.begin(), m_chart.series.end(),
                          [](const ChartSeries& each) { return each.style == SeriesStyle::Bars; });
        const auto place = &series - m_chart.series.data();
        const double width = 0.7 / static_cast<double>(count);
        auto* bars = new QCPBars(m_plot.xAxis, m_plot.yAxis);
        QVector<double> x;
        for (const double each : series.x)
            x << each + (static_cast<double>(place) - static_cast<double>(count - 1) / 2) * width;
        bars->setData(x, toVector(series.y, m_chart.y));
        bars->setWidth(width * 0.92);
        bars->setBaseValue(m_chart.y.isLog ? m_plot.yAxis->range().lower * 1e-6 : 0);
        bars->setPen(Qt::NoPen);
        bars->setBrush(m_theme.of(series.colour));
        bars->setName(series.name);
        bars->addToLegend();
    }

    void drawGrid(const ChartGrid& grid)
    {
        m_plot.xAxis->setTicker(categoryTicker(grid.columns));
        m_plot.xAxis->setTickLabelRotation(rotationFor(grid.columns));
        m_plot.yAxis->setTicker(categoryTicker(grid.rows));
        m_plot.yAxis->setRangeReversed(true);
        // In a small card the names shrink with their rows and the numbers go: hovering tells them.
        const double room = std::max(m_plot.height() - 110, 20)
                            / static_cast<double>(std::max<std::size_t>(grid.rows.size(), 1));
        QFont names = m_theme.font;
        names.setPixelSize(std::clamp(static_cast<int>(room), 7, QFontInfo(names).pixelSize()));
        m_plot.yAxis->setTickLabelFont(names);
        m_plot.xAxis->setTickLabelFont(names);
        m_showsNumbers = room >= QFontInfo(m_theme.font).pixelSize();
        const std::int64_t change = largestChange(grid);
        for (std::size_t row = 0; row < grid.values.size(); ++row) {
            std::int64_t most = grid.isDifference ? change : 1;
            for (const std::int64_t value : grid.values[row])
                most += grid.isDifference ? 0 : value;
            for (std::size_t column = 0; column < grid.values[row].size(); ++column)
                drawCell(row, column, grid.values[row][column], static_cast<double>(most));
        }
    }

    void drawCell(std::size_t row, std::size_t column, std::int64_t value, double rowSum)
    {
        // Errors are rarer than hits: the square root keeps the small ones visible.
        const double share = std::sqrt(static_cast<double>(std::abs(value)) / rowSum);
        const bool isDifference = m_chart.grid->isDifference;
        const bool isGood = isDifference ? (row == column) == (value > 0) : row == column;
        const QColor fill =
            blended(m_theme.cellLow, isGood ? m_theme.cellHigh : m_theme.cellWrong, share);
        const auto x = static_cast<double>(column), y = static_cast<double>(row);
        auto* cell = new QCPItemRect(&m_plot);
        cell->topLeft->setCoords(x - 0.48, y - 0.48);
        cell->bottomRight->setCoords(x + 0.48, y + 0.48);
        cell->setPen(Qt::NoPen);
        cell->setBrush(fill);
        if (m_chart.grid->rows.size() > kMostCellsWithText || value == 0 || !m_showsNumbers)
            return;
        auto* text = new QCPItemText(&m_plot);
        text->position->setCoords(x, y);
        text->setText((isDifference && value > 0 ? QStringLiteral("+") : QString())
                      + QString::number(value));
        text->setFont(m_theme.font);
        text->setColor(readableOn(fill));
    }

    void drawMarkers()
    {
        auto ticker = QSharedPointer<QCPAxisTickerText>::create();
        const auto labels = std::count_if(m_chart.markers.begin(), m_chart.markers.end(),
                                          [](const ChartMarker& each) { return !each.isIncident; });
        const auto stride = (labels + kMostMarkerLabels - 1) / kMostMarkerLabels;
        int place = 0;
        for (const ChartMarker& marker : m_chart.markers) {
            if (marker.isIncident)
                drawIncident(marker);
            else if (++place % stride == 0)
                ticker->addTick(marker.x, marker.label);
        }
        QCPAxis* top = m_plot.xAxis2;
        top->setVisible(labels > 0);
        top->setTicker(ticker);
        paintAxis(top);
        top->setBasePen(Qt::NoPen);
        top->setTickPen(Qt::NoPen);
        top->grid()->setVisible(labels > 0);
        top->grid()->setPen(QPen(m_theme.axis, 1, Qt::DotLine));
        top->setScaleType(m_plot.xAxis->scaleType());
        top->setRange(m_plot.xAxis->range());
    }

    void drawIncident(const ChartMarker& marker)
    {
        auto* line = new QCPItemStraightLine(&m_plot);
        line->point1->setCoords(marker.x, m_plot.yAxis->range().lower);
        line->point2->setCoords(marker.x, m_plot.yAxis->range().upper);
        line->setPen(QPen(m_theme.incident, 1.5, Qt::DashLine));
        auto* text = new QCPItemText(&m_plot);
        text->position->setTypeX(QCPItemPosition::ptPlotCoords);
        text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        text->position->setCoords(marker.x, 0.02);
        text->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
        text->setPadding(QMargins(4, 0, 6, 0));
        text->setText(marker.label);
        text->setFont(m_theme.font);
        text->setColor(m_theme.incident);
    }

    void setUpLegend()
    {
        QCPLegend* legend = m_plot.legend;
        moveAboveAxes(legend);
        legend->setVisible(legend->itemCount() > 1);
        legend->setFont(legendFont());
        legend->setTextColor(m_theme.quietText);
        legend->setBrush(Qt::NoBrush);
        legend->setBorderPen(Qt::NoPen);
        legend->setIconSize(18, 10);
        legend->setMargins(QMargins(4, 0, 0, 2));
        legend->setRowSpacing(2);
        legend->setColumnSpacing(4);
        legend->setWrap(columnsOf(legend));
        legend->setFillOrder(QCPLegend::foColumnsFirst);
    }

    /// A little smaller than the axes: a legend must not take the room of the curve.
    QFont legendFont() const
    {
        QFont font = m_theme.font;
        if (font.pixelSize() > 0)
            font.setPixelSize(std::max(9, font.pixelSize() * 9 / 10));
        else
            font.setPointSizeF(font.pointSizeF() * 0.9);
        return font;
    }

    /// As many columns of equal width as the names leave room for.
    int columnsOf(QCPLegend* legend) const
    {
        const QFontMetrics metrics(legendFont());
        int widest = 1;
        for (int i = 0; i < legend->itemCount(); ++i) {
            if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend->item(i)))
                widest =
                    std::max(widest, metrics.horizontalAdvance(item->plottable()->name()) + 30);
        }
        return std::clamp(m_plot.width() / widest, 1, 6);
    }

    void moveAboveAxes(QCPLegend* legend)
    {
        QCPLayoutGrid* layout = m_plot.plotLayout();
        const bool isInside = legend->layout() == m_plot.axisRect()->insetLayout();
        if (isInside)
            m_plot.axisRect()->insetLayout()->take(legend);
        else
            layout->take(legend);
        layout->simplify();
        const int row = rowOfAxes();
        if (legend->itemCount() > 1) {
            layout->insertRow(row);
            layout->addElement(row, 0, legend);
            layout->setRowStretchFactor(row, 0.001);
        } else {
            m_plot.axisRect()->insetLayout()->addElement(legend, Qt::AlignTop | Qt::AlignRight);
        }
        layout->setRowStretchFactor(rowOfAxes(), 1);
    }

    int rowOfAxes() const
    {
        QCPLayoutGrid* layout = m_plot.plotLayout();
        for (int row = 0; row < layout->rowCount(); ++row) {
            if (layout->hasElement(row, 0) && layout->element(row, 0) == m_plot.axisRect())
                return row;
        }
        return 0;
    }

    bool m_showsNumbers = true;
    QCustomPlot& m_plot;
    const ChartData& m_chart;
    const ChartLook& m_look;
    const ChartTheme& m_theme;
};

} // namespace

void drawChart(QCustomPlot& plot, const ChartData& chart, const ChartLook& look)
{
    Stage(plot, chart, look).draw();
}

int valuesBelowLog(const ChartData& chart)
{
    int count = 0;
    for (const ChartSeries& series : chart.series) {
        for (std::size_t i = 0; i < series.y.size(); ++i)
            count += (chart.y.isLog && series.y[i] <= 0) || (chart.x.isLog && series.x[i] <= 0);
    }
    return count;
}

} // namespace propago
