#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

/// Weights that lie packed in memory.
namespace propago {
namespace {

/// Every byte of the words holds kShare numbers of kBits each.
template<typename Vec, int kBits> struct Bits {
    using I = typename Vec::I;
    using U = typename Vec::U;
    using SignedBytes = typename Vec::SignedBytes;
    static constexpr int kShare = 8 / kBits;
    static constexpr std::uint32_t kLow = 0x01010101u * ((1u << kBits) - 1u);
    static constexpr std::uint32_t kSign = 0x01010101u << (kBits - 1);

    /// Number `index` of each byte, as it is.
    static I whole(I packed, int index)
    {
        const U bits = (reinterpret_cast<U>(packed) >> (kBits * index)) & kLow;
        const auto raised = reinterpret_cast<SignedBytes>(bits ^ kSign);
        const U sign = U{} + kSign;
        return reinterpret_cast<I>(raised - reinterpret_cast<SignedBytes>(sign));
    }
    /// Number `index` of each byte times 2^(8 - kBits): its sign needs no care. Sums of products with
    /// it are not larger than those of int8.
    static I scaled(I packed, int index)
    {
        const U bits = reinterpret_cast<U>(packed) << (8 - kBits - kBits * index);
        return reinterpret_cast<I>(bits & (kLow << (8 - kBits)));
    }
};

template<typename Vec, int kBits>
void unpackBits(const std::byte* packed, std::byte* words, std::int64_t count)
{
    using Numbers = Bits<Vec, kBits>;
    constexpr std::int64_t kPiece = std::int64_t{16} * Numbers::kShare;
    for (std::int64_t done = 0; done < count; done += kPiece, packed += 64, words += 4 * kPiece) {
#pragma GCC unroll 4
        for (int part = 0; part < 16 / Vec::kLanes; ++part) {
            const auto bits = Vec::load(packed + 4 * Vec::kLanes * part);
#pragma GCC unroll 4
            for (int i = 0; i < Numbers::kShare; ++i) {
                const auto word = Numbers::whole(bits, i);
                __builtin_memcpy(words + 64 * i + 4 * Vec::kLanes * part, &word, sizeof(word));
            }
        }
    }
}

template<typename Vec>
void unpackHalves(const std::byte* packed, std::byte* words, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; i += Vec::kLanes) {
        const auto value = Vec::loadHalf(packed + 2 * i);
        __builtin_memcpy(words + 4 * i, &value, sizeof(value));
    }
}

template<typename Vec>
void widenLane(const std::byte* units, int lane, void* to, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; i += Vec::kLanes) {
        const auto value = Vec::fromHalf((Vec::load(units + 4 * i) >> (16 * lane)) & 0xFFFF);
        __builtin_memcpy(static_cast<std::byte*>(to) + 4 * i, &value, sizeof(value));
    }
}

template<typename Vec>
void spreadBytes(const std::byte* units, int pair, void* to, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; i += Vec::kLanes) {
        const auto bytes = Vec::load(units + 4 * i) >> (16 * pair);
        const auto words = (bytes & 0xFF) | (bytes & 0xFF00) << 8;
        __builtin_memcpy(static_cast<std::byte*>(to) + 4 * i, &words, sizeof(words));
    }
}

/// The terms of a fully connected layer that share a word of weights.
template<typename Vec, typename Dot, int kBits> struct BitTerms {
    using Sum = typename Dot::Sum;
    using Packed = typename Vec::I;
    static constexpr int kShare = 8 / kBits;
    static constexpr int kLaneBytes = 4;
    static constexpr bool kIsScaled = !Dot::kIsNarrow;
    static Packed load(const void* from) { return Vec::load(from); }
    static auto row(const void* from) { return Dot::broadcast(from); }
    static auto column(Packed packed, int index)
    {
        using Numbers = Bits<Vec, kBits>;
        return Dot::column(kIsScaled ? Numbers::scaled(packed, index)
                                     : Numbers::whole(packed, index));
    }
    template<typename Row, typename Column>
    static Sum dot(Sum sum, const Column& column, const Row& row)
    {
        return Dot::dot(sum, column, row);
    }
    static typename Vec::I finished(Sum sum) { return kIsScaled ? sum >> (8 - kBits) : sum; }
};

