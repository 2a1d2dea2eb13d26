#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

namespace propago {
namespace {

template<typename Vec, int M, int N> void laneTile(const LaneTile& in)
{
    using F = typename Vec::F;
    F sums[M][N];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v)
            sums[m][v] = Vec::broadcastF(in.init ? in.init[m] : 0);
    }
    for (std::int64_t segment = 0; segment < in.count; ++segment) {
        const float* a = in.a + in.segments[segment].a;
        const float* b = in.b + in.segments[segment].b;
        for (std::int64_t k = 0; k < in.depth; ++k, a += M, b += in.bStep) {
            forProducts<Vec, M, N>(
                [&](int v) { return reinterpret_cast<F>(Vec::load(b + v * in.bColumn)); },
                [&](int m) { return Vec::broadcastF(a[m]); },
                [&](int m, int v, F column, F row) __attribute__((always_inline)) {
                    sums[m][v] = Vec::fma(column, row, sums[m][v]);
                });
        }
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v)
            __builtin_memcpy(in.y + m * in.yRow + v * in.yColumn, &sums[m][v], sizeof(F));
    }
}

template<typename Vec, int M, int N> void laneDot(const LaneDot& in)
{
    using F = typename Vec::F;
    F sums[M][N] = {};
    for (std::int64_t line = 0; line < in.lines; ++line) {
        const float* a = in.a + line * in.aLine;
        const float* b = in.b + line * in.bLine;
        for (std::int64_t pixel = 0; pixel < in.pixels; ++pixel, b += in.bPixel) {
            for (std::int64_t v = 0; v < in.vectors; ++v, a += Vec::kLanes) {
                F columns[N];
#pragma GCC unroll 4
                for (int j = 0; j < N; ++j)
                    columns[j] =
                        reinterpret_cast<F>(Vec::load(b + in.offsets[j] + v * Vec::kLanes));
#pragma GCC unroll 8
                for (int m = 0; m < M; ++m) {
                    const F row = Vec::held(reinterpret_cast<F>(Vec::load(a + m * in.aRow)));
#pragma GCC unroll 4
                    for (int j = 0; j < N; ++j)
                        sums[m][j] = Vec::fma(row, columns[j], sums[m][j]);
                }
            }
        }
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int j = 0; j < N; ++j) {
            float& y = in.y[m * in.yRow + j];
            y = (in.accumulates ? y : 0) + Vec::sum(sums[m][j]);
        }
    }
}

template<typename Vec, int M, int N, int Registers, int Columns>
constexpr void addLane(TileTable& table)
{
    if constexpr (M * N <= Registers)
        table.laneTiles[M][N] = &laneTile<Vec, M, N>;
    if constexpr (N <= Columns)
        table.laneDots[M][N] = &laneDot<Vec, M, N>;
}

template<typename Vec, int M, int Registers, int Columns>
constexpr void addLaneRow(TileTable& table)
{
    addLane<Vec, M, 1, Registers, Columns>(table);
    addLane<Vec, M, 2, Registers, Columns>(table);
    addLane<Vec, M, 3, Registers, Columns>(table);
    addLane<Vec, M, 4, Registers, Columns>(table);
}

template<typename Vec, int MaxRows, int Registers, int Columns>
constexpr void addAllLanes(TileTable& table)
{
    addLaneRow<Vec, 1, Registers, Columns>(table);
    addLaneRow<Vec, 2, Registers, Columns>(table);
    addLaneRow<Vec, 3, Registers, Columns>(table);
    addLaneRow<Vec, 4, Registers, Columns>(table);
    if constexpr (MaxRows > 4) {
        addLaneRow<Vec, 5, Registers, Columns>(table);
        addLaneRow<Vec, 6, Registers, Columns>(table);
        addLaneRow<Vec, 7, Registers, Columns>(table);
        addLaneRow<Vec, 8, Registers, Columns>(table);
    }
}

} // namespace
} // namespace propago
