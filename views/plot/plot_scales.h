#pragma once
#include "views/plot/chart_data.h"

#include <utility>

namespace propago {

/// What the axis along y (or x) shows by default: the finite values and error bars with a margin, or
/// the fixed ends; on a log axis only what is above zero.
std::pair<double, double> defaultRangeX(const ChartData& chart);
std::pair<double, double> defaultRangeY(const ChartData& chart);

/// `value` if an axis of this kind can show it, else NaN: a gap.
double drawable(double value, const ChartAxis& axis);

} // namespace propago
