#include "views/precision/numbers_page.h"

#include "views/common/card.h"
#include "views/common/segmented.h"
#include "views/precision/integer_walk.h"
#include "views/precision/number_lens.h"
#include "views/precision/pieces.h"
#include "views/present/layer_grid.h"

#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace propago {

using precision::label;

namespace {

std::size_t winner(const std::vector<double>& probabilities)
{
    return static_cast<std::size_t>(std::max_element(probabilities.begin(), probabilities.end())
                                    - probabilities.begin());
}

QString percent(double share)
{
    return QLocale().toString(100 * share, 'f', 2) + QStringLiteral(" %");
}

} // namespace

NumbersPage::NumbersPage(SessionPort* port, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_choice(new Segmented({tr("One number"), tr("One multiply-add in int8")}))
    , m_stack(new QStackedWidget)
    , m_walk(new IntegerWalk)
    , m_lens(new NumberLens)
{
    m_choice->setObjectName(QStringLiteral("numbersChoice"));
    m_choice->setAccessibleName(tr("What is looked at"));
    m_stack->addWidget(makeLens());
    m_stack->addWidget(makeWalk());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_choice);
    layout->addWidget(m_stack, 1);
    connect(m_choice, &Segmented::currentChanged, this, [this](int choice) {
        m_stack->setCurrentIndex(choice);
        if (choice == 1 && !m_port->integerArithmetic())
            askForArithmetic();
    });
    connect(m_lens, &NumberLens::weightChanged, this, &NumbersPage::tryWeight);
    connect(m_port, &SessionPort::factsChanged, this, &NumbersPage::fillLayers);
    connect(m_port, &SessionPort::snapshotChanged, this, &NumbersPage::takeWeights);
    connect(m_port, &SessionPort::weightTrialChanged, this, &NumbersPage::showOutcome);
    connect(m_port, &SessionPort::integerArithmeticChanged, this, &NumbersPage::showWalk);
    fillLayers();
    showWalk();
}

