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
    std::int64_t hidden = 0; ///< maps or neurons that found no room
    double gap = 4;          ///< between tiles
};

/// Lays the columns out in `area`; with `only` >= 0 that one alone, as large as it goes.
QList<ColumnPlace> layoutStage(const std::vector<StageColumn>& columns, const QRectF& area,
                               double headerHeight, double laneHeight, int only);

} // namespace propago
