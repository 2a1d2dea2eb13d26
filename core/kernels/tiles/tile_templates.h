#pragma once
// Included by one file per instruction set, which defines `Vec` and the dot products before.
// Everything is in an unnamed namespace: code compiled for a wide instruction set must never be
// merged by the linker into files that run on narrow processors.
#include "core/kernels/tiles/tile_table.h"

namespace propago {
namespace {

inline std::int32_t unitAt(const void* from)
{
    std::int32_t unit;
    __builtin_memcpy(&unit, from, sizeof(unit));
    return unit;
}

/// Which lanes of a vector are kept, and where they go.
struct Lanes {
    std::uint32_t mask;
    int count;
    std::int64_t position;
};

template<typename Vec> inline Lanes lanesOf(const TileStore& store, int vector)
{
    if (store.masks) {
        const std::uint32_t mask = store.masks[vector];
        return {mask, __builtin_popcount(mask), store.positions[vector]};
    }
    const std::int64_t first = std::int64_t{vector} * Vec::kLanes;
    const std::int64_t left = store.lanes - first;
    const int count = left >= Vec::kLanes ? Vec::kLanes : static_cast<int>(left);
    return {(1u << count) - 1u, count, first};
}

template<typename Vec> inline typename Vec::I kept(typename Vec::I value, const Lanes& lanes)
{
    return (lanes.mask & (lanes.mask + 1)) == 0 ? value : Vec::compress(value, lanes.mask);
}

/// Calls f with the function that the tail's activation is, so that loops choose it once.
template<typename Vec, typename Function> inline auto withActivation(const Tail& tail, Function f)
{
    using F = typename Vec::F;
    const F zero = Vec::broadcastF(0);
    switch (tail.activation) {
    case TailActivation::None: break;
    case TailActivation::Relu: return f([zero](F value) { return value < zero ? zero : value; });
    case TailActivation::LeakyRelu: {
        const F slope = Vec::broadcastF(tail.slope);
        return f([zero, slope](F value) { return value < zero ? value * slope : value; });
    }
    case TailActivation::Clip: {
        const F low = Vec::broadcastF(tail.low);
        const F high = Vec::broadcastF(tail.high);
        return f([low, high](F value) {
            const F raised = value < low ? low : value;
            return raised > high ? high : raised;
        });
    }
    }
    return f([](F value) { return value; });
}

template<typename Vec> inline typename Vec::F activated(typename Vec::F value, const Tail& tail)
{
    return withActivation<Vec>(tail, [&](auto activation) { return activation(value); });
}

/// The upper half of fp32, rounded to nearest even, NaN kept quiet.
template<typename Vec> inline typename Vec::I roundedToBf16(typename Vec::F value)
{
    using U = typename Vec::U;
    const U bits = reinterpret_cast<U>(value);
    const U rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    const U quiet = (bits >> 16) | 0x40u;
    const U magnitude = bits & 0x7FFFFFFFu;
    return reinterpret_cast<typename Vec::I>(magnitude > 0x7F800000u ? quiet : rounded);
}

template<typename Vec> inline typename Vec::I quantised(typename Vec::F value, int zeroPoint)
{
    const auto low = Vec::broadcastF(static_cast<float>(-zeroPoint));
    const auto high = Vec::broadcastF(static_cast<float>(255 - zeroPoint));
    const auto raised = value < low ? low : value;
    const auto clamped = raised > high ? high : raised;
    return Vec::rounded(clamped) + zeroPoint;
}

/// Tails: what becomes of the sum of one row; `bits` of the residual unit, if there is one.
struct RealTail {
    template<typename Vec> static typename Vec::F value(typename Vec::I sum, float, const Tail&)
    {
        return reinterpret_cast<typename Vec::F>(sum);
    }
};

struct IntegerTail {
    template<typename Vec>
    static typename Vec::F value(typename Vec::I sum, float multiplier, const Tail&)
    {
        return __builtin_convertvector(sum, typename Vec::F) * Vec::broadcastF(multiplier);
    }
};

struct Fp32Format {
    using TailKind = RealTail;
    static constexpr int kRows = 1;
    template<typename Vec> static typename Vec::F residual(typename Vec::I unit, int, const Tail&)
    {
        return reinterpret_cast<typename Vec::F>(unit);
    }
    template<typename Vec> static typename Vec::I stored(typename Vec::F value, int, const Tail&)
    {
        return reinterpret_cast<typename Vec::I>(value);
    }
};

struct Bf16Format {
    using TailKind = RealTail;
    static constexpr int kRows = 2;
    template<typename Vec>
    static typename Vec::F residual(typename Vec::I unit, int row, const Tail&)
    {
        const typename Vec::I upper = row == 0 ? unit << 16 : unit & static_cast<int>(0xFFFF0000u);
        return reinterpret_cast<typename Vec::F>(upper);
    }
    template<typename Vec>
    static typename Vec::I stored(typename Vec::F value, int row, const Tail&)
    {
        return Vec::toBf16(value) << (16 * row);
    }
};

struct Int8Format {
    using TailKind = IntegerTail;
    static constexpr int kRows = 4;
    template<typename Vec>
    static typename Vec::F residual(typename Vec::I unit, int row, const Tail& tail)
    {
        const typename Vec::I byte = (unit >> (8 * row)) & 255;
        return __builtin_convertvector(byte - tail.residualZeroPoint, typename Vec::F)
               * Vec::broadcastF(tail.residualMultiplier);
    }
    template<typename Vec>
    static typename Vec::I stored(typename Vec::F value, int row, const Tail& tail)
    {
        return quantised<Vec>(value, tail.outputZeroPoint) << (8 * row);
    }
};

/// Stores rows [row, row + kRows) of one vector as one row of units.
template<typename Vec, typename Format, typename Sums>
inline void storeUnits(const Sums& sums, int row, int vector, const Lanes& lanes,
                       const TileStore& store)
{
    const Tail& tail = *store.tail;
    const std::int64_t at = (row / Format::kRows) * store.rowStride + 4 * lanes.position;
    typename Vec::I residual{};
    if (store.residual)
        residual = Vec::loadPart(store.residual + at, lanes.count);
    typename Vec::I unit{};
#pragma GCC unroll 4
    for (int r = 0; r < Format::kRows; ++r) {
        const auto sum = kept<Vec>(reinterpret_cast<typename Vec::I>(sums[row + r][vector]), lanes);
        const float multiplier = store.multipliers ? store.multipliers[row + r] : 0;
        auto value = Format::TailKind::template value<Vec>(sum, multiplier, tail);
        if (store.residual)
            value = value + Format::template residual<Vec>(residual, r, tail);
        unit = unit | Format::template stored<Vec>(activated<Vec>(value, tail), r, tail);
    }
    Vec::storePart(store.y + at, unit, lanes.count);
}

/// Stores one row of one vector as fp32, or as the bare 32-bit sums.
template<typename Vec, typename Format>
inline void storeRow(typename Vec::I sum, int row, const Lanes& lanes, const TileStore& store)
{
    if (row >= store.rowsStored)
        return;
    const std::int64_t at = row * store.rowStride + 4 * lanes.position;
    typename Vec::I bits = kept<Vec>(sum, lanes);
    if (store.output == TileOutput::Real) {
        const float multiplier = store.multipliers ? store.multipliers[row] : 0;
        auto value = Format::TailKind::template value<Vec>(bits, multiplier, *store.tail);
        if (store.residual)
            value = value
                    + reinterpret_cast<typename Vec::F>(
                        Vec::loadPart(store.residual + at, lanes.count));
        bits = reinterpret_cast<typename Vec::I>(activated<Vec>(value, *store.tail));
    }
    Vec::storePart(store.y + at, bits, lanes.count);
}

/// Stores one vector of M rows of fp32 whose lanes are all kept.
template<typename Vec, int M, int N>
inline void storeWhole(const typename Vec::F (&sums)[M][N], int vector, std::int64_t position,
                       const TileStore& store)
{
    using F = typename Vec::F;
    withActivation<Vec>(*store.tail, [&](auto activation) {
        std::byte* y = store.y + 4 * position;
        const std::byte* residual = store.residual ? store.residual + 4 * position : nullptr;
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m, y += store.rowStride) {
            F value = sums[m][vector];
            if (residual)
                value = value + reinterpret_cast<F>(Vec::load(residual + m * store.rowStride));
            value = activation(value);
            __builtin_memcpy(y, &value, sizeof(value));
        }
    });
}

/// Whether sums go out as fp32 with a tail, all rows of a tile.
template<typename Format> inline bool storesRealRows(const TileStore& store, int rows)
{
    return Format::kRows == 1
           && (store.output == TileOutput::Units
               || (store.output == TileOutput::Real && store.rowsStored >= rows));
}

template<typename Vec, typename Dot, int M, int N>
void tile(const TileInput& in, const TileStore& store)
{
    using Format = typename Dot::Format;
    typename Dot::Sum sums[M][N];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v)
            sums[m][v] = reinterpret_cast<typename Dot::Sum>(
                Vec::broadcastI(in.init ? unitAt(in.init + 4 * m) : 0));
    }
    // The lines that the sums go to may come from far away, and few products leave no time for that.
    constexpr std::int64_t kShallow = 32;
    if (in.depth <= kShallow && store.masks && store.output == TileOutput::Units) {
#pragma GCC unroll 8
        for (int m = 0; m < M / Format::kRows; ++m) {
#pragma GCC unroll 4
            for (int v = 0; v < N; ++v)
                __builtin_prefetch(store.y + m * store.rowStride + 4 * store.positions[v], 1);
        }
    }
    const std::byte* a = in.a;
    for (std::int64_t k = 0; k < in.depth; ++k, a += in.aStep) {
        const std::byte* b = in.b + in.offsets[k];
        typename Dot::B columns[N];
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v)
            columns[v] = Dot::load(b + v * 4 * Vec::kLanes);
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m) {
            const auto row = Dot::broadcast(a + 4 * m);
#pragma GCC unroll 4
            for (int v = 0; v < N; ++v)
                sums[m][v] = Dot::dot(sums[m][v], columns[v], row);
        }
    }
