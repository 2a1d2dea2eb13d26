#include "core/data/sampler.h"

#include "core/tensor/random.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace propago {

Sampler::Sampler(std::int64_t size, std::int64_t batch, std::uint64_t seed, bool shuffles)
    : m_size(size), m_batch(batch), m_seed(seed), m_shuffles(shuffles)
{
    if (size < 1 || batch < 1 || size > std::numeric_limits<std::int32_t>::max())
        throw std::invalid_argument("a sampler needs pictures and a batch of at least one");
}

void Sampler::order(std::int64_t epoch)
{
    if (m_epoch == epoch)
        return;
    if (m_shuffles) {
        const RandomSource source(m_seed, RandomStream::Shuffle,
                                  static_cast<std::uint64_t>(epoch) + 1);
        m_order = permutation(static_cast<std::int32_t>(m_size), source);
    } else if (m_order.empty()) {
        m_order.resize(static_cast<std::size_t>(m_size));
        std::iota(m_order.begin(), m_order.end(), 0);
    }
    m_epoch = epoch;
}

std::span<const std::int32_t> Sampler::indices(std::int64_t epoch, std::int64_t batch)
{
    if (epoch < 0 || batch < 0 || batch >= batchesPerEpoch())
        throw std::out_of_range("no such batch in an epoch");
    order(epoch);
    const std::int64_t first = batch * m_batch;
    const std::int64_t count = std::min(m_batch, m_size - first);
    return std::span(m_order).subspan(static_cast<std::size_t>(first),
                                      static_cast<std::size_t>(count));
}

} // namespace propago
