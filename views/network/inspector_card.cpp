#include "views/network/inspector_card.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"
#include "views/port/session_port.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr int kBins = 32;

QString number(double value, int digits = 4)
{
    return QString::number(value, 'g', digits).replace(QLatin1Char('-'), QChar(0x2212));
}

QString withSign(double value)
{
    return (value < 0 ? QString(QChar(0x2212)) : QStringLiteral("+"))
           + QString::number(std::abs(value), 'f', 3);
}

// As many digits, at most three, as leave room to the neighbour.
QString fitted(double value, double width, const QFontMetricsF& metrics)
{
    int digits = 3;
    while (digits > 1 && metrics.horizontalAdvance(number(value, digits)) > width)
        --digits;
    return number(value, digits);
}

struct Span {
    std::int64_t first, last;
};

Span elementsOf(const Tensor& tensor, std::int64_t channel)
{
    const Shape& shape = tensor.shape();
    if (shape.rank() != 3 || shape[1] * shape[2] == 1)
        return {0, tensor.elements()};
    const std::int64_t plane = shape[1] * shape[2];
    return {channel * plane, (channel + 1) * plane};
}

} // namespace

InspectorCard::InspectorCard(SessionPort* port, NetworkStage* stage, StageSelection* selection,
                             QWidget* parent)
    : Card({}, parent)
    , m_port(port)
    , m_stage(stage)
    , m_selection(selection)
    , m_microscope(new QToolButton(this))
    , m_edit(new QToolButton(this))
{
    body()->addStretch();
    m_microscope->setObjectName(QStringLiteral("openMicroscope"));
    m_microscope->hide();
    m_edit->setObjectName(QStringLiteral("editNetwork"));
    header()->addWidget(m_microscope);
    header()->addWidget(m_edit);
    connect(m_microscope, &QToolButton::clicked, this, &InspectorCard::microscopeAsked);
    connect(m_edit, &QToolButton::clicked, this, &InspectorCard::editAsked);
    connect(selection, &StageSelection::changed, this, [this] {
        m_edit->setVisible(m_selection->isEmpty());
        m_microscope->setVisible(!m_selection->isEmpty());
    });
    retranslate();
    connect(port, &SessionPort::snapshotChanged, this, qOverload<>(&QWidget::update));
    connect(selection, &StageSelection::changed, this, qOverload<>(&QWidget::update));
}

const Tensor* InspectorCard::tensor(const TensorRef& ref) const
{
    const auto snapshot = m_port->snapshot();
    if (!snapshot)
        return nullptr;
    const auto found = snapshot->tensors.find(ref);
    return found == snapshot->tensors.end() ? nullptr : &found->second;
}

void InspectorCard::paintEvent(QPaintEvent* event)
{
    Card::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF area = QRectF(rect()).adjusted(16, 0, -16, -12);
    area.setTop(header()->geometry().bottom() + 6);
    painter.setClipRect(area.adjusted(-2, 0, 2, 2));
    const auto snapshot = m_port->snapshot();
    if (!snapshot || snapshot->program != m_port->facts()->program)
        return;
    if (m_selection->isEmpty())
        paintOverview(painter, area);
    else
        paintSelected(painter, area);
}

void InspectorCard::paintOverview(QPainter& painter, QRectF area) const
{
    const Palette& p = paletteOf(palette());
    const auto facts = m_port->facts();
    const double line = fontMetrics().height() * 1.3;
    const auto row = [&](const QString& name, const QString& value) {
        painter.setPen(p.mutedText);
        painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt::AlignLeft, name);
        painter.setPen(p.text);
        painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt::AlignRight,
                         value);
        area.setTop(area.top() + line);
    };
    const QLocale locale;
    painter.setFont(font());
    row(tr("Parameters"), locale.toString(static_cast<qlonglong>(facts->summary.total.parameters)));
    row(tr("Multiply-adds"), locale.toString(static_cast<qlonglong>(facts->summary.total.macs)));
    row(tr("Layers"), locale.toString(static_cast<qlonglong>(m_stage->columns().size())));
    painter.setPen(p.mutedText);
    painter.drawText(area.adjusted(0, line * 0.4, 0, 0), Qt::AlignLeft | Qt::TextWordWrap,
                     tr("Click a map or neuron to see its numbers and how they came about. "
                        "Double-click enlarges its layer; once more, and one number is "
                        "under the microscope."));
}

