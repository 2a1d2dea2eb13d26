#include "core/trace/history.h"

#include <algorithm>

namespace propago {

namespace {

constexpr std::size_t kRoom = 4096; // a run grows by one entry each batch: make room rarely

} // namespace

void History::put(std::int64_t batch, const BatchMetrics& metrics)
{
    const auto index = static_cast<std::size_t>(batch);
    if (index >= batches.capacity())
        batches.reserve(std::max(2 * index, kRoom));
    if (index >= batches.size())
        batches.resize(index + 1);
    batches[index] = metrics;
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
    if (static_cast<std::size_t>(batch) < batches.size())
        batches.resize(static_cast<std::size_t>(batch));
    std::erase_if(epochs, [&](const EpochMetrics& e) { return e.epoch * batchesPerEpoch > batch; });
}

} // namespace propago
