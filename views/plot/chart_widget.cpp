#include "views/plot/chart_widget.h"

#include "views/common/type_scale.h"
#include "views/plot/chart_csv.h"
#include "views/plot/chart_export.h"
#include "views/plot/chart_readout.h"
#include "views/plot/table_model.h"
#include "views/port/translated.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QSlider>
#include <QStackedLayout>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <qcustomplot.h>

namespace propago {

namespace {

constexpr int kFrame = 33;     // milliseconds between two drawings
constexpr int kReach = 12;     // pixels around the pointer
constexpr int kStrongest = 99; // of the smoothing slider, in hundredths
constexpr double kZoomStep = 0.8;

QToolButton* headerButton(QWidget* parent, const QString& text, const QString& name)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setFont(scaled(QApplication::font(), TypeSize::Small));
    button->setStyleSheet(QStringLiteral("QToolButton { padding: 2px 8px; }"
                                         "QToolButton:checked { background: palette(highlight);"
                                         " color: palette(highlighted-text); }"));
    return button;
}

} // namespace

ChartWidget::ChartWidget(QWidget* parent)
    : Card(QString(), parent)
    , m_plot(new QCustomPlot)
    , m_stack(new QStackedLayout)
    , m_empty(new QLabel)
    , m_note(new QLabel)
    , m_redraw(new QTimer(this))
{
    setUpHeader();
    setUpMenu();
    setUpPlot();
    m_redraw->setSingleShot(true);
    m_redraw->setInterval(kFrame);
    connect(m_redraw, &QTimer::timeout, this, &ChartWidget::redraw);
}

void ChartWidget::setUpHeader()
{
    m_smoothingLabel = new QLabel(tr("smoothing"));
    m_smoothingLabel->setFont(scaled(QApplication::font(), TypeSize::Small));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, kStrongest);
    m_smoothing->setFixedWidth(72);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Moving average of the noisy curve; the raw one stays visible"));
    m_log = headerButton(this, tr("log"), tr("Logarithmic axis"));
    m_log->setCheckable(true);
    m_resetZoom = headerButton(this, tr("whole"), tr("Show everything again (0)"));
    m_more = headerButton(this, QStringLiteral("…"), tr("Copy, export, show as a table"));
    m_more->setObjectName(QStringLiteral("exportChart"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_head = new QLabel;
    m_head->setTextFormat(Qt::PlainText);
    m_head->setForegroundRole(QPalette::PlaceholderText);
    m_head->setFont(scaled(QApplication::font(), TypeSize::Small));
    m_head->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_head->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    header()->addWidget(m_head, 1);
    for (QWidget* tool :
         std::initializer_list<QWidget*>{m_smoothingLabel, m_smoothing, m_resetZoom, m_log, m_more})
        header()->addWidget(tool);
    connect(m_smoothing, &QSlider::valueChanged, this, [this] { redraw(); });
    connect(m_log, &QToolButton::toggled, this, &ChartWidget::setLogAxis);
    connect(m_resetZoom, &QToolButton::clicked, this, &ChartWidget::resetZoom);
}

void ChartWidget::setUpMenu()
{
    m_menu = new QMenu(this);
    m_menu->addAction(tr("Copy picture"), this, &ChartWidget::copyPicture);
    m_menu->addAction(tr("Copy values"), this, &ChartWidget::copyValues);
    m_menu->addAction(tr("Show as table…"), this, &ChartWidget::showAsTable);
    m_menu->addSeparator();
    QMenu* png = m_menu->addMenu(tr("Export PNG"));
    for (const int scale : {1, 2, 4})
        png->addAction(tr("%1 × size…").arg(scale), this,
                       [this, scale] { askForFile(QStringLiteral("png"), scale); });
    for (const char* suffix : {"svg", "pdf", "csv", "tex"}) {
        const QString name = QString::fromLatin1(suffix);
        m_menu->addAction(
            tr("Export %1…")
                .arg(name == QStringLiteral("tex") ? QStringLiteral("TikZ") : name.toUpper()),
            this, [this, name] { askForFile(name, 1); });
    }
    m_more->setMenu(m_menu);
}

void ChartWidget::setUpPlot()
{
    m_note->setTextFormat(Qt::PlainText);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_note->setFont(scaled(QApplication::font(), TypeSize::Small));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_plot->setMinimumSize(160, 110);
    m_plot->setFocusPolicy(Qt::TabFocus);
    m_plot->setContextMenuPolicy(Qt::CustomContextMenu);
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    body()->addWidget(m_note);
    body()->addLayout(m_stack, 1);
    m_stack->addWidget(m_plot);
    m_stack->addWidget(m_empty);
    connect(m_plot, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& place) { m_menu->popup(m_plot->mapToGlobal(place)); });
    const auto userMoved = [this] {
        if (m_isDrawing)
            return;
        m_plot->xAxis2->setRange(m_plot->xAxis->range());
        m_isZoomed = true;
        updateTools();
    };
    connect(m_plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, userMoved);
    connect(m_plot->yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, userMoved);
}

