#include "views/precision/race_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/present/number_words.h"

#include <QEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace propago {

namespace {

// In lines of small type, so that all grows with the zoom of the window.
constexpr double kSmallestLane = 4.7;
constexpr double kSmallestColumn = 4.1;
constexpr double kSmallestTile = 1.9;
constexpr double kTileGap = 2;
constexpr double kLaneGap = 8;
constexpr int kTilePixels = 56;

} // namespace

RaceCanvas::RaceCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("raceCanvas"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize RaceCanvas::minimumSizeHint() const
{
    const auto lanes = m_race ? static_cast<double>(m_race->lanes.size()) : 1;
    const double line = areas().line;
    return {640, static_cast<int>(line * (1.5 + lanes * kSmallestLane))};
}

void RaceCanvas::show(std::shared_ptr<const Race> race, const Graph& graph,
                      const QStringList& classNames, int truth)
{
    const bool isSameShape = m_race && race && m_race->lanes.size() == race->lanes.size();
    m_race = std::move(race);
    m_columns = m_race ? raceColumns(*m_race, graph) : std::vector<RaceColumn>{};
    m_classNames = classNames;
    m_truth = truth;
    m_images.clear();
    setAccessibleName(tr("Race of the precisions"));
    setAccessibleDescription(m_race ? raceWords(*m_race, graph, classNames, truth) : QString());
    updateGeometry();
    const bool isKept = isSameShape && m_column < static_cast<int>(m_columns.size());
    if (isKept)
        choose(m_lane, m_column, m_map);
    else
        chooseFlip();
    update();
}

// Where an answer flips is what one wants to see first; without a flip, the beginning of the last lane.
void RaceCanvas::chooseFlip()
{
    m_first = 0;
    if (!m_race || m_columns.empty())
        return;
    for (std::size_t lane = 1; lane < m_race->lanes.size(); ++lane) {
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].node == m_race->lanes[lane].flipsAt)
                return choose(static_cast<int>(lane), static_cast<int>(i),
                              mapThatDiffersMost(*m_race, lane, m_columns[i]));
        }
    }
    choose(static_cast<int>(m_race->lanes.size()) - 1, 0, 0);
}

void RaceCanvas::setShare(double share)
{
    m_share = std::clamp(share, 0.0, 1.0);
    update();
}

void RaceCanvas::choose(int lane, int column, std::int64_t map)
{
    if (!m_race || m_columns.empty())
        return;
    m_lane = std::clamp(lane, 0, static_cast<int>(m_race->lanes.size()) - 1);
    m_column = std::clamp(column, 0, static_cast<int>(m_columns.size()) - 1);
    m_map =
        std::clamp<std::int64_t>(map, 0, m_columns[static_cast<std::size_t>(m_column)].maps - 1);
    scrollTo(m_column);
    emit choiceChanged();
    update();
}

void RaceCanvas::scrollTo(int column)
{
    const int visible = std::max(areas().visible, 1);
    m_first = std::clamp(m_first, column - visible + 1, column);
    m_first = std::clamp(m_first, 0, std::max(static_cast<int>(m_columns.size()) - visible, 0));
}

RaceCanvas::Areas RaceCanvas::areas() const
{
    Areas at;
    const QFontMetricsF small(scaled(font(), TypeSize::Small));
    at.line = small.height();
    at.head = at.line * 1.5;
    const auto lanes = m_race ? static_cast<double>(m_race->lanes.size()) : 1;
    at.lane = (height() - at.head) / std::max(lanes, 1.0);
    at.left = small.horizontalAdvance(QStringLiteral("p50 of 1000 runs")) + 14;
    at.right = width() - std::clamp(width() * 0.23, 190.0, 420.0);
    const double room = at.right - at.left - 12;
    const auto count = std::max<double>(static_cast<double>(m_columns.size()), 1);
    at.visible = std::clamp(static_cast<int>(room / (at.line * kSmallestColumn)), 1,
                            static_cast<int>(count));
    at.column = room / at.visible;
    return at;
}

QRectF RaceCanvas::columnArea(const Areas& at, int lane, int column) const
{
    return {at.left + (column - m_first) * at.column, at.head + lane * at.lane, at.column - 6,
            at.lane - kLaneGap};
}

double RaceCanvas::tileSide(const Areas& at, const QRectF& area, const RaceColumn& column) const
{
    const double tall = area.height() - at.line - 8;
    if (column.maps == 1)
        return std::min(area.width(), tall);
    // As many maps as are large enough to be seen, in rows of equal tiles.
    const int across = tilesAcross(at, area, column);
    const double side = (area.width() - (across - 1) * kTileGap) / across;
    return std::min(side, tall);
}

int RaceCanvas::tilesAcross(const Areas& at, const QRectF& area, const RaceColumn& column) const
{
    const double tall = area.height() - at.line - 8;
    int across = std::max(static_cast<int>(area.width() / (at.line * kSmallestTile)), 1);
    // A few maps may be larger.
    while (across > 1) {
        const double side = (area.width() - (across - 2) * kTileGap) / (across - 1);
        const auto rows = std::max(static_cast<int>((tall + kTileGap) / (side + kTileGap)), 0);
        if (rows * (across - 1) < column.maps)
            break;
        --across;
    }
    return across;
}

QRectF RaceCanvas::tileArea(int lane, int column, std::int64_t map) const
{
    return tileArea(areas(), lane, column, map);
}

