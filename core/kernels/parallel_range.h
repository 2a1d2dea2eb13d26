#pragma once
#include "core/base/thread_pool.h"

#include <algorithm>
#include <cstdint>

namespace propago {

/// Calls f(first, last) on parts of [0, count) that together cover it, on all threads when there
/// is enough to do. For work whose parts do not depend on each other.
template<typename F>
void forRanges(std::int64_t count, ThreadPool& pool, F f, std::int64_t grain = 16 * 1024)
{
    const std::int64_t parts = std::clamp<std::int64_t>(count / grain, 1, pool.threads());
    auto part = [&](int task) { f(task * count / parts, (task + 1) * count / parts); };
    pool.run(static_cast<int>(parts), part);
}

} // namespace propago
