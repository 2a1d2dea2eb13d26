#include "core/infer/memory_plan.h"

#include "core/base/memory.h"

#include <algorithm>
#include <numeric>

namespace propago {

namespace {

std::int64_t padded(std::int64_t bytes)
{
    constexpr auto step = static_cast<std::int64_t>(kAlignment);
    return (bytes + static_cast<std::int64_t>(kSlack) + step - 1) / step * step;
}

bool meet(const Lifetime& a, const Lifetime& b)
{
    return a.first <= b.last && b.first <= a.last;
}

} // namespace

MemoryPlan planMemory(std::span<const Lifetime> buffers)
{
    std::vector<std::size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t i) { return buffers[i].bytes; });
    MemoryPlan plan;
    plan.offsets.assign(buffers.size(), 0);
    std::vector<std::size_t> placed; // by rising offset
    for (const std::size_t each : order) {
        const std::int64_t wanted = padded(buffers[each].bytes);
        std::int64_t offset = 0;
        for (const std::size_t other : placed) {
            if (!meet(buffers[each], buffers[other]))
                continue;
            if (offset + wanted <= plan.offsets[other])
                break;
            offset = std::max(offset, plan.offsets[other] + padded(buffers[other].bytes));
        }
        plan.offsets[each] = offset;
        plan.bytes = std::max(plan.bytes, offset + wanted);
        const auto place = std::ranges::upper_bound(placed, offset, {},
                                                    [&](std::size_t i) { return plan.offsets[i]; });
        placed.insert(place, each);
    }
    return plan;
}

} // namespace propago
