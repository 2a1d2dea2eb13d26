#include "core/tensor/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace propago {

RandomSource::RandomSource(std::uint64_t seed, RandomStream stream, std::uint64_t a,
                           std::uint32_t b)
    : m_key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}
    , m_counter{static_cast<std::uint32_t>(a),
                static_cast<std::uint32_t>(a >> 32) ^ (static_cast<std::uint32_t>(stream) << 24), b}
{}

std::array<std::uint32_t, 4> RandomSource::words(std::uint32_t block) const
{
    std::array<std::uint32_t, 4> x{block, m_counter[0], m_counter[1], m_counter[2]};
    std::array<std::uint32_t, 2> key = m_key;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{0xD2511F53u} * x[0];
        const std::uint64_t second = std::uint64_t{0xCD9E8D57u} * x[2];
        x = {static_cast<std::uint32_t>(second >> 32) ^ x[1] ^ key[0],
             static_cast<std::uint32_t>(second),
             static_cast<std::uint32_t>(first >> 32) ^ x[3] ^ key[1],
             static_cast<std::uint32_t>(first)};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return x;
}

std::uint32_t RandomSource::word(std::uint64_t index) const
{
    return words(static_cast<std::uint32_t>(index / 4))[index % 4];
}

float RandomSource::uniform(std::uint64_t index) const
{
    return static_cast<float>(word(index) >> 8) * 0x1p-24f;
}

double RandomSource::normal(std::uint64_t index) const
{
    const auto w = words(static_cast<std::uint32_t>(index));
    const double u =
        (static_cast<double>(w[0]) + 1.0) * 0x1p-32; // in (0, 1]: the logarithm is finite
    const double v = static_cast<double>(w[1]) * 0x1p-32;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

std::uint32_t RandomSource::below(std::uint32_t bound, std::uint64_t index) const
{
    return static_cast<std::uint32_t>((std::uint64_t{word(index)} * bound) >> 32);
}

std::vector<std::int32_t> permutation(std::int32_t count, const RandomSource& source)
{
    std::vector<std::int32_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    for (std::int32_t i = count - 1; i > 0; --i) {
        const auto j =
            source.below(static_cast<std::uint32_t>(i) + 1, static_cast<std::uint64_t>(i));
        std::swap(order[static_cast<std::size_t>(i)], order[j]);
    }
    return order;
}

} // namespace propago
