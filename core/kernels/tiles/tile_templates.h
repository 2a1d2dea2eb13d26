#pragma once
// Included by one file per instruction set, which defines `Vec` and the dot products before.
// Everything is in an unnamed namespace: code compiled for a wide instruction set must never be
// merged by the linker into files that run on narrow processors.
#include "core/kernels/tiles/store_templates.h"

namespace propago {
namespace {

/// Lanes of a vector when so many numbers are left.
template<typename Vec> inline int lanesLeft(std::int64_t left)
{
    return static_cast<int>(left < 0 ? 0 : left > Vec::kLanes ? Vec::kLanes : left);
}

inline std::int32_t unitAt(const void* from)
{
    std::int32_t unit;
    __builtin_memcpy(&unit, from, sizeof(unit));
    return unit;
}

/// Keeps a value in its register, where it is one: the compiler would rather load it again for each use.
template<typename Vec, typename Value> [[gnu::always_inline]] inline Value heldValue(Value value)
{
    if constexpr (sizeof(Value) == sizeof(typename Vec::F))
        return Vec::held(value);
    else
        return value;
}

/// Calls term(m, v, column, row) for all of M rows by N vectors. The fewer ones wait in registers for the
/// others, which come one by one: 3 x 4 sums and four vectors at once are more than AVX2 has room for.
template<typename Vec, int M, int N, typename Column, typename Row, typename Term>
[[gnu::always_inline]] inline void forProducts(Column column, Row row, Term term)
{
    if constexpr (M < N) {
        decltype(row(0)) rows[M];
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m)
            rows[m] = heldValue<Vec>(row(m));
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v) {
            const auto each = heldValue<Vec>(column(v));
#pragma GCC unroll 8
            for (int m = 0; m < M; ++m)
                term(m, v, each, rows[m]);
        }
    } else {
        decltype(column(0)) columns[N];
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v)
            columns[v] = heldValue<Vec>(column(v));
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m) {
            const auto each = row(m);
#pragma GCC unroll 4
            for (int v = 0; v < N; ++v)
                term(m, v, columns[v], each);
        }
    }
}

/// Bytes of a unit of A.
template<typename Dot> constexpr int rowBytes()
{
    if constexpr (requires { Dot::kRowBytes; })
        return Dot::kRowBytes;
    else
        return 4;
}

/// Calls f(sum, column, row) for all M x N sums and each k from `first` up to `last`.
template<typename Vec, typename Dot, int M, int N, typename Sum, typename Term>
[[gnu::always_inline]] inline void forSteps(const TileInput& in, std::int64_t first,
                                            std::int64_t last, Sum (&sums)[M][N], Term term)
{
    const std::byte* a = in.a + first * in.aStep;
    for (std::int64_t k = first; k < last; ++k, a += in.aStep) {
        const std::byte* b = in.b + in.offsets[k];
        forProducts<Vec, M, N>(
            [&](int v) { return Dot::load(b + v * 4 * Vec::kLanes); },
            [&](int m) { return Dot::broadcast(a + rowBytes<Dot>() * m); },
            [&](int m, int v, const auto& column, const auto& row)
                __attribute__((always_inline)) { sums[m][v] = term(sums[m][v], column, row); });
    }
}

/// All products of a tile. Where those of some steps fit into narrower sums, these are widened only then.
template<typename Vec, typename Dot, int M, int N>
[[gnu::always_inline]] inline void sumProducts(const TileInput& in, typename Dot::Sum (&sums)[M][N])
{
    if constexpr (requires { typename Dot::Part; }) {
        for (std::int64_t first = 0; first < in.depth; first += Dot::kPartSteps) {
            typename Dot::Part parts[M][N] = {};
            const std::int64_t end = first + Dot::kPartSteps;
            forSteps<Vec, Dot, M, N>(in, first, end < in.depth ? end : in.depth, parts, Dot::part);
#pragma GCC unroll 8
            for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
                for (int v = 0; v < N; ++v)
                    sums[m][v] = Dot::widened(sums[m][v], parts[m][v]);
            }
        }
    } else {
        const auto term = [](const auto& sum, const auto& column, const auto& row) {
            return Dot::dot(sum, column, row);
        };
        forSteps<Vec, Dot, M, N>(in, 0, in.depth, sums, term);
    }
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
    sumProducts<Vec, Dot, M, N>(in, sums);
#pragma GCC unroll 4
    for (int v = 0; v < N; ++v) {
        const Lanes lanes = lanesOf<Vec>(store, v);
        if (lanes.count == 0)
            continue;
        if constexpr (Format::kRows == 1) {
            if (canStoreWhole<Vec>(lanes, store) && storesRealRows<Format>(store, M)) {
                storeWhole<Vec, M, N>(sums, v, lanes, store);
                continue;
            }
        }
        if constexpr (Format::kRows > 1) {
            if (canStoreWhole<Vec>(lanes, store) && store.output == TileOutput::Units) {
                storeWholeUnits<Vec, Format, M, N>(sums, v, lanes, store);
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
