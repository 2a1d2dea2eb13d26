#include "views/precision/precision_view.h"

#include "core/base/atomic_file.h"
#include "views/common/card.h"
#include "views/common/empty_state.h"
#include "views/common/type_scale.h"
#include "views/plot/chart_builders.h"
#include "views/plot/chart_widget.h"
#include "views/port/session_port.h"
#include "views/port/translated.h"
#include "views/precision/precision_delegate.h"
#include "views/precision/precision_model.h"
#include "views/precision/precision_rows.h"

#include <QApplication>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace propago {

namespace {

QLabel* label(TypeSize size, bool isQuiet)
{
    auto* text = new QLabel;
    text->setTextFormat(Qt::PlainText);
    text->setFont(scaled(QApplication::font(), size));
    if (isQuiet)
        text->setForegroundRole(QPalette::PlaceholderText);
    return text;
}

} // namespace

PrecisionView::PrecisionView(SessionPort* port, QWidget* parent)
    : QWidget(parent), m_port(port), m_model(new PrecisionModel(this)), m_stack(new QStackedLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 6, 16, 12);
    layout->setSpacing(12);
    layout->addWidget(makeHead());
    layout->addWidget(makeTable());
    layout->addLayout(m_stack, 1); // first: a loose stack would show its page as a window
    m_stack->addWidget(makeInvitation());
    m_stack->addWidget(makeCharts());
    connectPort();
    setBusy(false);
    showEvaluation();
}

QWidget* PrecisionView::makeInvitation()
{
    auto* invitation = new EmptyState(tr("Which precision is enough?"),
                                      tr("The comparison sends every held-out picture through this "
                                         "network in each chosen number format, and "
                                         "measures accuracy, size and speed on this machine. "
                                         "Training pauses meanwhile. Tick the formats above "
                                         "and press Run comparison."));
    invitation->setMaximumWidth(640);
    auto* page = new QWidget;
    auto* row = new QHBoxLayout(page);
    row->addStretch(1);
    row->addWidget(invitation, 8);
    row->addStretch(1);
    return page;
}

QWidget* PrecisionView::makeHead()
{
    auto* head = new QWidget;
    m_subtitle = label(TypeSize::Body, true);
    m_subtitle->setText(tr(
        "latency: batch 1, one thread · images/s: batch 64, all cores · measured on this machine"));
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setFixedWidth(180);
    m_progress->setAccessibleName(tr("Progress of the comparison"));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("cancelComparison"));
    m_run = new QPushButton(tr("Run comparison"));
    m_run->setObjectName(QStringLiteral("runComparison"));
    m_run->setProperty("primary", true);
    auto* grid = new QGridLayout(head);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    grid->addWidget(m_subtitle, 0, 0, 2, 1);
    grid->setColumnStretch(0, 1);
    int column = 1;
    for (QWidget* each : std::initializer_list<QWidget*>{m_progress, m_cancel, m_run})
        grid->addWidget(each, 0, column++, 2, 1, Qt::AlignVCenter);
    connect(m_run, &QPushButton::clicked, this, &PrecisionView::start);
    connect(m_cancel, &QPushButton::clicked, m_port, &SessionPort::cancelEvaluation);
    return head;
}

