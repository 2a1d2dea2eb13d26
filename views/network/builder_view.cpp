#include "views/network/builder_view.h"

#include "core/graph/graph_text.h"
#include "core/graph/pytorch_code.h"
#include "core/graph/zoo.h"
#include "views/common/card.h"
#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/builder_canvas.h"
#include "views/network/builder_form.h"
#include "views/network/builder_model.h"
#include "views/network/builder_palette.h"
#include "views/network/builder_words.h"
#include "views/port/session_port.h"
#include "views/port/translated.h"

#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QTableWidget>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace propago {

namespace {

constexpr int kTypingMilliseconds = 350;
constexpr int kPaletteWidth = 190;
constexpr int kSideWidth = 350;

QPlainTextEdit* codeField(const char* name, QWidget* parent)
{
    auto* field = new QPlainTextEdit(parent);
    field->setObjectName(QLatin1String(name));
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    QFont sized = scaled(field->font(), TypeSize::Small);
    sized.setFamily(fixed.family());
    sized.setFixedPitch(true);
    field->setFont(sized);
    field->setLineWrapMode(QPlainTextEdit::NoWrap);
    field->setFrameShape(QFrame::NoFrame);
    field->setTabChangesFocus(true);
    return field;
}

// The engine may have put a Softmax to the end, or taken one away, to suit the loss.
bool isSameNetwork(const Graph& a, const Graph& b)
{
    const std::size_t shared = std::min(a.nodes.size(), b.nodes.size());
    if (shared == 0 || std::max(a.nodes.size(), b.nodes.size()) > shared + 1)
        return false;
    for (int i = 0; i < static_cast<int>(shared); ++i) {
        if (writeLayer(a, i) != writeLayer(b, i))
            return false;
    }
    return true;
}

QTableWidgetItem* cell(const QString& text, bool isNumber)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    return item;
}

} // namespace

BuilderView::BuilderView(SessionPort* port, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_model(new BuilderModel(this))
    , m_palette(new BuilderPalette(this))
    , m_canvas(new BuilderCanvas(m_model, this))
    , m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("builder"));
    setAccessibleName(tr("Network builder"));
    m_scroll->setWidget(m_canvas);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(10);
    middle->addWidget(makePalette());
    middle->addWidget(m_scroll, 1);
    middle->addWidget(makeSide());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeTop());
    layout->addLayout(middle, 1);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMilliseconds);
    connect(&m_typing, &QTimer::timeout, this, &BuilderView::readText);
    connect(m_model, &BuilderModel::changed, this, &BuilderView::refresh);
    connect(m_model, &BuilderModel::refused, this,
            [this](const QString& sentence) { say(sentence, true); });
    connect(m_canvas, &BuilderCanvas::chosenMoved, this, [this](const QRect& row) {
        m_scroll->ensureVisible(row.center().x(), row.center().y(), 0, row.height());
    });
    connect(m_palette, &BuilderPalette::chosen, this,
            [this](OperatorKind kind) { m_model->insert(kind, m_model->insertionPlace()); });
    const auto onCanvas = [this](const QPoint& global) { return m_canvas->mapFromGlobal(global); };
    connect(m_palette, &BuilderPalette::dragged, this,
            [this, onCanvas](OperatorKind, QPoint at) { m_canvas->showDrop(onCanvas(at)); });
    connect(m_palette, &BuilderPalette::dropped, this,
            [this, onCanvas](OperatorKind kind, QPoint at) {
                m_canvas->drop(kind, onCanvas(at));
                m_canvas->setFocus();
            });
    connect(m_palette, &BuilderPalette::dragCancelled, m_canvas, &BuilderCanvas::hideDrop);
    refresh();
}

QWidget* BuilderView::makeTop()
{
    auto* top = new QWidget(this);
    auto* grid = new QVBoxLayout(top);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    auto* line = new QHBoxLayout;
    const auto button = [&](const char* name, const QString& text) {
        auto* made = new QToolButton(top);
        made->setObjectName(QLatin1String(name));
        made->setText(text);
        return made;
    };
    m_templates = new QComboBox(top);
    m_templates->setObjectName(QStringLiteral("builderTemplates"));
    m_templates->setAccessibleName(tr("Begin with a template"));
    m_templates->addItem(tr("Begin with…"));
    m_templates->addItem(tr("an empty canvas"), QString());
    for (const std::string& name : zooNames())
        m_templates->addItem(QString::fromStdString(name), QString::fromStdString(name));
    m_undo = button("builderUndo", tr("Undo"));
    m_redo = button("builderRedo", tr("Redo"));
    m_totals = new QLabel(top);
    m_totals->setObjectName(QStringLiteral("builderTotals"));
    m_totals->setForegroundRole(QPalette::PlaceholderText);
    m_totals->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_use = new QPushButton(tr("Use this network"), top);
    m_use->setObjectName(QStringLiteral("builderUse"));
    m_use->setProperty("primary", true);
    m_close = button("builderClose", QString(QChar(0x2715)));
    m_close->setToolTip(tr("Back to the network that is open (Escape)"));
    m_close->setAccessibleName(tr("Close the builder"));
    for (QWidget* each : std::initializer_list<QWidget*>{m_templates, m_undo, m_redo})
        line->addWidget(each);
    line->addWidget(m_totals, 1);
    line->addWidget(m_use);
    line->addWidget(m_close);
    m_reason = new QLabel(top);
    m_reason->setObjectName(QStringLiteral("builderReason"));
    m_reason->setWordWrap(true);
    m_reason->setTextFormat(Qt::PlainText);
    grid->addLayout(line);
    grid->addWidget(m_reason);
    connect(m_templates, &QComboBox::activated, this, [this](int index) {
        if (index > 0)
            m_model->useTemplate(m_templates->itemData(index).toString());
        m_templates->setCurrentIndex(0);
    });
    connect(m_undo, &QToolButton::clicked, m_model, &BuilderModel::undo);
    connect(m_redo, &QToolButton::clicked, m_model, &BuilderModel::redo);
    connect(m_use, &QPushButton::clicked, this, &BuilderView::use);
    connect(m_close, &QToolButton::clicked, this, &BuilderView::closed);
    return top;
}

