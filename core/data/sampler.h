#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace propago {

/// Which pictures make up which batch. The order of an epoch depends on (seed, epoch) alone, so any
/// batch of any epoch can be asked for at any time. The last batch of an epoch may be smaller.
class Sampler {
public:
    /// Throws std::invalid_argument when `size` or `batch` is below 1 or `size` above 2^31 - 1.
    Sampler(std::int64_t size, std::int64_t batch, std::uint64_t seed, bool shuffles);

    std::int64_t batchesPerEpoch() const { return (m_size + m_batch - 1) / m_batch; }
    /// Dataset indices of batch `batch` (0..batchesPerEpoch()-1) of epoch `epoch`; valid until the
    /// next call. Not thread-safe: the order of one epoch is kept.
    std::span<const std::int32_t> indices(std::int64_t epoch, std::int64_t batch);

private:
    void order(std::int64_t epoch);

    std::int64_t m_size;
    std::int64_t m_batch;
    std::uint64_t m_seed;
    bool m_shuffles;
    std::int64_t m_epoch = -1;
    std::vector<std::int32_t> m_order;
};

} // namespace propago