QWidget* NumbersPage::makeLens()
{
    auto* card = new Card;
    card->body()->addWidget(makeSource());
    card->body()->addWidget(m_lens, 1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(card);
    precision::letThrough(*scroll);
    return scroll;
}

QWidget* NumbersPage::makeWalk()
{
    auto* card = new Card;
    m_walkLayer = new QComboBox;
    m_walkLayer->setObjectName(QStringLiteral("walkLayer"));
    m_walkLayer->setAccessibleName(tr("Layer whose arithmetic is shown"));
    m_walkElement = new QSpinBox;
    m_walkElement->setObjectName(QStringLiteral("walkElement"));
    m_walkElement->setAccessibleName(tr("Number of the value"));
    m_walkElement->setPrefix(tr("value "));
    m_walkElement->setMaximum(std::numeric_limits<int>::max());
    m_walkElement->setKeyboardTracking(false);
    auto* caption = label(TypeSize::Small, true);
    caption->setText(tr("Of the picture that is shown under One picture; a click on a value there "
                        "leads here."));
    auto* row = new QHBoxLayout;
    row->addWidget(m_walkLayer);
    row->addWidget(m_walkElement);
    row->addWidget(caption, 1);
    card->body()->addLayout(row);
    card->body()->addWidget(m_walk, 1);
    connect(m_walkLayer, &QComboBox::currentIndexChanged, this, &NumbersPage::askForArithmetic);
    connect(m_walkElement, &QSpinBox::valueChanged, this, &NumbersPage::askForArithmetic);
    return card;
}

void NumbersPage::showArithmetic(int node, qint64 element)
{
    {
        const QSignalBlocker quietLayer(m_walkLayer);
        const QSignalBlocker quietElement(m_walkElement);
        m_walkLayer->setCurrentIndex(m_walkLayer->findData(node));
        m_walkElement->setValue(static_cast<int>(element));
    }
    m_choice->setCurrent(1);
    m_port->explainInteger(question(), node, element);
}

void NumbersPage::askForArithmetic()
{
    if (m_choice->current() == 1 && m_walkLayer->currentIndex() >= 0)
        m_port->explainInteger(question(), m_walkLayer->currentData().toInt(),
                               m_walkElement->value());
}

void NumbersPage::showWalk()
{
    const auto arithmetic = m_port->integerArithmetic();
    const auto program = m_port->facts()->program;
    if (!arithmetic || !program)
        return m_walk->clear();
    if (!arithmetic->facts || arithmetic->explanation.terms.empty())
        return m_walk->clear(tr("This layer multiplies nothing in int8."));
    const std::string& name =
        program->graph().nodes[static_cast<std::size_t>(arithmetic->node)].name;
    m_walk->setExplanations(
        tr("%1, value %2").arg(QString::fromStdString(name)).arg(arithmetic->element),
        arithmetic->explanation, arithmetic->reals, *arithmetic->facts);
}

QWidget* NumbersPage::makeSource()
{
    auto* source = new QWidget;
    m_layer = new QComboBox;
    m_layer->setObjectName(QStringLiteral("weightLayer"));
    m_layer->setAccessibleName(tr("Layer whose weight is put under the lens"));
    m_element = new QSpinBox;
    m_element->setObjectName(QStringLiteral("weightElement"));
    m_element->setAccessibleName(tr("Number of the weight"));
    m_element->setPrefix(tr("weight "));
    auto* take = new QPushButton(tr("Put it under the lens"));
    take->setObjectName(QStringLiteral("takeWeight"));
    auto* caption = label(TypeSize::Body, true);
    caption->setText(tr("Type a number below, or take one of the network:"));
    caption->setWordWrap(false);
    auto* row = new QHBoxLayout(source);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(caption);
    for (QWidget* each : std::initializer_list<QWidget*>{m_layer, m_element, take})
        row->addWidget(each);
    row->addStretch(1);
    connect(m_layer, &QComboBox::currentIndexChanged, this, [this] {
        m_weights = {};
        askForWeights();
    });
    connect(take, &QPushButton::clicked, this, &NumbersPage::showWeight);
    return source;
}

void NumbersPage::fillLayers()
{
    const auto program = m_port->facts()->program;
    if (program == m_program)
        return;
    m_program = program;
    {
        const QSignalBlocker quiet(m_layer);
        const QSignalBlocker quietWalk(m_walkLayer);
        m_layer->clear();
        m_walkLayer->clear();
        for (const int node : program ? weightedNodes(program->graph()) : std::vector<int>{}) {
            const std::string& name = program->graph().nodes[static_cast<std::size_t>(node)].name;
            for (QComboBox* box : {m_layer, m_walkLayer})
                box->addItem(QString::fromStdString(name), node);
        }
    }
    m_weights = {};
    askForWeights();
}

int NumbersPage::node() const
{
    return m_layer->currentIndex() < 0 ? -1 : m_layer->currentData().toInt();
}

void NumbersPage::askForWeights()
{
    Interest interest;
    if (isVisible() && node() >= 0)
        interest.tensors = {{SlotKind::Parameter, node(), 0}};
    if (const auto snapshot = m_port->snapshot())
        interest.sample = interest.tensors.empty() ? 0 : snapshot->sample; // of the other views
    m_port->setInterest(QStringLiteral("precision numbers"), interest);
    takeWeights();
}

void NumbersPage::takeWeights()
{
    const auto snapshot = m_port->snapshot();
    if (!snapshot || !isVisible())
        return;
    const auto found = snapshot->tensors.find({SlotKind::Parameter, node(), 0});
    if (found == snapshot->tensors.end())
        return;
    m_weights = found->second;
    m_weightsOf = node();
    m_element->setMaximum(static_cast<int>(
        std::min<std::int64_t>(m_weights.elements() - 1, std::numeric_limits<int>::max())));
}

// The integers of a layer reach as far as its largest weight.
void NumbersPage::showWeight()
{
    if (m_weights.isEmpty() || m_weightsOf != node())
        return;
    double largest = 0;
    for (const float each : std::as_const(m_weights).span<float>())
        largest = std::isfinite(each) ? std::max(largest, std::abs(double{each})) : largest;
    if (largest > 0)
        m_lens->setRange(-largest, largest);
    m_lens->setValue(
        m_weights.at(m_element->value()),
        QStringLiteral("%1.weight [%2]").arg(m_layer->currentText()).arg(m_element->value()));
    m_lens->setOutcome({});
}

// The picture of the race, or the first of the held-out part.
RaceQuestion NumbersPage::question() const
{
    if (const auto race = m_port->race())
        return race->question;
    RaceQuestion first;
    first.heldOut = 0;
    return first;
}

void NumbersPage::tryWeight(double value)
{
    if (m_weightsOf >= 0)
        m_port->tryWeight(question(), {{SlotKind::Parameter, m_weightsOf, 0}, m_element->value()},
                          value);
}

void NumbersPage::showOutcome()
{
    const auto trial = m_port->weightTrial();
    if (!trial || trial->before.empty() || trial->after.size() != trial->before.size())
        return m_lens->setOutcome({});
    const std::size_t was = winner(trial->before);
    const std::size_t is = winner(trial->after);
    const auto& names = m_port->facts()->classNames;
    const auto name = [&](std::size_t category) {
        return category < names.size() ? QString::fromStdString(names[category])
                                       : QString::number(category);
    };
    m_lens->setOutcome(
        was == is ? tr("With this weight the network still says %1: %2, before %3.")
                        .arg(name(was), percent(trial->after[was]), percent(trial->before[was]))
                  : tr("With this weight the network says %1 (%2) instead of %3 (%4).")
                        .arg(name(is), percent(trial->after[is]), name(was),
                             percent(trial->before[was])));
}

void NumbersPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    askForWeights();
}

void NumbersPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    askForWeights();
}

} // namespace propago