QWidget* BuilderView::makePalette()
{
    auto* holder = new QWidget(this);
    holder->setFixedWidth(kPaletteWidth);
    auto* search = new QLineEdit(holder);
    search->setObjectName(QStringLiteral("builderSearch"));
    search->setPlaceholderText(tr("Find a layer"));
    search->setClearButtonEnabled(true);
    connect(search, &QLineEdit::textChanged, m_palette, &BuilderPalette::filter);
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(search);
    layout->addWidget(m_palette, 1);
    return holder;
}

QWidget* BuilderView::makeSide()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("builderTabs"));
    m_tabs->setFixedWidth(kSideWidth);
    m_tabs->setDocumentMode(true);
    auto* form = new QScrollArea(m_tabs);
    form->setWidget(new BuilderForm(m_model, form));
    form->setWidgetResizable(true);
    form->setFrameShape(QFrame::NoFrame);
    form->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tabs->addTab(form, tr("Layer"));
    auto* written = new QWidget(m_tabs);
    m_text = codeField("builderText", written);
    m_text->setAccessibleName(tr("The network as text"));
    m_textFault = new QLabel(written);
    m_textFault->setObjectName(QStringLiteral("builderTextFault"));
    m_textFault->setWordWrap(true);
    m_textFault->hide();
    auto* column = new QVBoxLayout(written);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text, 1);
    column->addWidget(m_textFault);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_isWriting)
            m_typing.start();
    });
    m_tabs->addTab(written, tr("Text"));
    m_summary = new QTableWidget(0, 4, m_tabs);
    m_summary->setObjectName(QStringLiteral("builderSummary"));
    m_summary->setAccessibleName(tr("Table of the layers"));
    m_summary->setHorizontalHeaderLabels(
        {tr("Layer"), tr("Output"), tr("Parameters"), tr("Multiply-adds")});
    m_summary->verticalHeader()->hide();
    m_summary->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_summary->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_summary->setShowGrid(false);
    m_summary->setFrameShape(QFrame::NoFrame);
    m_summary->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_summary->horizontalHeader()->setStretchLastSection(true);
    connect(m_summary, &QTableWidget::cellClicked, this, [this](int row, int) {
        if (row < static_cast<int>(m_model->graph().nodes.size()))
            m_model->select(row);
    });
    m_tabs->addTab(m_summary, tr("Table"));
    m_tabs->addTab(makeCode(), tr("PyTorch"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &BuilderView::refresh);
    return m_tabs;
}

QWidget* BuilderView::makeCode()
{
    auto* holder = new QWidget(m_tabs);
    m_code = codeField("builderCode", holder);
    m_code->setReadOnly(true);
    m_code->setAccessibleName(tr("The network as PyTorch code"));
    auto* copy = new QToolButton(holder);
    copy->setObjectName(QStringLiteral("builderCopyCode"));
    copy->setText(tr("Copy"));
    connect(copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_code->toPlainText()); });
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 4, 0, 0);
    column->addWidget(copy, 0, Qt::AlignRight);
    column->addWidget(m_code, 1);
    return holder;
}

void BuilderView::open()
{
    const auto facts = m_port->facts();
    if (facts->program) {
        const Graph& graph = facts->program->graph();
        const auto isInput = [](const Node& node) { return node.kind == OperatorKind::Input; };
        const auto input = std::ranges::find_if(graph.nodes, isInput);
        m_model->setData(facts->dataName, input == graph.nodes.end() ? Shape{} : input->inputShape,
                         static_cast<std::int64_t>(facts->classNames.size()));
        if (m_openedFor != facts->program.get() && !isSameNetwork(graph, m_model->graph()))
            m_model->begin(graph);
        m_openedFor = facts->program.get();
    }
    m_canvas->setFocus();
}