QWidget* PrecisionView::makeTable()
{
    auto* card = new Card(tr("Side by side"));
    auto* table = new QTableView;
    table->setObjectName(QStringLiteral("precisionTable"));
    table->setAccessibleName(tr("Precisions side by side"));
    table->setModel(m_model);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setTabKeyNavigation(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setItemDelegate(new PrecisionDelegate(table));
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    const int row = table->fontMetrics().height() + 12;
    table->verticalHeader()->setDefaultSectionSize(row);
    table->setFixedHeight(row * m_model->rowCount() + table->horizontalHeader()->sizeHint().height()
                          + 14);
    m_export = new QPushButton(tr("Export CSV…"));
    m_export->setObjectName(QStringLiteral("exportTable"));
    m_notes = label(TypeSize::Small, true);
    m_notes->setObjectName(QStringLiteral("speedNotes"));
    m_notes->setWordWrap(true);
    card->header()->addWidget(m_export);
    card->body()->addWidget(table);
    card->body()->addWidget(m_notes);
    connect(m_export, &QPushButton::clicked, this, &PrecisionView::askForTableFile);
    connect(m_model, &PrecisionModel::chosenChanged, this,
            [this] { m_run->setEnabled(!m_model->chosen().empty()); });
    return card;
}

QWidget* PrecisionView::makeCharts()
{
    auto* charts = new QWidget;
    auto* row = new QHBoxLayout(charts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_pareto = new ChartWidget;
    m_pareto->setObjectName(QStringLiteral("paretoPlot"));
    m_latency = new ChartWidget;
    m_latency->setObjectName(QStringLiteral("latencyPlot"));
    m_confusion = new ChartWidget;
    m_confusion->setObjectName(QStringLiteral("confusionPlot"));
    for (ChartWidget* chart : {m_pareto, m_latency, m_confusion}) {
        row->addWidget(chart, 1);
        connect(chart, &ChartWidget::failed, m_port, &SessionPort::failed);
        connect(chart, &ChartWidget::noted, m_port, &SessionPort::noted);
    }
    m_cell = label(TypeSize::Small, false);
    m_cell->setWordWrap(true);
    m_cell->setText(tr("Click a cell to read it."));
    m_confusion->body()->addWidget(m_cell);
    connect(m_confusion, &ChartWidget::cellClicked, this, &PrecisionView::describeCell);
    return charts;
}

void PrecisionView::connectPort()
{
    connect(m_port, &SessionPort::evaluationChanged, this, [this] {
        setBusy(false);
        showEvaluation();
    });
    connect(m_port, &SessionPort::evaluationProgressed, this, [this](double share) {
        if (m_progress->isVisible())
            m_progress->setValue(qRound(1000 * share));
    });
    connect(m_port, &SessionPort::failed, this, [this] { setBusy(false); });
}

void PrecisionView::setBusy(bool isBusy)
{
    m_progress->setVisible(isBusy);
    m_cancel->setVisible(isBusy);
    m_run->setVisible(!isBusy);
    m_progress->setValue(0);
}

void PrecisionView::start()
{
    EvaluationOptions options;
    options.precisions = m_model->chosen();
    setBusy(true);
    m_port->evaluate(options);
}

void PrecisionView::showEvaluation()
{
    const auto evaluation = m_port->evaluation();
    m_model->setEvaluation(evaluation);
    m_stack->setCurrentIndex(evaluation ? 1 : 0);
    m_export->setEnabled(evaluation != nullptr);
    showNotes();
    if (!evaluation)
        return;
    m_pareto->setChart(paretoChart(*evaluation));
    m_latency->setChart(latencyChart(*evaluation));
    m_confusion->setChart(confusionChart(*evaluation, m_port->facts()->classNames));
}

void PrecisionView::showNotes()
{
    QStringList lines;
    if (const auto evaluation = m_port->evaluation()) {
        for (const Text& note : evaluation->notes)
            lines << translated(note);
    }
    m_notes->setText(lines.join(QLatin1Char('\n')));
    m_notes->setVisible(!lines.isEmpty());
}

void PrecisionView::describeCell(int row, int column)
{
    const auto evaluation = m_port->evaluation();
    const auto size = evaluation ? static_cast<int>(evaluation->confusion.size()) : 0;
    if (row < 0 || column < 0 || row >= size || column >= size)
        return;
    const ChartGrid& grid = *m_confusion->chart().grid;
    const auto count = static_cast<int>(
        evaluation->confusion[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]);
    m_cell->setText(
        row == column
            ? tr("%1 recognised: %n", nullptr, count).arg(grid.rows[row])
            : tr("%1 taken for %2: %n", nullptr, count).arg(grid.rows[row], grid.columns[column]));
}

Result<void> PrecisionView::exportTable(const QString& path) const
{
    const auto evaluation = m_port->evaluation();
    return writeFileAtomically(
        path.toStdString(),
        csvOf(precisionTable(evaluation ? *evaluation : Evaluation())).toStdString());
}

void PrecisionView::askForTableFile()
{
    auto* dialog = new QFileDialog(window(), tr("Export table"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("precision.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (const auto done = exportTable(path); !done)
            emit m_port->failed(translated(done.error()));
        else
            emit m_port->noted(tr("Table written to %1").arg(path));
    });
    dialog->open();
}

} // namespace propago
