#include "views/training/training_view.h"

#include "views/common/segmented.h"
#include "views/common/type_scale.h"
#include "views/plot/chart_builders.h"
#include "views/plot/chart_widget.h"
#include "views/plot/table_model.h"
#include "views/port/session_port.h"
#include "views/training/run_tables.h"
#include "views/training/settings_panel.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace propago {

namespace {

QTableView* table(TableModel* model, const QString& name)
{
    auto* view = new QTableView;
    view->setModel(model);
    view->setAccessibleName(name);
    view->setShowGrid(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setFrameShape(QFrame::NoFrame);
    view->setTabKeyNavigation(false);
    view->setFont(scaled(QApplication::font(), TypeSize::Small));
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 8);
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view->horizontalHeader()->setMinimumSectionSize(36);
    view->horizontalHeader()->setFont(scaled(QApplication::font(), TypeSize::Small));
    view->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignBottom);
    view->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 2px 3px; }"));
    return view;
}

} // namespace

TrainingView::TrainingView(SessionPort* port, QWidget* parent) : QWidget(parent), m_port(port)
{
    auto* left = new QVBoxLayout;
    left->setSpacing(12);
    left->addWidget(makeBanner());
    left->addWidget(makeCurves(), 5);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(12);
    for (QWidget* half : {makeDetails(), makeTables()}) {
        half->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        half->setMinimumWidth(280);
        lower->addWidget(half, 1);
    }
    left->addLayout(lower, 4);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 6, 16, 12);
    layout->setSpacing(12);
    layout->addLayout(left, 1);
    layout->addWidget(makeSettings());
    connectPort();
    showFacts();
    showSnapshot();
    showHistory();
}

QWidget* TrainingView::makeBanner()
{
    auto* card = new Card;
    m_banner = new QLabel;
    m_banner->setWordWrap(true);
    m_banner->setObjectName(QStringLiteral("divergenceBanner"));
    m_banner->setText(
        tr("Training stopped: the numbers have left the range of ordinary arithmetic. The update "
           "was not "
           "made and the last good weights are kept. Step back and try a smaller learning rate."));
    card->body()->addWidget(m_banner);
    card->hide();
    return card;
}

QWidget* TrainingView::makeCurves()
{
    m_loss = new ChartWidget;
    m_loss->setObjectName(QStringLiteral("lossPlot"));
    m_loss->setSmoothing(0.9);
    m_accuracy = new ChartWidget;
    m_accuracy->setObjectName(QStringLiteral("accuracyPlot"));
    m_accuracy->setSmoothing(0.9);
    auto* curves = new QWidget;
    auto* row = new QHBoxLayout(curves);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    for (ChartWidget* chart : {m_loss, m_accuracy}) {
        connectChart(chart);
        chart->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        chart->setMinimumWidth(280);
        row->addWidget(chart, 1);
    }
    return curves;
}

QWidget* TrainingView::makeDetails()
{
    auto* details = new QWidget;
    auto* choice = new Segmented({tr("gradients"), tr("step size"), tr("learning rate")});
    m_details = new QStackedLayout;
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(choice, 0, Qt::AlignLeft);
    column->addLayout(m_details, 1); // before its pages: a loose stack shows them as windows
    m_gradient = new ChartWidget;
    m_gradient->setObjectName(QStringLiteral("gradientPlot"));
    m_ratio = new ChartWidget;
    m_rate = new ChartWidget;
    for (ChartWidget* chart : {m_gradient, m_ratio, m_rate}) {
        connectChart(chart);
        m_details->addWidget(chart);
    }
    connect(choice, &Segmented::currentChanged, m_details, &QStackedLayout::setCurrentIndex);
    return details;
}

