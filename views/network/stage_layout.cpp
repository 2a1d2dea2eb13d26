#include "views/network/stage_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace propago {

namespace {

constexpr double kNeuronWidth = 26;
constexpr double kPictureShare = 0.36; ///< of the height at most
constexpr double kMapShare = 0.24;     ///< of the height at most, for one map

struct Wish {
    double aspect = 1; ///< width of a tile divided by its height
    double side = 0;   ///< height of a tile
    double gap = 4;
    int shown = 1;
    int perRow = 1;
    double width() const { return perRow * side * aspect + (perRow - 1) * gap; }
    int rows() const { return (shown + perRow - 1) / perRow; }
    double height() const { return rows() * side + (rows() - 1) * gap; }
};

Wish plainWish(const StageColumn& column)
{
    Wish wish;
    wish.aspect = static_cast<double>(column.shape[2]) / static_cast<double>(column.shape[1]);
    wish.shown = static_cast<int>(std::min(unitsOf(column), std::int64_t{kTilesOfPage}));
    return wish;
}

// One layer with the stage to itself: the grid whose tiles become largest.
Wish largestGrid(const StageColumn& column, double height, double width)
{
    Wish best = plainWish(column);
    best.gap = 10;
    for (int perRow = 1; perRow <= 24; ++perRow) {
        Wish trial = best;
        trial.perRow = perRow;
        trial.side = std::min((height - (trial.rows() - 1) * trial.gap) / trial.rows(),
                              (width - (perRow - 1) * trial.gap) / (perRow * best.aspect));
        if (trial.side > best.side + 1.5)
            best = trial;
    }
    return best;
}

// Maps of a given side, as few beside each other as the height allows, without a ragged last row
// when that costs little.
Wish mapsOfSide(const StageColumn& column, double side, double height)
{
    Wish wish = plainWish(column);
    wish.side = side < 8 ? side : std::floor(side); // whole pixels keep maps crisp
    wish.gap = std::clamp(std::floor(wish.side * 0.12), 1.0, 6.0);
    const int mostRows =
        std::max(1, static_cast<int>((height + wish.gap) / (wish.side + wish.gap)));
    wish.perRow = (wish.shown + mostRows - 1) / mostRows;
    for (int perRow = wish.perRow; perRow <= wish.perRow + wish.perRow / 3; ++perRow) {
        if (wish.shown % perRow == 0) {
            wish.perRow = perRow;
            break;
        }
    }
    return wish;
}

Wish neuronsWish(const StageColumn& column, double height, double width)
{
    Wish wish;
    wish.shown = static_cast<int>(std::min(unitsOf(column), std::int64_t{kTilesOfPage}));
    wish.gap = wish.shown <= 40 ? 3 : 1;
    wish.side = std::min(wish.shown <= 16 ? 22.0 : 12.0,
                         (height - (wish.shown - 1) * wish.gap) / wish.shown);
    wish.aspect = width / wish.side;
    return wish;
}

Wish wishAlone(const StageColumn& column, double height, double width)
{
    if (column.kind == ColumnKind::Neurons)
        return neuronsWish(column, height, 3 * kNeuronWidth);
    if (column.kind == ColumnKind::Maps)
        return largestGrid(column, height, width);
    Wish wish = plainWish(column);
    wish.shown = 1;
    wish.side = std::min(height, width / wish.aspect);
    return wish;
}

// Coarser maps get smaller tiles, but not in proportion: a map of 5 by 5 must still be seen. `unit`
// is the side of a map of 28 rows.
Wish wishOfUnit(const StageColumn& column, double unit, const QSizeF& room)
{
    if (column.kind == ColumnKind::Neurons)
        return neuronsWish(column, room.height(), std::clamp(unit * 0.6, 8.0, kNeuronWidth));
    const double detail = std::sqrt(static_cast<double>(column.shape[1]) / 28);
    if (column.kind == ColumnKind::Maps)
        return mapsOfSide(column, std::min(unit * detail, room.height() * kMapShare),
                          room.height());
    Wish wish = plainWish(column);
    wish.shown = 1;
    wish.side =
        std::min({unit * 2.1, room.height() * kPictureShare, room.width() * 0.16 / wish.aspect});
    return wish;
}

double totalOf(const QList<Wish>& wishes, double leastSlot)
{
    double total = 0;
    for (const Wish& wish : wishes)
        total += std::max(wish.width(), leastSlot);
    return total;
}

// The largest tiles that fit: first one unit for all columns, then what is left goes to the columns
// that can still use it, so that neither height nor width lies idle.
QList<Wish> fittingWishes(const std::vector<StageColumn>& columns, const QSizeF& room,
                          double leastSlot, double tileRoom)
{
    const auto count = static_cast<qsizetype>(columns.size());
    QList<double> units(count, room.height());
    QList<Wish> wishes(count);
    const auto wishFor = [&](qsizetype i) {
        return wishOfUnit(columns[static_cast<std::size_t>(i)], units[i], room);
    };
    double unit = room.height();
    do {
        units.fill(unit);
        for (qsizetype i = 0; i < count; ++i)
            wishes[i] = wishFor(i);
        unit *= 0.97;
    } while (totalOf(wishes, leastSlot) > tileRoom && unit > 1);
    const double mostUnit = unit * 1.5; // layers must stay comparable
    for (bool grows = true; std::exchange(grows, false);) {
        for (qsizetype i = 0; i < count; ++i) {
            const Wish before = wishes[i];
            units[i] *= 1.04;
            wishes[i] = wishFor(i);
            if (units[i] > mostUnit || totalOf(wishes, leastSlot) > tileRoom) {
                units[i] /= 1.04;
                wishes[i] = before;
            } else {
                grows = true;
            }
        }
    }
    return wishes;
}

ColumnPlace placed(const Wish& wish, const StageColumn& column, const QRectF& content, double left,
                   double headerHeight)
{
    ColumnPlace place;
    place.gap = wish.gap;
    place.hidden = unitsOf(column) - wish.shown;
    const double top =
        content.top() + std::floor(std::max(0.0, (content.height() - wish.height()) / 2));
    place.area = QRectF(left, top, wish.width(), wish.height());
    place.header = QRectF(left, content.top() - headerHeight, wish.width(), headerHeight);
    for (int i = 0; i < wish.shown; ++i) {
        const double x = left + (i % wish.perRow) * (wish.side * wish.aspect + wish.gap);
        const double y = top + (i / wish.perRow) * (wish.side + wish.gap);
        place.tiles.append(QRectF(x, y, wish.side * wish.aspect, wish.side));
    }
    return place;
}

} // namespace