void ChartWidget::setChart(const ChartData& chart)
{
    m_chart = chart;
    if (!m_wasLogSet)
        m_isLog = chart.y.isLog;
    setTitle(chart.title);
    m_isStale = true;
    if (isVisible() && !m_redraw->isActive())
        m_redraw->start();
}

double ChartWidget::smoothing() const
{
    return m_smoothing->value() / 100.0;
}

void ChartWidget::setSmoothing(double weight)
{
    m_smoothing->setValue(qRound(weight * 100));
}

void ChartWidget::setLogAxis(bool isLog)
{
    if (isLog == m_isLog)
        return;
    m_isLog = isLog;
    m_wasLogSet = true;
    m_isZoomed = false;
    redraw();
}

bool ChartWidget::hasLogAxis() const
{
    return m_isLog;
}

ChartData ChartWidget::shownChart() const
{
    ChartData shown = m_chart;
    shown.y.isLog = m_isLog && !m_chart.grid;
    return shown;
}

QSize ChartWidget::pictureSize() const
{
    return m_plot->size().expandedTo(QSize(640, 360));
}

Result<void> ChartWidget::exportTo(const QString& path, double scale) const
{
    ChartFileOptions options;
    options.theme = chartThemeFor(palette());
    options.size = pictureSize();
    options.scale = scale;
    options.smoothing = smoothing();
    return exportChart(shownChart(), path, options);
}

