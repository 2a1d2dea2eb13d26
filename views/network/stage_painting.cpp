#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"
#include "views/present/tensor_image.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

// How the stage looks: a function of the snapshot, the selection, the camera and the clock.
namespace propago {

namespace {

constexpr double kMargin = 22;
constexpr double kNoRange = 1e-11; // nothing but zeros
constexpr double kDimmed = 0.16;
constexpr double kDimmedName = 0.45;
constexpr double kStale = 0.28;

QString shapeText(const Shape& shape)
{
    return QString::fromStdString(shape.text()).replace(QLatin1Char('x'), QChar(0x00D7));
}

// As much of `text` as there is room for; nothing rather than a letter or two.
QString readable(const QString& text, const QFontMetricsF& metrics, double width)
{
    const QString elided = metrics.elidedText(text, Qt::ElideRight, width);
    return elided == text || elided.size() > 3 ? elided : QString();
}

} // namespace

// Only what lies in the event's rectangle, as a pulse has no more repainted than a thin line.
void NetworkStage::paintEvent(QPaintEvent* event)
{
    const QRect sight = event->rect();
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.fillRect(sight, p.surface);
    if (!m_program || m_places.isEmpty()) {
        painter.setPen(p.mutedText);
        painter.drawText(rect(), Qt::AlignCenter, tr("Opening the demo…"));
        return;
    }
    m_shown = between(m_before, m_places, move());
    if (sight.bottom() >= passageLineBottom())
        paintBody(painter, p, sight);
    // Names and legend stay where they are when the network is larger than the stage.
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setOpacity(1);
    if (!m_camera.isWhole() && m_zoomed < 0) {
        painter.fillRect(QRectF(0, 0, width(), m_camera.room().top() + headerHeight() - 2),
                         p.surface);
        painter.fillRect(QRectF(0, height() - kStageLegend, width(), kStageLegend), p.surface);
    }
    if (sight.top() < passageLineTop()) {
        paintHeaders(painter, p);
        paintBreakpoints(painter, p);
    }
    paintPassages(painter, p);
    if (sight.bottom() >= passageLineBottom())
        paintMinimap(painter, p);
    if (sight.intersects(legendArea()))
        paintLegend(painter, p);
}

void NetworkStage::paintBody(QPainter& painter, const Palette& p, const QRectF& sight) const
{
    paintSkips(painter, p);
    for (int i = 0; i < m_shown.size(); ++i)
        paintColumn(painter, p, i, sight);
    paintPulses(painter, p);
    paintContributions(painter, p);
    paintLinks(painter, p);
    paintSelection(painter, p);
}

void NetworkStage::paintHeaders(QPainter& painter, const Palette& p) const
{
    const QFont title = scaled(font(), TypeSize::Body, true);
    const QFont small = scaled(font(), TypeSize::Small);
    const QFontMetricsF titleMetrics(title);
    const QFontMetricsF smallMetrics(small);
    const int active = activeColumn();
    std::pair<QPointF, QString> over;
    for (int i = 0; i < m_shown.size(); ++i) {
        if (m_shown[i].tiles.isEmpty())
            continue;
        const StageColumn& column = m_columns[static_cast<std::size_t>(i)];
        // A title may use the gap to its neighbour on the right, no more.
        const double next =
            i + 1 < m_shown.size() && m_zoomed < 0 ? m_shown[i + 1].header.left() : width() - 4.0;
        painter.setOpacity(m_shown[i].opacity * (isDimmed(i) ? kDimmedName : 1));
        QRectF line = m_shown[i].header;
        line.moveTop(std::max(line.top(), m_camera.room().top()));
        line.setRight(std::max(next - 4, line.left() + 14));
        line.setHeight(titleMetrics.height());
        painter.setFont(title);
        painter.setPen(i == active ? accentOf(p) : p.text);
        const QString name = QString::fromStdString(column.title);
        const QString shownName = readable(name, titleMetrics, line.width());
        // Where there is no room for names, that of the layer at work lies over its neighbours.
        if (shownName.isEmpty() && i == active)
            over = {line.topLeft(), name};
        painter.drawText(line, Qt::AlignLeft, shownName);
        painter.setFont(small);
        painter.setPen(p.mutedText);
        const QString joined = QStringLiteral(" + ") + QString::fromStdString(column.following);
        const double used = titleMetrics.horizontalAdvance(name);
        if (!column.following.empty()
            && used + smallMetrics.horizontalAdvance(joined) <= line.width())
            painter.drawText(line.adjusted(used, 0, 0, -2), Qt::AlignLeft | Qt::AlignBottom,
                             joined);
        line.translate(0, titleMetrics.height());
        line.setHeight(smallMetrics.height());
        QString detail = shapeText(column.shape);
        if (m_shown[i].hidden > 0 && m_zoomed == i)
            detail += tr(" · %1 to %2 (wheel, Alt+Page Down)")
                          .arg(m_shown[i].first)
                          .arg(m_shown[i].first + m_shown[i].tiles.size() - 1);
        else if (m_shown[i].hidden > 0)
            detail += tr(" (%1 shown)").arg(m_shown[i].tiles.size());
        painter.drawText(line, Qt::AlignLeft, readable(detail, smallMetrics, line.width()));
        line.translate(0, smallMetrics.height());
        painter.drawText(line, Qt::AlignLeft, readable(rangeText(i), smallMetrics, line.width()));
        if (i >= m_looks.size() || m_looks[i].state != ColumnState::Gradients)
            continue;
        // The size of the gradient as a bar on a logarithmic scale: 1e-6 is empty, 1 is full.
        const double share =
            std::clamp((std::log10(std::max(m_looks[i].norm, 1e-12)) + 6) / 6, 0.02, 1.0);
        const QRectF bar(line.left(), line.bottom() + 3, std::min(line.width(), 90.0), 4);
        painter.fillRect(bar, p.grid);
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()),
                         p.backwardAccent);
    }
    painter.setOpacity(1);
    if (over.second.isEmpty())
        return;
    painter.setFont(title);
    const double wide = titleMetrics.horizontalAdvance(over.second) + 6;
    const QRectF label(std::min(over.first.x(), width() - wide), over.first.y(), wide,
                       titleMetrics.height());
    painter.fillRect(label, p.surface);
    painter.setPen(accentOf(p));
    painter.drawText(label, Qt::AlignLeft, over.second);
}

