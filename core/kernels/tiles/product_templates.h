#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/half_pixel_templates.h"

#include <type_traits>

namespace propago {
namespace {

/// M rows by N vectors in registers. `Rows`: the numbers of A that one k needs lie a row apart and
/// k goes on by one; otherwise the other way round.
template<typename Vec, typename Dot, int M, int N, bool Rows, typename Finish>
[[gnu::always_inline]] inline void productGroup(const ProductTile& in, const float* a, float* y,
                                                Finish finish)
{
    using Sum = typename Dot::Sum;
    Sum sums[M][N];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v) {
            const float* from = in.accumulates ? y + m * in.yRow : in.init;
            sums[m][v] = from ? reinterpret_cast<Sum>(Vec::load(from + v * Vec::kLanes)) : Sum{};
        }
    }
    const std::int64_t rowStride = Rows ? in.aRow : 1;
    const std::int64_t step = Rows ? 1 : in.aStep;
    const float* b = in.b;
    for (std::int64_t k = 0; k < in.depth; ++k, a += step, b += in.bStep) {
        forProducts<Vec, M, N>(
            [&](int v) { return Dot::load(b + v * Vec::kLanes); },
            [&](int m) { return Dot::broadcast(a + m * rowStride); },
            [&](int m, int v, const auto& column, const auto& row)
                __attribute__((always_inline)) { sums[m][v] = Dot::dot(sums[m][v], column, row); });
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v) {
            const Sum sum = finish(sums[m][v]);
            __builtin_memcpy(y + m * in.yRow + v * Vec::kLanes, &sum, sizeof(sum));
        }
    }
}

template<typename Vec, typename Dot, int M, int N, bool Rows, typename Finish>
[[gnu::always_inline]] inline void productGroups(const ProductTile& in, Finish finish)
{
    const std::int64_t aGroup = M * (Rows ? in.aRow : 1);
    const std::byte* next = in.next;
    for (std::int64_t group = 0; group < in.groups; ++group, next += in.nextBytes) {
        for (std::int64_t at = 0; at < in.nextBytes; at += kCacheLine)
            __builtin_prefetch(next + at, 0, 2);
        productGroup<Vec, Dot, M, N, Rows>(in, in.a + group * aGroup, in.y + group * M * in.yRow,
                                           finish);
    }
}

template<typename Vec, typename Dot, int M, int N, bool Rows>
void productTile(const ProductTile& in)
{
    productGroups<Vec, Dot, M, N, Rows>(in, [](typename Dot::Sum sum) { return sum; });
}

template<typename Vec, typename Dot, int M, int N> void clampedProduct(const ProductTile& in)
{
    productGroups<Vec, Dot, M, N, true>(in, Clamp<Vec>(*in.tail));
}

template<typename Vec, int M, int N, typename Finish>
[[gnu::always_inline]] inline void windowGroup(const WindowTile& in, const float* a,
                                               std::int64_t aPixel, float* y, std::int64_t yPixel,
                                               Finish finish)
{
    using F = typename Vec::F;
    F sums[M][N];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m)
        __builtin_memcpy(sums[m], in.init, sizeof(sums[m]));
    const float* b = in.b;
    for (std::int64_t k = 0; k < in.depth; ++k, b += N * Vec::kLanes) {
        const float* pixels = a + in.offsets[k];
        forProducts<Vec, M, N>(
            [&](int v) { return reinterpret_cast<F>(Vec::load(b + v * Vec::kLanes)); },
            [&](int m) { return Vec::broadcastF(pixels[m * aPixel]); },
            [&](int m, int v, F column, F row)
                __attribute__((always_inline)) { sums[m][v] = Vec::fma(column, row, sums[m][v]); });
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m, y += yPixel) {
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v) {
            const F value = finish(sums[m][v]);
            __builtin_memcpy(y + v * Vec::kLanes, &value, sizeof(value));
        }
    }
}

template<typename Vec, int M, int N> void windowTile(const WindowTile& in)
{
    windowGroup<Vec, M, N>(in, in.a, 1, in.y, N * Vec::kLanes,
                           [](typename Vec::F sum) { return sum; });
}

template<typename Vec, int M, int N> void clampedWindow(const WindowTile& given)
{
    const WindowTile in = given; // nothing that is stored can change it
    const Clamp<Vec> clamp(*in.tail);
    for (std::int64_t group = 0; group < in.groups; ++group)
        windowGroup<Vec, M, N>(in, in.a + group * M * in.aPixel, in.aPixel,
                               in.y + group * M * in.yPixel, in.yPixel, clamp);
}

