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

/// sums[m][v] = term(sums[m][v], column v, row m) for one k.
template<typename Vec, typename Dot, int M, int N, typename Sum, typename Term>
[[gnu::always_inline]] inline void addStep(const std::byte* b, const std::byte* a,
                                           Sum (&sums)[M][N], Term term)
{
    forProducts<Vec, M, N>([&](int v) { return Dot::load(b + v * 4 * Vec::kLanes); },
                           [&](int m) { return Dot::broadcast(a + rowBytes<Dot>() * m); },
                           [&](int m, int v, const auto& column, const auto& row) __attribute__((
                               always_inline)) { sums[m][v] = term(sums[m][v], column, row); });
}

/// The same for each k from `first` up to `last`.
template<typename Vec, typename Dot, int M, int N, typename Sum, typename Term>
[[gnu::always_inline]] inline void forSteps(const TileInput& in, std::int64_t first,
                                            std::int64_t last, Sum (&sums)[M][N], Term term)
{
    const std::byte* a = in.a + first * in.aStep;
    for (std::int64_t k = first; k < last; ++k, a += in.aStep)
        addStep<Vec, Dot, M, N>(in.b + in.offsets[k], a, sums, term);
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
        forSteps<Vec, Dot, M, N>(in, 0, in.depth, sums, Dot::dot);
    }
}

/// The lines that sums go to may come from far away, and few products leave no time for that.
template<int Rows, int N>
[[gnu::always_inline]] inline void askForSums(const TileInput& in, const std::byte* y,
                                              std::int64_t rowStride, const Lanes (&lanes)[N])
{
    constexpr std::int64_t kShallow = 32;
    if (in.depth > kShallow)
        return;
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row) {
#pragma GCC unroll 2
        for (int v = 0; v < N; v += 2)
            __builtin_prefetch(y + row * rowStride + 4 * lanes[v].position, 1);
    }
}

/// One block of a tile, whose vectors keep `lanes`.
template<typename Vec, typename Dot, int M, int N>
[[gnu::always_inline]] inline void tileBlock(const TileInput& in, const TileStore& store,
                                             const Lanes (&lanes)[N])
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
    if (store.output == TileOutput::Units)
        askForSums<(M + Format::kRows - 1) / Format::kRows>(in, store.y, store.rowStride, lanes);
    sumProducts<Vec, Dot, M, N>(in, sums);
#pragma GCC unroll 4
    for (int v = 0; v < N; ++v) {
        if (lanes[v].count == 0)
            continue;
        if constexpr (Format::kRows == 1) {
            if (canStoreWhole<Vec>(lanes[v], store) && storesRealRows<Format>(store, M)) {
                storeWhole<Vec, M, N>(sums, v, lanes[v], store);
                continue;
            }
        }
        if constexpr (Format::kRows > 1) {
            if (canStoreWhole<Vec>(lanes[v], store) && store.output == TileOutput::Units) {
                storeWholeUnits<Vec, Format, M, N>(sums, v, lanes[v], store);
                continue;
            }
        }
        if (store.output == TileOutput::Units) {
#pragma GCC unroll 8
            for (int m = 0; m < M; m += Format::kRows)
                storeUnits<Vec, Format>(sums, m, v, lanes[v], store);
        } else {
#pragma GCC unroll 8
            for (int m = 0; m < M; ++m)
                storeRow<Vec, Format>(reinterpret_cast<typename Vec::I>(sums[m][v]), m, lanes[v],
                                      store);
        }
    }
}

/// tileBlock() for rows of fp32 whose lanes lie side by side, block after block without a question.
template<typename Vec, typename Dot, int M, int N, bool HasResidual>
[[gnu::always_inline]] inline void plainBlocks(const TileInput& in, const TileStore& store,
                                               const Lanes (&lanes)[N])
{
    using F = typename Vec::F;
    const Clamp<Vec> clamp(*store.tail);
    const std::byte* a = in.a;
    const std::byte* init = in.init;
    std::byte* y = store.y;
    const std::byte* residual = store.residual;
    for (std::int64_t block = 0; block < in.blocks; ++block) {
        F sums[M][N];
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m) {
            const F start = init ? Vec::broadcastF(*reinterpret_cast<const float*>(init + 4 * m))
                                 : Vec::broadcastF(0);
#pragma GCC unroll 4
            for (int v = 0; v < N; ++v)
                sums[m][v] = start;
        }
        askForSums<M>(in, y, store.rowStride, lanes);
        // Unrolled: the end of a few steps would be guessed wrongly each time.
        const std::byte* rows = a;
#pragma GCC unroll 4
        for (std::int64_t k = 0; k < in.depth; ++k, rows += in.aStep)
            addStep<Vec, Dot, M, N>(in.b + in.offsets[k], rows, sums, Dot::dot);
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v) {
            const std::int64_t at = 4 * lanes[v].position;
#pragma GCC unroll 8
            for (int m = 0; m < M; ++m) {
                F value = sums[m][v];
                if constexpr (HasResidual)
                    value =
                        value + reinterpret_cast<F>(Vec::load(residual + m * store.rowStride + at));
                value = clamp(value);
                if (lanes[v].count < Vec::kLanes)
                    value = Vec::firstLanes(value, lanes[v].count);
                __builtin_memcpy(y + m * store.rowStride + at, &value, sizeof(value));
            }
        }
        a += in.aBlock;
        if (init)
            init += 4 * M;
        y += M * store.rowStride;
        if constexpr (HasResidual)
            residual += M * store.rowStride;
    }
}

