#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

/// int8 windows whose filters see one channel each. As a tile like the others, three of four products of a
/// unit would be with zero. Here two taps share an instruction instead of two channels: sums lie pixel by
/// pixel, the channels of a unit side by side, in the order in which they are stored.
namespace propago {
namespace {

/// The sums of as many pixels as a vector has lanes: sums[j] those of the pixels j, j + 4, ..., four
/// channels each. With what a tail does that is rare, or to other places than units.
template<typename Vec>
inline void storeTurned(const typename Vec::I (&sums)[4], const Lanes& lanes,
                        const TileStore& store)
{
    typename Vec::I rows[4][1];
    for (int channel = 0; channel < 4; ++channel) {
        for (int lane = 0; lane < Vec::kLanes; ++lane)
            rows[channel][0][lane] = sums[lane % 4][lane / 4 * 4 + channel];
    }
    if (store.output == TileOutput::Units)
        return storeUnits<Vec, Int8Format>(rows, 0, 0, lanes, store);
    for (int channel = 0; channel < 4; ++channel)
        storeRow<Vec, Int8Format>(rows[channel][0], channel, lanes, store);
}

/// A tile of the four channels of a unit by N vectors of pixels. A: for each pair of taps, two weights of 16
/// bits for each channel.
template<typename Vec, int N> void byteDepthwise(const TileInput& in, const TileStore& store)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    I sums[N][4];
    const I start = in.init ? Vec::repeated(in.init) : I{};
#pragma GCC unroll 4
    for (int v = 0; v < N; ++v) {
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j)
            sums[v][j] = start;
    }
    const std::byte* a = in.a;
    for (std::int64_t k = 0; k < in.depth; k += 2, a += in.aStep) {
        const I weights = Vec::repeated(a);
        const std::byte* first = in.b + in.offsets[k];
        const std::byte* second = k + 1 < in.depth ? in.b + in.offsets[k + 1] : first;
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v)
            Vec::addTapPairs(Vec::load(first + 4 * Vec::kLanes * v),
                             Vec::load(second + 4 * Vec::kLanes * v), weights, sums[v]);
    }
    const bool isCommon =
        store.output == TileOutput::Units && !store.residual && Clamp<Vec>::suits(*store.tail);
    const ByteStore<Vec> bytes(store);
    const auto multipliers = reinterpret_cast<F>(Vec::repeated(store.multipliers));
#pragma GCC unroll 4
    for (int v = 0; v < N; ++v) {
        const Lanes lanes = lanesOf<Vec>(store, v);
        if (!isCommon) {
            storeTurned<Vec>(sums[v], lanes, store);
            continue;
        }
        I rounded[4];
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
            const F value = __builtin_convertvector(sums[v][j], F) * multipliers;
            rounded[j] = Vec::rounded(bytes.clamp(value));
        }
        const I units = Vec::joinedPixels(rounded, bytes.zeroPoint);
        Vec::storePart(store.y + 4 * lanes.position, kept<Vec>(units, lanes), lanes.count);
    }
}

template<typename Vec> constexpr void addByteDepthwise(TileTable& table)
{
    constexpr int kKind = static_cast<int>(TileKind::Int8Depthwise);
    table.maxRows[kKind] = table.rowStep[kKind] = 4;
    table.maxVectors[kKind][4] = 2;
    table.tiles[kKind][4][1] = &byteDepthwise<Vec, 1>;
    table.tiles[kKind][4][2] = &byteDepthwise<Vec, 2>;
}

} // namespace
} // namespace propago