template<typename Vec, typename Dot, int M, int N, int Registers>
constexpr void addProduct(TileTable& table, ProductKind kind)
{
    if constexpr (M * N <= Registers) {
        table.rowProducts[static_cast<int>(kind)][M][N] = &productTile<Vec, Dot, M, N, true>;
        table.stepProducts[static_cast<int>(kind)][M][N] = &productTile<Vec, Dot, M, N, false>;
        table.maxProductRows[static_cast<int>(kind)][N] = M;
        if constexpr (std::is_same_v<typename Dot::Format, Fp32Format>) {
            table.windowTiles[M][N] = &windowTile<Vec, M, N>;
            table.clampedWindows[M][N] = &clampedWindow<Vec, M, N>;
            table.clampedProducts[M][N] = &clampedProduct<Vec, Dot, M, N>;
        }
        table.maxProductVectors = N > table.maxProductVectors ? N : table.maxProductVectors;
    }
}

template<typename Vec, typename Dot, int N, int MaxRows, int Registers>
constexpr void addProducts(TileTable& table, ProductKind kind)
{
    addProduct<Vec, Dot, 1, N, Registers>(table, kind);
    addProduct<Vec, Dot, 2, N, Registers>(table, kind);
    addProduct<Vec, Dot, 3, N, Registers>(table, kind);
    addProduct<Vec, Dot, 4, N, Registers>(table, kind);
    if constexpr (MaxRows > 4) {
        addProduct<Vec, Dot, 5, N, Registers>(table, kind);
        addProduct<Vec, Dot, 6, N, Registers>(table, kind);
        addProduct<Vec, Dot, 7, N, Registers>(table, kind);
        addProduct<Vec, Dot, 8, N, Registers>(table, kind);
    }
}

template<typename Vec, typename Dot, int MaxRows, int Registers>
constexpr void addAllProducts(TileTable& table, ProductKind kind)
{
    addProducts<Vec, Dot, 1, MaxRows, Registers>(table, kind);
    addProducts<Vec, Dot, 2, MaxRows, Registers>(table, kind);
    addProducts<Vec, Dot, 3, MaxRows, Registers>(table, kind);
    addProducts<Vec, Dot, 4, MaxRows, Registers>(table, kind);
}

template<typename Vec> void halve(const HalvingRow& in)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    constexpr int kLanes = Vec::kLanes;
    I steps;
    for (int lane = 0; lane < kLanes; ++lane)
        steps[lane] = 2 * lane;
    for (std::int64_t x = 0; x < in.count; x += kLanes) {
        const std::int64_t pixels = 2 * (in.count - x);
        const auto load = [&](const float* row, F& even, F& odd) {
            const auto low =
                reinterpret_cast<F>(Vec::loadPart(row + 2 * x, lanesLeft<Vec>(pixels)));
            const auto high = reinterpret_cast<F>(
                Vec::loadPart(row + 2 * x + kLanes, lanesLeft<Vec>(pixels - kLanes)));
            Vec::separate(low, high, even, odd);
        };
        F candidates[4];
        load(in.upper, candidates[0], candidates[1]);
        load(in.lower, candidates[2], candidates[3]);
        const I at = steps + static_cast<std::int32_t>(2 * x);
        const I places[4] = {at + in.place, at + in.place + 1, at + in.below, at + in.below + 1};
        F best = candidates[0];
        I winner = places[0];
        // The larger one wins, or the first NaN.
#pragma GCC unroll 3
        for (int i = 1; i < 4; ++i) {
            const I wins =
                (candidates[i] > best) | ((candidates[i] != candidates[i]) & (best == best));
            best = wins ? candidates[i] : best;
            winner = wins ? places[i] : winner;
        }
        const int count = lanesLeft<Vec>(in.count - x);
        Vec::storePart(in.y + x, reinterpret_cast<I>(best), count);
        Vec::storePart(in.winners + x, winner, count);
    }
}

template<typename Vec> void doubleUp(const DoublingRow& in)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    constexpr int kLanes = Vec::kLanes;
    I steps;
    for (int lane = 0; lane < kLanes; ++lane)
        steps[lane] = 2 * lane;
    const F zero = Vec::broadcastF(0);
    for (std::int64_t x = 0; x < in.count; x += kLanes) {
        const int count = lanesLeft<Vec>(in.count - x);
        const std::int64_t pixels = 2 * (in.count - x);
        const auto gradient = reinterpret_cast<F>(Vec::loadPart(in.dy + x, count));
        const I winner = Vec::loadPart(in.winners + x, count);
        const I at = steps + static_cast<std::int32_t>(2 * x);
        const auto store = [&](float* row, std::int32_t place) {
            const F even = winner == at + place ? gradient : zero;
            const F odd = winner == at + place + 1 ? gradient : zero;
            F low, high;
            Vec::interleave(even, odd, low, high);
            Vec::storePart(row + 2 * x, reinterpret_cast<I>(low), lanesLeft<Vec>(pixels));
            Vec::storePart(row + 2 * x + kLanes, reinterpret_cast<I>(high),
                           lanesLeft<Vec>(pixels - kLanes));
        };
        store(in.upper, in.place);
        store(in.lower, in.below);
    }
}

