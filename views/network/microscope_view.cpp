#include "views/network/microscope_view.h"

#include "views/common/segmented.h"
#include "views/common/type_scale.h"
#include "views/common/watch_list.h"
#include "views/network/microscope_canvas.h"
#include "views/port/session_port.h"
#include "views/port/translated.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace propago {

namespace {

constexpr int kSlideMilliseconds = 400;
constexpr std::size_t kMostParts = 8;
constexpr std::size_t kStrongest = static_cast<std::size_t>(-1);

constexpr SlotKind kLossKinds[] = {SlotKind::Probabilities, SlotKind::SampleLoss, SlotKind::Loss};

QToolButton* button(const char* name, const QString& text, QWidget* parent)
{
    auto* result = new QToolButton(parent);
    result->setObjectName(QLatin1String(name));
    result->setText(text);
    result->setAutoRaise(false);
    return result;
}

} // namespace

MicroscopeView::MicroscopeView(SessionPort* port, WatchList* watches, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_watches(watches)
    , m_canvas(new MicroscopeCanvas(this))
    , m_title(new QLabel(this))
    , m_layers(new Segmented({}, this))
    , m_kinds(new Segmented({}, this))
    , m_back(button("microscopeBack", QString(QChar(0x25C0)), this))
    , m_play(button("microscopePlay", {}, this))
    , m_next(button("microscopeNext", QString(QChar(0x25B6)), this))
    , m_watch(button("microscopeWatch", {}, this))
    , m_copy(button("microscopeCopy", {}, this))
    , m_close(button("microscopeClose", QString(QChar(0x2715)), this))
{
    setObjectName(QStringLiteral("microscope"));
    setFocusPolicy(Qt::StrongFocus);
    m_title->setObjectName(QStringLiteral("microscopeTitle"));
    m_layers->setObjectName(QStringLiteral("microscopeLayers"));
    m_kinds->setObjectName(QStringLiteral("microscopeKinds"));
    m_play->setCheckable(true);
    m_watch->setCheckable(true);
    auto* top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_watch);
    top->addWidget(m_copy);
    top->addWidget(m_close);
    auto* row = new QHBoxLayout;
    row->addWidget(m_layers);
    row->addWidget(m_kinds);
    row->addStretch();
    for (QToolButton* each : {m_back, m_play, m_next})
        row->addWidget(each);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 0);
    layout->addLayout(top);
    layout->addLayout(row);
    layout->addWidget(m_canvas, 1);
    m_slide.setInterval(kSlideMilliseconds);
    connect(&m_slide, &QTimer::timeout, this, [this] { moveBy(1); });
    connect(m_back, &QToolButton::clicked, this, [this] { moveBy(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { moveBy(1); });
    connect(m_play, &QToolButton::toggled, this, &MicroscopeView::setPlaying);
    connect(m_copy, &QToolButton::clicked, this, &MicroscopeView::copyCalculation);
    connect(m_close, &QToolButton::clicked, this, &MicroscopeView::close);
    connect(m_watch, &QToolButton::clicked, this, &MicroscopeView::toggleWatch);
    connect(watches, &WatchList::changed, this, &MicroscopeView::refreshWatch);
    connect(m_layers, &Segmented::currentChanged, this, &MicroscopeView::chooseNode);
    connect(m_kinds, &Segmented::currentChanged, this, &MicroscopeView::chooseKind);
    connect(m_canvas, &MicroscopeCanvas::groupChosen, this, &MicroscopeView::chooseGroup);
    connect(m_canvas, &MicroscopeCanvas::weightChosen, this, &MicroscopeView::chooseWeight);
    connect(m_canvas, &MicroscopeCanvas::elementChosen, this, [this](qint64 element) {
        setPlaying(false);
        choose({m_ref.tensor, element});
    });
    connect(port, &SessionPort::snapshotChanged, this, &MicroscopeView::refresh);
    connect(port, &SessionPort::factsChanged, this, [this] {
        if (!m_nodes.empty() && m_port->facts()->program != m_opened)
            close();
    });
    retranslate();
}

const Program* MicroscopeView::program() const
{
    return m_port->facts()->program.get();
}

Shape MicroscopeView::shape() const
{
    const int slot = program()->slot(m_ref.tensor);
    return slot < 0 ? Shape{} : program()->allSlots()[static_cast<std::size_t>(slot)].shape;
}

void MicroscopeView::open(const std::vector<int>& nodes, std::int64_t element)
{
    if (nodes.empty() || !program())
        return;
    m_opened = m_port->facts()->program;
    m_nodes = nodes;
    m_nodeIndex = 0;
    m_kind = Value;
    m_isLoss = false;
    m_group = kStrongest;
    m_element = element;
    m_weight = 0;
    refreshChoices();
    choose({{SlotKind::Value, node(), 0}, element});
    setFocus();
}

void MicroscopeView::openLoss(SlotKind kind, std::int64_t element)
{
    if (!program())
        return;
    m_opened = m_port->facts()->program;
    m_nodes = {program()->graph().output};
    m_nodeIndex = 0;
    m_isLoss = true;
    m_kind = static_cast<int>(std::ranges::find(kLossKinds, kind) - std::begin(kLossKinds));
    m_element = element;
    m_weight = 0;
    refreshChoices();
    chooseKind(m_kind);
    setFocus();
}

void MicroscopeView::close()
{
    setPlaying(false);
    m_nodes.clear();
    m_port->setInterest(QStringLiteral("microscope"), {});
    emit closed();
}

void MicroscopeView::choose(const ElementRef& ref)
{
    m_ref = ref;
    if (m_isLoss && ref.tensor.kind != SlotKind::Probabilities)
        ; // the category stays chosen
    else if (ref.tensor.kind == SlotKind::ParameterGradient
             || ref.tensor.kind == SlotKind::Parameter)
        m_weight = ref.element;
    else
        m_element = ref.element;
    announceInterest();
    refresh();
}

void MicroscopeView::chooseNode(int index)
{
    m_nodeIndex = index;
    m_kind = std::min(m_kind, static_cast<int>(Gradient));
    m_group = kStrongest;
    refreshChoices();
    chooseKind(m_kind);
}

void MicroscopeView::chooseKind(int kind)
{
    m_kind = kind;
    m_group = kStrongest;
    m_kinds->setCurrent(kind);
    if (m_isLoss)
        return choose({{kLossKinds[kind], -1, 0}, kind == 0 ? m_element : 0});
    if (isOfWeight())
        choose({{kind == WeightGradient ? SlotKind::ParameterGradient : SlotKind::Parameter, node(),
                 0},
                m_weight});
    else
        choose({{kind == Gradient ? SlotKind::Gradient : SlotKind::Value, node(), 0}, m_element});
}

void MicroscopeView::chooseWeight(std::int64_t weight)
{
    if (m_isLoss)
        return;
    const int owner = m_ref.tensor.kind == SlotKind::Value ? node() : -1;
    if (owner < 0 || program()->slot({SlotKind::ParameterGradient, owner, 0}) < 0)
        return;
    m_weight = weight;
    chooseKind(WeightGradient);
}

void MicroscopeView::chooseGroup(int group)
{
    m_group = static_cast<std::size_t>(group);
    refresh();
}

void MicroscopeView::moveBy(int elements)
{
    if (m_nodes.empty())
        return;
    const Shape all = shape();
    const std::int64_t plane =
        all.rank() >= 3 ? all[all.rank() - 1] * all[all.rank() - 2] : all.elements();
    if (plane <= 0)
        return;
    const std::int64_t first = m_ref.element / plane * plane;
    const std::int64_t place = ((m_ref.element - first + elements) % plane + plane) % plane;
    choose({m_ref.tensor, first + place});
}

void MicroscopeView::moveRows(int rows)
{
    const Shape all = shape();
    moveBy(rows * static_cast<int>(all.rank() >= 2 ? all[all.rank() - 1] : 1));
}

void MicroscopeView::setPlaying(bool plays)
{
    const QSignalBlocker blocker(m_play);
    m_play->setChecked(plays);
    plays ? m_slide.start() : m_slide.stop();
}

void MicroscopeView::announceInterest()
{
    const Graph& graph = program()->graph();
    std::set<TensorRef> refs{
        m_ref.tensor, {SlotKind::Value, node(), 0}, {SlotKind::Gradient, node(), 0}};
    for (const int input : graph.nodes[static_cast<std::size_t>(node())].inputs)
        refs.insert({SlotKind::Value, input, 0});
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const auto& inputs = graph.nodes[i].inputs;
        if (std::ranges::find(inputs, node()) != inputs.end())
            refs.insert({SlotKind::Gradient, static_cast<int>(i), 0});
    }
    Interest interest;
    interest.tensors.assign(refs.begin(), refs.end());
    (m_kind == Integers && !m_isLoss ? interest.integers : interest.elements) = {m_ref};
    m_port->setInterest(QStringLiteral("microscope"), interest);
}

