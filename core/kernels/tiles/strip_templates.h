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
template<typename Vec> void strip(const TileInput& in, const TileStore& store, std::int64_t vectors)
{
    std::int64_t first = 0;
    for (; first + 8 <= vectors; first += 8)
        stripPart<Vec, 8>(in, store, first);
    for (; first + 4 <= vectors; first += 4)
        stripPart<Vec, 4>(in, store, first);
    for (; first < vectors; ++first)
        stripPart<Vec, 1>(in, store, first);
}

/// Rows of at least a vector: the last one overlaps the one before.
template<typename Vec> inline void copyLongRows(RowCopy in)
{
    const std::int64_t last = 4 * (in.count - Vec::kLanes);
    for (; in.rows > 0; --in.rows, in.from += in.fromPitch, in.to += in.toPitch) {
        for (std::int64_t at = 0; at < last; at += 4 * Vec::kLanes) {
            const auto units = Vec::load(in.from + at);
            __builtin_memcpy(in.to + at, &units, sizeof(units));
        }
        const auto units = Vec::load(in.from + last);
        __builtin_memcpy(in.to + last, &units, sizeof(units));
    }
}

template<typename Vec> inline void copyShortRows(RowCopy in)
{
    const int count = static_cast<int>(in.count);
    for (; in.rows > 0; --in.rows, in.from += in.fromPitch, in.to += in.toPitch)
        Vec::storePart(in.to, Vec::loadPart(in.from, count), count);
}

template<typename Vec> inline void copyEveryOther(RowCopy in)
{
    using F = typename Vec::F;
    constexpr std::int64_t kLanes = Vec::kLanes;
    const std::int64_t last = (in.count - 1) / kLanes * kLanes;
    const int count = static_cast<int>(in.count - last);
    // Nothing behind the last one may be read.
    const int low = lanesLeft<Vec>(2 * count - 1), high = lanesLeft<Vec>(2 * count - 1 - kLanes);
    for (; in.rows > 0; --in.rows, in.from += in.fromPitch, in.to += in.toPitch) {
        F even, odd;
        for (std::int64_t x = 0; x < last; x += kLanes) {
            Vec::loadSeparated(reinterpret_cast<const float*>(in.from + 8 * x), even, odd);
            __builtin_memcpy(in.to + 4 * x, &even, sizeof(even));
        }
        const std::byte* at = in.from + 8 * last;
        Vec::separate(reinterpret_cast<F>(Vec::loadPart(at, low)),
                      reinterpret_cast<F>(Vec::loadPart(at + 4 * kLanes, high)), even, odd);
        Vec::storePart(in.to + 4 * last, reinterpret_cast<typename Vec::I>(even), count);
    }
}

template<typename Vec> void copyRows(const RowCopy& in)
{
    if (in.step == 2)
        copyEveryOther<Vec>(in);
    else if (in.count >= Vec::kLanes)
        copyLongRows<Vec>(in);
    else
        copyShortRows<Vec>(in);
}

} // namespace
} // namespace propago
