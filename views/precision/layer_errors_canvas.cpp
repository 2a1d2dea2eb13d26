#include "views/precision/layer_errors_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/plot/chart_theme.h"
#include "views/precision/precision_rows.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLinearGradient>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace propago {

namespace {

constexpr double kRoom = 8;
constexpr int kLegendStops = 12;

} // namespace

LayerErrorsCanvas::LayerErrorsCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("layerErrors"));
    setAccessibleName(tr("Signal to noise of each layer in each format"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::MinimumExpanding);
    describe();
}

void LayerErrorsCanvas::setGrid(const LayerGrid& grid)
{
    const int node = m_grid.isEmpty() ? -1 : this->node(); // the first comparison shows its worst
    m_grid = grid;
    const int int8 = m_grid.columnOf(Format::Int8);
    const int last = static_cast<int>(m_grid.columns.size()) - 1;
    m_column = int8 >= 0 ? int8 : last;
    const int kept = m_grid.rowOf(node);
    m_row = -1;
    setMinimumHeight(qRound(layoutFor(width()).size().height() + 6));
    updateGeometry();
    chooseRow(kept >= 0 ? kept : std::max(0, m_grid.worst(m_column)));
    describe();
    update();
}

int LayerErrorsCanvas::node() const
{
    return m_row >= 0 && m_row < static_cast<int>(m_grid.rows.size())
               ? m_grid.rows[static_cast<std::size_t>(m_row)].node
               : -1;
}

void LayerErrorsCanvas::chooseRow(int row)
{
    if (m_grid.rows.empty())
        return;
    const int next = std::clamp(row, 0, static_cast<int>(m_grid.rows.size()) - 1);
    if (next == m_row)
        return;
    m_row = next;
    describe();
    update();
    emit rowChosen(m_row);
}

void LayerErrorsCanvas::chooseColumn(int column)
{
    if (m_grid.columns.empty())
        return;
    m_column = std::clamp(column, 0, static_cast<int>(m_grid.columns.size()) - 1);
    describe();
    update();
    emit columnChosen(m_column);
}

LayerGridLayout LayerErrorsCanvas::layoutFor(int width) const
{
    const QFontMetricsF metrics(scaled(font(), TypeSize::Small));
    LayerGridLayout layout;
    layout.rows = static_cast<int>(m_grid.rows.size());
    layout.columns = static_cast<int>(m_grid.columns.size());
    layout.rowHeight = metrics.height() + 8;
    layout.headHeight = 2 * metrics.height() + 8;
    layout.nameWidth = 60;
    for (const auto& row : m_grid.rows)
        layout.nameWidth =
            std::max(layout.nameWidth, metrics.horizontalAdvance(row.name) + kRoom + 8);
    layout.nameWidth = std::min(layout.nameWidth, 0.3 * width);
    layout.numberWidth = metrics.horizontalAdvance(QStringLiteral("⚠ 88.88")) + 8;
    const double rest = width - layout.nameWidth - layout.numberWidth - 16;
    layout.cellWidth = std::clamp(0.68 * rest / std::max(layout.columns, 1),
                                  metrics.horizontalAdvance(QStringLiteral("88.8")) + 8, 110.0);
    layout.stripWidth = std::max(60.0, rest - layout.columns * layout.cellWidth);
    return layout;
}

QSize LayerErrorsCanvas::sizeHint() const
{
    return {520, qRound(layoutFor(std::max(width(), 300)).size().height() + 6)};
}

QColor LayerErrorsCanvas::shade(double sqnr) const
{
    return QColor::fromRgb(sequentialColour(decibelShade(sqnr), paletteOf(palette()).isDark()));
}

