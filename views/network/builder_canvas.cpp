#include "views/network/builder_canvas.h"

#include "core/graph/graph_text.h"
#include "core/graph/operator.h"
#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/builder_model.h"
#include "views/network/builder_words.h"
#include "views/port/translated.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr double kGap = 8;
constexpr double kTop = 10;
constexpr double kLane = 9;
constexpr int kMostLanes = 6;
constexpr double kNoLanes = 12; // beside a network without skips
constexpr int kLarge = 40;      // layers from which on parts are closed
constexpr int kLeastPart = 3;   // layers

} // namespace

BuilderCanvas::BuilderCanvas(BuilderModel* model, QWidget* parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("builderCanvas"));
    setAccessibleName(tr("Layers of the network"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum); // never smaller than its rows
    setMouseTracking(true);
    connect(model, &BuilderModel::changed, this, &BuilderCanvas::adopt);
    connect(model, &BuilderModel::selectionChanged, this, &BuilderCanvas::adopt);
}

int BuilderCanvas::count() const
{
    return static_cast<int>(m_model->graph().nodes.size());
}

double BuilderCanvas::rowHeight() const
{
    return fontMetrics().height() * 2.9;
}

double BuilderCanvas::step() const
{
    return rowHeight() + kGap;
}

double BuilderCanvas::lanes() const
{
    for (int i = 0; i < count(); ++i) {
        for (const int from : m_model->graph().nodes[static_cast<std::size_t>(i)].inputs) {
            if (lineOf(from) < lineOf(i) - 1)
                return kLane * kMostLanes + 8;
        }
    }
    return kNoLanes;
}

QSize BuilderCanvas::sizeHint() const
{
    return {420, static_cast<int>(2 * kTop + step() * std::max(rowCount(), 3) + rowHeight() * 0.6)};
}

QRectF BuilderCanvas::row(int index) const
{
    const double shift = m_drop >= 0 && index >= m_drop ? rowHeight() * 0.6 : 0;
    return {lanes(), kTop + lineOf(index) * step() + shift, width() - lanes() - 12, rowHeight()};
}

int BuilderCanvas::rowAt(const QPointF& position) const
{
    for (const LayerRange& line : m_lines) {
        if (row(line.first).contains(position))
            return line.first;
    }
    return -1;
}

int BuilderCanvas::placeAt(const QPointF& position) const
{
    const auto place = static_cast<int>(std::lround((position.y() - kTop) / step()));
    return place < rowCount() ? m_lines[static_cast<std::size_t>(std::max(place, 0))].first
                              : count();
}

QString BuilderCanvas::wordsOf(int index) const
{
    const Node& node = m_model->graph().nodes[static_cast<std::size_t>(index)];
    const LayerCheck& check = m_model->check().layers[static_cast<std::size_t>(index)];
    if (check.error)
        return translated(*check.error);
    if (check.waitsFor >= 0)
        return tr("not known until %1 fits")
            .arg(QString::fromStdString(
                m_model->graph().nodes[static_cast<std::size_t>(check.waitsFor)].name));
    const QString settings = QString::fromStdString(writeSettings(node));
    return settings.isEmpty() ? purposeOf(node.kind) : settings;
}

// ---- parts ---------------------------------------------------------------------------------

int BuilderCanvas::lineOf(int index) const
{
    const auto behind = std::ranges::upper_bound(m_lines, index, {}, &LayerRange::first);
    return static_cast<int>(behind - m_lines.begin()) - (behind == m_lines.begin() ? 0 : 1);
}

bool BuilderCanvas::isHidden(int index) const
{
    const int line = lineOf(index);
    return line < rowCount() && m_lines[static_cast<std::size_t>(line)].count > 1;
}

QString BuilderCanvas::keyOf(const LayerRange& part) const
{
    return QString::fromStdString(
        m_model->graph().nodes[static_cast<std::size_t>(part.first)].name);
}

const LayerRange* BuilderCanvas::partOf(int index) const
{
    for (const LayerRange& part : m_parts) {
        if (index >= part.first && index < part.first + part.count)
            return &part;
    }
    return nullptr;
}

