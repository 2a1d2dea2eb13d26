#include "views/precision/bit_budget_view.h"

#include "views/common/type_scale.h"
#include "views/plot/chart_widget.h"
#include "views/precision/bit_rows_canvas.h"

#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace propago {

namespace {

constexpr int kSteps = 1000;
constexpr int kAll[] = {8, 4, 2};

ChartSeries seriesOf(const QString& name, const std::vector<BitTrial>& trials, SeriesStyle style,
                     int colour)
{
    ChartSeries series;
    series.name = name;
    series.style = style;
    series.colour = colour;
    series.hasPoints = true;
    for (const BitTrial& trial : trials) {
        series.x.push_back(static_cast<double>(trial.weightBytes) / 1000);
        series.y.push_back(trial.accuracy);
        if (style == SeriesStyle::Points) {
            series.low.push_back(trial.accuracyLow);
            series.high.push_back(trial.accuracyHigh);
        }
    }
    return series;
}

} // namespace

BitBudgetView::BitBudgetView(QWidget* parent)
    : QWidget(parent)
    , m_rows(new BitRowsCanvas(this))
    , m_chart(new ChartWidget(this))
    , m_present(new QLabel(this))
    , m_best(new QLabel(this))
    , m_enough(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_try(tool("bitTry"))
    , m_cancel(tool("bitCancel"))
    , m_find(tool("bitFind"))
    , m_recover(tool("bitRecover"))
    , m_undo(tool("bitUndo"))
{
    setObjectName(QStringLiteral("bitBudget"));
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_rows);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    m_rows->setAutoFillBackground(false);
    auto* body = new QHBoxLayout;
    body->setSpacing(14);
    body->addWidget(scroll, 11);
    body->addWidget(m_chart, 8);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeHead());
    layout->addLayout(body, 1);
    layout->addWidget(makeTools());
    connect(m_rows, &BitRowsCanvas::bitsChosen, this, [this](int row, int bits) {
        m_game.choose(static_cast<std::size_t>(row), bits);
        refresh();
    });
    connect(m_rows, &BitRowsCanvas::tried, this, &BitBudgetView::tryIt);
    retranslate();
}

QPushButton* BitBudgetView::tool(const char* name)
{
    auto* button = new QPushButton(this);
    button->setObjectName(QLatin1String(name));
    return button;
}

QWidget* BitBudgetView::makeHead()
{
    auto* head = new QWidget;
    m_enough->setObjectName(QStringLiteral("bitEnough"));
    m_present->setObjectName(QStringLiteral("bitPresent"));
    m_best->setObjectName(QStringLiteral("bitBest"));
    m_best->setForegroundRole(QPalette::PlaceholderText);
    m_bar->setRange(0, kSteps);
    m_bar->setFixedWidth(150);
    auto* grid = new QGridLayout(head);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(3);
    grid->addWidget(m_enough, 0, 0);
    grid->addWidget(m_present, 1, 0);
    grid->addWidget(m_best, 2, 0);
    for (QLabel* each : {m_enough, m_present, m_best}) {
        each->setWordWrap(true);
        each->setTextFormat(Qt::PlainText);
    }
    grid->setColumnStretch(0, 1);
    grid->addWidget(m_bar, 0, 1, 3, 1, Qt::AlignVCenter);
    grid->addWidget(m_cancel, 0, 2, 3, 1, Qt::AlignVCenter);
    grid->addWidget(m_try, 0, 3, 3, 1, Qt::AlignVCenter);
    m_try->setProperty("primary", true);
    connect(m_try, &QPushButton::clicked, this, &BitBudgetView::tryIt);
    connect(m_cancel, &QPushButton::clicked, this, &BitBudgetView::cancelWanted);
    return head;
}

QWidget* BitBudgetView::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    for (std::size_t i = 0; i < std::size(kAll); ++i) {
        m_all[i] = tool("bitAll");
        connect(m_all[i], &QPushButton::clicked, this, [this, i] { chooseAll(kAll[i]); });
        row->addWidget(m_all[i]);
    }
    row->addWidget(m_undo);
    row->addStretch(1);
    row->addWidget(m_recover);
    row->addWidget(m_find);
    connect(m_undo, &QPushButton::clicked, this, &BitBudgetView::undo);
    connect(m_find, &QPushButton::clicked, this, &BitBudgetView::curveWanted);
    connect(m_recover, &QPushButton::clicked, this,
            [this] { emit trainingWanted(bitsToRecover()); });
    return tools;
}

void BitBudgetView::setNetwork(const Graph& graph, const std::vector<int>& nodes)
{
    m_game.setRows(bitRows(graph, nodes));
    m_progress = -1;
    m_failure.clear();
    refresh();
}

void BitBudgetView::setTrial(const BitTrial& trial)
{
    m_game.addTrial(trial);
    m_progress = -1;
    m_failure.clear();
    refresh();
}

void BitBudgetView::setCurve(const BitCurve& curve)
{
    m_game.setCurve(curve);
    m_progress = -1;
    m_failure.clear();
    refresh();
}

