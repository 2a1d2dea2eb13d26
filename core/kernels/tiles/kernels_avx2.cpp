#include "core/kernels/tiles/byte_depthwise_templates.h"
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

#include <immintrin.h>

namespace propago {
namespace {

/// For each mask of eight lanes, the order that brings the kept lanes to the front.
struct CompressOrders {
    alignas(32) std::int32_t order[256][8] = {};
    constexpr CompressOrders()
    {
        for (int mask = 0; mask < 256; ++mask) {
            int next = 0;
            for (int lane = 0; lane < 8; ++lane) {
                if (mask >> lane & 1)
                    order[mask][next++] = lane;
            }
        }
    }
};

constexpr CompressOrders kCompress;
alignas(32) constexpr std::int32_t kFirstLanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1};

struct Vec {
    static constexpr int kLanes = 8;
    using F = float __attribute__((vector_size(32)));
    using D = double __attribute__((vector_size(32)));
    using I = std::int32_t __attribute__((vector_size(32)));
    using U = std::uint32_t __attribute__((vector_size(32)));
    using H = std::uint16_t __attribute__((vector_size(16)));
    using Bytes = std::uint8_t __attribute__((vector_size(32)));
    using SignedBytes = std::int8_t __attribute__((vector_size(32)));
    using Words = std::int16_t __attribute__((vector_size(32)));
    using HalfBytes = std::uint8_t __attribute__((vector_size(16)));