#pragma GCC unroll 4
    for (int v = 0; v < N; ++v) {
        const Lanes lanes = lanesOf<Vec>(store, v);
        if (lanes.count == 0)
            continue;
        if constexpr (Format::kRows == 1) {
            if (lanes.count == Vec::kLanes && storesRealRows<Format>(store, M)) {
                storeWhole<Vec, M, N>(sums, v, lanes.position, store);
                continue;
            }
        }
        if (store.output == TileOutput::Units) {
#pragma GCC unroll 8
            for (int m = 0; m + Format::kRows <= M; m += Format::kRows)
                storeUnits<Vec, Format>(sums, m, v, lanes, store);
        } else {
#pragma GCC unroll 8
            for (int m = 0; m < M; ++m)
                storeRow<Vec, Format>(reinterpret_cast<typename Vec::I>(sums[m][v]), m, lanes,
                                      store);
        }
    }
}

template<typename Vec, int M, int N> void dotTile(const DotTile& in)
{
    using F = typename Vec::F;
    F sums[M][N] = {};
    const auto step = [&](std::int64_t p, auto load) {
        F columns[N];
#pragma GCC unroll 4
        for (int j = 0; j < N; ++j)
            columns[j] = load(in.b + in.offsets[j] + p);
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m) {
            const F row = Vec::held(load(in.a + m * in.aRow + p));
#pragma GCC unroll 4
            for (int j = 0; j < N; ++j)
                sums[m][j] = Vec::fma(row, columns[j], sums[m][j]);
        }
    };
    std::int64_t p = 0;
    for (; p + Vec::kLanes <= in.length; p += Vec::kLanes)
        step(p, [](const float* from) { return reinterpret_cast<F>(Vec::load(from)); });
    const int rest = static_cast<int>(in.length - p);
    if (rest > 0)
        step(p,
             [rest](const float* from) { return reinterpret_cast<F>(Vec::loadPart(from, rest)); });
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int j = 0; j < N; ++j) {
            float& y = in.y[m * in.yRow + j];
            const float sum = Vec::sum(sums[m][j]);
            if (in.accumulates)
                y += sum;
            else
                y = in.bias ? sum + in.bias[j] : sum;
        }
    }
}