QRectF RaceCanvas::tileArea(const Areas& at, int lane, int column, std::int64_t map) const
{
    if (!m_race || column < m_first || column >= m_first + at.visible)
        return {};
    const RaceColumn& shown = m_columns[static_cast<std::size_t>(column)];
    const QRectF area = columnArea(at, lane, column);
    const double tall = area.height() - at.line - 8;
    if (shown.isVector) {
        const double cell = std::min(area.width() / static_cast<double>(shown.width),
                                     tall / static_cast<double>(shown.height));
        return {area.left(), area.top(), cell * static_cast<double>(shown.width),
                cell * static_cast<double>(shown.height)};
    }
    const double side = tileSide(at, area, shown);
    const int across = shown.maps == 1 ? 1 : tilesAcross(at, area, shown);
    const double row = static_cast<double>(map / across) * (side + kTileGap);
    if (row + side > tall + 0.5)
        return {};
    const auto longer = static_cast<double>(std::max(shown.width, shown.height));
    return {area.left() + static_cast<double>(map % across) * (side + kTileGap), area.top() + row,
            side * static_cast<double>(shown.width) / longer,
            side * static_cast<double>(shown.height) / longer};
}

const QImage& RaceCanvas::image(int lane, int column, std::int64_t map) const
{
    const quint64 key = (static_cast<quint64>(lane) << 56) | (static_cast<quint64>(column) << 40)
                        | static_cast<quint64>(map);
    auto found = m_images.find(key);
    if (found == m_images.end())
        found = m_images.insert(key, raceTile(*m_race, static_cast<std::size_t>(lane),
                                              m_columns[static_cast<std::size_t>(column)], map,
                                              kTilePixels, paletteOf(palette()).isDark()));
    return *found;
}

// ---- input ---------------------------------------------------------------------------------

std::optional<RaceCanvas::Hit> RaceCanvas::hitAt(const QPointF& position) const
{
    const Areas at = areas();
    for (int lane = 0; m_race && lane < static_cast<int>(m_race->lanes.size()); ++lane) {
        for (int column = m_first; column < m_first + at.visible; ++column) {
            if (!columnArea(at, lane, column).contains(position))
                continue;
            for (std::int64_t map = 0; map < m_columns[static_cast<std::size_t>(column)].maps;
                 ++map) {
                const QRectF tile = tileArea(at, lane, column, map);
                if (tile.isEmpty())
                    break;
                if (tile.adjusted(0, 0, kTileGap, kTileGap).contains(position))
                    return Hit{lane, column, map};
            }
            return Hit{lane, column, 0};
        }
    }
    return std::nullopt;
}

void RaceCanvas::mousePressEvent(QMouseEvent* event)
{
    if (const auto hit = hitAt(event->position()))
        choose(hit->lane, hit->column, hit->map);
}

void RaceCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (hitAt(event->position()))
        emit opened();
}

void RaceCanvas::wheelEvent(QWheelEvent* event)
{
    const int steps = event->angleDelta().x() != 0 ? event->angleDelta().x() : 0;
    const int all = static_cast<int>(m_columns.size());
    if (steps == 0 || areas().visible >= all) {
        event->ignore();
        return;
    }
    m_first = std::clamp(m_first + (steps < 0 ? 1 : -1), 0, all - areas().visible);
    update();
}

bool RaceCanvas::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Left: choose(m_lane, m_column - 1, m_map); return true;
    case Qt::Key_Right: choose(m_lane, m_column + 1, m_map); return true;
    case Qt::Key_Up: choose(m_lane - 1, m_column, m_map); return true;
    case Qt::Key_Down: choose(m_lane + 1, m_column, m_map); return true;
    case Qt::Key_Home: choose(m_lane, 0, m_map); return true;
    case Qt::Key_End: choose(m_lane, static_cast<int>(m_columns.size()) - 1, m_map); return true;
    case Qt::Key_Comma: choose(m_lane, m_column, m_map - 1); return true;
    case Qt::Key_Period: choose(m_lane, m_column, m_map + 1); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: emit opened(); return true;
    default: return false;
    }
}

void RaceCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() != Qt::NoModifier || !handleKey(event->key()))
        QWidget::keyPressEvent(event);
}

QString RaceCanvas::tip(const QPointF& position) const
{
    const auto hit = hitAt(position);
    if (!hit)
        return {};
    const RaceColumn& column = m_columns[static_cast<std::size_t>(hit->column)];
    const RaceLane& lane = m_race->lanes[static_cast<std::size_t>(hit->lane)];
    const auto node = static_cast<std::size_t>(column.node);
    const QString name = QStringLiteral("%1 · %2").arg(column.name, formatName(lane.precision));
    if (hit->lane == 0 || node >= lane.sqnr.size())
        return tr("%1: from %2 to %3").arg(name, briefNumber(column.low), briefNumber(column.high));
    return tr("%1: signal to quantisation noise %2").arg(name, sqnrText(lane.sqnr[node]));
}

// Arrow keys step the network elsewhere; in the race they move over its tiles.
bool RaceCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        static constexpr std::array kOurs{Qt::Key_Left,  Qt::Key_Right, Qt::Key_Up,
                                          Qt::Key_Down,  Qt::Key_Home,  Qt::Key_End,
                                          Qt::Key_Comma, Qt::Key_Period};
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier
            && std::find(kOurs.begin(), kOurs.end(), key->key()) != kOurs.end()) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), tip(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

// More room shows more columns: the first one in sight moves back.
void RaceCanvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    scrollTo(m_column);
}

void RaceCanvas::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        scrollTo(m_column);
    if (event->type() == QEvent::PaletteChange)
        m_images.clear();
}

} // namespace propago