void BuilderView::refresh()
{
    const GraphEditor& editor = m_model->editor();
    m_undo->setEnabled(editor.canUndo());
    m_redo->setEnabled(editor.canRedo());
    m_undo->setToolTip(editor.canUndo() ? tr("Undo: %1 (Ctrl+Z)").arg(translated(editor.undoText()))
                                        : tr("Nothing to undo"));
    m_redo->setToolTip(editor.canRedo()
                           ? tr("Redo: %1 (Ctrl+Shift+Z)").arg(translated(editor.redoText()))
                           : tr("Nothing to redo"));
    const SummaryRow& total = m_model->check().total;
    m_totals->setText(tr("%1 parameters · %2 multiply-adds · %3")
                          .arg(countText(total.parameters), countText(total.macs),
                               bytesText(total.parameterBytes)));
    const QString reason = m_model->reason();
    m_use->setEnabled(reason.isEmpty());
    say(reason.isEmpty() ? tr("It fits together and can be trained.") : reason, !reason.isEmpty());
    refreshText();
    if (m_tabs->currentWidget() == m_summary)
        refreshSummary();
    if (m_code->isVisible())
        refreshCode();
}

void BuilderView::say(const QString& sentence, bool isFault)
{
    const Palette& p = paletteOf(palette());
    QPalette colours = m_reason->palette();
    colours.setColor(QPalette::WindowText, isFault ? p.backwardAccent : p.mutedText);
    m_reason->setPalette(colours);
    m_reason->setText(sentence);
}

// What is being typed stays as it is typed as long as it means the same.
void BuilderView::refreshText()
{
    const auto meant = parseGraphText(m_text->toPlainText().toStdString());
    const std::string now = writeGraphText(m_model->graph());
    if (meant && writeGraphText(*meant) == now)
        return;
    if (m_text->hasFocus() && m_typing.isActive())
        return;
    m_isWriting = true;
    m_text->setPlainText(m_model->graph().nodes.empty() ? QString() : QString::fromStdString(now));
    m_isWriting = false;
    m_text->setExtraSelections({});
    m_textFault->hide();
}

void BuilderView::readText()
{
    m_text->setExtraSelections({});
    const auto graph = parseGraphText(m_text->toPlainText().toStdString());
    if (graph) {
        m_textFault->hide();
        if (writeGraphText(*graph) != writeGraphText(m_model->graph()))
            m_model->replaceFromText(*graph);
        return;
    }
    // The network stays what it was; the place of the fault is marked.
    const GraphTextProblem& problem = graph.error();
    const Palette& p = paletteOf(palette());
    QTextEdit::ExtraSelection mark;
    mark.cursor = QTextCursor(m_text->document()->findBlockByNumber(problem.line - 1));
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    QColor colour = p.backwardAccent;
    colour.setAlpha(50);
    mark.format.setBackground(colour);
    m_text->setExtraSelections({mark});
    m_textFault->setText(tr("Line %1, character %2: %3")
                             .arg(problem.line)
                             .arg(problem.column)
                             .arg(translated(problem.what)));
    QPalette colours = m_textFault->palette();
    colours.setColor(QPalette::WindowText, p.backwardAccent);
    m_textFault->setPalette(colours);
    m_textFault->show();
}

void BuilderView::refreshSummary()
{
    const GraphCheck& check = m_model->check();
    m_summary->setRowCount(static_cast<int>(check.layers.size()) + 1);
    int at = 0;
    for (const LayerCheck& layer : check.layers) {
        const QString unknown(QChar(0x2013));
        m_summary->setItem(
            at, 0,
            cell(QStringLiteral("%1 (%2)").arg(QString::fromStdString(layer.row.name),
                                               QString::fromStdString(layer.row.kind)),
                 false));
        m_summary->setItem(at, 1,
                           cell(layer.isKnown ? shapeText(layer.row.output) : unknown, false));
        m_summary->setItem(at, 2,
                           cell(layer.isKnown ? countText(layer.row.parameters) : unknown, true));
        m_summary->setItem(at, 3, cell(layer.isKnown ? countText(layer.row.macs) : unknown, true));
        ++at;
    }
    m_summary->setItem(at, 0, cell(tr("All"), false));
    m_summary->setItem(at, 1, cell(bytesText(check.total.parameterBytes), false));
    m_summary->setItem(at, 2, cell(countText(check.total.parameters), true));
    m_summary->setItem(at, 3, cell(countText(check.total.macs), true));
}

void BuilderView::refreshCode()
{
    const auto code = pytorchCode(m_model->graph());
    const QString text = code ? QString::fromStdString(*code) : translated(code.error());
    if (text != m_code->toPlainText())
        m_code->setPlainText(text);
}

void BuilderView::use()
{
    if (m_typing.isActive()) {
        m_typing.stop();
        readText();
    }
    if (!m_model->reason().isEmpty())
        return;
    m_port->useGraph(m_model->graph());
    emit closed();
}

// Keys of the window that mean something else while a network is edited.
bool BuilderView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool isOurs = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)
                            || key->key() == Qt::Key_Escape || key->key() == Qt::Key_Delete
                            || key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
        if (isOurs) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void BuilderView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo))
        m_model->undo();
    else if (event->matches(QKeySequence::Redo))
        m_model->redo();
    else if (event->key() == Qt::Key_Escape)
        emit closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace propago