template<typename Vec, typename Dot, int M, int N, int Registers>
constexpr void addTile(TileTable& table, TileKind kind)
{
    if constexpr (M * N <= Registers && M % Dot::kRowStep == 0) {
        table.tiles[static_cast<int>(kind)][M][N] = &tile<Vec, Dot, M, N>;
        table.maxVectors[static_cast<int>(kind)][M] = N;
        table.maxRows[static_cast<int>(kind)] = M;
    }
}

template<typename Vec, typename Dot, int M, int Registers>
constexpr void addRow(TileTable& table, TileKind kind)
{
    addTile<Vec, Dot, M, 1, Registers>(table, kind);
    addTile<Vec, Dot, M, 2, Registers>(table, kind);
    addTile<Vec, Dot, M, 3, Registers>(table, kind);
    addTile<Vec, Dot, M, 4, Registers>(table, kind);
}

template<typename Vec, typename Dot, int MaxRows, int Registers>
constexpr void addKind(TileTable& table, TileKind kind)
{
    addRow<Vec, Dot, 1, Registers>(table, kind);
    addRow<Vec, Dot, 2, Registers>(table, kind);
    addRow<Vec, Dot, 3, Registers>(table, kind);
    addRow<Vec, Dot, 4, Registers>(table, kind);
    if constexpr (MaxRows > 4) {
        addRow<Vec, Dot, 5, Registers>(table, kind);
        addRow<Vec, Dot, 6, Registers>(table, kind);
        addRow<Vec, Dot, 7, Registers>(table, kind);
        addRow<Vec, Dot, 8, Registers>(table, kind);
    }
}

template<typename Vec, int M, int Columns> constexpr void addDots(TileTable& table)
{
    table.dots[M][1] = &dotTile<Vec, M, 1>;
    table.dots[M][2] = &dotTile<Vec, M, 2>;
    if constexpr (Columns > 2)
        table.dots[M][3] = &dotTile<Vec, M, 3>;
}

template<typename Vec, int MaxRows, int Columns> constexpr void addAllDots(TileTable& table)
{
    table.maxDotRows = MaxRows;
    table.maxDotColumns = Columns;
    addDots<Vec, 1, Columns>(table);
    addDots<Vec, 2, Columns>(table);
    addDots<Vec, 3, Columns>(table);
    addDots<Vec, 4, Columns>(table);
    if constexpr (MaxRows > 4) {
        addDots<Vec, 5, Columns>(table);
        addDots<Vec, 6, Columns>(table);
        addDots<Vec, 7, Columns>(table);
        addDots<Vec, 8, Columns>(table);
    }
}

} // namespace
} // namespace propago