// What is wrong must not be out of sight.
bool BuilderCanvas::mustShow(const LayerRange& part) const
{
    const auto& layers = m_model->check().layers;
    for (int i = part.first; i < part.first + part.count; ++i) {
        if (layers[static_cast<std::size_t>(i)].error)
            return true;
    }
    return false;
}

void BuilderCanvas::regroup()
{
    m_parts.clear();
    m_lines.clear();
    if (count() >= kLarge)
        m_parts = layerGroups(m_model->graph());
    std::erase_if(m_parts, [](const LayerRange& part) { return part.count < kLeastPart; });
    if (const LayerRange* chosen = partOf(m_model->selected()))
        m_open.insert(keyOf(*chosen));
    for (int i = 0; i < count();) {
        const LayerRange* part = partOf(i);
        const bool isClosed =
            part && part->first == i && !m_open.contains(keyOf(*part)) && !mustShow(*part);
        m_lines.push_back({i, isClosed ? part->count : 1});
        i += m_lines.back().count;
    }
}

void BuilderCanvas::openPart(int index, bool isOpen)
{
    const LayerRange* part = partOf(index);
    if (!part)
        return;
    const int first = part->first;
    if (isOpen)
        m_open.insert(keyOf(*part));
    else
        m_open.remove(keyOf(*part));
    m_model->select(isOpen ? first : -1);
    adopt();
}

QRectF BuilderCanvas::foldMark(const LayerRange& part) const
{
    const QRectF first = row(part.first);
    return {first.left() + 1, first.top() + 4, 12, first.height() / 2 - 4}; // before the name
}

void BuilderCanvas::paintPart(QPainter& painter, const Palette& p, const LayerRange& part) const
{
    const auto& nodes = m_model->graph().nodes;
    const int last = part.first + part.count - 1;
    std::int64_t parameters = 0;
    for (int i = part.first; i <= last; ++i) {
        const LayerCheck& check = m_model->check().layers[static_cast<std::size_t>(i)];
        parameters += check.isKnown ? check.row.parameters : 0;
    }
    const LayerCheck& end = m_model->check().layers[static_cast<std::size_t>(last)];
    const QRectF area = row(part.first);
    painter.setPen(p.border);
    painter.setBrush(p.card);
    for (const double behind : {5.0, 2.5, 0.0}) // a stack
        painter.drawRoundedRect(
            area.adjusted(0.5 + behind, 0.5 + behind, -5.5 + behind, -5.5 + behind), 7, 7);
    const QRectF inside = area.adjusted(12, 3, -18, -8);
    painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.setPen(p.text);
    painter.drawText(
        inside, Qt::AlignLeft | Qt::AlignTop,
        QStringLiteral("\u25B8 %1 \u2026 %2")
            .arg(QString::fromStdString(nodes[static_cast<std::size_t>(part.first)].name),
                 QString::fromStdString(nodes[static_cast<std::size_t>(last)].name)));
    if (end.isKnown)
        painter.drawText(inside, Qt::AlignRight | Qt::AlignTop, shapeText(end.row.output));
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignBottom,
                     tr("%n layer(s)", nullptr, part.count));
    painter.drawText(inside, Qt::AlignRight | Qt::AlignBottom,
                     tr("%1 parameters").arg(countText(parameters)));
}

void BuilderCanvas::adopt()
{
    regroup();
    updateGeometry();
    resize(width(), std::max(sizeHint().height(), parentWidget() ? parentWidget()->height() : 0));
    update();
    if (m_model->selected() < 0)
        return;
    setAccessibleDescription(
        QString::fromStdString(
            m_model->graph().nodes[static_cast<std::size_t>(m_model->selected())].name)
        + QStringLiteral(": ") + wordsOf(m_model->selected()));
    emit chosenMoved(row(m_model->selected()).toRect());
}

// ---- painting ------------------------------------------------------------------------------

