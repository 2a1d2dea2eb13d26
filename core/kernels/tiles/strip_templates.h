#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

namespace propago {
namespace {

/// Sums of Count vectors of neighbouring pixels: few weights, so pixels fill the registers.
template<typename Vec, int Count>
inline void stripSums(const TileInput& in, std::int64_t first, typename Vec::F (&sums)[Count])
{
    using F = typename Vec::F;
    const auto* weights = reinterpret_cast<const float*>(in.a);
    F start = Vec::broadcastF(0);
    if (in.init)
        start = reinterpret_cast<F>(Vec::broadcastI(unitAt(in.init)));
#pragma GCC unroll 8
    for (int v = 0; v < Count; ++v)
        sums[v] = start;
    const std::byte* b = in.b + first * 4 * Vec::kLanes;
    for (std::int64_t k = 0; k < in.depth; ++k) {
        const F weight = Vec::broadcastF(weights[k]);
        const std::byte* from = b + in.offsets[k];
#pragma GCC unroll 8
        for (int v = 0; v < Count; ++v)
            sums[v] = Vec::fma(reinterpret_cast<F>(Vec::load(from + v * 4 * Vec::kLanes)), weight,
                               sums[v]);
    }
}

template<typename Vec, int Count>
inline void stripPart(const TileInput& in, const TileStore& store, std::int64_t first)
{
    typename Vec::F sums[Count];
    stripSums<Vec, Count>(in, first, sums);
    TileStore part = store;
    part.masks += first;
    part.positions += first;
    part.output = TileOutput::Real;
    part.rowsStored = 1;
#pragma GCC unroll 8
    for (int v = 0; v < Count; ++v) {
        const Lanes lanes = lanesOf<Vec>(part, v);
        if (lanes.count > 0)
            storeRow<Vec, Fp32Format>(reinterpret_cast<typename Vec::I>(sums[v]), 0, lanes, part);
    }
}

/// As a tile of one row: a strip of `vectors` vectors.
template<typename Vec>
void strip(const TileInput& in, const TileStore& store, std::int64_t vectors)
{
    std::int64_t first = 0;
    for (; first + 8 <= vectors; first += 8)
        stripPart<Vec, 8>(in, store, first);
    for (; first + 4 <= vectors; first += 4)
        stripPart<Vec, 4>(in, store, first);
    for (; first < vectors; ++first)
        stripPart<Vec, 1>(in, store, first);
}

} // namespace
} // namespace propago
