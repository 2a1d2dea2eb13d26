// What RaceCanvas paints; how it lays things out and listens is in race_canvas.cpp.
#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/precision/race_canvas.h"
#include "views/present/number_words.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr double kLaneGap = 8;

} // namespace

void RaceCanvas::paintEvent(QPaintEvent*)
{
    if (!m_race || m_race->lanes.empty())
        return;
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Areas at = areas();
    paintHead(painter, p, at);
    for (int lane = 0; lane < static_cast<int>(m_race->lanes.size()); ++lane)
        paintLane(painter, p, at, lane);
}

void RaceCanvas::paintHead(QPainter& painter, const Palette& p, const Areas& at) const
{
    for (int i = m_first; i < m_first + at.visible; ++i) {
        const QRectF area(at.left + (i - m_first) * at.column, 0, at.column - 4, at.head);
        painter.setFont(scaled(font(), TypeSize::Small, i == m_column));
        painter.setPen(i == m_column ? p.forwardAccent : p.mutedText);
        const QFontMetricsF metrics(painter.font());
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(m_columns[static_cast<std::size_t>(i)].name,
                                            Qt::ElideRight, area.width()));
    }
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    const int all = static_cast<int>(m_columns.size());
    if (at.visible < all)
        painter.drawText(QRectF(0, 0, at.left - 6, at.head), Qt::AlignLeft | Qt::AlignVCenter,
                         QStringLiteral("%1%2%3 / %4")
                             .arg(m_first + 1)
                             .arg(QChar(0x2013))
                             .arg(m_first + at.visible)
                             .arg(all));
    painter.drawText(QRectF(at.right, 0, width() - at.right, at.head),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("probabilities"));
}

void RaceCanvas::paintLane(QPainter& painter, const Palette& p, const Areas& at, int lane) const
{
    if (lane > 0) {
        painter.setPen(p.grid);
        const double y = at.head + lane * at.lane - kLaneGap / 2 + 0.5;
        painter.drawLine(QPointF(0, y), QPointF(width(), y));
    }
    paintName(painter, p, at, lane);
    for (int column = m_first; column < m_first + at.visible; ++column)
        paintColumn(painter, p, at, lane, column);
    paintTrack(painter, p, at, lane);
    paintAnswer(painter, p, at, lane);
}

void RaceCanvas::paintName(QPainter& painter, const Palette& p, const Areas& at, int lane) const
{
    const RaceLane& own = m_race->lanes[static_cast<std::size_t>(lane)];
    const double top = at.head + lane * at.lane;
    const QFontMetricsF title(scaled(font(), TypeSize::Title)), body(font());
    const bool hasArrived = laneProgress(*m_race, static_cast<std::size_t>(lane), m_share) >= 1;
    QRectF line(0, top, at.left - 6, title.height());
    painter.setFont(scaled(font(), TypeSize::Title));
    painter.setPen(lane == m_lane ? p.forwardAccent : p.text);
    painter.drawText(line, Qt::AlignLeft, formatName(own.precision));
    line.moveTop(line.bottom());
    line.setHeight(body.height());
    painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.setPen(hasArrived ? p.text : p.mutedText);
    if (own.microseconds > 0 && hasArrived)
        painter.drawText(line, Qt::AlignLeft,
                         tr("%1 µs").arg(own.microseconds, 0, 'f', own.microseconds < 100 ? 1 : 0));
    line.moveTop(line.bottom());
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    if (own.runs > 0 && hasArrived)
        painter.drawText(line, Qt::AlignLeft,
                         tr("p50 of %n run(s)", nullptr, static_cast<int>(own.runs)));
}