void BuilderCanvas::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (count() == 0) {
        painter.setPen(p.mutedText);
        painter.setFont(font());
        painter.drawText(rect().adjusted(30, 0, -30, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Drag an Input here, then the layers that follow it, or choose a "
                            "template above."));
    }
    paintSkips(painter, p);
    for (const LayerRange& line : m_lines)
        line.count > 1 ? paintPart(painter, p, line) : paintRow(painter, p, line.first);
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    for (const LayerRange& part : m_parts) {
        if (!isHidden(part.first))
            painter.drawText(foldMark(part), Qt::AlignCenter, QString(QChar(0x25BE)));
    }
    paintDrop(painter, p);
}

void BuilderCanvas::paintRow(QPainter& painter, const Palette& p, int index) const
{
    const Node& node = m_model->graph().nodes[static_cast<std::size_t>(index)];
    const LayerCheck& check = m_model->check().layers[static_cast<std::size_t>(index)];
    const QRectF area = row(index);
    const bool isChosen = index == m_model->selected();
    painter.setOpacity(m_isDragging && index == m_pressed ? 0.4 : 1);
    painter.setBrush(isChosen ? p.softAccent : p.card);
    painter.setPen(QPen(check.error ? p.backwardAccent
                        : isChosen  ? p.forwardAccent
                                    : p.border,
                        check.error || isChosen ? 2 : 1));
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
    const QRectF inside = area.adjusted(12, 0, -12, 0);
    const QFont strong = scaled(font(), TypeSize::Body, true),
                small = scaled(font(), TypeSize::Small);
    const double middle = area.center().y();
    const QRectF upper(inside.left(), area.top() + 4, inside.width(), middle - area.top() - 4);
    const QRectF lower(inside.left(), middle, inside.width(), area.bottom() - middle - 4);
    QString shape, cost;
    if (check.isKnown) {
        shape = shapeText(check.row.output);
        cost = check.row.parameters > 0 ? tr("%1 parameters").arg(countText(check.row.parameters))
                                        : QString();
    }
    const double right = std::max(QFontMetricsF(strong).horizontalAdvance(shape),
                                  check.error ? 0 : QFontMetricsF(small).horizontalAdvance(cost))
                         + 14;
    painter.setFont(strong);
    painter.setPen(p.text);
    const QString name = QString::fromStdString(node.name);
    painter.drawText(upper, Qt::AlignLeft | Qt::AlignVCenter, name);
    const double used = QFontMetricsF(strong).horizontalAdvance(name) + 10;
    painter.drawText(upper, Qt::AlignRight | Qt::AlignVCenter, shape);
    painter.setFont(small);
    painter.setPen(p.mutedText);
    painter.drawText(upper.adjusted(used, 0, -right, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     QString::fromLatin1(operatorFor(node.kind).name()));
    if (check.error) {
        painter.setPen(p.backwardAccent);
        painter.drawText(
            lower, Qt::AlignLeft | Qt::AlignTop,
            QFontMetricsF(small).elidedText(wordsOf(index), Qt::ElideRight, lower.width()));
    } else {
        painter.drawText(lower, Qt::AlignRight | Qt::AlignTop, cost);
        painter.drawText(
            lower.adjusted(0, 0, -right, 0), Qt::AlignLeft | Qt::AlignTop,
            QFontMetricsF(small).elidedText(wordsOf(index), Qt::ElideRight, lower.width() - right));
    }
    painter.setOpacity(1);
}

// A short line to the row before; every other connection as a curve in a lane of its own.
void BuilderCanvas::paintSkips(QPainter& painter, const Palette& p) const
{
    painter.setBrush(Qt::NoBrush);
    std::vector<int> ends(kMostLanes, -1); // last row that each lane is taken to
    for (int i = 0; i < count(); ++i) {
        for (const int from : m_model->graph().nodes[static_cast<std::size_t>(i)].inputs) {
            if (lineOf(from) == lineOf(i))
                continue; // inside a closed part
            if (lineOf(from) == lineOf(i) - 1) {
                painter.setPen(QPen(p.mutedText, 1.5));
                const double x = row(i).left() + 24;
                painter.drawLine(QPointF(x, row(from).bottom()), QPointF(x, row(i).top()));
                continue;
            }
            std::size_t lane = 0;
            while (lane + 1 < ends.size() && ends[lane] > from)
                ++lane;
            ends[lane] = i;
            const double x = lanes() - 8 - kLane * static_cast<double>(lane);
            const QPointF start(row(from).left(), row(from).center().y());
            const QPointF end(row(i).left(), row(i).center().y());
            QPainterPath path(start);
            path.lineTo(x + 6, start.y());
            path.quadTo(x, start.y(), x, start.y() + 6);
            path.lineTo(x, end.y() - 6);
            path.quadTo(x, end.y(), x + 6, end.y());
            path.lineTo(end);
            painter.setPen(QPen(p.forwardAccent, 1.8));
            painter.drawPath(path);
            painter.drawLine(end, end + QPointF(-5, -4));
            painter.drawLine(end, end + QPointF(-5, 4));
        }
    }
}

void BuilderCanvas::paintDrop(QPainter& painter, const Palette& p) const
{
    if (m_drop < 0)
        return;
    const double y = kTop + (m_drop < count() ? lineOf(m_drop) : rowCount()) * step() - kGap / 2
                     + rowHeight() * 0.3;
    painter.setPen(QPen(p.forwardAccent, 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(lanes(), y), QPointF(width() - 12, y));
}

// ---- input ---------------------------------------------------------------------------------

void BuilderCanvas::showDrop(const QPoint& position)
{
    const int place = rect().contains(position) ? placeAt(position) : -1;
    if (place == m_drop)
        return;
    m_drop = place;
    update();
}

void BuilderCanvas::hideDrop()
{
    m_drop = -1;
    update();
}

void BuilderCanvas::drop(OperatorKind kind, const QPoint& position)
{
    hideDrop();
    if (rect().contains(position))
        m_model->insert(kind, placeAt(position));
}

void BuilderCanvas::mousePressEvent(QMouseEvent* event)
{
    m_start = event->position();
    m_pressed = event->button() == Qt::LeftButton ? rowAt(m_start) : -1;
    if (m_pressed >= 0 && isHidden(m_pressed))
        return openPart(std::exchange(m_pressed, -1), true);
    for (const LayerRange& part : m_parts) {
        if (part.first == m_pressed && foldMark(part).contains(m_start))
            return openPart(std::exchange(m_pressed, -1), false);
    }
    m_model->select(m_pressed);
}

void BuilderCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const double distance = (event->position() - m_start).manhattanLength();
    if (m_pressed < 0 || !(event->buttons() & Qt::LeftButton)) {
        setCursor(rowAt(event->position()) >= 0 ? Qt::OpenHandCursor : Qt::ArrowCursor);
        return;
    }
    if (!m_isDragging && distance < QApplication::startDragDistance())
        return;
    m_isDragging = true;
    setCursor(Qt::ClosedHandCursor);
    showDrop(event->position().toPoint());
}

void BuilderCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const bool moved = std::exchange(m_isDragging, false) && rect().contains(event->pos());
    const int place = placeAt(event->position());
    const int layer = std::exchange(m_pressed, -1);
    hideDrop();
    if (moved && place != layer && place != layer + 1)
        m_model->move(layer, place);
}

void BuilderCanvas::keyPressEvent(QKeyEvent* event)
{
    const int chosen = m_model->selected();
    const bool moves = event->modifiers().testFlag(Qt::AltModifier);
    switch (event->key()) {
    case Qt::Key_Up:
        return moves && chosen >= 0 ? m_model->move(chosen, chosen - 1)
                                    : m_model->select(std::max(chosen - 1, 0));
    case Qt::Key_Down:
        return moves && chosen >= 0 ? m_model->move(chosen, chosen + 2)
                                    : m_model->select(chosen + 1);
    case Qt::Key_Escape:
        if (std::exchange(m_isDragging, false)) {
            m_pressed = -1;
            return hideDrop();
        }
        break;
    case Qt::Key_Minus:
        if (chosen >= 0)
            return openPart(chosen, false);
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (chosen >= 0)
            return m_model->remove(chosen);
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

bool BuilderCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int index = rowAt(help->pos());
        QToolTip::showText(help->globalPos(), index < 0 ? QString() : wordsOf(index), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace propago
