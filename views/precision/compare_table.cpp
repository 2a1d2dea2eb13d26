#include "core/base/atomic_file.h"
#include "views/common/card.h"
#include "views/port/session_port.h"
#include "views/port/translated.h"
#include "views/precision/compare_page.h"
#include "views/precision/format_picker.h"
#include "views/precision/pieces.h"
#include "views/precision/precision_delegate.h"
#include "views/precision/precision_model.h"
#include "views/precision/precision_rows.h"
#include "views/precision/precision_words.h"
#include "views/precision/quantisation_panel.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

/// The table of ComparePage: what stands in its card, and the file that is made of it.
namespace propago {

using precision::label;

void ComparePage::setUpTableHeader(QWidget* card)
{
    QHBoxLayout* header = static_cast<Card*>(card)->header();
    m_formats = new FormatPicker;
    m_settings = new QToolButton;
    m_settings->setObjectName(QStringLiteral("quantisationSettings"));
    m_settings->setText(tr("Calibration…"));
    m_settings->setToolTip(tr("How the integers are made"));
    m_settings->setCheckable(true);
    m_export = new QPushButton(tr("Export CSV…"));
    m_export->setObjectName(QStringLiteral("exportTable"));
    header->insertSpacing(1, 18);
    header->insertWidget(2, m_formats);
    header->addWidget(m_settings);
    header->addWidget(m_export);
    connect(m_export, &QPushButton::clicked, this, &ComparePage::askForTableFile);
    connect(m_settings, &QToolButton::toggled, this,
            [this](bool isOpen) { m_panel->setVisible(isOpen); });
}

QWidget* ComparePage::makeTable()
{
    auto* card = new Card(tr("Side by side"));
    setUpTableHeader(card);
    m_panel = new QuantisationPanel;
    m_panel->setObjectName(QStringLiteral("quantisationPanel"));
    m_panel->hide();
    m_details = label(TypeSize::Small, false);
    m_details->setObjectName(QStringLiteral("rowDetails"));
    m_made = label(TypeSize::Small, true);
    m_made->setObjectName(QStringLiteral("madeWith"));
    card->body()->addWidget(m_panel);
    card->body()->addWidget(makeTableView());
    card->body()->addWidget(m_details);
    card->body()->addWidget(m_made);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return card;
}

QWidget* ComparePage::makeTableView()
{
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("precisionTable"));
    m_table->setAccessibleName(tr("Formats side by side"));
    m_table->setModel(m_model);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setItemDelegate(new PrecisionDelegate(m_table));
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ComparePage::describeRow);
    return m_table;
}

// All rows stand there at once: a comparison that must be scrolled is none.
void ComparePage::fitTable()
{
    const int row = m_table->fontMetrics().height() + 12;
    m_table->verticalHeader()->setDefaultSectionSize(row);
    m_table->setFixedHeight(row * m_model->rowCount()
                            + m_table->horizontalHeader()->sizeHint().height() + 12);
    const auto evaluation = m_port->evaluation();
    const PrecisionResult* main = evaluation ? mainResult(*evaluation) : nullptr;
    m_table->setCurrentIndex(m_model->index(main ? m_model->rowOf(main->precision) : 0, 0));
    describeRow();
}

void ComparePage::describeRow()
{
    const int row = m_table->currentIndex().row();
    const auto evaluation = m_port->evaluation();
    const PrecisionResult* result = row >= 0 && row < m_model->rowCount()
                                        ? resultOf(evaluation.get(), m_model->formatAt(row))
                                        : nullptr;
    m_details->setText(result ? detailsOf(*result) : QString());
    m_details->setVisible(result != nullptr);
}

Result<void> ComparePage::exportTable(const QString& path) const
{
    const auto evaluation = m_port->evaluation();
    return writeFileAtomically(
        path.toStdString(),
        csvOf(precisionTable(evaluation ? *evaluation : Evaluation())).toStdString());
}

void ComparePage::askForTableFile()
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