void LayerErrorsCanvas::paintHead(QPainter& painter, const LayerGridLayout& layout) const
{
    const Palette& p = paletteOf(palette());
    const double line = QFontMetricsF(painter.font()).height();
    for (int column = 0; column < layout.columns; ++column) {
        const QRectF head = layout.head(column);
        painter.setPen(column == m_column ? p.forwardAccent : p.mutedText);
        painter.drawText(head.adjusted(0, line, 0, 0), Qt::AlignCenter,
                         formatText(m_grid.columns[static_cast<std::size_t>(column)]));
    }
    painter.setPen(p.mutedText);
    painter.drawText(layout.name(0).adjusted(0, -layout.headHeight, 0, -layout.rowHeight),
                     Qt::AlignLeft | Qt::AlignBottom, tr("dB"));
    if (layout.columns == 0)
        return;
    const QRectF strip = layout.strip(0);
    const QString name = formatText(m_grid.columns[static_cast<std::size_t>(m_column)]);
    painter.drawText(QRectF(strip.left(), 0, strip.width(), line), Qt::AlignLeft | Qt::AlignTop,
                     tr("error in steps, %1").arg(name));
    painter.drawText(QRectF(layout.stripX(kOneRounding) - 40, line + 2, 80, line), Qt::AlignCenter,
                     QLocale().toString(kOneRounding, 'f', 3));
    painter.setPen(p.backwardAccent);
    painter.drawText(QRectF(layout.stripX(kUnhealthy) - 40, line + 2, 80, line), Qt::AlignCenter,
                     QLocale().toString(kUnhealthy, 'f', 1));
}

void LayerErrorsCanvas::paintCell(QPainter& painter, const QRectF& area,
                                  const LayerError& error) const
{
    const QColor fill = shade(error.sqnr);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 3, 3);
    painter.setPen(readableOn(fill));
    painter.drawText(area, Qt::AlignCenter, decibels(error.sqnr));
}

void LayerErrorsCanvas::paintStrip(QPainter& painter, const LayerGridLayout& layout, int row) const
{
    const Palette& p = paletteOf(palette());
    const QRectF strip = layout.strip(row);
    const LayerError* error = m_grid.at(row, m_column);
    const auto ratio = error ? health(*error) : std::nullopt;
    if (!ratio) {
        painter.setPen(p.mutedText);
        painter.drawText(strip, Qt::AlignLeft | Qt::AlignVCenter,
                         error ? tr("no steps") : QString());
        return;
    }
    const bool isUnhealthy = *ratio > kUnhealthy;
    painter.setPen(Qt::NoPen);
    painter.setBrush(isUnhealthy ? p.backwardAccent : p.forwardAccent);
    painter.drawRect(QRectF(strip.left(), strip.top() + strip.height() * 0.28,
                            layout.stripX(*ratio) - strip.left(), strip.height() * 0.44));
    painter.setPen(isUnhealthy ? p.backwardAccent : p.text);
    painter.drawText(layout.number(row).adjusted(6, 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter,
                     (isUnhealthy ? QStringLiteral("⚠ ") : QString())
                         + QLocale().toString(*ratio, 'f', 2));
}

void LayerErrorsCanvas::paintRow(QPainter& painter, const LayerGridLayout& layout, int row) const
{
    const Palette& p = paletteOf(palette());
    const QRectF name = layout.name(row);
    if (row == m_row) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(p.softAccent);
        painter.drawRoundedRect(
            QRectF(name.topLeft(), QPointF(layout.number(row).right(), name.bottom())), 4, 4);
    }
    painter.setPen(row == m_row ? p.forwardAccent : p.text);
    const QFontMetricsF metrics(painter.font());
    painter.drawText(name.adjusted(kRoom / 2, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_grid.rows[static_cast<std::size_t>(row)].name,
                                        Qt::ElideMiddle, name.width() - 8));
    for (int column = 0; column < layout.columns; ++column) {
        if (const LayerError* error = m_grid.at(row, column))
            paintCell(painter, layout.cell(row, column), *error);
    }
    if (layout.columns > 0)
        paintStrip(painter, layout, row);
}