void ChartWidget::askForFile(const QString& suffix, double scale)
{
    auto* dialog = new QFileDialog(window(), tr("Export chart"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilter(tr("%1 files (*.%2)").arg(suffix.toUpper(), suffix));
    dialog->selectFile(m_chart.title.toLower().replace(QLatin1Char(' '), QLatin1Char('-'))
                       + QLatin1Char('.') + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, scale](const QString& path) {
        if (const auto done = exportTo(path, scale); !done)
            emit failed(translated(done.error()));
        else
            emit noted(tr("Chart written to %1").arg(path));
    });
    dialog->open();
}

void ChartWidget::copyPicture()
{
    ChartFileOptions options;
    options.theme = chartThemeFor(palette());
    options.size = pictureSize();
    options.smoothing = smoothing();
    QApplication::clipboard()->setImage(chartImage(shownChart(), options));
    emit noted(tr("Picture of the chart copied"));
}

void ChartWidget::copyValues()
{
    QApplication::clipboard()->setText(QString::fromUtf8(csvOf(tableOf(withEveryValue(m_chart)))));
    emit noted(tr("Values of the chart copied as CSV"));
}

void ChartWidget::showAsTable()
{
    auto* dialog = new QDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(m_chart.title);
    dialog->resize(560, 480);
    auto* table = new QTableView(dialog);
    table->setModel(new TableModel(tableOf(m_chart), table));
    table->setAccessibleName(m_chart.title);
    table->resizeColumnsToContents();
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(table);
    dialog->show();
}

void ChartWidget::resetZoom()
{
    m_isZoomed = false;
    redraw();
}

void ChartWidget::redraw()
{
    if (!isVisible()) {
        m_isStale = true;
        return;
    }
    m_isStale = false;
    m_isDrawing = true;
    drawChart(*m_plot, shownChart(), {chartThemeFor(palette()), smoothing(), false, m_isZoomed});
    drawCursor();
    m_isDrawing = false;
    m_plot->setInteractions(canZoom() ? QCP::iRangeDrag | QCP::iRangeZoom : QCP::Interactions());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    const QString spoken = spokenChart(m_chart);
    m_plot->setAccessibleName(m_chart.title);
    m_plot->setAccessibleDescription(spoken);
    setAccessibleDescription(spoken);
    updateNote();
    updateTools();
}

bool ChartWidget::canZoom() const
{
    return !m_chart.grid && m_chart.x.categories.isEmpty();
}

void ChartWidget::drawCursor()
{
    if (!m_cursor || m_chart.grid)
        return;
    auto* line = new QCPItemStraightLine(m_plot);
    line->point1->setCoords(*m_cursor, m_plot->yAxis->range().lower);
    line->point2->setCoords(*m_cursor, m_plot->yAxis->range().upper);
    line->setPen(QPen(chartThemeFor(palette()).axis, 1));
}

void ChartWidget::updateNote()
{
    QString text = m_readOut.isEmpty() ? m_chart.note : m_readOut;
    if (text.isEmpty() && m_isLog) {
        if (const int hidden = valuesBelowLog(shownChart()); hidden > 0)
            text = tr("zero or below, not on a log axis: %n", nullptr, hidden);
    }
    // A line of its own only for charts that have a note: the axes are not to jump under the pointer.
    QLabel* place = m_chart.note.isEmpty() ? m_head : m_note;
    m_note->setVisible(!m_chart.note.isEmpty());
    m_head->setText(QString());
    place->setText(text);
    place->setToolTip(place->sizeHint().width() > place->width() ? text : QString());
}

void ChartWidget::updateTools()
{
    const bool canSmooth = std::any_of(m_chart.series.begin(), m_chart.series.end(),
                                       [](const ChartSeries& each) { return each.canSmooth; });
    m_smoothing->setVisible(canSmooth);
    m_smoothingLabel->setVisible(canSmooth);
    m_log->setVisible(!m_chart.grid && !m_chart.y.isShare);
    const QSignalBlocker blocker(m_log);
    m_log->setChecked(m_isLog);
    m_resetZoom->setVisible(m_isZoomed);
    m_empty->setText(m_chart.emptyText);
    m_stack->setCurrentWidget(m_chart.isEmpty() ? static_cast<QWidget*>(m_empty) : m_plot);
    m_more->setEnabled(!m_chart.isEmpty());
}

void ChartWidget::pointAt(const QPoint& place)
{
    const double x = m_plot->xAxis->pixelToCoord(place.x());
    const double reach = std::abs(m_plot->xAxis->pixelToCoord(place.x() + kReach) - x);
    m_readOut = readOut(m_chart, x, m_plot->yAxis->pixelToCoord(place.y()), reach);
    m_cursor = m_readOut.isEmpty() ? std::nullopt : std::optional(x);
    m_isDrawing = true;
    m_plot->clearItems();
    m_isDrawing = false;
    redraw();
}

void ChartWidget::moveCursor(int direction)
{
    const QCPRange range = m_plot->xAxis->range();
    const double from = m_cursor.value_or(direction > 0 ? range.lower : range.upper);
    const auto next = neighbour(m_chart, from, direction);
    if (!next)
        return;
    m_cursor = next;
    m_readOut = readOut(m_chart, *next, 0, 0);
    m_plot->setAccessibleDescription(m_readOut);
    redraw();
}

void ChartWidget::leave()
{
    m_readOut.clear();
    m_cursor.reset();
    redraw();
}

void ChartWidget::zoom(double factor)
{
    if (!canZoom())
        return;
    m_plot->xAxis->scaleRange(factor);
    m_plot->yAxis->scaleRange(factor);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

bool ChartWidget::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Left: moveCursor(-1); return true;
    case Qt::Key_Right: moveCursor(1); return true;
    case Qt::Key_Plus: zoom(kZoomStep); return true;
    case Qt::Key_Minus: zoom(1 / kZoomStep); return true;
    case Qt::Key_0: resetZoom(); return true;
    default: return false;
    }
}

bool ChartWidget::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_plot)
        return Card::eventFilter(watched, event);
    if (event->type() == QEvent::MouseMove
        && static_cast<QMouseEvent*>(event)->buttons() == Qt::NoButton)
        pointAt(static_cast<QMouseEvent*>(event)->pos());
    else if (event->type() == QEvent::Leave)
        leave();
    else if (event->type() == QEvent::MouseButtonDblClick)
        resetZoom();
    else if (event->type() == QEvent::MouseButtonPress && m_chart.grid) {
        const QPoint place = static_cast<QMouseEvent*>(event)->pos();
        emit cellClicked(qRound(m_plot->yAxis->pixelToCoord(place.y())),
                         qRound(m_plot->xAxis->pixelToCoord(place.x())));
    } else if (event->type() == QEvent::ShortcutOverride) {
        // Arrow keys step the run elsewhere; on a focused chart they move along its values.
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (static_cast<QKeyEvent*>(event)->modifiers() == Qt::NoModifier
            && (key == Qt::Key_Left || key == Qt::Key_Right))
            event->accept();
    } else if (event->type() == QEvent::KeyPress) {
        return handleKey(static_cast<QKeyEvent*>(event)->key());
    }
    return Card::eventFilter(watched, event);
}

void ChartWidget::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    if (m_isStale)
        redraw();
}

void ChartWidget::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange)
        redraw();
}

} // namespace propago
