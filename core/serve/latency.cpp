#include "core/serve/latency.h"

#include "core/base/clock.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

// Nearest rank: the smallest sample that at least the share `p` of all samples does not exceed.
double percentile(const std::vector<double>& sorted, double p)
{
    const auto count = static_cast<double>(sorted.size());
    // The small step back keeps 0.95 * 100 = 95.00000000000001 at rank 95.
    const double rank = std::max(1.0, std::ceil(p * count - 1e-9));
    return sorted[static_cast<std::size_t>(rank) - 1];
}

} // namespace

LatencySummary summarise(std::vector<double> microseconds)
{
    LatencySummary summary;
    summary.runs = static_cast<std::int64_t>(microseconds.size());
    if (microseconds.empty())
        return summary;
    std::ranges::sort(microseconds);
    summary.minimum = microseconds.front();
    summary.p50 = percentile(microseconds, 0.50);
    if (summary.runs >= kSamplesForP95)
        summary.p95 = percentile(microseconds, 0.95);
    if (summary.runs >= kSamplesForP99)
        summary.p99 = percentile(microseconds, 0.99);
    return summary;
}

std::vector<double> measure(const std::function<void()>& work, std::int64_t warmUp,
                            std::int64_t runs)
{
    for (std::int64_t i = 0; i < warmUp; ++i)
        work();
    std::vector<double> microseconds;
    microseconds.reserve(static_cast<std::size_t>(std::max<std::int64_t>(runs, 0)));
    for (std::int64_t i = 0; i < runs; ++i) {
        const Stopwatch watch;
        work();
        microseconds.push_back(watch.microseconds());
    }
    return microseconds;
}

} // namespace propago