void RaceCanvas::paintColumn(QPainter& painter, const Palette& p, const Areas& at, int lane,
                             int column) const
{
    const RaceColumn& shown = m_columns[static_cast<std::size_t>(column)];
    const RaceLane& own = m_race->lanes[static_cast<std::size_t>(lane)];
    // The columns share the way evenly; what the lane has not reached is a shadow.
    const double reached = laneProgress(*m_race, static_cast<std::size_t>(lane), m_share)
                               * static_cast<double>(m_columns.size())
                           - column;
    painter.setOpacity(0.13 + 0.87 * std::clamp(reached, 0.0, 1.0));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    const QRectF area = columnArea(at, lane, column);
    for (std::int64_t map = 0; map < shown.maps; ++map) {
        const QRectF tile = tileArea(at, lane, column, map);
        if (tile.isEmpty())
            break;
        painter.drawImage(tile, image(lane, column, map));
        const bool isChosen = lane == m_lane && column == m_column && map == m_map;
        painter.setPen(isChosen ? QPen(p.forwardAccent, hasFocus() ? 3 : 2) : QPen(p.border, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(isChosen ? tile.adjusted(-1, -1, 1, 1) : tile);
    }
    if (lane > 0) {
        const double sqnr = static_cast<std::size_t>(shown.node) < own.sqnr.size()
                                ? own.sqnr[static_cast<std::size_t>(shown.node)]
                                : std::nan("");
        painter.setFont(scaled(font(), TypeSize::Small));
        painter.setPen(p.mutedText);
        painter.drawText(
            QRectF(area.left(), area.bottom() - at.line - 4, area.width() + 6, at.line),
            Qt::AlignLeft | Qt::AlignVCenter, sqnrText(sqnr));
    }
    painter.setOpacity(1);
    if (own.flipsAt == shown.node && lane > 0 && reached > 0)
        paintFlip(painter, p, at, area);
}

void RaceCanvas::paintFlip(QPainter& painter, const Palette& p, const Areas& at,
                           const QRectF& area) const
{
    painter.setPen(QPen(p.backwardAccent, 2.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(area.adjusted(-3, -3, 2, 1), 4, 4);
    painter.setFont(scaled(font(), TypeSize::Small, true));
    const QFontMetricsF metrics(painter.font());
    const QString word = tr("flips");
    const double wide = metrics.horizontalAdvance(word) + 8;
    const QRectF flag(area.right() + 2 - wide, area.bottom() - at.line - 4 - metrics.height(), wide,
                      metrics.height());
    painter.fillRect(flag, p.backwardAccent);
    painter.setPen(p.onAccent);
    painter.drawText(flag, Qt::AlignCenter, word);
}

void RaceCanvas::paintTrack(QPainter& painter, const Palette& p, const Areas& at, int lane) const
{
    const double progress = laneProgress(*m_race, static_cast<std::size_t>(lane), m_share);
    if (m_share >= 1)
        return;
    const double y = at.head + (lane + 1) * at.lane - kLaneGap - 1;
    const double end = at.right - 12;
    painter.setPen(QPen(p.grid, 3));
    painter.drawLine(QPointF(at.left, y), QPointF(end, y));
    const double x = at.left + progress * (end - at.left);
    painter.setPen(QPen(p.forwardAccent, 3));
    painter.drawLine(QPointF(at.left, y), QPointF(x, y));
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.forwardAccent);
    painter.drawEllipse(QPointF(x, y), 5, 5);
}

void RaceCanvas::paintAnswer(QPainter& painter, const Palette& p, const Areas& at, int lane) const
{
    const RaceLane& own = m_race->lanes[static_cast<std::size_t>(lane)];
    const bool hasArrived = laneProgress(*m_race, static_cast<std::size_t>(lane), m_share) >= 1;
    const double top = at.head + lane * at.lane, room = at.lane - kLaneGap;
    if (!hasArrived)
        return;
    const auto most = static_cast<std::size_t>(std::max(room / (at.line * 1.05), 1.0));
    const auto shown = shownCategories(*m_race, std::min<std::size_t>(most, 6), m_truth);
    const double row =
        std::min(room / std::max<double>(static_cast<double>(shown.size()), 1), at.line * 1.5);
    const int winner = winnerOf(own), reference = winnerOf(m_race->lanes.front());
    const QFontMetricsF bold(scaled(font(), TypeSize::Small, true));
    const double number = bold.horizontalAdvance(QStringLiteral("0.000")) + 4;
    const double name = std::min((width() - at.right) * 0.4, bold.averageCharWidth() * 12);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const int category = shown[i];
        const double probability =
            static_cast<double>(static_cast<std::size_t>(category) < own.probabilities.size()
                                    ? own.probabilities[static_cast<std::size_t>(category)]
                                    : 0);
        const bool isWinner = category == winner;
        const QRectF line(at.right, top + static_cast<double>(i) * row, width() - at.right, row);
        painter.setFont(scaled(font(), TypeSize::Small, isWinner));
        painter.setPen(isWinner ? p.text : p.mutedText);
        QString words = categoryName(category, m_classNames);
        if (category == m_truth)
            words.prepend(QStringLiteral("\u2713 "));
        painter.drawText(QRectF(line.left(), line.top(), name, row),
                         Qt::AlignRight | Qt::AlignVCenter,
                         bold.elidedText(words, Qt::ElideRight, name));
        const QRectF bar(line.left() + name + 8, line.top() + row * 0.2,
                         std::max(line.width() - name - number - 18, 10.0), row * 0.6);
        painter.fillRect(bar, p.grid);
        painter.fillRect(QRectF(bar.left(), bar.top(),
                                std::max(bar.width() * std::clamp(probability, 0.0, 1.0), 1.5),
                                bar.height()),
                         !isWinner             ? p.mutedText
                         : winner == reference ? p.forwardAccent
                                               : p.backwardAccent);
        painter.drawText(QRectF(line.right() - number - 2, line.top(), number, row),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(probability, 'f', 3));
    }
}

} // namespace propago