// Above the cells: 6 dB are a bit.
void LayerErrorsCanvas::paintLegend(QPainter& painter, const LayerGridLayout& layout) const
{
    const Palette& p = paletteOf(palette());
    const double line = QFontMetricsF(painter.font()).height();
    const double middle = layout.head(0).left() + layout.columns * layout.cellWidth / 2;
    const QRectF bar(middle - 40, line * 0.2, 80, line * 0.6);
    QLinearGradient colours(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= kLegendStops; ++i)
        colours.setColorAt(static_cast<double>(i) / kLegendStops, shade(60.0 * i / kLegendStops));
    painter.setPen(p.border);
    painter.setBrush(colours);
    painter.drawRect(bar);
    painter.setPen(p.mutedText);
    painter.drawText(QRectF(bar.left() - 66, 0, 60, line), Qt::AlignRight | Qt::AlignVCenter,
                     QStringLiteral("0"));
    painter.drawText(QRectF(bar.right() + 6, 0, 60, line), Qt::AlignLeft | Qt::AlignVCenter,
                     QStringLiteral("60 dB"));
}

void LayerErrorsCanvas::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(scaled(font(), TypeSize::Small));
    const LayerGridLayout layout = layoutFor(width());
    paintHead(painter, layout);
    for (int row = 0; row < layout.rows; ++row)
        paintRow(painter, layout, row);
    if (layout.columns > 0 && layout.rows > 0) {
        for (const auto& [ratio, colour] :
             {std::pair{kOneRounding, p.mutedText}, std::pair{kUnhealthy, p.backwardAccent}}) {
            painter.setPen(QPen(colour, 1, Qt::DashLine));
            painter.drawLine(QPointF(layout.stripX(ratio), layout.headHeight),
                             QPointF(layout.stripX(ratio), layout.size().height()));
        }
        paintLegend(painter, layout);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(p.forwardAccent);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

QString LayerErrorsCanvas::words(int row, int column) const
{
    const LayerError* error = m_grid.at(row, column);
    if (!error)
        return {};
    const QString name = m_grid.rows[static_cast<std::size_t>(row)].name;
    const QString format = formatText(m_grid.columns[static_cast<std::size_t>(column)]);
    QString text =
        tr("%1 in %2: %3 dB of signal to noise, error %4 on average, %5 at most")
            .arg(name, format, decibels(error->sqnr), QLocale().toString(error->rmse, 'g', 3),
                 QLocale().toString(error->largest, 'g', 3));
    if (const auto ratio = health(*error))
        text +=
            tr("; %1 steps of %2")
                .arg(QLocale().toString(*ratio, 'f', 2), QLocale().toString(error->scale, 'g', 3));
    return text;
}

void LayerErrorsCanvas::describe()
{
    if (m_grid.isEmpty()) {
        setAccessibleDescription(tr("Nothing compared yet."));
        return;
    }
    const int worst = m_grid.worst(m_column);
    setAccessibleDescription(
        tr("Chosen: %1. The worst: %2.").arg(words(m_row, m_column), words(worst, m_column)));
}

void LayerErrorsCanvas::mousePressEvent(QMouseEvent* event)
{
    const LayerGridLayout layout = layoutFor(width());
    const int row = layout.rowAt(event->position().y());
    const int column = layout.columnAt(event->position().x());
    if (column >= 0)
        chooseColumn(column);
    if (row >= 0)
        chooseRow(row);
}

void LayerErrorsCanvas::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down: return chooseRow(m_row + 1);
    case Qt::Key_Up: return chooseRow(m_row - 1);
    case Qt::Key_Right: return chooseColumn(m_column + 1);
    case Qt::Key_Left: return chooseColumn(m_column - 1);
    default: QWidget::keyPressEvent(event);
    }
}

void LayerErrorsCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        setMinimumHeight(qRound(layoutFor(width()).size().height() + 6));
    QWidget::changeEvent(event);
}

bool LayerErrorsCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Arrow keys step the run elsewhere; here they choose.
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right)
            event->accept();
    }
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const LayerGridLayout layout = layoutFor(width());
    const int column = layout.columnAt(help->pos().x());
    const QString text = words(layout.rowAt(help->pos().y()), column >= 0 ? column : m_column);
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace propago