QWidget* TrainingView::makeTables()
{
    auto* tables = new QWidget;
    m_epochs = new TableModel({}, this);
    m_layers = new TableModel({}, this);
    auto* choice = new Segmented({tr("epochs"), tr("layers")});
    auto* card = new Card;
    auto* stack = new QStackedLayout;
    card->body()->addLayout(stack, 1); // before its pages: a loose stack shows them as windows
    QTableView* epochs = table(m_epochs, tr("Epochs"));
    epochs->setObjectName(QStringLiteral("epochTable"));
    QTableView* layers = table(m_layers, tr("Layers"));
    layers->setObjectName(QStringLiteral("layerTable"));
    stack->addWidget(epochs);
    stack->addWidget(layers);
    auto* column = new QVBoxLayout(tables);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(choice, 0, Qt::AlignLeft);
    column->addWidget(card, 1);
    connect(choice, &Segmented::currentChanged, stack, &QStackedLayout::setCurrentIndex);
    return tables;
}

QWidget* TrainingView::makeSettings()
{
    m_settings = new SettingsPanel;
    m_settings->setFixedWidth(m_settings->sizeHint().width());
    connect(m_settings, &SettingsPanel::learningRateChosen, this,
            &TrainingView::changeLearningRate);
    connect(m_settings, &SettingsPanel::startOverRequested, this, &TrainingView::startOver);
    return m_settings;
}

void TrainingView::connectChart(ChartWidget* chart)
{
    connect(chart, &ChartWidget::failed, m_port, &SessionPort::failed);
    connect(chart, &ChartWidget::noted, m_port, &SessionPort::noted);
}

void TrainingView::connectPort()
{
    connect(m_port, &SessionPort::factsChanged, this, &TrainingView::showFacts);
    connect(m_port, &SessionPort::snapshotChanged, this, &TrainingView::showSnapshot);
    connect(m_port, &SessionPort::historyChanged, this, &TrainingView::showHistory);
    connect(m_port, &SessionPort::runningChanged, this, [this](bool isRunning) {
        m_isRunning = isRunning;
        m_settings->setRunning(isRunning);
        showSnapshot();
    });
}

void TrainingView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    showSnapshot();
    showHistory();
}

void TrainingView::showFacts()
{
    const auto facts = m_port->facts();
    m_settings->setFacts(*facts);
    showHistory();
}

void TrainingView::showSnapshot()
{
    const auto snapshot = m_port->snapshot();
    if (!snapshot || !isVisible())
        return;
    m_banner->parentWidget()->setVisible(snapshot->hasDiverged);
    if (snapshot->norms.empty())
        return; // between two batches: keep the last complete ones
    m_gradient->setChart(gradientChart(snapshot.get()));
    m_ratio->setChart(updateRatioChart(snapshot.get()));
    m_layers->setTable(layerTable(snapshot.get()));
}

void TrainingView::showHistory()
{
    if (!isVisible())
        return;
    const auto history = m_port->history();
    const std::int64_t perEpoch = m_port->facts()->batchesPerEpoch;
    m_loss->setChart(lossChart(*history, perEpoch));
    m_accuracy->setChart(accuracyChart(*history, perEpoch));
    m_rate->setChart(learningRateChart(*history, perEpoch));
    m_epochs->setTable(epochTable(*history));
    // Charts that were never filled say why they are empty.
    if (m_gradient->chart().series.empty()) {
        m_gradient->setChart(gradientChart(nullptr));
        m_ratio->setChart(updateRatioChart(nullptr));
    }
}

void TrainingView::changeLearningRate(double learningRate)
{
    TrainingSettings settings = m_port->facts()->settings;
    settings.learningRate = learningRate;
    m_port->applySettings(settings);
}

void TrainingView::startOver()
{
    const TrainingSettings wished = m_settings->settings();
    const QString model = m_settings->model(), pictures = m_settings->data();
    const auto facts = m_port->facts();
    const bool isSameNetwork = facts->program && pictures == facts->dataName
                               && model == QString::fromStdString(facts->program->graph().name);
    if (!isSameNetwork)
        m_port->openZoo(model, pictures);
    m_port->applySettings(wished);
    m_port->reset();
}

} // namespace propago