double InspectorCard::paintStatistics(QPainter& painter, QRectF area, const Tensor& shown,
                                      std::int64_t channel) const
{
    const Palette& p = paletteOf(palette());
    const Span span = elementsOf(shown, channel);
    double sum = 0, squares = 0;
    double least = shown.at(span.first), most = least;
    for (std::int64_t i = span.first; i < span.last; ++i) {
        const double value = shown.at(i);
        sum += value;
        squares += value * value;
        least = std::min(least, value);
        most = std::max(most, value);
    }
    const double count = static_cast<double>(span.last - span.first);
    const double mean = sum / count;
    const double deviation = std::sqrt(std::max(0.0, squares / count - mean * mean));
    const double line = fontMetrics().height() * 1.15;
    const QString names[] = {tr("smallest"), tr("mean"), tr("deviation"), tr("largest")};
    const double values[] = {least, mean, deviation, most};
    for (int i = 0; i < 4; ++i) {
        const QRectF cell(area.left() + area.width() / 4 * i, area.top(), area.width() / 4, line);
        painter.setFont(scaled(font(), TypeSize::Small));
        painter.setPen(p.mutedText);
        painter.drawText(cell, Qt::AlignLeft, names[i]);
        painter.setPen(p.text);
        painter.drawText(cell.translated(0, line * 0.9), Qt::AlignLeft,
                         fitted(values[i], cell.width() - 6, QFontMetricsF(painter.font())));
    }
    return area.top() + line * 2.1;
}

double InspectorCard::paintHistogram(QPainter& painter, QRectF area, const Tensor& shown,
                                     std::int64_t channel) const
{
    const Palette& p = paletteOf(palette());
    const Span span = elementsOf(shown, channel);
    double least = shown.at(span.first), most = least;
    for (std::int64_t i = span.first; i < span.last; ++i) {
        least = std::min(least, shown.at(i));
        most = std::max(most, shown.at(i));
    }
    int bins[kBins] = {};
    int highest = 1;
    for (std::int64_t i = span.first; i < span.last; ++i) {
        const double share = most > least ? (shown.at(i) - least) / (most - least) : 0.5;
        int& bin = bins[std::clamp(static_cast<int>(share * kBins), 0, kBins - 1)];
        highest = std::max(highest, ++bin);
    }
    const double height = 38;
    const double width = area.width() / kBins;
    for (int i = 0; i < kBins; ++i) {
        const double bar = bins[i] == 0 ? 0 : std::max(1.5, height * bins[i] / highest);
        painter.fillRect(QRectF(area.left() + i * width, area.top() + height - bar, width - 1, bar),
                         p.forwardAccent);
    }
    painter.setPen(p.border);
    painter.drawLine(QPointF(area.left(), area.top() + height + 0.5),
                     QPointF(area.right(), area.top() + height + 0.5));
    return area.top() + height + 8;
}

