#pragma once
#include "core/base/memory.h"
#include "core/base/thread_pool.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// How kernels cut memory and work into parts.
namespace propago {

/// Bytes of that many floats, up to the next boundary.
inline std::size_t alignedFloats(std::int64_t floats)
{
    return (static_cast<std::size_t>(floats) * 4 + kAlignment - 1) / kAlignment * kAlignment;
}

inline std::int64_t divided(std::int64_t count, std::int64_t size)
{
    return (count + size - 1) / size;
}

/// Calls f(first, last) for as many equal parts of [0, count) as there are threads; without a pool for
/// the whole.
template<typename F> void splitRange(std::int64_t count, ThreadPool* pool, F f)
{
    if (!pool)
        return f(std::int64_t{0}, count);
    const std::int64_t tasks = std::min<std::int64_t>(pool->threads(), count);
    auto part = [&](int task) { f(task * count / tasks, (task + 1) * count / tasks); };
    pool->run(static_cast<int>(tasks), part);
}

/// The same, item by item.
template<typename F> void splitItems(std::int64_t count, ThreadPool* pool, F f)
{
    splitRange(count, pool, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t item = first; item < last; ++item)
            f(item);
    });
}

} // namespace propago