// The value of the strongest colour, so that no range changes unseen.
QString NetworkStage::rangeText(int column) const
{
    const StageColumn& place = m_columns[static_cast<std::size_t>(column)];
    if (rangeOf(column) <= kNoRange
        || (place.kind == ColumnKind::Picture && m_looks[column].state != ColumnState::Gradients))
        return {};
    return (m_looks[column].isSigned ? QStringLiteral("\u00B1 ") : QStringLiteral("\u2264 "))
           + QString::number(rangeOf(column), 'g', 2);
}

QRectF NetworkStage::breakpointMark(int column) const
{
    if (column < 0 || column >= m_places.size() || m_places[column].tiles.isEmpty())
        return {};
    const double size = fontMetrics().height() * 0.75;
    const QRectF& header = m_places[column].header;
    const double top = std::max(header.top(), m_camera.room().top());
    return {header.left() - size - 3, top + fontMetrics().height() * 0.2, size, size};
}

// A filled dot where a run pauses, an outline where it could.
void NetworkStage::paintBreakpoints(QPainter& painter, const Palette& p) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < m_places.size(); ++i) {
        if (!hasBreakpoint(i) && i != m_marked)
            continue;
        painter.setPen(QPen(p.backwardAccent, 1.5));
        painter.setBrush(hasBreakpoint(i) ? QBrush(p.backwardAccent) : QBrush(Qt::NoBrush));
        painter.drawEllipse(breakpointMark(i).adjusted(1, 1, -1, -1));
    }
}

