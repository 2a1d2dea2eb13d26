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

template<typename Vec> void copyRows(const RowCopy& in)
{
    using F = typename Vec::F;
    constexpr int kLanes = Vec::kLanes;
    const auto whole = [&](const std::byte* from, std::byte* to, std::int64_t x) {
        auto units = Vec::load(from + 4 * x);
        __builtin_memcpy(to + 4 * x, &units, sizeof(units));
    };
    const auto part = [&](const std::byte* from, std::byte* to, std::int64_t x, int count) {
        Vec::storePart(to + 4 * x, Vec::loadPart(from + 4 * x, count), count);
    };
    const auto everyOther = [&](const std::byte* from, std::byte* to, std::int64_t x, int count) {
        const std::byte* at = from + 8 * x;
        const int units = 2 * count - 1; // nothing behind the last one may be read
        const auto low = Vec::loadPart(at, units < kLanes ? units : kLanes);
        const auto high = Vec::loadPart(at + 4 * kLanes, units < kLanes ? 0 : units - kLanes);
        F even, odd;
        Vec::separate(reinterpret_cast<F>(low), reinterpret_cast<F>(high), even, odd);
        Vec::storePart(to + 4 * x, reinterpret_cast<typename Vec::I>(even), count);
    };
    const std::int64_t end = in.count / kLanes * kLanes;
    const int rest = static_cast<int>(in.count - end);
    const std::byte* from = in.from;
    std::byte* to = in.to;
    for (std::int64_t row = 0; row < in.rows; ++row, from += in.fromPitch, to += in.toPitch) {
        for (std::int64_t x = 0; x < end; x += kLanes)
            in.step == 1 ? whole(from, to, x) : everyOther(from, to, x, kLanes);
        if (rest > 0)
            in.step == 1 ? part(from, to, end, rest) : everyOther(from, to, end, rest);
    }
}

} // namespace
} // namespace propago
