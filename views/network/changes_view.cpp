#include "views/network/changes_view.h"

#include "views/common/card.h"
#include "views/common/type_scale.h"
#include "views/network/answers_canvas.h"
#include "views/plot/table_model.h"
#include "views/port/session_port.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace propago {

namespace {

using Cell = CsvTable::Cell;

Cell significant(double value, int digits)
{
    return {QLocale().toString(value, 'g', digits), true};
}

QString parameterName(const Program& program, const TensorRef& ref)
{
    const int slot = program.slot(ref);
    return slot < 0
               ? QString()
               : QString::fromStdString(program.allSlots()[static_cast<std::size_t>(slot)].name);
}

QTableView* tableOf(TableModel* model)
{
    auto* view = new QTableView;
    view->setObjectName(QStringLiteral("changesTable"));
    view->setModel(model);
    view->setShowGrid(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setFrameShape(QFrame::NoFrame);
    view->setTabKeyNavigation(false);
    view->setFont(scaled(QApplication::font(), TypeSize::Small));
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 8);
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view->horizontalHeader()->setFont(view->font());
    view->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignBottom);
    return view;
}

} // namespace

ChangesView::ChangesView(SessionPort* port, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_layers(new TableModel({}, this))
    , m_answers(new AnswersCanvas(this))
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_remember(new QToolButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("changesView"));
    setFocusPolicy(Qt::StrongFocus);
    m_sentence->setObjectName(QStringLiteral("changesSentence"));
    m_sentence->setWordWrap(true);
    m_remember->setObjectName(QStringLiteral("rememberInstant"));
    m_close->setObjectName(QStringLiteral("closeChanges"));
    m_close->setText(QStringLiteral("\u2715"));
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_remember);
    head->addWidget(m_close);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(14);
    columns->addWidget(tableOf(m_layers), 1);
    columns->addWidget(m_answers, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 6, 4, 4);
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    layout->addLayout(columns, 1);
    connect(m_remember, &QToolButton::clicked, this, &ChangesView::remember);
    connect(m_close, &QToolButton::clicked, this, &ChangesView::closed);
    connect(port, &SessionPort::factsChanged, this, [this] {
        m_asked.reset();
        follow();
    });
    connect(port, &SessionPort::changesChanged, this, &ChangesView::refresh);
    connect(port, &SessionPort::snapshotChanged, this, &ChangesView::follow);
    retranslate();
}

void ChangesView::open()
{
    m_asked.reset();
    follow();
    setFocus();
}

void ChangesView::remember()
{
    m_port->rememberInstant();
}

// A comparison reads all weights: not while the run is under way, and once for each moment.
void ChangesView::follow()
{
    const auto snapshot = m_port->snapshot();
    if (!isVisible() || !snapshot || snapshot->isRunning || m_asked == snapshot->position)
        return;
    m_asked = snapshot->position;
    m_port->compareInstants();
}

QString ChangesView::momentText(const Position& position) const
{
    const std::int64_t length = std::max<std::int64_t>(m_port->facts()->batchesPerEpoch, 1);
    return tr("epoch %1 · batch %2")
        .arg(position.batch / length + 1)
        .arg(position.batch % length + 1);
}

void ChangesView::refresh()
{
    const auto all = m_port->changes();
    const auto facts = m_port->facts();
    m_answers->show(all, facts->classNames);
    CsvTable table;
    table.header = {tr("parameter"), tr("size before"), tr("size now"), tr("moved by"),
                    tr("in %"),      tr("moved most"),  tr("before"),   tr("now")};
    if (!all || !facts->program) {
        m_layers->setTable(table);
        return;
    }
    const Changes& changes = all->changes;
    for (const ParameterChange& each : changes.parameters) {
        const QString name = parameterName(*facts->program, each.ref);
        if (name.isEmpty())
            continue;
        const Cell share = each.before > 0 ? significant(100 * each.moved / each.before, 3)
                                           : Cell{QString(QChar(0x2013)), true};
        table.rows.push_back({Cell{name, false}, significant(each.before, 4),
                              significant(each.after, 4), significant(each.moved, 3), share,
                              Cell{QStringLiteral("[%1]").arg(each.element), true},
                              significant(each.elementBefore, 4),
                              significant(each.elementAfter, 4)});
    }
    m_layers->setTable(table);
    m_title->setText(
        tr("What has changed: %1 → %2").arg(momentText(changes.from), momentText(changes.to)));
    const int most = changes.mostMoved();
    if (most < 0) {
        m_sentence->setText(tr("Nothing yet: this moment is remembered. Go on, or back in time, "
                               "and see here what is different."));
        return;
    }
    const ParameterChange& moved = changes.parameters[static_cast<std::size_t>(most)];
    m_sentence->setText(
        tr("%1 moved most for its size, by %2 %. Of %n held-out picture(s), %3 became right and "
           "%4 became wrong.",
           nullptr, static_cast<int>(changes.answers.size()))
            .arg(parameterName(*facts->program, moved.ref))
            .arg(100 * moved.moved / moved.before, 0, 'g', 3)
            .arg(changes.corrected)
            .arg(changes.spoiled));
}

void ChangesView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit closed();
    else
        QWidget::keyPressEvent(event);
}

void ChangesView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

void ChangesView::retranslate()
{
    setAccessibleName(tr("What has changed"));
    m_title->setFont(scaled(QApplication::font(), TypeSize::Title));
    m_sentence->setFont(QApplication::font());
    m_title->setText(tr("What has changed"));
    m_remember->setText(tr("Remember this moment"));
    m_remember->setToolTip(tr("Compare with the present moment from now on"));
    m_close->setToolTip(tr("Back to the network (Escape)"));
    m_close->setAccessibleName(tr("Close"));
    refresh();
}

} // namespace propago
