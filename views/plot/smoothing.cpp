#include "views/plot/smoothing.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

bool isConstant(const std::vector<double>& values)
{
    const auto first =
        std::find_if(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
    return std::all_of(first, values.end(),
                       [&](double v) { return !std::isfinite(v) || v == *first; });
}

} // namespace

std::vector<double> smoothed(const std::vector<double>& values, double weight)
{
    const double w = std::clamp(weight, 0.0, 1.0);
    // At 1 the average would never move from zero and its correction be 0 / 0.
    if (w == 0 || w == 1 || isConstant(values))
        return values;
    std::vector<double> shown = values;
    double average = 0, forgotten = 1;
    for (double& value : shown) {
        if (!std::isfinite(value))
            continue;
        average = w * average + (1 - w) * value;
        forgotten *= w;
        value = average / (1 - forgotten);
    }
    return shown;
}

} // namespace propago
