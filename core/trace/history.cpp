#include "core/trace/history.h"

#include <algorithm>

namespace propago {

void History::put(std::int64_t batch, const BatchMetrics& metrics)
{
    const auto index = static_cast<std::size_t>(batch);
    while (batches.size() < index)
        batches.push_back({});
    if (index == batches.size())
        batches.push_back(metrics);
    else
        batches.replace(index, metrics);
}

void History::put(const EpochMetrics& metrics)
{
    const auto place = std::ranges::lower_bound(epochs, metrics.epoch, {}, &EpochMetrics::epoch);
    if (place != epochs.end() && place->epoch == metrics.epoch)
        *place = metrics;
    else
        epochs.insert(place, metrics);
}

void History::cut(std::int64_t batch, std::int64_t batchesPerEpoch)
{
    batches.cut(static_cast<std::size_t>(batch));
    for (Watch& watch : watches)
        watch.cut(batch);
    std::erase_if(epochs, [&](const EpochMetrics& e) { return e.epoch * batchesPerEpoch > batch; });
}

} // namespace propago