void MicroscopeView::toggleWatch()
{
    if (!m_nodes.empty() && canWatch())
        m_watches->toggle(m_ref);
    refreshWatch();
}

void MicroscopeView::refreshWatch()
{
    const bool isWatched = m_watches->contains(m_ref);
    m_watch->setVisible(canWatch());
    m_watch->setChecked(isWatched);
    m_watch->setEnabled(isWatched || !m_watches->isFull());
}

QString MicroscopeView::reasonForNothing() const
{
    const auto snapshot = m_port->snapshot();
    if (snapshot && snapshot->isRunning)
        return tr("The arithmetic appears when the run is paused or slowed down.");
    if (m_isLoss)
        return tr("Known when this batch has reached the loss.");
    const OperatorKind kind = program()->graph().nodes[static_cast<std::size_t>(node())].kind;
    if (kind == OperatorKind::Input)
        return tr("These are the numbers of the picture itself: nothing made them.");
    if (m_kind == WeightUpdate)
        return tr("The update is known when all gradients of this batch are there. Step forward to "
                  "the end of the backward phase to see why this weight will move.");
    if (m_kind == Integers)
        return tr("The int8 network is being made: its scales come from training pictures.");
    if (m_kind == Value)
        return tr("This number has not been computed in this batch yet. Step forward to see it "
                  "come about.");
    return tr("This gradient has not been computed in this batch yet. Step forward into the "
              "backward phase to see it come about.");
}

