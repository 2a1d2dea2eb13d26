#include "views/precision/compare_page.h"

#include "views/common/card.h"
#include "views/common/empty_state.h"
#include "views/common/segmented.h"
#include "views/plot/chart_builders.h"
#include "views/plot/chart_widget.h"
#include "views/port/session_port.h"
#include "views/port/translated.h"
#include "views/precision/disagreement_gallery.h"
#include "views/precision/format_picker.h"
#include "views/precision/pieces.h"
#include "views/precision/precision_model.h"
#include "views/precision/precision_rows.h"
#include "views/precision/precision_words.h"
#include "views/precision/quantisation_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace propago {

using precision::label;

namespace {

constexpr int kLeastChartHeight = 270;

} // namespace

ComparePage::ComparePage(SessionPort* port, QWidget* parent)
    : QWidget(parent), m_port(port), m_model(new PrecisionModel(this))
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeTable());
    column->addWidget(makeResults(), 1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    precision::letThrough(*scroll);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    m_model->setChosen(m_formats->chosen());
    connect(m_model, &QAbstractItemModel::modelReset, this, &ComparePage::fitTable);
    connect(m_formats, &FormatPicker::changed, this, [this] {
        m_model->setChosen(m_formats->chosen());
        emit optionsChanged();
    });
    connect(m_panel, &QuantisationPanel::changed, this, &ComparePage::showOptions);
    showEvaluation();
}

ChartWidget* ComparePage::chart(const char* name)
{
    auto* widget = new ChartWidget;
    widget->setObjectName(QLatin1String(name));
    connect(widget, &ChartWidget::failed, m_port, &SessionPort::failed);
    connect(widget, &ChartWidget::noted, m_port, &SessionPort::noted);
    return widget;
}

QWidget* ComparePage::makeResults()
{
    m_lower = new QStackedWidget;
    auto* invitation = new EmptyState(
        tr("Which precision is enough?"),
        tr("The comparison sends every held-out picture through this network in each chosen number "
           "format, and measures accuracy, size and speed on this machine. Training pauses "
           "meanwhile. Tick the formats above and press Run comparison."));
    auto* charts = new QWidget;
    auto* row = new QHBoxLayout(charts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_pareto = chart("paretoPlot");
    row->addWidget(m_pareto, 5);
    row->addWidget(makeDetails(), 6);
    m_lower->addWidget(invitation);
    m_lower->addWidget(charts);
    m_lower->setMinimumHeight(kLeastChartHeight);
    return m_lower;
}

QWidget* ComparePage::makeDetails()
{
    auto* details = new QWidget;
    m_latency = chart("latencyPlot");
    m_batches = chart("batchPlot");
    m_stack = new QStackedWidget;
    for (QWidget* page : {static_cast<QWidget*>(m_latency), static_cast<QWidget*>(m_batches),
                          makeConfusion(), makeGallery(), makeNotes()})
        m_stack->addWidget(page);
    m_choice = new Segmented(
        {tr("Latency"), tr("Batches"), tr("Confusion"), tr("Pictures"), tr("Why not faster")});
    m_choice->setObjectName(QStringLiteral("compareDetails"));
    m_choice->setAccessibleName(tr("What is shown of the comparison"));
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_choice);
    column->addWidget(m_stack, 1);
    connect(m_choice, &Segmented::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    return details;
}

QWidget* ComparePage::makeConfusion()
{
    m_confusion = chart("confusionPlot");
    m_confusionFormat = new QComboBox;
    m_confusionFormat->setObjectName(QStringLiteral("confusionFormat"));
    m_confusionFormat->setAccessibleName(tr("Format whose confusion is shown"));
    m_isDifference = new QCheckBox(tr("minus fp32"));
    m_isDifference->setObjectName(QStringLiteral("confusionDifference"));
    m_confusion->header()->insertWidget(1, m_confusionFormat);
    m_confusion->header()->insertWidget(2, m_isDifference);
    m_cell = label(TypeSize::Small, false);
    m_cell->setText(tr("Click a cell to read it."));
    m_confusion->body()->addWidget(m_cell);
    connect(m_confusion, &ChartWidget::cellClicked, this, &ComparePage::describeCell);
    connect(m_confusionFormat, &QComboBox::currentIndexChanged, this, &ComparePage::showConfusion);
    connect(m_isDifference, &QCheckBox::toggled, this, &ComparePage::showConfusion);
    return m_confusion;
}

QWidget* ComparePage::makeGallery()
{
    auto* card = new Card(tr("Pictures on which formats disagree"));
    m_gallery = new DisagreementGallery;
    m_galleryText = label(TypeSize::Small, true);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_gallery);
    precision::letThrough(*scroll);
    card->body()->addWidget(m_galleryText);
    card->body()->addWidget(scroll, 1);
    connect(m_gallery, &DisagreementGallery::chosen, this, &ComparePage::pictureChosen);
    connect(m_gallery, &DisagreementGallery::currentMoved, scroll, [this, scroll] {
        const QRect cell = m_gallery->cell(m_gallery->current());
        scroll->ensureVisible(cell.center().x(), cell.center().y(), cell.width(), cell.height());
    });
    return card;
}

QWidget* ComparePage::makeNotes()
{
    auto* card = new Card(tr("Why a format is not faster here"));
    m_notes = label(TypeSize::Body, false);
    m_notes->setObjectName(QStringLiteral("speedNotes"));
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* how = label(TypeSize::Small, true);
    how->setText(
        tr("Latency: batch 1, one thread, rounds over all formats in random order. Images/s: "
           "batch 64, all cores. Both measured on this machine."));
    card->body()->addWidget(m_notes);
    card->body()->addStretch(1);
    card->body()->addWidget(how);
    return card;
}

