#include "views/precision/layers_page.h"

#include "views/common/card.h"
#include "views/common/segmented.h"
#include "views/port/session_port.h"
#include "views/precision/layer_errors_canvas.h"
#include "views/precision/pieces.h"
#include "views/precision/precision_rows.h"
#include "views/precision/precision_words.h"
#include "views/precision/range_bars.h"
#include "views/precision/weight_canvas.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace propago {

using precision::label;

namespace {

constexpr std::array kBits{8, 4, 2};
constexpr qint64 kPeriod = 500; // milliseconds between two histograms of a run

QString number(double value)
{
    return QLocale().toString(value, 'g', 3);
}

bool isSame(const Tensor& a, const Tensor& b)
{
    return a.shape() == b.shape() && a.bytes() == b.bytes()
           && std::memcmp(a.view().data, b.view().data, static_cast<std::size_t>(a.bytes())) == 0;
}

} // namespace

LayersPage::LayersPage(SessionPort* port, QWidget* parent) : QWidget(parent), m_port(port)
{
    auto* right = new QVBoxLayout;
    right->setSpacing(12);
    QWidget* weights = makeWeights();
    right->addWidget(weights, 1);
    right->addWidget(makeRanges());
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(makeErrors(), 6);
    row->addLayout(right, 6);
    connectPort();
    setBusy(false);
    showErrors();
}

QWidget* LayersPage::makeErrors()
{
    auto* card = new Card(tr("How far each layer is from fp32"));
    m_errors = new LayerErrorsCanvas;
    m_errorText = label(TypeSize::Small, false);
    m_errorText->setObjectName(QStringLiteral("layerErrorText"));
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_errors);
    precision::letThrough(*scroll);
    card->body()->addWidget(scroll, 1);
    card->body()->addWidget(m_errorText);
    connect(m_errors, &LayerErrorsCanvas::rowChosen, this, [this, scroll](int row) {
        const QRectF name = m_errors->layoutFor(m_errors->width()).name(row);
        scroll->ensureVisible(0, qRound(name.center().y()), 0, qRound(name.height()));
        showLayer();
    });
    connect(m_errors, &LayerErrorsCanvas::columnChosen, this, &LayersPage::showLayer);
    return card;
}

QWidget* LayersPage::makeWeights()
{
    auto* card = new Card;
    m_weightTitle = label(TypeSize::Body, false, true);
    m_weightTitle->setWordWrap(false);
    m_bits = new Segmented({tr("8 bits"), tr("4 bits"), tr("2 bits")});
    m_bits->setObjectName(QStringLiteral("weightBits"));
    m_bits->setAccessibleName(tr("Bits of the grid"));
    m_bits->setCurrent(1);
    m_filter = new QSpinBox;
    m_filter->setObjectName(QStringLiteral("weightFilter"));
    m_filter->setAccessibleName(tr("Filter whose weights are shown"));
    m_filter->setSpecialValueText(tr("all filters"));
    m_filter->setPrefix(tr("filter "));
    card->header()->insertWidget(0, m_weightTitle);
    card->header()->addWidget(m_filter);
    card->header()->addWidget(m_bits);
    m_canvas = new WeightCanvas;
    m_cost = label(TypeSize::Small, false);
    m_cost->setObjectName(QStringLiteral("clipCost"));
    auto* shown = new QWidget;
    auto* column = new QVBoxLayout(shown);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_cost);
    auto* none = label(TypeSize::Body, true);
    none->setAlignment(Qt::AlignCenter);
    none->setText(
        tr("This layer has no weights to round. Choose a convolution or a fully connected "
           "layer on the left."));
    m_weightStack = new QStackedWidget;
    m_weightStack->addWidget(none);
    m_weightStack->addWidget(shown);
    card->body()->addWidget(m_weightStack, 1);
    connect(m_bits, &Segmented::currentChanged, this, &LayersPage::showWeights);
    connect(m_filter, &QSpinBox::valueChanged, this, &LayersPage::showWeights);
    connect(m_canvas, &WeightCanvas::costChanged, this, &LayersPage::showCost);
    return card;
}

QWidget* LayersPage::makeRanges()
{
    auto* card = new Card(tr("Range of its activation"));
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setFixedWidth(120);
    m_progress->setAccessibleName(tr("Progress of the comparison of methods"));
    m_compare = new QPushButton(tr("Compare methods"));
    m_compare->setObjectName(QStringLiteral("compareMethods"));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("cancelMethods"));
    for (QWidget* each : std::initializer_list<QWidget*>{m_progress, m_cancel, m_compare})
        card->header()->addWidget(each);
    m_rangeText = label(TypeSize::Small, true);
    m_rangeText->setObjectName(QStringLiteral("rangeText"));
    m_ranges = new RangeBars;
    card->body()->addWidget(m_ranges);
    card->body()->addWidget(m_rangeText);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_compare, &QPushButton::clicked, this, &LayersPage::compareMethods);
    connect(m_cancel, &QPushButton::clicked, m_port, &SessionPort::cancelMeasuring);
    return card;
}

void LayersPage::connectPort()
{
    connect(m_port, &SessionPort::evaluationChanged, this, &LayersPage::showErrors);
    connect(m_port, &SessionPort::factsChanged, this, &LayersPage::showErrors);
    connect(m_port, &SessionPort::snapshotChanged, this, &LayersPage::takeWeights);
    connect(m_port, &SessionPort::rangeComparisonChanged, this, [this] {
        setBusy(false);
        showRanges();
    });
    connect(m_port, &SessionPort::failed, this, [this] { setBusy(false); });
    connect(m_port, &SessionPort::measuringProgressed, this,
            [this](double share) { m_progress->setValue(qRound(1000 * share)); });
}

