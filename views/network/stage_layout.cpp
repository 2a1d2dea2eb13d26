#include "views/network/stage_layout.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr int kMostTiles = 128;
constexpr double kNeuronWidth = 26;
constexpr double kPictureShare = 0.36;

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

std::int64_t countOf(const StageColumn& column)
{
    return column.kind == ColumnKind::Picture ? 1
           : column.kind == ColumnKind::Maps  ? column.shape[0]
                                              : column.shape.elements();
}

Wish mapWish(const StageColumn& column, double height, bool isAlone, double width)
{
    Wish wish;
    wish.aspect = static_cast<double>(column.shape[2]) / static_cast<double>(column.shape[1]);
    wish.shown = static_cast<int>(std::min<std::int64_t>(countOf(column), kMostTiles));
    wish.gap = isAlone ? 10 : 5;
    const double ideal =
        isAlone ? height : std::clamp(2.6 * static_cast<double>(column.shape[1]), 24.0, 78.0);
    double best = 0;
    for (int perRow = 1; perRow <= (isAlone ? 24 : 8); ++perRow) {
        Wish trial = wish;
        trial.perRow = perRow;
        trial.side = std::min(ideal, (height - (trial.rows() - 1) * trial.gap) / trial.rows());
        if (isAlone)
            trial.side =
                std::min(trial.side, (width - (perRow - 1) * trial.gap) / (perRow * wish.aspect));
        if (trial.side > best + 1.5) {
            best = trial.side;
            wish = trial;
        }
        if (!isAlone && best >= ideal - 0.5)
            break;
    }
    return wish;
}

Wish wishOf(const StageColumn& column, double height, bool isAlone, double width)
{
    Wish wish;
    if (column.kind == ColumnKind::Maps)
        return mapWish(column, height, isAlone, width);
    if (column.kind == ColumnKind::Picture) {
        wish.aspect = static_cast<double>(column.shape[2]) / static_cast<double>(column.shape[1]);
        wish.side = std::min(isAlone ? height : std::min(height * kPictureShare, 150.0),
                             width * (isAlone ? 1 : 0.2) / wish.aspect);
        return wish;
    }
    wish.shown = static_cast<int>(std::min<std::int64_t>(countOf(column), kMostTiles));
    const double roomy = wish.shown <= 16 ? 22 : 12;
    wish.gap = wish.shown <= 40 ? 3 : 1;
    wish.side = std::min(roomy, (height - (wish.shown - 1) * wish.gap) / wish.shown);
    wish.aspect = kNeuronWidth * (isAlone ? 3 : 1) / wish.side;
    return wish;
}

// Makes tiles smaller until the columns fit; gaps keep a least width for the edges.
void shrinkToFit(QList<Wish>& wishes, double width, double leastGap)
{
    double total = 0;
    for (const Wish& wish : wishes)
        total += wish.width();
    const double room = width - leastGap * static_cast<double>(wishes.size() - 1);
    if (total <= room)
        return;
    const double factor = std::max(room / total, 0.05);
    for (Wish& wish : wishes) {
        const bool isFlat = wish.aspect > 1.5 && wish.perRow == 1; // neurons keep their height
        if (isFlat) {
            wish.aspect *= factor;
        } else {
            wish.side *= factor;
            wish.gap = std::max(1.0, wish.gap * factor);
        }
    }
}

ColumnPlace placed(const Wish& wish, const StageColumn& column, const QRectF& content, double left,
                   double headerHeight)
{
    ColumnPlace place;
    place.gap = wish.gap;
    place.hidden = countOf(column) - wish.shown;
    const double top = content.top() + std::max(0.0, (content.height() - wish.height()) / 2);
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

QList<ColumnPlace> layoutStage(const std::vector<StageColumn>& columns, const QRectF& area,
                               double headerHeight, double laneHeight, int only)
{
    const QRectF content = area.adjusted(0, headerHeight, 0, -laneHeight);
    QList<ColumnPlace> places(static_cast<qsizetype>(columns.size()));
    if (columns.empty() || content.height() < 20 || content.width() < 20)
        return places;
    if (only >= 0 && only < static_cast<int>(columns.size())) {
        const StageColumn& column = columns[static_cast<std::size_t>(only)];
        const Wish wish = wishOf(column, content.height(), true, content.width());
        places[only] = placed(wish, column, content,
                              content.left() + (content.width() - wish.width()) / 2, headerHeight);
        return places;
    }
    QList<Wish> wishes;
    for (const StageColumn& column : columns)
        wishes.append(wishOf(column, content.height(), false, content.width()));
    const auto gaps = static_cast<double>(std::max<qsizetype>(wishes.size() - 1, 1));
    shrinkToFit(wishes, content.width(), std::clamp(content.width() * 0.35 / gaps, 14.0, 56.0));
    double total = 0;
    for (const Wish& wish : wishes)
        total += wish.width();
    const double gap = std::min((content.width() - total) / gaps, 150.0);
    double left = content.left() + std::max(0.0, (content.width() - total - gap * gaps) / 2);
    for (int i = 0; i < wishes.size(); ++i) {
        places[i] =
            placed(wishes[i], columns[static_cast<std::size_t>(i)], content, left, headerHeight);
        left += wishes[i].width() + gap;
    }
    return places;
}

} // namespace propago