double InspectorCard::paintPatch(QPainter& painter, QRectF area, const Node& node,
                                 const Tensor& input, const Tensor& weight,
                                 const propago::Shape& output, std::int64_t element,
                                 int channel) const
{
    const Palette& p = paletteOf(palette());
    const Attributes& a = node.attributes;
    const propago::Shape& in = input.shape(); // QFrame has a Shape of its own
    const std::int64_t plane = output[1] * output[2];
    const std::int64_t filter = element / plane;
    const std::int64_t top = element % plane / output[2] * a.strideH - a.padTop;
    const std::int64_t left = element % output[2] * a.strideW - a.padLeft;
    const double cell = std::min({(area.width() - 22) / static_cast<double>(2 * a.kernelW), 27.0,
                                  area.height() / static_cast<double>(a.kernelH)});
    if (cell < 9)
        return area.top();
    const double inputRange = largestMagnitude(input);
    const double weightRange = largestMagnitude(weight);
    const bool hasNumbers = cell >= 19;
    painter.setFont(scaled(font(), TypeSize::Small));
    QFont tiny = painter.font();
    if (tiny.pixelSize() > 0)
        tiny.setPixelSize(std::max(8, static_cast<int>(cell * 0.36)));
    else
        tiny.setPointSizeF(std::max(6.0, cell * 0.27));
    painter.setFont(tiny);
    const auto draw = [&](const QRectF& at, double value, QRgb colour, bool isGhost) {
        painter.setPen(p.card);
        painter.setBrush(QColor(colour));
        painter.drawRect(at);
        if (isGhost) {
            painter.setPen(QPen(p.mutedText, 1, Qt::DotLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(at.adjusted(1, 1, -1, -1));
        }
        if (!hasNumbers)
            return;
        painter.setPen(qGray(colour) > 128 ? QColor(0x18, 0x21, 0x2F) : QColor(Qt::white));
        painter.drawText(at, Qt::AlignCenter, QString::number(value, 'f', 2));
    };
    const double second = area.left() + static_cast<double>(a.kernelW) * cell + 22;
    for (std::int64_t tap = 0; tap < a.kernelH * a.kernelW; ++tap) {
        const std::int64_t ky = tap / a.kernelW;
        const std::int64_t kx = tap % a.kernelW;
        const std::int64_t y = top + ky * a.dilationH;
        const std::int64_t x = left + kx * a.dilationW;
        const bool isGhost = y < 0 || y >= in[1] || x < 0 || x >= in[2];
        const double value = isGhost ? 0 : input.at((channel * in[1] + y) * in[2] + x);
        const std::int64_t within = channel % weight.shape()[1];
        const double factor =
            weight.at((filter * weight.shape()[1] + within) * a.kernelH * a.kernelW + tap);
        const QPointF offset(static_cast<double>(kx) * cell, static_cast<double>(ky) * cell);
        draw(QRectF(area.topLeft() + offset, QSizeF(cell, cell)), value,
             value < 0 ? divergingColour(value / inputRange, p.isDark())
                       : sequentialColour(value / inputRange, p.isDark()),
             isGhost);
        draw(QRectF(QPointF(second, area.top()) + offset, QSizeF(cell, cell)), factor,
             divergingColour(factor / weightRange, p.isDark()), false);
    }
    painter.setFont(font());
    painter.setPen(p.mutedText);
    const double height = static_cast<double>(a.kernelH) * cell;
    painter.drawText(QRectF(second - 20, area.top(), 18, height), Qt::AlignCenter,
                     QString(QChar(0x00D7)));
    return area.top() + height + 6;
}

void InspectorCard::paintArithmetic(QPainter& painter, QRectF area, const StageColumn& column,
                                    std::int64_t channel) const
{
    const Palette& p = paletteOf(palette());
    const Program& program = *m_port->facts()->program;
    const int nodeIndex = column.nodes.front();
    const Node& node = program.graph().nodes[static_cast<std::size_t>(nodeIndex)];
    const Tensor* weight = tensor({SlotKind::Parameter, nodeIndex, 0});
    const Tensor* bias = tensor({SlotKind::Parameter, nodeIndex, 1});
    const Tensor* value = tensor({SlotKind::Value, nodeIndex, 0});
    const Tensor* input =
        node.inputs.empty() ? nullptr : tensor({SlotKind::Value, node.inputs.front(), 0});
    const bool weighs = node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
    if (!weighs || !weight || !value || !input)
        return;
    const bool isConvolution = node.kind == OperatorKind::Conv2d;
    const Tensor* answer = tensor({SlotKind::Value, column.node(), 0}); // after activation
    const std::int64_t element = strongestElement(answer ? *answer : *value, channel);
    const Breakdown parts = breakdown(
        node, *input, *weight, node.attributes.hasBias ? bias : nullptr, value->shape(), element);
    auto strongest = parts.contributions;
    std::ranges::sort(strongest, [](const Contribution& a, const Contribution& b) {
        return std::abs(a.value) > std::abs(b.value);
    });
    const double line = fontMetrics().height() * 1.2;
    const auto write = [&](const QString& text, const QFont& with, const QColor& colour) {
        painter.setFont(with);
        painter.setPen(colour);
        const QRectF bound = painter.boundingRect(area, Qt::AlignLeft | Qt::TextWordWrap, text);
        painter.drawText(area, Qt::AlignLeft | Qt::TextWordWrap, text);
        area.setTop(area.top() + std::max(bound.height(), line * 0.8) + 3);
    };
    if (isConvolution) {
        const std::int64_t width = value->shape()[2];
        const std::int64_t plane = value->shape()[1] * width;
        write(tr("Row %1, column %2: input map %3 times its kernel")
                  .arg(element % plane / width)
                  .arg(element % width)
                  .arg(strongest.front().source),
              scaled(font(), TypeSize::Small), p.mutedText);
        area.setTop(paintPatch(painter, area.adjusted(0, 0, 0, -line * 3.4), node, *input, *weight,
                               value->shape(), element, strongest.front().source));
    } else {
        write(tr("Sum of %n products, the strongest first:", nullptr,
                 static_cast<int>(parts.contributions.size())),
              scaled(font(), TypeSize::Small), p.mutedText);
    }
    // What is not listed is summed up, so that the line adds up to the result.
    QString sum;
    double rest = parts.sum - parts.bias;
    const std::size_t shown = std::min<std::size_t>(strongest.size(), 6);
    for (std::size_t i = 0; i < shown; ++i) {
        sum += withSign(strongest[i].value) + QLatin1Char(' ');
        rest -= strongest[i].value;
    }
    if (strongest.size() > shown)
        sum += tr("%1 (the other %2)").arg(withSign(rest)).arg(strongest.size() - shown)
               + QLatin1Char(' ');
    if (node.attributes.hasBias)
        sum += tr("bias %1").arg(withSign(parts.bias));
    write(sum, scaled(font(), TypeSize::Small), p.text);
    QString result = tr("sum %1").arg(number(parts.sum));
    for (const int following : column.nodes) {
        const Tensor* after =
            following == nodeIndex ? nullptr : tensor({SlotKind::Value, following, 0});
        if (after)
            result += QStringLiteral(" %1 %2 %3")
                          .arg(QChar(0x2192))
                          .arg(QString::fromStdString(
                                   program.graph().nodes[static_cast<std::size_t>(following)].name),
                               number(after->at(element)));
    }
    write(result, scaled(font(), TypeSize::Body, true), p.text);
}

void InspectorCard::paintSelected(QPainter& painter, QRectF area) const
{
    const Palette& p = paletteOf(palette());
    const auto& columns = m_stage->columns();
    if (m_selection->column() >= static_cast<int>(columns.size()))
        return;
    const StageColumn& column = columns[static_cast<std::size_t>(m_selection->column())];
    const auto snapshot = m_port->snapshot();
    const ColumnState state = stateOf(*snapshot->program, column, snapshot->lastStep);
    const bool isGradient = state == ColumnState::Gradients;
    const Tensor* shown =
        tensor({isGradient ? SlotKind::Gradient : SlotKind::Value, column.node(), 0});
    if (!shown)
        return;
    const QString unit =
        column.kind == ColumnKind::Neurons ? tr("neuron %1").arg(m_selection->channel())
        : column.kind == ColumnKind::Maps  ? tr("map %1").arg(m_selection->channel())
                                           : tr("picture");
    painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.setPen(p.text);
    const QString title = QString::fromStdString(column.title) + QStringLiteral(" · ") + unit
                          + (isGradient ? QStringLiteral(" · ") + tr("gradient") : QString());
    painter.drawText(area, Qt::AlignLeft,
                     QFontMetricsF(painter.font()).elidedText(title, Qt::ElideRight, area.width()));
    area.setTop(area.top() + fontMetrics().height() * 1.35);
    const bool isNeuron = column.kind == ColumnKind::Neurons;
    if (isNeuron) {
        painter.setFont(font());
        painter.drawText(area, Qt::AlignLeft,
                         (isGradient ? tr("gradient %1") : tr("value %1"))
                             .arg(number(shown->at(m_selection->channel()), 6)));
        area.setTop(area.top() + fontMetrics().height() * 1.3);
    }
    area.setTop(paintStatistics(painter, area, *shown, m_selection->channel()));
    if (const QString links = m_stage->linkWords(); !links.isEmpty()) {
        painter.setFont(scaled(font(), TypeSize::Small));
        painter.setPen(p.mutedText);
        painter.drawText(area, Qt::AlignLeft,
                         painter.fontMetrics().elidedText(links, Qt::ElideRight,
                                                          static_cast<int>(area.width())));
        area.setTop(area.top() + painter.fontMetrics().height() * 1.2);
    }
    if (area.height() > 250) // with little room the arithmetic matters more
        area.setTop(paintHistogram(painter, area, *shown, m_selection->channel()));
    paintArithmetic(painter, area, column, m_selection->channel());
}

void InspectorCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void InspectorCard::retranslate()
{
    setTitle(tr("Inspector"));
    m_edit->setText(tr("Edit network"));
    m_edit->setToolTip(tr("Add, change and remove layers (Ctrl+E)"));
    m_microscope->setText(tr("Microscope"));
    m_microscope->setToolTip(tr("The arithmetic of its strongest number, term by term (M)"));
}

} // namespace propago
