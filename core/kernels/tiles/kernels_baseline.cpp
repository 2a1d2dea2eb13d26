#include "core/kernels/tiles/depthwise_band_templates.h"
#include "core/kernels/tiles/depthwise_row_templates.h"
#include "core/kernels/tiles/integer_winograd_templates.h"
#include "core/kernels/tiles/lane_templates.h"
#include "core/kernels/tiles/packed_templates.h"
#include "core/kernels/tiles/peak_templates.h"
#include "core/kernels/tiles/pixel_window_templates.h"
#include "core/kernels/tiles/product_templates.h"
#include "core/kernels/tiles/strip_templates.h"
#include "core/kernels/tiles/tile_templates.h"
#include "core/kernels/tiles/winograd_templates.h"
#include "core/tensor/half.h"

namespace propago {
namespace {

/// Four lanes in the compiler's portable vectors: SSE2, NEON, or whatever there is.
struct Vec {
    static constexpr int kLanes = 4;
    using F = float __attribute__((vector_size(16)));
    using D = double __attribute__((vector_size(16)));
    using I = std::int32_t __attribute__((vector_size(16)));
    using U = std::uint32_t __attribute__((vector_size(16)));
    using H = std::uint16_t __attribute__((vector_size(8)));
    using Bytes = std::uint8_t __attribute__((vector_size(16)));
    using SignedBytes = std::int8_t __attribute__((vector_size(16)));
    using Words = std::int16_t __attribute__((vector_size(16)));
    using HalfBytes = std::uint8_t __attribute__((vector_size(8)));

