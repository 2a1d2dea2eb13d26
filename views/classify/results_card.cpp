#include "views/classify/results_card.h"

#include "core/base/atomic_file.h"
#include "views/classify/pieces.h"
#include "views/classify/results_model.h"
#include "views/port/translated.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace propago {

namespace {

constexpr int kThumbnail = 36;

} // namespace

ResultsCard::ResultsCard(SessionPort* port, QWidget* parent)
    : Card(tr("All pictures so far"), parent)
    , m_port(port)
    , m_results(new ResultsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(m_results);
    m_sorted->setSortRole(Qt::UserRole);
    auto* save = new QPushButton(tr("Export CSV…"));
    save->setObjectName(QStringLiteral("exportResults"));
    auto* clear = new QPushButton(tr("Clear list"));
    header()->addWidget(save);
    header()->addWidget(clear);
    makeTable();
    setMinimumHeight(190);
    hide();
    connect(save, &QPushButton::clicked, this, &ResultsCard::askForFile);
    connect(clear, &QPushButton::clicked, this, &ResultsCard::clear);
}

void ResultsCard::makeTable()
{
    QTableView* table = classify::plainTable(m_sorted, tr("All pictures so far"));
    table->setObjectName(QStringLiteral("resultsTable"));
    table->setSortingEnabled(true);
    table->sortByColumn(-1, Qt::AscendingOrder);
    table->setIconSize({kThumbnail, kThumbnail});
    table->verticalHeader()->setDefaultSectionSize(kThumbnail + 6);
    body()->addWidget(table, 1);
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& row) {
                if (row.isValid())
                    emit chosen(m_results->at(m_sorted->mapToSource(row).row()));
            });
}

void ResultsCard::add(const Classification& answer, const QStringList& classNames, int fewest)
{
    m_results->add(answer, classNames);
    setVisible(!isHidden() || m_results->rowCount() >= fewest);
}

void ResultsCard::clear()
{
    m_results->clear();
    hide();
}

void ResultsCard::askForFile()
{
    auto* dialog = new QFileDialog(window(), tr("Export results"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("classified.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &ResultsCard::write);
    dialog->open();
}

void ResultsCard::write(const QString& path)
{
    const auto done =
        writeFileAtomically(path.toStdString(), csvOf(m_results->table()).toStdString());
    if (done)
        emit m_port->noted(tr("Results written to %1").arg(path));
    else
        emit m_port->failed(translated(done.error()));
}

} // namespace propago