QString MicroscopeView::words(const Explanation& explanation) const
{
    QString text = translated(explanation.formula);
    for (const Text& step : explanation.steps)
        text += QLatin1Char('\n') + translated(step);
    if (m_kind == WeightUpdate && !m_isLoss)
        return text;
    const auto& content = m_canvas->content();
    if (!content.sheet.isEmpty())
        text += QLatin1Char('\n') + sumText(content.sheet, kMostParts);
    if (explanation.isOutdated)
        text += QLatin1Char('\n')
                + tr("The weights have been updated since: step back before the update to see the "
                     "sum that made the number.");
    return text;
}

void MicroscopeView::refresh()
{
    if (m_nodes.empty() || !program())
        return;
    m_title->setText(title());
    refreshWatch();
    MicroscopeCanvas::Content content;
    content.snapshot = m_port->snapshot();
    content.ref = m_ref;
    if (!content.snapshot || content.snapshot->program.get() != program())
        return;
    const Explanation* explanation = found(*content.snapshot);
    if (!explanation) {
        // The answer to the newest question is on its way: what is there stays meanwhile.
        const bool isWaiting = !m_canvas->content().sheet.isEmpty()
                               && content.snapshot == m_canvas->content().snapshot;
        if (isWaiting)
            return;
        content.empty = reasonForNothing();
        m_canvas->show(std::move(content));
        return;
    }
    content.sheet = sheetOf(*program(), m_ref, *explanation);
    if (m_group == kStrongest)
        m_group = content.sheet.strongestGroup();
    content.group = m_group;
    if (content.sheet.isEmpty())
        content.empty = emptyWords(*explanation);
    m_canvas->show(content);
    content.words = words(*explanation);
    m_canvas->show(std::move(content));
}

const Explanation* MicroscopeView::found(const Snapshot& snapshot) const
{
    const auto& all = m_kind == Integers && !m_isLoss ? snapshot.integers : snapshot.explanations;
    const auto place = all.find(m_ref);
    return place == all.end() ? nullptr : &place->second;
}

QString MicroscopeView::emptyWords(const Explanation& explanation) const
{
    QString text = translated(explanation.formula);
    if (m_kind == WeightUpdate && !m_isLoss && explanation.isOutdated)
        text += QStringLiteral(". ") + tr("Step back before its update to see why.");
    return text;
}