EvaluationOptions ComparePage::options() const
{
    EvaluationOptions options;
    options.precisions = m_formats->chosen();
    options.quantisation = m_panel->options();
    options.calibrationSamples = m_panel->samples();
    return options;
}

// What produced the present result, and whether the settings have moved on.
void ComparePage::showOptions()
{
    const EvaluationOptions now = options();
    const QString settings = settingsText(now.quantisation, now.calibrationSamples);
    const auto evaluation = m_port->evaluation();
    if (!evaluation) {
        m_made->setText(tr("Integers will be made with: %1").arg(settings));
    } else {
        const std::int64_t there = m_port->facts()->trainSamples;
        const std::int64_t samples =
            there > 0 ? std::min(now.calibrationSamples, there) : now.calibrationSamples;
        const bool isSame = evaluation->calibrationSamples == 0
                            || (evaluation->quantisation == now.quantisation
                                && evaluation->calibrationSamples == samples);
        m_made->setText(isSame ? madeWith(*evaluation)
                               : tr("%1. Set since then: %2; run again to see what that changes.")
                                     .arg(madeWith(*evaluation), settings));
    }
    emit optionsChanged();
}

void ComparePage::showEvaluation()
{
    const auto evaluation = m_port->evaluation();
    m_model->setEvaluation(evaluation);
    m_lower->setCurrentIndex(evaluation ? 1 : 0);
    m_export->setEnabled(evaluation != nullptr);
    showOptions();
    showNotes();
    fillConfusionFormats();
    if (!evaluation)
        return;
    m_pareto->setChart(paretoChart(*evaluation));
    m_latency->setChart(latencyChart(*evaluation));
    m_batches->setChart(batchChart(*evaluation));
    m_gallery->show(evaluation, m_port->disputedPictures(), m_port->facts()->classNames);
    const auto count = static_cast<int>(evaluation->disagreements.size());
    m_galleryText->setText(
        count == 0
            ? tr("There are none.")
            : tr("%n picture(s); click one to follow it through the layers. ✓ right, ✗ wrong.",
                 nullptr, count));
}

void ComparePage::fillConfusionFormats()
{
    const auto evaluation = m_port->evaluation();
    {
        const QSignalBlocker quiet(m_confusionFormat);
        m_confusionFormat->clear();
        for (std::size_t i = 0; evaluation && i < evaluation->precisions.size(); ++i)
            m_confusionFormat->addItem(formatText(evaluation->precisions[i].precision),
                                       static_cast<int>(evaluation->precisions[i].precision));
        if (const PrecisionResult* main = evaluation ? mainResult(*evaluation) : nullptr)
            m_confusionFormat->setCurrentIndex(
                m_confusionFormat->findData(static_cast<int>(main->precision)));
    }
    showConfusion();
}

void ComparePage::showConfusion()
{
    const auto evaluation = m_port->evaluation();
    if (!evaluation)
        return;
    const auto format = static_cast<Format>(m_confusionFormat->currentData().toInt());
    const auto& names = m_port->facts()->classNames;
    m_isDifference->setEnabled(format != Format::Fp32 && resultOf(evaluation.get(), Format::Fp32));
    m_confusion->setChart(m_isDifference->isChecked() && m_isDifference->isEnabled()
                              ? confusionDifferenceChart(*evaluation, format, names)
                              : confusionChart(*evaluation, format, names));
    m_cell->setText(tr("Click a cell to read it."));
}

void ComparePage::showNotes()
{
    QStringList lines;
    if (const auto evaluation = m_port->evaluation()) {
        for (const Text& note : evaluation->notes)
            lines << translated(note);
        if (const QString drift = driftNote(*evaluation); !drift.isEmpty())
            lines << drift;
        if (lines.isEmpty())
            lines << tr("Every format is faster than fp32 here, and runs natively.");
    }
    m_notes->setText(lines.join(QStringLiteral("\n\n")));
}

void ComparePage::describeCell(int row, int column)
{
    const auto& grid = m_confusion->chart().grid;
    if (!grid || row < 0 || column < 0 || row >= static_cast<int>(grid->values.size())
        || column >= static_cast<int>(grid->values.size()))
        return;
    const auto count = static_cast<int>(
        grid->values[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]);
    if (grid->isDifference)
        m_cell->setText(
            tr("%1 taken for %2: %3 compared with fp32")
                .arg(grid->rows[row], grid->columns[column])
                .arg(count > 0 ? QStringLiteral("+%1").arg(count) : QString::number(count)));
    else if (row == column)
        m_cell->setText(tr("%1 recognised: %n", nullptr, count).arg(grid->rows[row]));
    else
        m_cell->setText(
            tr("%1 taken for %2: %n", nullptr, count).arg(grid->rows[row], grid->columns[column]));
}

QVariantMap ComparePage::remembered() const
{
    QStringList formats;
    for (const Format format : m_formats->chosen())
        formats << formatText(format);
    QVariantMap all = m_panel->remembered();
    all.insert(QStringLiteral("formats"), formats);
    return all;
}

void ComparePage::restore(const QVariantMap& remembered)
{
    if (remembered.isEmpty())
        return;
    m_panel->restore(remembered);
    std::vector<Format> formats;
    const QStringList names = remembered.value(QStringLiteral("formats")).toStringList();
    for (const Format format : offeredFormats()) {
        if (names.contains(formatText(format)))
            formats.push_back(format);
    }
    if (!formats.empty())
        m_formats->setChosen(formats);
}

} // namespace propago