/// Two neighbouring pixels share a lane; for the rest as halve().
template<typename Vec> void halfHalve(const HalfHalvingRow& in)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    constexpr int kLanes = Vec::kLanes;
    const I mask = Vec::broadcastI(static_cast<std::int32_t>(0xFFFF0000u));
    I steps;
    for (int lane = 0; lane < kLanes; ++lane)
        steps[lane] = 2 * lane;
    for (std::int64_t x = 0; x < in.count; x += kLanes) {
        const int count = lanesLeft<Vec>(in.count - x);
        const I upper = partOrAll<Vec>(in.upper + 2 * x, count);
        const I lower = partOrAll<Vec>(in.lower + 2 * x, count);
        const F candidates[4] = {
            reinterpret_cast<F>(upper << 16), reinterpret_cast<F>(upper & mask),
            reinterpret_cast<F>(lower << 16), reinterpret_cast<F>(lower & mask)};
        const I at = steps + static_cast<std::int32_t>(2 * x);
        const I places[4] = {at + in.place, at + in.place + 1, at + in.below, at + in.below + 1};
        F best = candidates[0];
        I winner = places[0];
#pragma GCC unroll 3
        for (int i = 1; i < 4; ++i) {
            const I wins =
                (candidates[i] > best) | ((candidates[i] != candidates[i]) & (best == best));
            best = wins ? candidates[i] : best;
            winner = wins ? places[i] : winner;
        }
        const auto bits = reinterpret_cast<I>(reinterpret_cast<typename Vec::U>(best) >> 16);
        const I joined = Vec::joinedHalves(bits, winner);
        const auto* halves = reinterpret_cast<const char*>(&joined);
        copyHalves<Vec>(in.y + x, halves, count);
        copyHalves<Vec>(in.winners + x, halves + 2 * kLanes, count);
    }
}

template<typename Vec> void halfDoubleUp(const HalfDoublingRow& in)
{
    using H = typename Vec::H;
    using I = typename Vec::I;
    using U = typename Vec::U;
    constexpr int kLanes = Vec::kLanes;
    I steps;
    for (int lane = 0; lane < kLanes; ++lane)
        steps[lane] = 2 * lane;
    for (std::int64_t x = 0; x < in.count; x += kLanes) {
        const int count = lanesLeft<Vec>(in.count - x);
        H gradients{}, winners{};
        copyHalves<Vec>(&gradients, in.dy + x, count);
        copyHalves<Vec>(&winners, in.winners + x, count);
        const auto gradient = reinterpret_cast<I>(__builtin_convertvector(gradients, U));
        const auto winner = reinterpret_cast<I>(__builtin_convertvector(winners, U));
        const I at = steps + static_cast<std::int32_t>(2 * x);
        const auto store = [&](Bfloat16* row, std::int32_t place) {
            const I even = gradient & (winner == at + place);
            const I odd = gradient & (winner == at + place + 1);
            const I both = even | (odd << 16);
            if (count == kLanes)
                __builtin_memcpy(row + 2 * x, &both, sizeof(both));
            else
                Vec::storePart(row + 2 * x, both, count);
        };
        store(in.upper, in.place);
        store(in.lower, in.below);
    }
}

template<typename Vec> struct LargerFp32 {
    static typename Vec::I of(typename Vec::I a, typename Vec::I b)
    {
        using F = typename Vec::F;
        return reinterpret_cast<typename Vec::I>(
            largerOf(reinterpret_cast<F>(a), reinterpret_cast<F>(b)));
    }
};

template<typename Vec> struct LargerBf16 {
    using I = typename Vec::I;
    static typename Vec::F half(I unit, int which)
    {
        return reinterpret_cast<typename Vec::F>(which == 0 ? unit << 16 : unit);
    }
    /// The lower half is noise below the upper one's last bit: it must not decide between equals, or
    /// turn infinity into NaN.
    static I of(I a, I b)
    {
        const I mask = Vec::broadcastI(static_cast<std::int32_t>(0xFFFF0000u));
        const auto low = reinterpret_cast<I>(largerOf(half(a, 0), half(b, 0)));
        const auto high = reinterpret_cast<I>(largerOf(half(a & mask, 1), half(b & mask, 1)));
        return high | reinterpret_cast<I>(reinterpret_cast<typename Vec::U>(low) >> 16);
    }
};