void BitBudgetView::setProgress(double progress)
{
    m_progress = progress;
    refreshTools();
}

void BitBudgetView::setFailure(const QString& sentence)
{
    m_failure = sentence;
    m_progress = -1;
    refresh();
}

void BitBudgetView::chooseAll(int bits)
{
    m_game.chooseAll(bits);
    refresh();
}

void BitBudgetView::undo()
{
    m_game.undo();
    refresh();
}

void BitBudgetView::tryIt()
{
    if (m_try->isEnabled())
        emit trialWanted(m_game.layerBits());
}

int BitBudgetView::bitsToRecover() const
{
    int least = 8;
    for (const BitRow& row : m_game.rows())
        least = std::min(least, row.bits);
    return least;
}

void BitBudgetView::refresh()
{
    m_rows->show(m_game);
    m_enough->setText(m_failure.isEmpty() ? m_game.enoughWords() : m_failure);
    m_present->setText(m_game.presentWords());
    QString best = m_game.bestWords();
    if (const BitTrial* trial = m_game.present())
        best = (BitGame::keepsGoal(*trial) ? tr("Goal reached") : tr("Goal missed"))
               + QStringLiteral(" · ") + best;
    m_best->setText(best);
    setAccessibleDescription(m_enough->text() + QStringLiteral(". ") + m_present->text()
                             + QStringLiteral(". ") + best);
    m_chart->setChart(chart());
    refreshTools();
}

void BitBudgetView::refreshTools()
{
    const bool isBusy = m_progress >= 0, hasRows = !m_game.rows().empty();
    m_bar->setVisible(isBusy);
    m_bar->setValue(static_cast<int>(std::max(m_progress, 0.0) * kSteps));
    m_cancel->setVisible(isBusy);
    m_try->setEnabled(!isBusy && hasRows && !m_game.present());
    m_find->setEnabled(!isBusy && hasRows);
    m_undo->setEnabled(m_game.canUndo());
    for (QPushButton* each : m_all)
        each->setEnabled(hasRows);
    const int bits = bitsToRecover();
    m_recover->setEnabled(!isBusy && bits < 8);
    m_recover->setText(bits < 8 ? tr("Recover %1 bits by training").arg(bits)
                                : tr("Recover by training"));
}

ChartData BitBudgetView::chart() const
{
    ChartData chart;
    chart.title = tr("Accuracy against size");
    chart.note = tr("upper left is better; above the line of the goal 99 % are kept");
    chart.emptyText = tr("Nothing judged yet: choose bits and press Try it, or let it be found");
    chart.x.label = tr("weights");
    chart.x.unit = QStringLiteral("kB");
    chart.y.label = tr("accuracy");
    chart.y.isShare = true;
    const auto front = m_game.front();
    if (front.empty())
        return chart;
    if (!m_game.curve().points.empty())
        chart.series.push_back(seriesOf(tr("found"), m_game.curve().points, SeriesStyle::Line, 0));
    if (front.size() > 1)
        chart.series.push_back(seriesOf(tr("best of all"), front, SeriesStyle::Line, 2));
    if (!m_game.trials().empty())
        chart.series.push_back(
            seriesOf(tr("your trials"), m_game.trials(), SeriesStyle::Points, 1));
    const double goal = BitGame::kGoal * front.front().fp32Accuracy;
    double low = 1e300, high = 0;
    for (const ChartSeries& each : chart.series) {
        for (const double x : each.x) {
            low = std::min(low, x);
            high = std::max(high, x);
        }
    }
    ChartSeries line;
    line.name = tr("goal");
    line.colour = 3;
    line.x = {low * 0.9, high * 1.1};
    line.y = {goal, goal};
    chart.series.push_back(line);
    return chart;
}

// Undo is that of the game while it has the focus, not that of the network.
bool BitBudgetView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Undo) && m_game.canUndo()) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void BitBudgetView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo))
        undo();
    else
        QWidget::keyPressEvent(event);
}

void BitBudgetView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

void BitBudgetView::retranslate()
{
    setAccessibleName(tr("Bit budget"));
    m_try->setText(tr("Try it"));
    m_try->setToolTip(tr("Judge this choice on held-out pictures (Enter)"));
    m_cancel->setText(tr("Cancel"));
    m_find->setText(tr("Find it for me"));
    m_find->setToolTip(tr("Give bits away one layer at a time, where it costs least"));
    m_recover->setToolTip(tr("Train with rounded weights, so that few bits become enough"));
    m_undo->setText(tr("Undo"));
    for (std::size_t i = 0; i < std::size(kAll); ++i)
        m_all[i]->setText(tr("All %1 bits").arg(kAll[i]));
    m_bar->setAccessibleName(tr("Progress of the measurement"));
    m_enough->setFont(scaled(QApplication::font(), TypeSize::Title));
    m_present->setFont(scaled(QApplication::font(), TypeSize::Body, true));
    m_best->setFont(QApplication::font());
    refresh();
}

} // namespace propago