    static F broadcastF(float value) { return F{value, value, value, value}; }
    static I broadcastI(std::int32_t value) { return I{value, value, value, value}; }
    static I load(const void* from) { return loadPart(from, kLanes); }
    template<typename Bits> static Bits held(Bits value) { return value; }
    /// Zero in the lanes behind the first `count`.
    static F firstLanes(F value, int count)
    {
        F kept{};
        for (int lane = 0; lane < count; ++lane)
            kept[lane] = value[lane];
        return kept;
    }
    static I loadPart(const void* from, int count)
    {
        I value{};
        if (count == kLanes)
            __builtin_memcpy(&value, from, sizeof(value));
        else
            __builtin_memcpy(&value, from, static_cast<std::size_t>(count) * 4);
        return value;
    }
    static void storePart(void* to, I value, int count)
    {
        if (count == kLanes)
            __builtin_memcpy(to, &value, sizeof(value));
        else
            __builtin_memcpy(to, &value, static_cast<std::size_t>(count) * 4);
    }
    /// Zero where the mask has no bit.
    static I loadMask(const void* from, std::uint32_t mask)
    {
        I value{};
        if (mask == (1u << kLanes) - 1u)
            return load(from);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (mask >> lane & 1u)
                __builtin_memcpy(reinterpret_cast<char*>(&value) + 4 * lane,
                                 static_cast<const char*>(from) + 4 * lane, 4);
        }
        return value;
    }
    static I compress(I value, std::uint32_t mask)
    {
        I front{};
        int next = 0;
        for (int lane = 0; lane < kLanes; ++lane) {
            if (mask >> lane & 1u)
                front[next++] = value[lane];
        }
        return front;
    }
    static void interleave(F even, F odd, F& low, F& high)
    {
        low = __builtin_shufflevector(even, odd, 0, 4, 1, 5);
        high = __builtin_shufflevector(even, odd, 2, 6, 3, 7);
    }
    /// Every other lane of two vectors side by side; undoes interleave().
    static void separate(F low, F high, F& even, F& odd)
    {
        even = __builtin_shufflevector(low, high, 0, 2, 4, 6);
        odd = __builtin_shufflevector(low, high, 1, 3, 5, 7);
    }
    static void loadSeparated(const float* from, F& even, F& odd)
    {
        separate(reinterpret_cast<F>(load(from)), reinterpret_cast<F>(load(from + kLanes)), even,
                 odd);
    }
    static F fma(F a, F b, F c) { return a * b + c; }
    static D fma(D a, D b, D c) { return a * b + c; }
    /// Adding 1.5 * 2^23 leaves the nearest integer, ties to even, in the low bits.
    static I rounded(F value)
    {
        const F magic = broadcastF(12582912.0f);
        return reinterpret_cast<I>(value + magic) - reinterpret_cast<I>(magic);
    }
    static F loadBf16(const void* from)
    {
        H halves;
        __builtin_memcpy(&halves, from, sizeof(halves));
        return reinterpret_cast<F>(__builtin_convertvector(halves, U) << 16);
    }
    static void storeBf16(void* to, F value)
    {
        const auto halves = __builtin_convertvector(roundedToBf16<Vec>(value), H);
        __builtin_memcpy(to, &halves, sizeof(halves));
    }
    /// The lanes of `low`, then those of `high`.
    static I joinedBf16(F low, F high)
    {
        const H halves[2] = {__builtin_convertvector(reinterpret_cast<U>(toBf16(low)), H),
                             __builtin_convertvector(reinterpret_cast<U>(toBf16(high)), H)};
        I joined;
        __builtin_memcpy(&joined, halves, sizeof(joined));
        return joined;
    }
    /// The lower halves of the lanes of `low`, then those of `high`; the upper ones are zero.
    static I joinedHalves(I low, I high)
    {
        const H halves[2] = {__builtin_convertvector(reinterpret_cast<U>(low), H),
                             __builtin_convertvector(reinterpret_cast<U>(high), H)};
        I joined;
        __builtin_memcpy(&joined, halves, sizeof(joined));
        return joined;
    }
    /// In the lower half of each lane.
    static I toBf16(F value) { return roundedToBf16<Vec>(value); }
    /// From and to half in the lower half of each lane.
    static F fromHalf(I bits)
    {
        F values;
        for (int lane = 0; lane < kLanes; ++lane)
            values[lane] = propago::fromHalf(static_cast<std::uint16_t>(bits[lane]));
        return values;
    }
    static I toHalf(F value)
    {
        I bits;
        for (int lane = 0; lane < kLanes; ++lane)
            bits[lane] = propago::toHalf(value[lane]);
        return bits;
    }
    /// Halves side by side.
    static F loadHalf(const void* from)
    {
        H halves;
        __builtin_memcpy(&halves, from, sizeof(halves));
        return fromHalf(reinterpret_cast<I>(__builtin_convertvector(halves, U)));
    }
    static float sum(F value) { return (value[0] + value[2]) + (value[1] + value[3]); }
};

struct Fp32Dot {
    using Format = Fp32Format;
    using Sum = Vec::F;
    using B = Vec::F;
    static constexpr int kRowStep = 1;
    static B load(const void* from) { return reinterpret_cast<B>(Vec::load(from)); }
    static B broadcast(const void* from)
    {
        return Vec::broadcastF(*static_cast<const float*>(from));
    }
    static Sum dot(Sum sum, B column, B row) { return Vec::fma(column, row, sum); }
};

struct Bf16Dot {
    using Format = Bf16Format;
    using Sum = Vec::F;
    struct B {
        Vec::F even;
        Vec::F odd;
    };
    static constexpr int kRowStep = 1;
    static B widened(Vec::I units)
    {
        return {reinterpret_cast<Vec::F>(units << 16),
                reinterpret_cast<Vec::F>(units & static_cast<int>(0xFFFF0000u))};
    }
    static B load(const void* from) { return widened(Vec::load(from)); }
    static B broadcast(const void* from) { return widened(Vec::broadcastI(unitAt(from))); }
    static Sum dot(Sum sum, const B& column, const B& row)
    {
        return Vec::fma(column.even, row.even, Vec::fma(column.odd, row.odd, sum));
    }
};

struct WidenedBf16Dot : Bf16Dot {
    static constexpr int kRowBytes = 8;
    static B broadcast(const void* from)
    {
        const auto* pair = static_cast<const float*>(from);
        return {Vec::broadcastF(pair[0]), Vec::broadcastF(pair[1])};
    }
};

/// Four 32-bit products for each lane; bytes are taken out by shifts.
template<bool Swapped> struct Int8Dot {
    using Format = Int8Format;
    using Sum = Vec::I;
    using B = Vec::I;
    static constexpr int kRowStep = Swapped ? 1 : 4;
    static constexpr bool kIsNarrow = false;
    static B column(Vec::I units) { return units; }
    static B load(const void* from) { return column(Vec::load(from)); }
    static B broadcast(const void* from) { return Vec::broadcastI(unitAt(from)); }
    static Sum dot(Sum sum, B column, B row)
    {
        const Vec::U bytes = reinterpret_cast<Vec::U>(Swapped ? row : column);
        const Vec::U signedBytes = reinterpret_cast<Vec::U>(Swapped ? column : row);
        for (int shift = 0; shift < 32; shift += 8) {
            const B value = reinterpret_cast<B>(bytes >> shift & 255u);
            const B weight = reinterpret_cast<B>(signedBytes << (24 - shift)) >> 24;
            sum += value * weight;
        }
        return sum;
    }
};

/// fp32 in, half out.
struct Fp16Dot : Fp32Dot {
    using Format = Fp16Format;
    static constexpr int kRowStep = 2;
};

/// Two 32-bit products for each lane.
struct Int16Dot {
    using Format = Int16Format;
    using Sum = Vec::I;
    using B = Vec::I;
    static constexpr int kRowStep = 1;
    static B load(const void* from) { return Vec::load(from); }
    static B broadcast(const void* from) { return Vec::broadcastI(unitAt(from)); }
    static Sum dot(Sum sum, B column, B row)
    {
        return sum + ((column << 16) >> 16) * ((row << 16) >> 16) + (column >> 16) * (row >> 16);
    }
};

constexpr TileTable makeTable()
{
    TileTable table{};
    table.lanes = Vec::kLanes;
    table.hasBf16Dot = false;
    table.strip = &strip<Vec>;
    table.copyRows = &copyRows<Vec>;
    addDepthwiseBands<Vec>(table);
    addDepthwiseDots<Vec>(table);
    addDepthwiseRows<Vec>(table);
    addPixelWindows<Vec>(table);
    addKind<Vec, Fp32Dot, 4, 8>(table, TileKind::Fp32);
    addKind<Vec, Bf16Dot, 4, 8>(table, TileKind::Bf16);
    addKind<Vec, WidenedBf16Dot, 4, 8>(table, TileKind::WidenedBf16);
    addKind<Vec, Int8Dot<false>, 4, 8>(table, TileKind::Int8);
    addKind<Vec, Int8Dot<true>, 4, 8>(table, TileKind::Int8Swapped);
    addKind<Vec, Fp16Dot, 4, 8>(table, TileKind::Fp16);
    addKind<Vec, Int16Dot, 4, 8>(table, TileKind::Int16);
    addKind<Vec, Int8Dot<false>, 4, 8>(table, TileKind::NarrowInt8);
    addPacked<Vec, Int8Dot<true>, 8>(table);
    addAllDots<Vec, 4, 2>(table);
    addAllProducts<Vec, Fp32Dot, 4, 8>(table, ProductKind::Fp32);
    addAllProducts<Vec, Bf16Dot, 4, 8>(table, ProductKind::Bf16);
    addAllLanes<Vec, 4, 8, 2>(table);
    addPixelMoves<Vec>(table);
    addWinograd<Vec>(table);
    addIntegerWinograd<Vec, Int16Dot, 4, 8>(table);
    addPeaks<Vec, Fp32Dot, Bf16Dot, Int16Dot, Int8Dot<false>, Int8Dot<false>>(table);
    return table;
}

constexpr TileTable kTable = makeTable();

} // namespace

const TileTable* baselineTiles()
{
    return &kTable;
}

} // namespace propago
