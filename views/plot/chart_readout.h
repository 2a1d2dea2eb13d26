#pragma once
#include "views/plot/chart_data.h"

#include <optional>

namespace propago {

/// The values at the place (x, y) of a chart in one line; `reach` is how far from x, in coordinates of
/// the axis, a value may lie. Empty where there is none.
QString readOut(const ChartData& chart, double x, double y, double reach);

/// The x of the value before (`direction` < 0) or after the place x, for moving by keys.
std::optional<double> neighbour(const ChartData& chart, double x, int direction);

} // namespace propago