void NetworkStage::paintSkips(QPainter& painter, const Palette& p) const
{
    if (m_zoomed >= 0)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    int lane = 0;
    for (int i = 0; i < m_shown.size(); ++i) {
        for (const int source : m_columns[static_cast<std::size_t>(i)].sources) {
            if (source < 0 || source == i - 1 || m_shown[i].tiles.isEmpty())
                continue;
            const QRectF from = m_shown[source].area;
            const QRectF to = m_shown[i].area;
            const double y = m_camera.world().bottom() - 6 - 6 * (lane++ % 3);
            QPainterPath path(QPointF(from.center().x(), from.bottom() + 4));
            path.lineTo(from.center().x(), y - 6);
            path.quadTo(from.center().x(), y, from.center().x() + 6, y);
            path.lineTo(to.center().x() - 6, y);
            path.quadTo(to.center().x(), y, to.center().x(), y - 6);
            path.lineTo(to.center().x(), to.bottom() + 4);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(p.mutedText, 1.5));
            painter.drawPath(path);
        }
    }
}

void NetworkStage::paintColumn(QPainter& painter, const Palette& p, int column,
                               const QRectF& sight) const
{
    const ColumnPlace& place = m_shown[column];
    const bool hasLook = column < m_looks.size() && !m_looks[column].tiles.isEmpty();
    const bool isStale = hasLook && m_looks[column].state == ColumnState::Waiting;
    const bool isActive = column == activeColumn();
    const double opacity = place.opacity * (isDimmed(column) ? kDimmed : 1);
    const double revealed = isActive ? progress() * static_cast<double>(place.tiles.size()) : 1e9;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.setOpacity(opacity);
    for (int i = 0; i < place.tiles.size(); ++i) {
        const QRectF tile = place.tiles[i];
        if (!sight.intersects(tile.adjusted(-1, -1, 1, 1))) // with its frame
            continue;
        if (hasLook && i < revealed && i < m_looks[column].tiles.size()) {
            painter.setOpacity(isStale ? std::min(opacity, kStale) : opacity);
            painter.drawImage(tile, m_looks[column].tiles[i]);
            painter.setOpacity(opacity);
        } else {
            painter.fillRect(tile, p.card);
        }
        if (tile.height() < 6)
            continue;
        painter.setPen(isActive ? accentOf(p) : p.border);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(tile.adjusted(-0.5, -0.5, 0.5, 0.5));
    }
    painter.setOpacity(1);
}

void NetworkStage::paintPulses(QPainter& painter, const Palette& p) const
{
    const double share = progress();
    const int active = activeColumn();
    if (share >= 1 || active < 0 || m_zoomed >= 0 || m_snapshot->phase == Phase::Update)
        return;
    const bool isBackward = m_snapshot->phase == Phase::Backward;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accentOf(p));
    // Forward they come from what feeds the column, backward from what it feeds.
    for (int i = 0; i < m_shown.size(); ++i) {
        const auto& sources = m_columns[static_cast<std::size_t>(isBackward ? i : active)].sources;
        const int other = isBackward ? active : i;
        if (std::ranges::find(sources, other) == sources.end() || m_shown[i].tiles.isEmpty())
            continue;
        const QRectF from = m_shown[i].area;
        const QRectF to = m_shown[active].area;
        const double startX = isBackward ? from.left() : from.right();
        const double endX = isBackward ? to.right() : to.left();
        for (int k = 0; k < 7; ++k) {
            const double position = (k + 0.5) / 7;
            const double x = startX + share * (endX - startX);
            const double startY = from.top() + position * from.height();
            const double endY = to.top() + position * to.height();
            painter.drawEllipse(QPointF(x, startY + share * (endY - startY)), 3, 3);
        }
    }
}

