#pragma once
#include "views/present/stage_columns.h"

#include <QList>
#include <QRectF>

namespace propago {

/// Where one column stands and where its tiles are.
struct ColumnPlace {
    QRectF area;             ///< around the tiles
    QRectF header;           ///< title, shape, gradient bar
    QList<QRectF> tiles;     ///< maps or neurons that are shown, in channel order
    std::int64_t first = 0;  ///< channel of the first tile
    std::int64_t hidden = 0; ///< maps or neurons that found no room
    double gap = 4;          ///< between tiles
    double opacity = 1;      ///< below 1 while it comes or goes
};

/// Room below the columns for the legend, in pixels.
inline constexpr double kStageLegend = 30;

/// How many maps or neurons of one layer are shown at a time.
inline constexpr int kTilesOfPage = 128;

/// Maps or neurons of a column; a picture is one, whatever its colours.
std::int64_t unitsOf(const StageColumn& column);

/// Lays the columns out in `area`; with `only` >= 0 that one alone, as large as it goes, from its
/// page `page` of kTilesOfPage maps on.
QList<ColumnPlace> layoutStage(const std::vector<StageColumn>& columns, const QRectF& area,
                               double headerHeight, double laneHeight, int only, int page = 0);

/// The way from one layout to another, `share` of it done: what both have moves, the rest comes or goes.
QList<ColumnPlace> between(const QList<ColumnPlace>& from, const QList<ColumnPlace>& to,
                           double share);

} // namespace propago