/// tileBlock() for units of bytes, as plainBlocks(): the tail is looked at once for all blocks. Lanes may
/// have gaps.
template<typename Vec, typename Dot, int M, int N, bool HasResidual>
[[gnu::always_inline]] inline void byteBlocks(const TileInput& in, const TileStore& store,
                                              const Lanes (&lanes)[N])
{
    using I = typename Vec::I;
    const ByteStore<Vec> bytes(store);
    const std::byte* a = in.a;
    const std::byte* init = in.init;
    const float* multipliers = store.multipliers;
    std::int64_t row = 0;
    for (std::int64_t block = 0; block < in.blocks; ++block) {
        I sums[M][N];
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m) {
            const I start = Vec::broadcastI(init ? unitAt(init + 4 * m) : 0);
#pragma GCC unroll 4
            for (int v = 0; v < N; ++v)
                sums[m][v] = start;
        }
        askForSums<(M + 3) / 4>(in, store.y + row, store.rowStride, lanes);
        TileInput one = in;
        one.a = a;
        sumProducts<Vec, Dot, M, N>(one, sums);
#pragma GCC unroll 2
        for (int m = 0; m < M; m += 4, row += store.rowStride) {
#pragma GCC unroll 4
            for (int v = 0; v < N; ++v) {
                const std::int64_t at = row + 4 * lanes[v].position;
                I four[4], residual{};
#pragma GCC unroll 4
                for (int r = 0; r < 4; ++r) {
                    four[r] = sumOf(sums, m + r, v);
                    if constexpr (HasResidual)
                        four[r] = kept<Vec>(four[r], lanes[v]);
                }
                if constexpr (HasResidual)
                    residual = Vec::loadPart(store.residual + at, lanes[v].count);
                I units = bytes.template units<HasResidual>(four, multipliers + m, residual);
                if constexpr (!HasResidual)
                    units = kept<Vec>(units, lanes[v]);
                Vec::storePart(store.y + at, units, lanes[v].count);
            }
        }
        a += in.aBlock;
        if (init)
            init += 4 * M;
        multipliers += M;
    }
}

template<typename Vec, int N> inline bool isWhole(const Lanes (&lanes)[N])
{
    bool whole = true;
    for (int v = 0; v < N; ++v)
        whole = whole && lanes[v].count == Vec::kLanes;
    return whole;
}

template<typename Vec, typename Dot, int M, int N>
void tile(const TileInput& given, const TileStore& first)
{
    Lanes lanes[N];
#pragma GCC unroll 4
    for (int v = 0; v < N; ++v)
        lanes[v] = lanesOf<Vec>(first, v);
    if constexpr (Dot::Format::kRows == 1) {
        if ((isWhole<Vec>(lanes) || first.hasRoom)
            && storesRealRows<typename Dot::Format>(first, static_cast<int>(M * given.blocks))
            && Clamp<Vec>::suits(*first.tail)) {
            if (first.residual)
                plainBlocks<Vec, Dot, M, N, true>(given, first, lanes);
            else
                plainBlocks<Vec, Dot, M, N, false>(given, first, lanes);
            return;
        }
    }
    if constexpr (Dot::Format::kRows == 4) {
        if (first.output == TileOutput::Units && first.multipliers
            && Clamp<Vec>::suits(*first.tail)) {
            if (first.residual)
                byteBlocks<Vec, Dot, M, N, true>(given, first, lanes);
            else
                byteBlocks<Vec, Dot, M, N, false>(given, first, lanes);
            return;
        }
    }
    TileInput in = given;
    TileStore store = first;
    const std::int64_t rows = store.output == TileOutput::Units ? M / Dot::Format::kRows : M;
    for (std::int64_t block = 0; block < given.blocks; ++block) {
        tileBlock<Vec, Dot, M, N>(in, store, lanes);
        in.a += in.aBlock;
        if (in.init)
            in.init += 4 * M;
        store.y += rows * store.rowStride;
        if (store.residual)
            store.residual += rows * store.rowStride;
        if (store.multipliers)
            store.multipliers += M;
        store.rowsStored -= M;
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
        table.rowStep[static_cast<int>(kind)] = Dot::kRowStep;
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