void NetworkStage::paintSelection(QPainter& painter, const Palette& p) const
{
    if (m_selection->isEmpty() || m_selection->column() >= m_shown.size())
        return;
    const QRectF tile = tileOf(m_shown, m_selection->column(), m_selection->channel());
    if (tile.isEmpty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(accentOf(p), 2.5));
    painter.drawRoundedRect(tile.adjusted(-2, -2, 2, 2), 2, 2);
}

QRectF NetworkStage::minimap() const
{
    if (m_camera.isWhole() || m_zoomed >= 0)
        return {};
    const QRectF& room = m_camera.room();
    const double wide = std::min(220.0, room.width() * 0.3);
    const QSizeF size(wide, std::clamp(wide * room.height() / room.width(), 40.0, 140.0));
    return {QPointF(room.right() - size.width(), room.bottom() - size.height() - 4), size};
}

void NetworkStage::paintMinimap(QPainter& painter, const Palette& p) const
{
    const QRectF map = minimap();
    if (map.isEmpty())
        return;
    const QRectF world = m_camera.world();
    const auto onMap = [&](const QRectF& area) {
        return QRectF(map.left() + (area.left() - world.left()) / world.width() * map.width(),
                      map.top() + (area.top() - world.top()) / world.height() * map.height(),
                      std::max(1.5, area.width() / world.width() * map.width()),
                      area.height() / world.height() * map.height());
    };
    painter.setPen(p.border);
    painter.setBrush(p.card);
    painter.drawRect(map.adjusted(-3, -3, 3, 3));
    const int active = activeColumn();
    for (int i = 0; i < m_places.size(); ++i)
        painter.fillRect(onMap(m_places[i].area), i == active ? accentOf(p) : p.mutedText);
    const QRectF seen = m_camera.seen();
    painter.setPen(QPen(p.forwardAccent, 1.5));
    QColor veil = p.forwardAccent;
    veil.setAlpha(36);
    painter.setBrush(veil);
    painter.drawRect(QRectF(map.left() + seen.left() * map.width(),
                            map.top() + seen.top() * map.height(), seen.width() * map.width(),
                            seen.height() * map.height()));
}

QString NetworkStage::rangeWords() const
{
    if (m_ranges.keeps())
        return m_sharesScale ? tr("largest of all layers so far")
                             : tr("largest of its layer so far");
    return m_sharesScale ? tr("largest of all layers") : tr("largest of its layer");
}

QRect NetworkStage::legendArea() const
{
    const int top = height() - static_cast<int>(kStageLegend);
    return {0, top, width(), height() - top};
}

void NetworkStage::paintLegend(QPainter& painter, const Palette& p) const
{
    const QFont small = scaled(font(), TypeSize::Small);
    const QFontMetricsF metrics(small);
    painter.setFont(small);
    double x = kMargin;
    const double y = height() - kStageLegend + 10;
    const auto bar = [&](const QString& left, const QString& right, const QString& name,
                         bool isSigned) {
        painter.setPen(p.mutedText);
        painter.drawText(QPointF(x, y + metrics.ascent() - 3), left);
        x += metrics.horizontalAdvance(left) + 5;
        for (int i = 0; i < 64; ++i) {
            const QRgb colour = isSigned ? divergingColour(i / 31.5 - 1, p.isDark())
                                         : sequentialColour(i / 63.0, p.isDark());
            painter.fillRect(QRectF(x + i, y, 1.2, 8), QColor(colour));
        }
        x += 69;
        const QString tail = right + QStringLiteral("  ") + name;
        painter.drawText(QPointF(x, y + metrics.ascent() - 3), tail);
        x += metrics.horizontalAdvance(tail) + 26;
    };
    bar(QStringLiteral("0"), rangeWords(), tr("activations"), false);
    bar(QString(QChar(0x2212)), QStringLiteral("+"), tr("weights, gradients, contributions"), true);
    paintPassageLegend(painter, p, x);
}

} // namespace propago