template<typename Vec> struct LargerInt8 {
    using Bytes = typename Vec::Bytes;
    static typename Vec::I of(typename Vec::I a, typename Vec::I b)
    {
        const auto x = reinterpret_cast<Bytes>(a), y = reinterpret_cast<Bytes>(b);
        return reinterpret_cast<typename Vec::I>(y > x ? y : x);
    }
};

/// Two 16-bit numbers in a unit.
template<typename Vec> struct LargerInt16 {
    using I = typename Vec::I;
    static I of(I a, I b)
    {
        const I mask = Vec::broadcastI(0xFFFF);
        const I lowA = (a << 16) >> 16, lowB = (b << 16) >> 16;
        const I highA = a >> 16, highB = b >> 16;
        const I low = lowB > lowA ? lowB : lowA, high = highB > highA ? highB : highA;
        return (low & mask) | (high << 16);
    }
};

/// Halves as integers of the same order, NaN of either sign above all, and back again.
template<typename Vec> struct LargerHalf {
    using I = typename Vec::I;
    static I ordered(I bits) { return bits ^ ((bits >> 31) & 0x7FFF); }
    static I order(I bits)
    {
        const I infinity = Vec::broadcastI(0x7C00), above = Vec::broadcastI(0x7FFF);
        return (bits & 0x7FFF) > infinity ? above : ordered(bits);
    }
    static I of(I a, I b)
    {
        const I mask = Vec::broadcastI(0xFFFF);
        const I lowA = order((a << 16) >> 16), lowB = order((b << 16) >> 16);
        const I highA = order(a >> 16), highB = order(b >> 16);
        const I low = lowB > lowA ? lowB : lowA, high = highB > highA ? highB : highA;
        return (ordered(low) & mask) | (ordered(high) << 16);
    }
};

template<typename Vec, typename Larger> void halveUnits(const UnitHalving& in)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    constexpr int kLanes = Vec::kLanes;
    for (std::int64_t x = 0; x < in.columns; x += kLanes) {
        const int first = lanesLeft<Vec>(2 * (in.columns - x));
        const int second = lanesLeft<Vec>(2 * (in.columns - x) - kLanes);
        const int count = lanesLeft<Vec>(in.columns - x);
        const std::byte* upper = in.plane + 4 * 2 * x;
        std::byte* y = in.y + 4 * x;
        for (std::int64_t row = 0; row < in.rows; ++row) {
            const std::byte* lower = upper + 4 * in.width;
            const I low = Larger::of(Vec::loadPart(upper, first), Vec::loadPart(lower, first));
            const I high = Larger::of(Vec::loadPart(upper + 4 * kLanes, second),
                                      Vec::loadPart(lower + 4 * kLanes, second));
            F even, odd;
            Vec::separate(reinterpret_cast<F>(low), reinterpret_cast<F>(high), even, odd);
            Vec::storePart(y, Larger::of(reinterpret_cast<I>(even), reinterpret_cast<I>(odd)),
                           count);
            upper = lower + 4 * in.width;
            y += 4 * in.columns;
        }
    }
}

template<typename Vec> constexpr void addPixelMoves(TileTable& table)
{
    table.halve = &halve<Vec>;
    table.doubleUp = &doubleUp<Vec>;
    table.halveUnits[static_cast<int>(UnitFormat::Fp32)] = &halveUnits<Vec, LargerFp32<Vec>>;
    table.halveUnits[static_cast<int>(UnitFormat::Bf16)] = &halveUnits<Vec, LargerBf16<Vec>>;
    table.halveUnits[static_cast<int>(UnitFormat::Int8)] = &halveUnits<Vec, LargerInt8<Vec>>;
    table.halveUnits[static_cast<int>(UnitFormat::Fp16)] = &halveUnits<Vec, LargerHalf<Vec>>;
    table.halveUnits[static_cast<int>(UnitFormat::Int16)] = &halveUnits<Vec, LargerInt16<Vec>>;
    table.halfHalve = &halfHalve<Vec>;
    table.halfDoubleUp = &halfDoubleUp<Vec>;
    table.toPixels = &toPixels<Vec>;
    table.unitsToPixels = &unitsToPixels<Vec>;
    table.widenToPixels = &widenToPixels<Vec>;
    table.toHalfPixels = &toHalfPixels<Vec>;
    table.roundToPlanes = &roundToPlanes<Vec>;
    table.toPlanes = &toPlanes<Vec>;
    table.toUnitPlanes = &toUnitPlanes<Vec>;
    table.pairUp = &pairUp<Vec>;
}

} // namespace
} // namespace propago
