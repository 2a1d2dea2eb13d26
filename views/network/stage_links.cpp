#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"
#include "views/present/tensor_image.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <set>

// What the selected number is made of, and what is made of it.
namespace propago {

namespace {

constexpr std::size_t kMostEdges = 32;
constexpr int kMostArrows = 24;
constexpr double kArrowHead = 7;

void drawArrow(QPainter& painter, const QPointF& from, const QPointF& to)
{
    const double bend = (to.x() - from.x()) / 2;
    QPainterPath path(from);
    path.cubicTo(from + QPointF(bend, 0), to - QPointF(bend, 0), to);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setBrush(painter.pen().color());
    const double back = bend > 0 ? -kArrowHead : kArrowHead;
    painter.drawPolygon(
        QPolygonF({to, to + QPointF(back, -kArrowHead / 2), to + QPointF(back, kArrowHead / 2)}));
}

} // namespace

void NetworkStage::paintContributions(QPainter& painter, const Palette& p) const
{
    if (m_selection->isEmpty() || m_zoomed >= 0 || !m_snapshot)
        return;
    const int index = m_selection->column();
    const StageColumn& column = m_columns[static_cast<std::size_t>(index)];
    const int nodeIndex = column.nodes.front();
    const Node& node = m_program->graph().nodes[static_cast<std::size_t>(nodeIndex)];
    const Tensor* weight = tensor({SlotKind::Parameter, nodeIndex, 0});
    const Tensor* value = tensor({SlotKind::Value, nodeIndex, 0});
    const Tensor* input =
        node.inputs.empty() ? nullptr : tensor({SlotKind::Value, node.inputs.front(), 0});
    const bool weighs = node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
    if (!weighs || !weight || !value || !input || column.sources.empty()
        || column.sources.front() < 0)
        return;
    const ColumnPlace& from = m_shown[column.sources.front()];
    const QRectF target =
        m_shown[index].tiles.value(static_cast<qsizetype>(m_selection->channel()));
    const Tensor* answer = tensor({SlotKind::Value, column.node(), 0}); // after activation
    const std::int64_t element =
        strongestElement(answer ? *answer : *value, m_selection->channel());
    Breakdown parts = breakdown(node, *input, *weight, nullptr, value->shape(), element);
    const Shape& source = m_columns[static_cast<std::size_t>(column.sources.front())].shape;
    const bool flattens = node.kind == OperatorKind::Linear && source.rank() == 3;
    if (flattens) { // the values of one map together
        std::vector<Contribution> maps(static_cast<std::size_t>(source[0]));
        for (const Contribution& part : parts.contributions)
            maps[static_cast<std::size_t>(part.source / (source[1] * source[2]))].value +=
                part.value;
        for (std::size_t i = 0; i < maps.size(); ++i)
            maps[i].source = static_cast<int>(i);
        parts.contributions = maps;
    }
    auto& list = parts.contributions;
    std::ranges::sort(list, [](const Contribution& a, const Contribution& b) {
        return std::abs(a.value) > std::abs(b.value);
    });
    list.resize(std::min(list.size(), kMostEdges));
    if (list.empty() || list.front().value == 0)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const double largest = std::abs(list.front().value);
    // Edges meet in front of the column and reach the tile through the gap above it, so that they
    // cross no other tile.
    const QPointF gate(m_shown[index].area.left() - 8, target.top() - m_shown[index].gap / 2);
    const bool hasRoom = m_shown[index].area.left() - from.area.right() > 44;
    for (auto it = list.rbegin(); it != list.rend(); ++it) {
        if (it->source >= from.tiles.size())
            continue;
        const QRectF tile = from.tiles[it->source];
        const QPointF start(from.area.right() + 1, tile.center().y());
        QPainterPath path(QPointF(tile.right() + 1, tile.center().y()));
        path.lineTo(start);
        const double bend = (gate.x() - start.x()) / 2;
        path.cubicTo(start + QPointF(bend, 0), gate - QPointF(bend, 0), gate);
        QColor colour = QColor(divergingColour(it->value > 0 ? 0.85 : -0.85, p.isDark()));
        colour.setAlpha(200);
        painter.setPen(
            QPen(colour, 0.8 + 6 * std::abs(it->value) / largest, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(path);
    }
    painter.setPen(QPen(accentOf(p), 2));
    QPainterPath hook(gate);
    hook.lineTo(target.left() + 4, gate.y());
    hook.lineTo(target.left() + 4, target.top());
    painter.drawPath(hook);
    const bool hasKernel =
        node.kind == OperatorKind::Conv2d && node.attributes.kernelH * node.attributes.kernelW > 1;
    for (const Contribution& part : list) {
        if (!hasKernel || !hasRoom || part.source >= from.tiles.size()
            || from.tiles[part.source].height() < 16)
            continue;
        const double side = std::min(20.0, from.tiles[part.source].height() - 2);
        const QRectF area(from.area.right() + 12, from.tiles[part.source].center().y() - side / 2,
                          side, side);
        paintKernel(painter, *weight, m_selection->channel(), part.source % weight->shape()[1],
                    area);
    }
}

void NetworkStage::paintKernel(QPainter& painter, const Tensor& weight, std::int64_t filter,
                               std::int64_t channel, const QRectF& area) const
{
    const Palette& p = paletteOf(palette());
    const std::int64_t rows = weight.shape()[2];
    const std::int64_t columns = weight.shape()[3];
    const double range = largestMagnitude(weight);
    QImage image(static_cast<int>(columns), static_cast<int>(rows), QImage::Format_RGB32);
    for (std::int64_t i = 0; i < rows * columns; ++i) {
        const double value = weight.at((filter * weight.shape()[1] + channel) * rows * columns + i);
        image.setPixel(static_cast<int>(i % columns), static_cast<int>(i / columns),
                       divergingColour(value / range, p.isDark()));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawImage(area, image);
    painter.setPen(p.border);
    painter.drawRect(area);
    painter.setRenderHint(QPainter::Antialiasing);
}

LinkQuestion NetworkStage::linkQuestion() const
{
    const int index = m_selection->column();
    if (m_selection->isEmpty() || index >= static_cast<int>(m_columns.size()))
        return {};
    const StageColumn& column = m_columns[static_cast<std::size_t>(index)];
    const Tensor* value = tensor({SlotKind::Value, column.node(), 0});
    if (!value)
        return {};
    LinkQuestion question;
    question.place = {column.node(), strongestElement(*value, m_selection->channel())};
    std::set<int> shown;
    for (const StageColumn& each : m_columns)
        shown.insert(each.node());
    for (int node = 0; node < static_cast<int>(m_program->graph().nodes.size()); ++node) {
        if (!shown.contains(node))
            question.through.push_back(node);
    }
    return question;
}

QRectF NetworkStage::areaOf(const QList<ColumnPlace>& places, const ValuePlace& place) const
{
    const int index = columnOf(m_columns, place.node);
    if (index < 0)
        return {};
    const StageColumn& column = m_columns[static_cast<std::size_t>(index)];
    if (column.kind == ColumnKind::Neurons)
        return tileOf(places, index, place.element);
    const std::int64_t plane = column.shape[1] * column.shape[2];
    const bool isPicture = column.kind == ColumnKind::Picture; // one tile holds all colours
    const QRectF tile = tileOf(places, index, isPicture ? 0 : place.element / plane);
    const double wide = tile.width() / static_cast<double>(column.shape[2]);
    const double high = tile.height() / static_cast<double>(column.shape[1]);
    const std::int64_t row = place.element % plane / column.shape[2];
    return {tile.left() + static_cast<double>(place.element % column.shape[2]) * wide,
            tile.top() + static_cast<double>(row) * high, tile.isEmpty() ? 0 : wide,
            tile.isEmpty() ? 0 : high};
}

QList<QRectF> NetworkStage::linkedAreas(const std::vector<ValuePlace>& places) const
{
    QList<QRectF> areas; // of values in one tile, which follow each other, together
    QRectF tile;
    for (const ValuePlace& place : places) {
        const int column = columnOf(m_columns, place.node);
        const QRectF area = areaOf(m_shown, place);
        if (column < 0 || area.isEmpty())
            continue;
        const bool goesOn = !areas.isEmpty() && tile.contains(area.center());
        if (goesOn) {
            areas.back() = areas.back().united(area);
            continue;
        }
        areas.append(area);
        tile = area;
        for (const QRectF& each : m_shown[column].tiles) {
            if (each.contains(area.center()))
                tile = each;
        }
    }
    return areas;
}

const Links* NetworkStage::links() const
{
    if (!m_snapshot || m_selection->isEmpty())
        return nullptr;
    const auto found = m_snapshot->links.find(linkQuestion());
    return found == m_snapshot->links.end() ? nullptr : &found->second;
}

// Where the number's sources and consumers lie as frames, and arrows along the way that values take.
void NetworkStage::paintLinks(QPainter& painter, const Palette& p) const
{
    const Links* all = links();
    if (!all || m_zoomed >= 0)
        return;
    const LinkQuestion question = linkQuestion();
    const QRectF here = areaOf(m_shown, question.place);
    if (here.isEmpty())
        return;
    const Node& node = m_program->graph().nodes[static_cast<std::size_t>(
        m_columns[static_cast<std::size_t>(m_selection->column())].nodes.front())];
    const bool hasEdges = node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
    painter.setRenderHint(QPainter::Antialiasing);
    const auto frame = [&](const QRectF& area, const QColor& colour) {
        const QRectF seen = area.adjusted(-1, -1, 1, 1);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(p.surface, 4));
        painter.drawRect(seen);
        painter.setPen(QPen(colour, 1.8));
        painter.drawRect(seen);
    };
    const QList<QRectF> sources = linkedAreas(all->sources);
    const QList<QRectF> consumers = linkedAreas(all->consumers);
    painter.setOpacity(0.8);
    for (int i = 0; i < std::min<int>(static_cast<int>(sources.size()), kMostArrows) && !hasEdges;
         ++i) {
        painter.setPen(QPen(p.forwardAccent, 1.3));
        drawArrow(painter, {sources[i].right() + 2, sources[i].center().y()},
                  {here.left() - 2, here.center().y()});
    }
    for (int i = 0; i < std::min<int>(static_cast<int>(consumers.size()), kMostArrows); ++i) {
        painter.setPen(QPen(p.backwardAccent, 1.3));
        drawArrow(painter, {here.right() + 2, here.center().y()},
                  {consumers[i].left() - 2, consumers[i].center().y()});
    }
    painter.setOpacity(1);
    for (const QRectF& area : sources)
        frame(area, p.forwardAccent);
    for (const QRectF& area : consumers)
        frame(area, p.backwardAccent);
    frame(here, accentOf(p));
}

QString NetworkStage::linkWords() const
{
    const Links* all = links();
    if (!all)
        return {};
    const QString reads = tr("made of %n value(s)", nullptr, static_cast<int>(all->sources.size()));
    const QString read =
        tr("goes into %n value(s)", nullptr, static_cast<int>(all->consumers.size()));
    return reads + QStringLiteral(" \u00B7 ") + read;
}

} // namespace propago
