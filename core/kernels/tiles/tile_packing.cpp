#include "core/kernels/tiles/tile_convolution.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <type_traits>

// How weights lie for the tiles.
namespace propago {

namespace {

/// Piece by piece: the low bits of a byte are byte i of the first 64 bytes, and so on.
template<typename T> void packWords(Packing packing, const std::vector<T>& words, std::byte* packed)
{
    if constexpr (std::is_same_v<T, float>) {
        auto* to = reinterpret_cast<std::uint16_t*>(packed);
        std::transform(words.begin(), words.end(), to, toHalf);
    } else if constexpr (std::is_same_v<T, std::int8_t>) {
        const auto share = static_cast<std::size_t>(sharing(packing));
        const int bits = 8 / sharing(packing);
        for (std::size_t i = 0; i < words.size(); ++i) {
            const int number = words[i] & ((1 << bits) - 1);
            packed[i / (64 * share) * 64 + i % 64] |=
                static_cast<std::byte>(number << (bits * static_cast<int>(i / 64 % share)));
        }
    } else {
        throw std::logic_error("no packing for these weights");
    }
}

} // namespace

// Of a channel in its unit.
std::int64_t TileConvolution::placeOf(std::int64_t lane) const
{
    return isKind(TileKind::WidenedInt8) ? lane / 2 + lane % 2 * 2 : lane;
}

// Pairs of taps, channel by channel.
template<typename T>
void TileConvolution::packDepthwise(const Block& block, const T* weights,
                                    const WeightStrides& strides, T* packed) const
{
    std::fill_n(packed, (m_problem.taps.size() + 1) / 2 * 8, T{});
    for (int row = 0; row < block.rows && block.first + row < m_problem.filters; ++row) {
        for (std::size_t i = 0; i < m_problem.taps.size(); ++i)
            packed[i / 2 * 8 + static_cast<std::size_t>(2 * row) + i % 2] =
                weights[(block.first + row) * strides.group + m_problem.taps[i].tap];
    }
}

template<typename T>
void TileConvolution::packBlock(const Block& block, const T* weights, const WeightStrides& strides,
                                T* packed) const
{
    const std::int64_t perGroup = m_problem.filters / m_problem.groups;
    const std::int64_t channels = m_problem.channels / m_problem.groups;
    const std::int64_t depth = block.units * static_cast<std::int64_t>(m_problem.taps.size());
    std::fill_n(packed, depth * block.rows * m_lanes, T{});
    const std::int64_t firstSlot = block.unitFirst * m_lanes;
    for (int row = 0; row < block.rows && block.first + row < m_problem.filters; ++row) {
        const std::int64_t filter = block.first + row;
        const std::int64_t group = filter / perGroup;
        const T* from = weights + group * strides.group + filter % perGroup * strides.out;
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            const std::int64_t slot = group * channels + channel - firstSlot;
            const std::int64_t unit = slot / m_lanes;
            T* to = packed
                    + (unit * static_cast<std::int64_t>(m_problem.taps.size()) * block.rows + row)
                          * m_lanes
                    + placeOf(slot % m_lanes);
            for (const ShiftedTap& tap : m_problem.taps) {
                *to = from[channel * strides.in + tap.tap];
                to += block.rows * m_lanes;
            }
        }
    }
}

template<typename T>
void TileConvolution::pack(const T* weights, const WeightStrides& strides, std::byte* packed) const
{
    for (const Block& block : m_blocks) {
        std::byte* to = packed + 4 * block.packedFirst;
        if (isKind(TileKind::Int8Depthwise)) {
            packDepthwise(block, weights, strides, reinterpret_cast<T*>(to));
            continue;
        }
        if (m_packing == Packing::None) {
            packBlock(block, weights, strides, reinterpret_cast<T*>(to));
            continue;
        }
        std::vector<T> words(static_cast<std::size_t>(wordsOf(block) * m_lanes));
        packBlock(block, weights, strides, words.data());
        packWords(m_packing, words, to);
    }
}

template void TileConvolution::pack(const float*, const WeightStrides&, std::byte*) const;
template void TileConvolution::pack(const std::uint16_t*, const WeightStrides&, std::byte*) const;
template void TileConvolution::pack(const std::int8_t*, const WeightStrides&, std::byte*) const;
template void TileConvolution::pack(const std::int16_t*, const WeightStrides&, std::byte*) const;

bool TileConvolution::isZero(const std::byte* packed, std::int64_t step) const
{
    return std::ranges::all_of(m_blocks, [&](const Block& block) {
        const std::int64_t bytes = 4 * stepWords(block.rows);
        const std::byte* from = packed + 4 * block.packedFirst + step * bytes;
        return std::all_of(from, from + bytes, [](std::byte each) { return each == std::byte{}; });
    });
}

void TileConvolution::leaveOutZeros(std::byte* packed)
{
    m_steps = m_offsets;
    if (m_problem.groups > 1 || m_packing != Packing::None || m_panelBytes > 0)
        return;
    std::size_t kept = 0;
    for (std::size_t step = 0; step < m_offsets.size(); ++step) {
        if (isZero(packed, static_cast<std::int64_t>(step)))
            continue;
        for (const Block& block : m_blocks) {
            const auto bytes = static_cast<std::size_t>(4 * stepWords(block.rows));
            std::byte* first = packed + 4 * block.packedFirst;
            std::memmove(first + kept * bytes, first + step * bytes, bytes);
        }
        m_steps[kept++] = m_offsets[step];
    }
    m_steps.resize(kept);
}

std::int64_t TileConvolution::wordsOf(const Block& block) const
{
    return block.rows * block.units * static_cast<std::int64_t>(m_problem.taps.size());
}

std::int64_t TileConvolution::unpackedBytes() const
{
    std::int64_t most = 0;
    for (const Block& block : m_blocks)
        most = std::max(most, wordsOf(block));
    const std::int64_t piece = pieceWords(m_packing);
    return m_packing == Packing::None ? 0 : 4 * ((most + piece - 1) / piece * piece);
}

void TileConvolution::unpack(const Call& call, const Block& block) const
{
    if (m_packing != Packing::None)
        m_table->unpack[static_cast<int>(m_packing)](call.weights + 4 * block.packedFirst,
                                                     call.unpacked, wordsOf(block));
}

} // namespace propago
