#pragma once
#include <vector>

namespace propago {

/// Exponential moving average without the pull towards zero at the start (Kingma and Ba 2015,
/// section 3): s <- w s + (1 - w) x, shown as s / (1 - w^t), t counting finite values only. NaN and
/// infinities pass through and leave the average alone; a constant row stays as it is. `weight` is
/// kept within 0..1.
std::vector<double> smoothed(const std::vector<double>& values, double weight);

} // namespace propago