void LayersPage::setBusy(bool isBusy)
{
    m_progress->setVisible(isBusy);
    m_cancel->setVisible(isBusy);
    m_compare->setVisible(!isBusy);
    m_progress->setValue(0);
}

void LayersPage::showErrors()
{
    const auto facts = m_port->facts();
    const auto evaluation = m_port->evaluation();
    LayerGrid grid;
    if (facts->program) {
        const Graph& graph = facts->program->graph();
        grid = evaluation && !evaluation->errors.empty() ? layerGrid(evaluation->errors, graph)
                                                         : weightedLayers(graph);
    }
    m_errors->setGrid(grid);
    showLayer();
}

QString LayersPage::weightName() const
{
    const auto program = m_port->facts()->program;
    return hasWeights() ? QString::fromStdString(
               program->graph().nodes[static_cast<std::size_t>(weightNode())].name)
                        : QString();
}

void LayersPage::showLayer()
{
    const QString words = m_errors->words(m_errors->row(), m_errors->column());
    m_errorText->setText(words.isEmpty() ? tr("Run the comparison to see how far the values of "
                                              "each layer are from those of fp32.")
                                         : words);
    m_weightTitle->setText(hasWeights() ? tr("Weights of %1").arg(weightName()) : tr("Weights"));
    askForWeights();
    takeWeights();
    showRanges();
}

// The errors are those of values, which a ReLU or a pooling has passed on.
int LayersPage::weightNode() const
{
    const auto program = m_port->facts()->program;
    return program ? weightsBehind(program->graph(), m_errors->node()) : -1;
}

bool LayersPage::hasWeights() const
{
    return weightNode() >= 0;
}

// A histogram costs some milliseconds, and while a run goes on its weights change with each picture.
bool LayersPage::isTooSoon(const Snapshot& snapshot) const
{
    return snapshot.isRunning && m_drawn.isValid() && m_drawn.elapsed() < kPeriod;
}

void LayersPage::askForWeights()
{
    Interest interest;
    if (isVisible() && hasWeights())
        interest.tensors = {{SlotKind::Parameter, weightNode(), 0}};
    if (const auto snapshot = m_port->snapshot())
        interest.sample = interest.tensors.empty() ? 0 : snapshot->sample; // of the other views
    m_port->setInterest(QStringLiteral("precision layers"), interest);
}

void LayersPage::takeWeights()
{
    const auto snapshot = m_port->snapshot();
    const int node = weightNode();
    Tensor weights;
    if (snapshot) {
        const auto found = snapshot->tensors.find({SlotKind::Parameter, node, 0});
        if (found != snapshot->tensors.end())
            weights = found->second;
    }
    m_weightStack->setCurrentIndex(hasWeights() ? 1 : 0);
    if (!hasWeights() || weights.isEmpty())
        return;
    if (node == m_weightsOf && (isTooSoon(*snapshot) || isSame(weights, m_weights)))
        return;
    m_drawn.start();
    m_weights = std::move(weights);
    if (node != m_weightsOf) {
        const QSignalBlocker quiet(m_filter);
        m_filter->setRange(0, static_cast<int>(m_weights.shape()[0]));
        m_filter->setValue(0);
    }
    m_weightsOf = node;
    showWeights();
}

int LayersPage::bits() const
{
    return kBits[static_cast<std::size_t>(m_bits->current())];
}

void LayersPage::showWeights()
{
    if (m_weights.isEmpty())
        return;
    std::span<const float> values = std::as_const(m_weights).span<float>();
    if (m_filter->value() > 0) {
        const std::size_t one = values.size() / static_cast<std::size_t>(m_weights.shape()[0]);
        values = values.subspan(one * static_cast<std::size_t>(m_filter->value() - 1), one);
    }
    m_canvas->setWeights(WeightGrid(values, bits()));
}

void LayersPage::showCost()
{
    const ClipCost& cost = m_canvas->cost();
    const WeightGrid& weights = m_canvas->weights();
    m_cost->setText(tr("Clip %1, %2 levels, step %3: rounding error %4 + clipping error %5 = %6 "
                       "squared, %7 dB; "
                       "%8 of %9 weights cut")
                        .arg(number(cost.clip))
                        .arg(2 * weights.reach() + 1)
                        .arg(number(cost.step), number(cost.rounding), number(cost.clipping),
                             number(cost.meanSquaredError()), decibels(cost.sqnr))
                        .arg(cost.cut)
                        .arg(weights.used()));
}

void LayersPage::showRanges()
{
    const auto comparison = m_port->rangeComparison();
    m_ranges->show(comparison, m_errors->node());
    m_ranges->setVisible(!m_ranges->lines().isEmpty());
    if (!comparison)
        m_rangeText->setText(
            tr("How far may the values of a layer reach before they are cut? Four "
               "methods of calibration answer differently. The button tries each on "
               "this network in int8."));
    else
        m_rangeText->setText(
            tr("%1, %n held-out picture(s); fp32: %2. The share is the accuracy of the whole "
               "network.",
               nullptr,
               comparison->trials.empty() ? 0 : static_cast<int>(comparison->trials[0].samples))
                .arg(formatText(comparison->precision),
                     QLocale().toString(100 * comparison->fp32Accuracy, 'f', 2)
                         + QStringLiteral(" %")));
}

void LayersPage::compareMethods()
{
    const int column = m_errors->column();
    const auto& columns = m_errors->grid().columns;
    const bool isInteger = column >= 0 && column < static_cast<int>(columns.size())
                           && isQuantised(columns[static_cast<std::size_t>(column)]);
    setBusy(true);
    m_port->compareRangeMethods(
        isInteger ? columns[static_cast<std::size_t>(column)] : Format::Int8, m_options);
}

void LayersPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    askForWeights();
}

void LayersPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    askForWeights();
}

} // namespace propago