    static F broadcastF(float value) { return reinterpret_cast<F>(_mm256_set1_ps(value)); }
    static I broadcastI(std::int32_t value)
    {
        return reinterpret_cast<I>(_mm256_set1_epi32(value));
    }
    static I load(const void* from)
    {
        return reinterpret_cast<I>(_mm256_loadu_si256(static_cast<const __m256i*>(from)));
    }
    /// In a register: the compiler would rather load it again for each use.
    template<typename Bits> static Bits held(Bits value)
    {
        asm("" : "+x"(value));
        return value;
    }
    static __m256i first(int count)
    {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kFirstLanes + 8 - count));
    }
    /// Zero in the lanes behind the first `count`.
    static F firstLanes(F value, int count)
    {
        return reinterpret_cast<F>(
            _mm256_and_si256(reinterpret_cast<__m256i>(value), first(count)));
    }
    static I loadPart(const void* from, int count)
    {
        return reinterpret_cast<I>(
            _mm256_maskload_epi32(static_cast<const int*>(from), first(count)));
    }
    /// By parts of four, two and one: masked stores take AMD's processors a dozen cycles each.
    static void storePart(void* to, I value, int count)
    {
        const auto bits = reinterpret_cast<__m256i>(value);
        if (count >= 8) {
            _mm256_storeu_si256(static_cast<__m256i*>(to), bits);
            return;
        }
        auto* left = static_cast<std::int32_t*>(to);
        __m128i part = _mm256_castsi256_si128(bits);
        if (count & 4) {
            _mm_storeu_si128(reinterpret_cast<__m128i*>(left), part);
            part = _mm256_extracti128_si256(bits, 1);
            left += 4;
        }
        if (count & 2) {
            _mm_storel_epi64(reinterpret_cast<__m128i*>(left), part);
            part = _mm_unpackhi_epi64(part, part);
            left += 2;
        }
        if (count & 1)
            _mm_storeu_si32(left, part);
    }
    /// Zero where the mask has no bit.
    static I loadMask(const void* from, std::uint32_t mask)
    {
        const __m256i bits = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        const __m256i all = _mm256_set1_epi32(static_cast<int>(mask));
        return reinterpret_cast<I>(_mm256_maskload_epi32(
            static_cast<const int*>(from), _mm256_cmpeq_epi32(_mm256_and_si256(all, bits), bits)));
    }
    static I compress(I value, std::uint32_t mask)
    {
        const auto order =
            _mm256_load_si256(reinterpret_cast<const __m256i*>(kCompress.order[mask & 255u]));
        return reinterpret_cast<I>(
            _mm256_permutevar8x32_epi32(reinterpret_cast<__m256i>(value), order));
    }
    static void interleave(F even, F odd, F& low, F& high)
    {
        low = __builtin_shufflevector(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
        high = __builtin_shufflevector(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
    }
    /// Every other lane of two vectors side by side; undoes interleave().
    static void separate(F low, F high, F& even, F& odd)
    {
        even = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14);
        odd = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
    }
    /// The same for two vectors that lie side by side: no lane has to cross a half then.
    static void loadSeparated(const float* from, F& even, F& odd)
    {
        const auto halves = [from](int at) {
            return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(from + at)),
                                        _mm_loadu_ps(from + at + 8), 1);
        };
        const __m256 first = halves(0), second = halves(4);
        even = reinterpret_cast<F>(_mm256_shuffle_ps(first, second, 0x88));
        odd = reinterpret_cast<F>(_mm256_shuffle_ps(first, second, 0xDD));
    }
    /// Rows and columns of eight vectors change places: within halves first, which is quicker.
    static void transpose(F (&rows)[8])
    {
        const auto bits = [&](int i) { return reinterpret_cast<__m256>(rows[i]); };
        __m256 pairs[8], fours[8];
        for (int i = 0; i < 8; i += 2) {
            pairs[i] = _mm256_unpacklo_ps(bits(i), bits(i + 1));
            pairs[i + 1] = _mm256_unpackhi_ps(bits(i), bits(i + 1));
        }
        for (int i = 0; i < 8; i += 4) {
            for (int j = 0; j < 2; ++j) {
                fours[i + 2 * j] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0x44);
                fours[i + 2 * j + 1] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0xEE);
            }
        }
        for (int i = 0; i < 4; ++i) {
            rows[i] = reinterpret_cast<F>(_mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20));
            rows[i + 4] = reinterpret_cast<F>(_mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31));
        }
    }
    static F fma(F a, F b, F c)
    {
        return reinterpret_cast<F>(_mm256_fmadd_ps(
            reinterpret_cast<__m256>(a), reinterpret_cast<__m256>(b), reinterpret_cast<__m256>(c)));
    }
    static D fma(D a, D b, D c)
    {
        return reinterpret_cast<D>(_mm256_fmadd_pd(reinterpret_cast<__m256d>(a),
                                                   reinterpret_cast<__m256d>(b),
                                                   reinterpret_cast<__m256d>(c)));
    }
    static I rounded(F value)
    {
        return reinterpret_cast<I>(_mm256_cvtps_epi32(reinterpret_cast<__m256>(value)));
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
    static I joinedBf16(F low, F high) { return joinedHalves(toBf16(low), toBf16(high)); }
    /// The lower halves of the lanes of `low`, then those of `high`; the upper ones are zero.
    static I joinedHalves(I low, I high)
    {
        const __m256i packed =
            _mm256_packus_epi32(reinterpret_cast<__m256i>(low), reinterpret_cast<__m256i>(high));
        return reinterpret_cast<I>(_mm256_permute4x64_epi64(packed, 0xD8));
    }
    static void storeHalf(void* to, I value, bool isUpper)
    {
        const auto bits = reinterpret_cast<__m256i>(value);
        _mm_storeu_si128(static_cast<__m128i*>(to), isUpper ? _mm256_extracti128_si256(bits, 1)
                                                            : _mm256_castsi256_si128(bits));
    }
    /// Numbers of 16 bits, alternating, from the lower (upper) half of each 16 bytes.
    static I unpackLow(I even, I odd)
    {
        return reinterpret_cast<I>(
            _mm256_unpacklo_epi16(reinterpret_cast<__m256i>(even), reinterpret_cast<__m256i>(odd)));
    }
    static I unpackHigh(I even, I odd)
    {
        return reinterpret_cast<I>(
            _mm256_unpackhi_epi16(reinterpret_cast<__m256i>(even), reinterpret_cast<__m256i>(odd)));
    }
    /// Four rows of whole numbers, with `zeroPoint` added, as bytes: a unit of each lane.
    static I joinedBytes(const I (&rows)[4], int zeroPoint)
    {
        const __m256i order = _mm256_broadcastsi128_si256(
            _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
        return reinterpret_cast<I>(
            _mm256_shuffle_epi8(reinterpret_cast<__m256i>(joinedPixels(rows, zeroPoint)), order));
    }
    /// The same from vectors that hold pixels j and j + 4, four channels each.
    static I joinedPixels(const I (&pixels)[4], int zeroPoint)
    {
        const auto bits = [&](int j) { return reinterpret_cast<__m256i>(pixels[j]); };
        const __m256i zero = _mm256_set1_epi16(static_cast<short>(zeroPoint));
        const __m256i first = _mm256_add_epi16(_mm256_packs_epi32(bits(0), bits(1)), zero);
        const __m256i second = _mm256_add_epi16(_mm256_packs_epi32(bits(2), bits(3)), zero);
        return reinterpret_cast<I>(_mm256_packus_epi16(first, second));
    }
    /// Four lanes, twice.
    static I repeated(const void* from)
    {
        return reinterpret_cast<I>(
            _mm256_broadcastsi128_si256(_mm_loadu_si128(static_cast<const __m128i*>(from))));
    }
    /// sums[j] += the products of two taps' bytes in pixels j and j + 4 with their weights.
    static void addTapPairs(I first, I second, I weights, I (&sums)[4])
    {
        const auto x = reinterpret_cast<__m256i>(first), y = reinterpret_cast<__m256i>(second);
        const __m256i zero = _mm256_setzero_si256();
        const __m256i low = _mm256_unpacklo_epi8(x, y), high = _mm256_unpackhi_epi8(x, y);
        const __m256i pairs[4] = {_mm256_unpacklo_epi8(low, zero), _mm256_unpackhi_epi8(low, zero),
                                  _mm256_unpacklo_epi8(high, zero),
                                  _mm256_unpackhi_epi8(high, zero)};
        for (int j = 0; j < 4; ++j)
            sums[j] = sums[j]
                      + reinterpret_cast<I>(
                          _mm256_madd_epi16(pairs[j], reinterpret_cast<__m256i>(weights)));
    }
    /// In the lower half of each lane.
    static I toBf16(F value) { return roundedToBf16<Vec>(value); }
    /// From and to half in the lower half of each lane.
    static F fromHalf(I bits)
    {
        const auto lanes = reinterpret_cast<__m256i>(bits);
        const __m256i halves = _mm256_permute4x64_epi64(_mm256_packus_epi32(lanes, lanes), 0b1000);
        return reinterpret_cast<F>(_mm256_cvtph_ps(_mm256_castsi256_si128(halves)));
    }
    static I toHalf(F value)
    {
        return reinterpret_cast<I>(_mm256_cvtepu16_epi32(
            _mm256_cvtps_ph(reinterpret_cast<__m256>(value), _MM_FROUND_TO_NEAREST_INT)));
    }
    /// Halves side by side.
    static F loadHalf(const void* from)
    {
        return reinterpret_cast<F>(
            _mm256_cvtph_ps(_mm_loadu_si128(static_cast<const __m128i*>(from))));
    }
    static float sum(F value)
    {
        const auto eight = reinterpret_cast<__m256>(value);
        const __m128 four =
            _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
        const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
    }
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

/// bf16 widened to fp32: no processor of this family multiplies it directly.
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

/// Bytes widened to 16 bits, so that no product saturates.
template<bool Swapped> struct Int8Dot {
    using Format = Int8Format;
    using Sum = Vec::I;
    struct B {
        __m256i even;
        __m256i odd;
    };
    static constexpr int kRowStep = Swapped ? 1 : 4;
    static B unsignedBytes(__m256i units)
    {
        return {_mm256_and_si256(units, _mm256_set1_epi16(255)), _mm256_srli_epi16(units, 8)};
    }
    static B signedBytes(__m256i units)
    {
        return {_mm256_srai_epi16(_mm256_slli_epi16(units, 8), 8), _mm256_srai_epi16(units, 8)};
    }
    static B column(Vec::I lanes)
    {
        const auto units = reinterpret_cast<__m256i>(lanes);
        return Swapped ? signedBytes(units) : unsignedBytes(units);
    }
    static B load(const void* from) { return column(Vec::load(from)); }
    static B broadcast(const void* from)
    {
        const __m256i units = _mm256_set1_epi32(unitAt(from));
        return Swapped ? unsignedBytes(units) : signedBytes(units);
    }
    static Sum dot(Sum sum, const B& column, const B& row)
    {
        const __m256i pairs = _mm256_add_epi32(_mm256_madd_epi16(column.even, row.even),
                                               _mm256_madd_epi16(column.odd, row.odd));
        return sum + reinterpret_cast<Sum>(pairs);
    }
};

/// Weights that were widened when they were packed: bytes take three instructions for every product.
struct WidenedInt8Dot : Int8Dot<false> {
    static constexpr int kRowBytes = 8;
    static B broadcast(const void* from)
    {
        const auto* word = static_cast<const std::byte*>(from);
        return {_mm256_set1_epi32(unitAt(word)), _mm256_set1_epi32(unitAt(word + 4))};
    }
};

/// Bytes times weights within -8..7: two products fit into 16 bits, whatever the bytes are, and so do
/// the sums of eight such pairs.
template<bool Swapped> struct NarrowDot {
    using Format = Int8Format;
    using Sum = Vec::I;
    using B = Vec::I;
    using Part = Vec::Words;
    static constexpr std::int64_t kPartSteps = 8;
    static constexpr int kRowStep = Swapped ? 1 : 4;
    static constexpr bool kIsNarrow = true;
    static B column(Vec::I units) { return units; }
    static B load(const void* from) { return Vec::load(from); }
    static B broadcast(const void* from) { return Vec::broadcastI(unitAt(from)); }
    static Part part(Part sum, B column, B row)
    {
        const auto bytes = reinterpret_cast<__m256i>(Swapped ? row : column);
        const auto weights = reinterpret_cast<__m256i>(Swapped ? column : row);
        return sum + reinterpret_cast<Part>(_mm256_maddubs_epi16(bytes, weights));
    }
    static Sum widened(Sum sum, Part part)
    {
        const __m256i ones = _mm256_set1_epi16(1);
        return sum
               + reinterpret_cast<Sum>(_mm256_madd_epi16(reinterpret_cast<__m256i>(part), ones));
    }
    static Sum dot(Sum sum, B column, B row) { return widened(sum, part(Part{}, column, row)); }
};

/// What eight of nine instructions of it do; for measuring.
struct NarrowParts : NarrowDot<false> {
    using Sum = Part;
    static Sum dot(Sum sum, B column, B row) { return part(sum, column, row); }
};

/// fp32 in, half out.
struct Fp16Dot : Fp32Dot {
    using Format = Fp16Format;
    static constexpr int kRowStep = 2;
};

struct Int16Dot {
    using Format = Int16Format;
    using Sum = Vec::I;
    using B = Vec::I;
    static constexpr int kRowStep = 1;
    static B load(const void* from) { return Vec::load(from); }
    static B broadcast(const void* from) { return Vec::broadcastI(unitAt(from)); }
    static Sum dot(Sum sum, B column, B row)
    {
        return sum
               + reinterpret_cast<Sum>(_mm256_madd_epi16(reinterpret_cast<__m256i>(column),
                                                         reinterpret_cast<__m256i>(row)));
    }
};

/// Bytes of both sides as 16 bits: one instruction multiplies a pair. More rows of fewer vectors than
/// there are registers for, where the last filters do not fill their unit.
struct Int8WordsDot : Int16Dot {
    using Format = Int8Format;
    static constexpr int kRowStep = 2;
    static constexpr int kProducts = 2;
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
    addKind<Vec, Fp32Dot, 4, 12>(table, TileKind::Fp32);
    addKind<Vec, Bf16Dot, 4, 8>(table, TileKind::Bf16);
    addKind<Vec, WidenedBf16Dot, 4, 8>(table, TileKind::WidenedBf16);
    addKind<Vec, Int8Dot<false>, 4, 8>(table, TileKind::Int8);
    addKind<Vec, WidenedInt8Dot, 4, 8>(table, TileKind::WidenedInt8);
    addKind<Vec, Int8WordsDot, 4, 8>(table, TileKind::Int8Words);
    addByteDepthwise<Vec>(table);
    addTile<Vec, Int8WordsDot, 6, 1, 12>(table, TileKind::Int8Words);
    addTile<Vec, Int8WordsDot, 6, 2, 12>(table, TileKind::Int8Words);
    addKind<Vec, Int8Dot<true>, 4, 8>(table, TileKind::Int8Swapped);
    addKind<Vec, Fp16Dot, 4, 12>(table, TileKind::Fp16);
    addKind<Vec, Int16Dot, 4, 8>(table, TileKind::Int16);
    addKind<Vec, NarrowDot<false>, 4, 8>(table, TileKind::NarrowInt8);
    addPacked<Vec, NarrowDot<true>, 8>(table);
    addAllDots<Vec, 4, 3>(table);
    addAllProducts<Vec, Fp32Dot, 4, 12>(table, ProductKind::Fp32);
    addAllProducts<Vec, Bf16Dot, 4, 12>(table, ProductKind::Bf16);
    addAllLanes<Vec, 4, 12, 3>(table);
    addPixelMoves<Vec>(table);
    addWinograd<Vec>(table);
    addIntegerWinograd<Vec, Int16Dot, 4, 8>(table);
    addPeaks<Vec, Fp32Dot, Bf16Dot, Int16Dot, Int8WordsDot, NarrowParts>(table);
    return table;
}

constexpr TileTable kTable = makeTable();

} // namespace

const TileTable* avx2Tiles()
{
    return &kTable;
}

} // namespace propago