template<typename Vec> struct HalfTerms {
    using Sum = typename Vec::F;
    using Packed = typename Vec::F;
    static constexpr int kShare = 1;
    static constexpr int kLaneBytes = 2;
    static Packed load(const void* from) { return Vec::loadHalf(from); }
    static Packed row(const void* from)
    {
        return Vec::broadcastF(*static_cast<const float*>(from));
    }
    static Packed column(Packed packed, int) { return packed; }
    static Sum dot(Sum sum, Packed column, Packed row) { return Vec::fma(column, row, sum); }
    static typename Vec::I finished(Sum sum) { return reinterpret_cast<typename Vec::I>(sum); }
};

template<typename Vec, typename Terms, int M, int N>
void packedTile(const TileInput& in, const TileStore& store)
{
    typename Terms::Sum sums[M][N] = {};
    const std::byte* a = in.a;
    for (std::int64_t k = 0; k < in.depth; ++k) {
        const std::byte* b = in.b + in.offsets[k];
        typename Terms::Packed packed[N];
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v)
            packed[v] = Terms::load(b + v * Terms::kLaneBytes * Vec::kLanes);
#pragma GCC unroll 4
        for (int i = 0; i < Terms::kShare; ++i, a += in.aStep) {
            decltype(Terms::row(a)) rows[M];
#pragma GCC unroll 4
            for (int m = 0; m < M; ++m)
                rows[m] = Terms::row(a + 4 * m);
#pragma GCC unroll 4
            for (int v = 0; v < N; ++v) {
                const auto column = Terms::column(packed[v], i);
#pragma GCC unroll 4
                for (int m = 0; m < M; ++m)
                    sums[m][v] = Terms::dot(sums[m][v], column, rows[m]);
            }
        }
    }
#pragma GCC unroll 4
    for (int m = 0; m < M; ++m) {
#pragma GCC unroll 4
        for (int v = 0; v < N; ++v) {
            const typename Vec::I sum = Terms::finished(sums[m][v]);
            __builtin_memcpy(store.y + m * store.rowStride + v * 4 * Vec::kLanes, &sum,
                             sizeof(sum));
        }
    }
}

template<typename Vec, typename Terms, int M, int N, int Registers>
constexpr void addPackedTile(TileTable& table, Packing packing)
{
    if constexpr (M * N <= Registers) {
        table.packedTiles[static_cast<int>(packing)][M][N] = &packedTile<Vec, Terms, M, N>;
        table.maxPackedVectors[static_cast<int>(packing)][M] = N;
    }
}

template<typename Vec, typename Terms, int M, int Registers>
constexpr void addPackedRow(TileTable& table, Packing packing)
{
    addPackedTile<Vec, Terms, M, 1, Registers>(table, packing);
    addPackedTile<Vec, Terms, M, 2, Registers>(table, packing);
    addPackedTile<Vec, Terms, M, 3, Registers>(table, packing);
    addPackedTile<Vec, Terms, M, 4, Registers>(table, packing);
}

template<typename Vec, typename Terms, int Registers>
constexpr void addPacking(TileTable& table, Packing packing)
{
    addPackedRow<Vec, Terms, 1, Registers>(table, packing);
    addPackedRow<Vec, Terms, 2, Registers>(table, packing);
    addPackedRow<Vec, Terms, 3, Registers>(table, packing);
    addPackedRow<Vec, Terms, 4, Registers>(table, packing);
}

/// `Dot` multiplies uint8 rows by int8 columns; if it is narrow, only columns within -8..7.
template<typename Vec, typename Dot, int Registers> constexpr void addPacked(TileTable& table)
{
    addPacking<Vec, HalfTerms<Vec>, Registers>(table, Packing::Half);
    addPacking<Vec, BitTerms<Vec, Dot, 4>, Registers>(table, Packing::Bits4);
    addPacking<Vec, BitTerms<Vec, Dot, 2>, Registers>(table, Packing::Bits2);
    table.unpack[static_cast<int>(Packing::Half)] = &unpackHalves<Vec>;
    table.unpack[static_cast<int>(Packing::Bits4)] = &unpackBits<Vec, 4>;
    table.unpack[static_cast<int>(Packing::Bits2)] = &unpackBits<Vec, 2>;
    table.widenLane = &widenLane<Vec>;
    table.spreadBytes = &spreadBytes<Vec>;
}

} // namespace
} // namespace propago
