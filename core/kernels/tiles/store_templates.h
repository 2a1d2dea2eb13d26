#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_table.h"

namespace propago {
namespace {

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
template<typename Vec, typename Function>
[[gnu::always_inline]] inline auto withActivation(const Tail& tail, Function f)
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

/// What all activations but one do: nothing below `low` or above `high` is left, and NaN stays NaN.
template<typename Vec> struct Clamp {
    typename Vec::F low;
    typename Vec::F high;

    static bool suits(const Tail& tail) { return tail.activation != TailActivation::LeakyRelu; }
    explicit Clamp(const Tail& tail)
    {
        const float infinity = __builtin_inff();
        const bool isClip = tail.activation == TailActivation::Clip;
        const bool isRelu = tail.activation == TailActivation::Relu;
        low = Vec::broadcastF(isClip ? tail.low : isRelu ? 0 : -infinity);
        high = Vec::broadcastF(isClip ? tail.high : infinity);
    }
    [[gnu::always_inline]] typename Vec::F operator()(typename Vec::F value) const
    {
        const typename Vec::F raised = value < low ? low : value;
        return raised > high ? high : raised;
    }
};

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

struct Fp16Format {
    using TailKind = RealTail;
    static constexpr int kRows = 2;
    template<typename Vec>
    static typename Vec::F residual(typename Vec::I unit, int row, const Tail&)
    {
        return Vec::fromHalf((unit >> (16 * row)) & 0xFFFF);
    }
    template<typename Vec>
    static typename Vec::I stored(typename Vec::F value, int row, const Tail&)
    {
        return Vec::toHalf(value) << (16 * row);
    }
};

struct Int16Format {
    using TailKind = IntegerTail;
    static constexpr int kRows = 2;
    template<typename Vec>
    static typename Vec::F residual(typename Vec::I unit, int row, const Tail& tail)
    {
        const typename Vec::I level = (unit << (16 - 16 * row)) >> 16;
        return __builtin_convertvector(level, typename Vec::F)
               * Vec::broadcastF(tail.residualMultiplier);
    }
    template<typename Vec>
    static typename Vec::I stored(typename Vec::F value, int row, const Tail&)
    {
        const auto high = Vec::broadcastF(static_cast<float>(kInt16Levels));
        const auto raised = value < -high ? -high : value;
        const auto clamped = raised > high ? high : raised;
        return (Vec::rounded(clamped) & 0xFFFF) << (16 * row);
    }
};

/// Zero where a unit has more rows than the tile.
template<typename Sum, int M, int N>
[[gnu::always_inline]] inline Sum sumOf(const Sum (&sums)[M][N], int row, int vector)
{
    return row < M ? sums[row][vector] : Sum{};
}

/// Stores rows [row, row + kRows) of one vector as one row of units.
template<typename Vec, typename Format, typename Sums>
[[gnu::always_inline]] inline void storeUnits(const Sums& sums, int row, int vector,
                                              const Lanes& lanes, const TileStore& store)
{
    const Tail& tail = *store.tail;
    const std::int64_t at = (row / Format::kRows) * store.rowStride + 4 * lanes.position;
    typename Vec::I residual{};
    if (store.residual)
        residual = Vec::loadPart(store.residual + at, lanes.count);
    typename Vec::I unit{};
#pragma GCC unroll 4
    for (int r = 0; r < Format::kRows; ++r) {
        const auto sum =
            kept<Vec>(reinterpret_cast<typename Vec::I>(sumOf(sums, row + r, vector)), lanes);
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

/// The lanes that are kept, one behind the other.
template<typename Vec>
inline void storeKept(std::byte* to, typename Vec::I value, const Lanes& lanes)
{
    if (lanes.count == Vec::kLanes)
        __builtin_memcpy(to, &value, sizeof(value));
    else
        Vec::storePart(to, kept<Vec>(value, lanes), lanes.count);
}

/// Whether lanes may be left out at the end: a residual has fewer of them.
template<typename Vec> inline bool canStoreWhole(const Lanes& lanes, const TileStore& store)
{
    return lanes.count == Vec::kLanes || !store.residual;
}

/// Stores one vector of M rows of fp32.
template<typename Vec, int M, int N>
inline void storeWhole(const typename Vec::F (&sums)[M][N], int vector, const Lanes& lanes,
                       const TileStore& store)
{
    using F = typename Vec::F;
    withActivation<Vec>(*store.tail, [&](auto activation) {
        std::byte* y = store.y + 4 * lanes.position;
        const std::byte* residual = store.residual ? store.residual + 4 * lanes.position : nullptr;
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m, y += store.rowStride) {
            F value = sums[m][vector];
            if (residual)
                value = value + reinterpret_cast<F>(Vec::load(residual + m * store.rowStride));
            storeKept<Vec>(y, reinterpret_cast<typename Vec::I>(activation(value)), lanes);
        }
    });
}

template<typename Vec, typename Format, bool kHasResidual, int M, int N, typename Sum,
         typename Activation>
[[gnu::always_inline]] inline void unitRows(const Sum (&sums)[M][N], int vector, const Lanes& lanes,
                                            const TileStore& store, Activation activation)
{
    std::int64_t at = 4 * lanes.position;
#pragma GCC unroll 8
    for (int m = 0; m < M; m += Format::kRows, at += store.rowStride) {
        typename Vec::I residual{}, unit{};
        if constexpr (kHasResidual)
            residual = Vec::load(store.residual + at);
#pragma GCC unroll 4
        for (int r = 0; r < Format::kRows; ++r) {
            const auto sum = reinterpret_cast<typename Vec::I>(sumOf(sums, m + r, vector));
            const float multiplier = store.multipliers ? store.multipliers[m + r] : 0;
            auto value = Format::TailKind::template value<Vec>(sum, multiplier, *store.tail);
            if constexpr (kHasResidual)
                value = value + Format::template residual<Vec>(residual, r, *store.tail);
            unit = unit | Format::template stored<Vec>(activation(value), r, *store.tail);
        }
        storeKept<Vec>(store.y + at, unit, lanes);
    }
}

/// Stores one vector of M rows as units. As storeUnits(), but activation and residual are chosen once for
/// all rows.
template<typename Vec, typename Format, int M, int N, typename Sum>
[[gnu::always_inline]] inline void storeWholeUnits(const Sum (&sums)[M][N], int vector,
                                                   const Lanes& lanes, const TileStore& store)
{
    withActivation<Vec>(
        *store.tail, [&](auto activation) __attribute__((always_inline)) {
            if (store.residual)
                unitRows<Vec, Format, true>(sums, vector, lanes, store, activation);
            else
                unitRows<Vec, Format, false>(sums, vector, lanes, store, activation);
        });
}

/// Four rows of whole numbers that make bytes once `zeroPoint` is added, as one vector of units.
template<typename Vec>
[[gnu::always_inline]] inline typename Vec::I joinedBytes(const typename Vec::I (&rows)[4],
                                                          int zeroPoint)
{
    if constexpr (requires { Vec::joinedBytes(rows, zeroPoint); }) {
        return Vec::joinedBytes(rows, zeroPoint);
    } else {
        typename Vec::I unit = rows[0] + zeroPoint;
#pragma GCC unroll 4
        for (int r = 1; r < 4; ++r)
            unit = unit | (rows[r] + zeroPoint) << (8 * r);
        return unit;
    }
}

/// What turns sums into bytes: multiply, clamp, round.
template<typename Vec> struct ByteStore {
    using F = typename Vec::F;
    using I = typename Vec::I;

    /// The activation's bounds and those of a byte are one pair.
    explicit ByteStore(const TileStore& store)
        : clamp(*store.tail)
        , zeroPoint(store.tail->outputZeroPoint)
        , residualZeroPoint(store.tail->residualZeroPoint)
        , residualMultiplier(store.tail->residualMultiplier)
    {
        const F low = Vec::broadcastF(static_cast<float>(-zeroPoint));
        const F high = Vec::broadcastF(static_cast<float>(255 - zeroPoint));
        const auto inside = [&](F value) {
            const F raised = value < low ? low : value;
            return raised > high ? high : raised;
        };
        clamp.low = inside(clamp.low);
        clamp.high = inside(clamp.high);
    }

    /// The units of four rows of one vector.
    template<bool HasResidual>
    [[gnu::always_inline]] I units(const I (&sums)[4], const float* multipliers, I residual) const
    {
        I rows[4];
#pragma GCC unroll 4
        for (int r = 0; r < 4; ++r) {
            F value = __builtin_convertvector(sums[r], F) * Vec::broadcastF(multipliers[r]);
            if constexpr (HasResidual) {
                const I byte = (residual >> (8 * r)) & 255;
                value = value
                        + __builtin_convertvector(byte - residualZeroPoint, F)
                              * Vec::broadcastF(residualMultiplier);
            }
            rows[r] = Vec::rounded(clamp(value));
        }
        return joinedBytes<Vec>(rows, zeroPoint);
    }

    Clamp<Vec> clamp;
    int zeroPoint;
    int residualZeroPoint;
    float residualMultiplier;
};

/// Whether sums go out as fp32 with a tail, all rows of a tile.
template<typename Format> inline bool storesRealRows(const TileStore& store, int rows)
{
    return Format::kRows == 1
           && (store.output == TileOutput::Units
               || (store.output == TileOutput::Real && store.rowsStored >= rows));
}

} // namespace
} // namespace propago
