#include "views/network/microscope_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/present/stage_columns.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace propago {

namespace {

constexpr double kGap = 26;

QString exact(double value)
{
    return QString::fromStdString(shortest(value)).replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

MicroscopeCanvas::MicroscopeCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("microscopeCanvas"));
    setAccessibleName(tr("Microscope"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void MicroscopeCanvas::show(Content content)
{
    m_content = std::move(content);
    setAccessibleDescription(m_content.words);
    update();
}

const SheetGroup* MicroscopeCanvas::group() const
{
    const auto& groups = m_content.sheet.groups;
    return groups.empty() ? nullptr : &groups[std::min(m_content.group, groups.size() - 1)];
}

const Tensor* MicroscopeCanvas::tensor(const TensorRef& ref) const
{
    if (!m_content.snapshot)
        return nullptr;
    const auto found = m_content.snapshot->tensors.find(ref);
    return found == m_content.snapshot->tensors.end() ? nullptr : &found->second;
}

const Tensor* MicroscopeCanvas::sourceTensor() const
{
    const SheetGroup* shown = group();
    if (!shown || shown->node < 0)
        return nullptr;
    const SlotKind kind = m_content.sheet.isBackward ? SlotKind::Gradient : SlotKind::Value;
    return tensor({kind, shown->node, 0});
}

QString MicroscopeCanvas::nameOf(int node) const
{
    return node < 0
               ? tr("loss")
               : QString::fromStdString(
                   m_content.snapshot->program->graph().nodes[static_cast<std::size_t>(node)].name);
}

QString MicroscopeCanvas::nameOf(const SheetGroup& shown, const SheetCell& cell) const
{
    switch (cell.role) {
    case CellRole::Element: break;
    case CellRole::Direct: return tr("directly");
    case CellRole::Mean: return tr("through the mean");
    case CellRole::Deviation: return tr("through the deviation");
    case CellRole::Actual: return tr("actual");
    case CellRole::Ideal: return tr("ideal");
    case CellRole::Rest: return tr("the rest");
    case CellRole::Exponential:
        return QStringLiteral("e^(%1 %2 %3 %1 %4)")
            .arg(nameOf(shown.node))
            .arg(cell.source)
            .arg(QChar(0x2212))
            .arg(m_content.ref.element);
    case CellRole::Picture: return tr("picture %1").arg(cell.source);
    case CellRole::Weight: return tr("the weight");
    case CellRole::Step: return tr("its step");
    }
    return nameOf(shown.node) + QStringLiteral(" ") + QString::number(cell.source);
}

MicroscopeCanvas::Areas MicroscopeCanvas::areas() const
{
    const double line = fontMetrics().height();
    const QRectF all = QRectF(rect()).adjusted(16, 4, -16, -8);
    Areas result;
    const auto lines = static_cast<double>(m_content.words.count(QLatin1Char('\n')) + 1);
    const double textHeight = line * std::max(3.4, 1.1 * lines),
                 sumHeight = std::clamp(all.height() * 0.24, 64.0, 190.0);
    result.text = QRectF(all.left(), all.bottom() - textHeight, all.width(), textHeight);
    result.sums = QRectF(all.left(), result.text.top() - sumHeight - 6, all.width(), sumHeight);
    if (partCount() < 2)
        result.sums.setTop(result.sums.bottom());
    const QRectF upper(all.left(), all.top(), all.width(), result.sums.top() - all.top() - 10);
    const SheetGroup* shown = group();
    const bool hasSource = sourceTensor() && shown && shown->map >= 0;
    // Source above, target below, both beside the numbers.
    const double caption = line * 1.2;
    const double thumb =
        std::min({upper.width() * 0.24, (upper.height() - 2 * caption - 6) / 2, 320.0});
    result.source =
        hasSource ? QRectF(upper.left(), upper.top() + caption, thumb, thumb) : QRectF();
    const double below = hasSource ? result.source.bottom() + 6 : upper.top();
    result.target = QRectF(upper.left(), below + caption, thumb, thumb);
    if (!shown)
        return result;
    const double left = result.target.right() + kGap;
    const double top = upper.top() + caption;
    const QRectF middle(left, top, upper.right() - left, upper.bottom() - top);
    if (shown->columns <= 1 && shown->map < 0) {
        result.values = middle;
        result.listed = static_cast<std::size_t>(std::max(1.0, middle.height() / (line * 1.25)));
        return result;
    }
    const auto columns = static_cast<double>(shown->columns);
    result.cell =
        std::min({(middle.width() - 2 * kGap) / (3 * columns),
                  (middle.height() - caption) / static_cast<double>(shown->rows), line * 3.4});
    const QSizeF size(result.cell * columns, result.cell * static_cast<double>(shown->rows));
    QPointF corner(middle.left(), top);
    for (QRectF* area : {&result.values, &result.factors, &result.products}) {
        *area = QRectF(corner, size);
        corner.rx() += size.width() + kGap;
    }
    return result;
}

void MicroscopeCanvas::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    m_bars.clear();
    if (!m_content.empty.isEmpty() || m_content.sheet.isEmpty()) {
        painter.setPen(p.mutedText);
        painter.drawText(rect().adjusted(40, 0, -40, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         m_content.empty);
        return;
    }
    const Areas at = areas();
    paintSource(painter, p, at);
    paintTarget(painter, p, at);
    if (at.listed > 0)
        paintList(painter, p, at);
    else if (group())
        paintGrids(painter, p, at);
    paintSums(painter, p, at);
    painter.setPen(p.text);
    painter.setFont(scaled(font(), TypeSize::Body));
    painter.drawText(at.text, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_content.words);
}

// ---- input ---------------------------------------------------------------------------------

std::int64_t MicroscopeCanvas::targetAt(const QPointF& position) const
{
    const Tensor* target = tensor(m_content.ref.tensor);
    if (!target || target->shape().rank() < 3)
        return -1;
    const propago::Shape& shape = target->shape();
    const std::int64_t columns = shape[shape.rank() - 1], rows = shape[shape.rank() - 2];
    QRectF area = areas().target;
    area.setHeight(area.width() * static_cast<double>(rows) / static_cast<double>(columns));
    if (!area.contains(position))
        return -1;
    const auto along = [](double offset, double extent, std::int64_t count) {
        return std::clamp(static_cast<std::int64_t>(offset / extent * static_cast<double>(count)),
                          std::int64_t{0}, count - 1);
    };
    const std::int64_t row = along(position.y() - area.top(), area.height(), rows);
    const std::int64_t column = along(position.x() - area.left(), area.width(), columns);
    return m_content.ref.element / (rows * columns) * rows * columns + row * columns + column;
}

const SheetCell* MicroscopeCanvas::cellAt(const QPointF& position) const
{
    const Areas at = areas();
    const SheetGroup* shown = group();
    if (!shown || at.listed > 0)
        return nullptr;
    for (const QRectF& area : {at.values, at.factors, at.products}) {
        if (!area.contains(position))
            continue;
        const auto row = static_cast<std::int64_t>((position.y() - area.top()) / at.cell);
        const auto column = static_cast<std::int64_t>((position.x() - area.left()) / at.cell);
        for (const SheetCell& cell : shown->cells) {
            if (cell.row == row && cell.column == column)
                return &cell;
        }
    }
    return nullptr;
}

int MicroscopeCanvas::barAt(const QPointF& position) const
{
    for (int i = 0; i < m_bars.size(); ++i) {
        if (m_bars[i].contains(position))
            return i;
    }
    return -1;
}

void MicroscopeCanvas::mousePressEvent(QMouseEvent* event)
{
    if (const std::int64_t element = targetAt(event->position()); element >= 0)
        emit elementChosen(element);
    else if (const int bar = barAt(event->position()); bar >= 0)
        emit groupChosen(bar);
    else if (const SheetCell* cell = cellAt(event->position());
             cell && cell->weight >= 0 && areas().factors.contains(event->position()))
        emit weightChosen(cell->weight);
}

void MicroscopeCanvas::mouseMoveEvent(QMouseEvent* event)
{
    QString text;
    if (const SheetCell* cell = cellAt(event->position()))
        text = cell->isPadding ? tr("padding: 0 times %1").arg(exact(cell->factor))
                               : QStringLiteral("%1 %2 %3 = %4")
                                     .arg(exact(cell->value), QString(QChar(0x00D7)),
                                          exact(cell->factor), exact(cell->product()));
    const bool isTarget = targetAt(event->position()) >= 0;
    if (isTarget && (event->buttons() & Qt::LeftButton))
        emit elementChosen(targetAt(event->position()));
    setCursor(isTarget || barAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 12), text, this);
}

} // namespace propago