std::int64_t unitsOf(const StageColumn& column)
{
    return column.kind == ColumnKind::Picture ? 1
           : column.kind == ColumnKind::Maps  ? column.shape[0]
                                              : column.shape.elements();
}

QList<ColumnPlace> layoutStage(const std::vector<StageColumn>& columns, const QRectF& area,
                               double headerHeight, double laneHeight, int only, int page)
{
    const QRectF content = area.adjusted(0, headerHeight, 0, -laneHeight);
    QList<ColumnPlace> places(static_cast<qsizetype>(columns.size()));
    if (columns.empty() || content.height() < 20 || content.width() < 20)
        return places;
    if (only >= 0 && only < static_cast<int>(columns.size())) {
        const StageColumn& column = columns[static_cast<std::size_t>(only)];
        const Wish wish = wishAlone(column, content.height(), content.width());
        places[only] = placed(wish, column, content,
                              content.left() + (content.width() - wish.width()) / 2, headerHeight);
        // The last page is as large as the others, so that tiles stay where they are.
        places[only].first = std::int64_t{page} * kTilesOfPage;
        while (places[only].first + places[only].tiles.size() > unitsOf(column))
            places[only].tiles.removeLast();
        return places;
    }
    const auto gaps = static_cast<double>(std::max<qsizetype>(places.size() - 1, 1));
    const double leastGap = std::min(content.width() * 0.35 / gaps, 56.0);
    // A slot is as wide as its tiles and as a short title, so that titles can be read.
    const double tileRoom = content.width() - leastGap * gaps;
    const double leastSlot =
        std::clamp(0.9 * tileRoom / (gaps + 1), 4.0, std::max(headerHeight, 4.0));
    const QList<Wish> wishes = fittingWishes(columns, content.size(), leastSlot, tileRoom);
    const double total = totalOf(wishes, leastSlot);
    const double gap = std::clamp((content.width() - total) / gaps, 0.0, 150.0);
    double left = content.left() + std::max(0.0, (content.width() - total - gap * gaps) / 2);
    for (int i = 0; i < wishes.size(); ++i) {
        places[i] =
            placed(wishes[i], columns[static_cast<std::size_t>(i)], content, left, headerHeight);
        left += std::max(wishes[i].width(), leastSlot) + gap;
    }
    return places;
}

namespace {

QRectF between(const QRectF& from, const QRectF& to, double share)
{
    const auto mix = [share](double a, double b) { return a + share * (b - a); };
    return {mix(from.x(), to.x()), mix(from.y(), to.y()), mix(from.width(), to.width()),
            mix(from.height(), to.height())};
}

} // namespace

QList<ColumnPlace> between(const QList<ColumnPlace>& from, const QList<ColumnPlace>& to,
                           double share)
{
    QList<ColumnPlace> result = to;
    for (qsizetype i = 0; i < to.size() && i < from.size(); ++i) {
        ColumnPlace& place = result[i];
        if (from[i].tiles.isEmpty()) {
            place.opacity = share;
        } else if (to[i].tiles.isEmpty()) {
            place = from[i];
            place.opacity = (1 - share) * from[i].opacity;
        } else {
            place.opacity = from[i].opacity + share * (1 - from[i].opacity);
            place.area = between(from[i].area, to[i].area, share);
            place.header = between(from[i].header, to[i].header, share);
            for (qsizetype t = 0; t < place.tiles.size() && t < from[i].tiles.size(); ++t)
                place.tiles[t] = between(from[i].tiles[t], to[i].tiles[t], share);
        }
    }
    return result;
}

} // namespace propago