QString MicroscopeView::title() const
{
    const QString name =
        QString::fromStdString(program()->graph().nodes[static_cast<std::size_t>(node())].name);
    const Shape all = shape();
    if (m_isLoss) {
        const auto& names = m_port->facts()->classNames;
        const auto category = static_cast<std::size_t>(m_element);
        return m_kind == 0
                   ? tr("How probable: %1")
                         .arg(category < names.size() ? QString::fromStdString(names[category])
                                                      : QString::number(m_element))
               : m_kind == 1 ? tr("Loss of this picture")
                             : tr("Loss of the batch");
    }
    if (isOfWeight())
        return weightTitle(name, all);
    const QString what = m_kind == Gradient   ? tr("Gradient at %1").arg(name)
                         : m_kind == Integers ? tr("%1 in int8").arg(name)
                                              : name;
    if (all.rank() < 3)
        return tr("%1 · neuron %2").arg(what).arg(m_ref.element);
    const std::int64_t plane = all[1] * all[2];
    return tr("%1 · map %2 · row %3 · column %4")
        .arg(what)
        .arg(m_ref.element / plane)
        .arg(m_ref.element % plane / all[2])
        .arg(m_ref.element % all[2]);
}

QString MicroscopeView::weightTitle(const QString& name, const Shape& all) const
{
    const std::int64_t element = m_ref.element;
    if (all.rank() == 4)
        return tr("%1 · weight of map %2 for map %3 at %4, %5")
            .arg(name)
            .arg(element / (all[1] * all[2] * all[3]))
            .arg(element / (all[2] * all[3]) % all[1])
            .arg(element / all[3] % all[2])
            .arg(element % all[3]);
    if (all.rank() == 2)
        return tr("%1 · weight of neuron %2 for input %3")
            .arg(name)
            .arg(element / all[1])
            .arg(element % all[1]);
    return tr("%1 · weight %2").arg(name).arg(element);
}

void MicroscopeView::refreshChoices()
{
    QStringList layers;
    for (const int each : m_nodes)
        layers << QString::fromStdString(
            program()->graph().nodes[static_cast<std::size_t>(each)].name);
    {
        const QSignalBlocker first(m_layers);
        m_layers->setChoices(layers);
        m_layers->setCurrent(m_nodeIndex);
        m_layers->setVisible(layers.size() > 1);
    }
    const QSignalBlocker second(m_kinds);
    if (m_isLoss) {
        m_kinds->setChoices(
            {tr("probability"), tr("loss of the picture"), tr("loss of the batch")});
        m_kinds->setCurrent(m_kind);
        return;
    }
    QStringList kinds{tr("value"), tr("gradient")};
    if (program()->slot({SlotKind::ParameterGradient, node(), 0}) >= 0)
        kinds << tr("a weight's gradient") << tr("its update");
    const OperatorKind kind = program()->graph().nodes[static_cast<std::size_t>(node())].kind;
    if (kinds.size() == Integers && (kind == OperatorKind::Conv2d || kind == OperatorKind::Linear))
        kinds << tr("int8");
    m_kinds->setChoices(kinds);
    m_kinds->setCurrent(m_kind);
}

void MicroscopeView::copyCalculation()
{
    if (!m_canvas->content().sheet.isEmpty())
        QGuiApplication::clipboard()->setText(calculationText(m_canvas->content().sheet));
}

void MicroscopeView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left: return moveBy(-1);
    case Qt::Key_Right: return moveBy(1);
    case Qt::Key_Up: return moveRows(-1);
    case Qt::Key_Down: return moveRows(1);
    case Qt::Key_Escape: return close();
    case Qt::Key_W: return toggleWatch();
    case Qt::Key_P: return setPlaying(!m_slide.isActive());
    default: QWidget::keyPressEvent(event);
    }
}

void MicroscopeView::retranslate()
{
    m_title->setFont(scaled(font(), TypeSize::Title, true));
    m_play->setText(tr("Slide"));
    m_copy->setText(tr("Copy as calculation"));
    m_watch->setText(tr("Watch"));
    m_watch->setToolTip(tr("Follow this number from batch to batch, under the timeline (W)"));
    m_close->setToolTip(tr("Back to the network (Escape)"));
    m_close->setAccessibleName(tr("Close the microscope"));
    m_back->setToolTip(tr("The number before (Alt+Left)"));
    m_back->setAccessibleName(tr("The number before"));
    m_next->setToolTip(tr("The next number (Alt+Right)"));
    m_next->setAccessibleName(tr("The next number"));
    m_play->setToolTip(tr("Slide over the map, number by number (P)"));
    setAccessibleName(tr("Microscope"));
    if (!m_nodes.empty() && program())
        refreshChoices();
}

void MicroscopeView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
    if (event->type() == QEvent::LanguageChange && !m_nodes.empty())
        refresh();
}

} // namespace propago
