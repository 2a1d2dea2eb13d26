#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace propago {

/// Percentiles of measured latencies in microseconds. A percentile is absent when there are too few
/// samples to state it: the rule needs n with (1-p) * n >= 1 beyond doubt; p99 needs at least 662.
struct LatencySummary {
    std::int64_t runs = 0;
    double minimum = 0;
    double p50 = 0;
    std::optional<double> p95;
    std::optional<double> p99;
};

inline constexpr std::int64_t kSamplesForP95 = 130;
inline constexpr std::int64_t kSamplesForP99 = 662;

/// Nearest-rank percentiles. `microseconds` may be in any order.
LatencySummary summarise(std::vector<double> microseconds);

/// Runs `work` `warmUp` times unmeasured, then `runs` times measured; microseconds each.
std::vector<double> measure(const std::function<void()>& work, std::int64_t warmUp,
                            std::int64_t runs);

} // namespace propago
