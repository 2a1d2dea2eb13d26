#include "core/kernels/tiles/depthwise_row_templates.h"
#include "core/kernels/tiles/depthwise_templates.h"
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

struct Vec {
    static constexpr int kLanes = 16;
    using F = float __attribute__((vector_size(64)));
    using D = double __attribute__((vector_size(64)));
    using I = std::int32_t __attribute__((vector_size(64)));
    using U = std::uint32_t __attribute__((vector_size(64)));
    using H = std::uint16_t __attribute__((vector_size(32)));
    using Bytes = std::uint8_t __attribute__((vector_size(64)));
    using SignedBytes = std::int8_t __attribute__((vector_size(64)));

    static F broadcastF(float value) { return reinterpret_cast<F>(_mm512_set1_ps(value)); }
    static I broadcastI(std::int32_t value)
    {
        return reinterpret_cast<I>(_mm512_set1_epi32(value));
    }
    static I load(const void* from) { return reinterpret_cast<I>(_mm512_loadu_si512(from)); }
    /// In a register: the compiler would rather load it again for each use.
    template<typename Bits> static Bits held(Bits value)
    {
#if !defined(PROPAGO_EMULATE_AVX512)
        asm("" : "+v"(value));
#endif
        return value;
    }
    static __mmask16 first(int count)
    {
        return static_cast<__mmask16>((1u << count) - 1u);
    }
    /// Zero in the lanes behind the first `count`.
    static F firstLanes(F value, int count)
    {
        return reinterpret_cast<F>(
            _mm512_maskz_mov_epi32(first(count), reinterpret_cast<__m512i>(value)));
    }
    static I loadPart(const void* from, int count)
    {
        return reinterpret_cast<I>(_mm512_maskz_loadu_epi32(first(count), from));
    }
    static void storePart(void* to, I value, int count)
    {
        _mm512_mask_storeu_epi32(to, first(count), reinterpret_cast<__m512i>(value));
    }
    /// Zero where the mask has no bit.
    static I loadMask(const void* from, std::uint32_t mask)
    {
        return reinterpret_cast<I>(_mm512_maskz_loadu_epi32(static_cast<__mmask16>(mask), from));
    }
    static I compress(I value, std::uint32_t mask)
    {
        return reinterpret_cast<I>(_mm512_maskz_compress_epi32(static_cast<__mmask16>(mask),
                                                               reinterpret_cast<__m512i>(value)));
    }
    static void interleave(F even, F odd, F& low, F& high)
    {
        low = __builtin_shufflevector(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7,
                                      23);
        high = __builtin_shufflevector(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14,
                                       30, 15, 31);
    }
    /// Every other lane of two vectors side by side; undoes interleave().
    static void separate(F low, F high, F& even, F& odd)
    {
        even = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26,
                                       28, 30);
        odd = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27,
                                      29, 31);
    }
    static void loadSeparated(const float* from, F& even, F& odd)
    {
        separate(reinterpret_cast<F>(load(from)), reinterpret_cast<F>(load(from + kLanes)), even,
                 odd);
    }
    static F fma(F a, F b, F c)
    {
        return reinterpret_cast<F>(_mm512_fmadd_ps(
            reinterpret_cast<__m512>(a), reinterpret_cast<__m512>(b), reinterpret_cast<__m512>(c)));
    }
    static D fma(D a, D b, D c)
    {
        return reinterpret_cast<D>(_mm512_fmadd_pd(reinterpret_cast<__m512d>(a),
                                                   reinterpret_cast<__m512d>(b),
                                                   reinterpret_cast<__m512d>(c)));
    }
    static I rounded(F value)
    {
        return reinterpret_cast<I>(_mm512_cvtps_epi32(reinterpret_cast<__m512>(value)));
    }
    static F loadBf16(const void* from)
    {
        const __m512i wide =
            _mm512_cvtepu16_epi32(_mm256_loadu_si256(static_cast<const __m256i*>(from)));
        return reinterpret_cast<F>(_mm512_slli_epi32(wide, 16));
    }
    static void storeBf16(void* to, F value)
    {
        _mm256_storeu_si256(static_cast<__m256i*>(to), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(
                                                           reinterpret_cast<__m512>(value))));
    }
    /// The lanes of `low`, then those of `high`.
    static I joinedBf16(F low, F high)
    {
        return reinterpret_cast<I>(
            _mm512_cvtne2ps_pbh(reinterpret_cast<__m512>(high), reinterpret_cast<__m512>(low)));
    }
    /// The lower halves of the lanes of `low`, then those of `high`; the upper ones are zero.
    static I joinedHalves(I low, I high)
    {
        const __m256i halves[2] = {_mm512_cvtepi32_epi16(reinterpret_cast<__m512i>(low)),
                                   _mm512_cvtepi32_epi16(reinterpret_cast<__m512i>(high))};
        I joined;
        __builtin_memcpy(&joined, halves, sizeof(joined));
        return joined;
    }
    static void storeHalf(void* to, I value, bool isUpper)
    {
        const auto bits = reinterpret_cast<__m512i>(value);
        _mm256_storeu_si256(static_cast<__m256i*>(to), isUpper ? _mm512_extracti64x4_epi64(bits, 1)
                                                               : _mm512_castsi512_si256(bits));
    }
    static I loadHalves(const void* lower, const void* upper)
    {
        return reinterpret_cast<I>(_mm512_inserti64x4(
            _mm512_castsi256_si512(_mm256_loadu_si256(static_cast<const __m256i*>(lower))),
            _mm256_loadu_si256(static_cast<const __m256i*>(upper)), 1));
    }
    /// Numbers of 16 bits, alternating, from the lower (upper) half of each 16 bytes.
    static I unpackLow(I even, I odd)
    {
        return reinterpret_cast<I>(
            _mm512_unpacklo_epi16(reinterpret_cast<__m512i>(even), reinterpret_cast<__m512i>(odd)));
    }
    static I unpackHigh(I even, I odd)
    {
        return reinterpret_cast<I>(
            _mm512_unpackhi_epi16(reinterpret_cast<__m512i>(even), reinterpret_cast<__m512i>(odd)));
    }
    /// The second and the third 16 bytes change places.
    static I swapMiddle(I value)
    {
        const auto bits = reinterpret_cast<__m512i>(value);
        return reinterpret_cast<I>(_mm512_shuffle_i64x2(bits, bits, 0xD8));
    }
    /// In the lower half of each lane.
    static I toBf16(F value)
    {
        return reinterpret_cast<I>(_mm512_cvtepu16_epi32(
            reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(value)))));
    }
    /// From and to half in the lower half of each lane.
    static F fromHalf(I bits)
    {
        return reinterpret_cast<F>(
            _mm512_cvtph_ps(_mm512_cvtepi32_epi16(reinterpret_cast<__m512i>(bits))));
    }
    static I toHalf(F value)
    {
        return reinterpret_cast<I>(_mm512_cvtepu16_epi32(_mm512_cvtps_ph(
            reinterpret_cast<__m512>(value), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)));
    }
    /// Halves side by side.
    static F loadHalf(const void* from)
    {
        return reinterpret_cast<F>(
            _mm512_cvtph_ps(_mm256_loadu_si256(static_cast<const __m256i*>(from))));
    }
    static float sum(F value)
    {
        const auto all = reinterpret_cast<__m512>(value);
        const __m256 eight =
            _mm256_add_ps(_mm512_castps512_ps256(all), _mm512_extractf32x8_ps(all, 1));
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

struct Bf16Dot {
    using Format = Bf16Format;
    using Sum = Vec::F;
    using B = Vec::I;
    static constexpr int kRowStep = 1;
    static B load(const void* from) { return Vec::load(from); }
    static B broadcast(const void* from) { return Vec::broadcastI(unitAt(from)); }
    static Sum dot(Sum sum, B column, B row)
    {
        return reinterpret_cast<Sum>(_mm512_dpbf16_ps(reinterpret_cast<__m512>(sum),
                                                      reinterpret_cast<__m512bh>(column),
                                                      reinterpret_cast<__m512bh>(row)));
    }
};

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
        const auto bytes = reinterpret_cast<__m512i>(Swapped ? row : column);
        const auto signedBytes = reinterpret_cast<__m512i>(Swapped ? column : row);
        return reinterpret_cast<Sum>(
            _mm512_dpbusd_epi32(reinterpret_cast<__m512i>(sum), bytes, signedBytes));
    }
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
        return reinterpret_cast<Sum>(_mm512_dpwssd_epi32(reinterpret_cast<__m512i>(sum),
                                                         reinterpret_cast<__m512i>(column),
                                                         reinterpret_cast<__m512i>(row)));
    }
};

constexpr TileTable makeTable()
{
    TileTable table{};
    table.lanes = Vec::kLanes;
    table.hasBf16Dot = true;
    table.strip = &strip<Vec>;
    table.copyRows = &copyRows<Vec>;
    addDepthwisePlanes<Vec>(table);
    addDepthwiseDots<Vec>(table);
    addDepthwiseRows<Vec>(table);
    addPixelWindows<Vec>(table);
    addKind<Vec, Fp32Dot, 8, 24>(table, TileKind::Fp32);
    addKind<Vec, Bf16Dot, 8, 24>(table, TileKind::Bf16);
    addKind<Vec, Int8Dot<false>, 8, 24>(table, TileKind::Int8);
    addKind<Vec, Int8Dot<true>, 8, 24>(table, TileKind::Int8Swapped);
    addKind<Vec, Fp16Dot, 8, 24>(table, TileKind::Fp16);
    addKind<Vec, Int16Dot, 8, 24>(table, TileKind::Int16);
    addKind<Vec, Int8Dot<false>, 8, 24>(table, TileKind::NarrowInt8);
    addPacked<Vec, Int8Dot<true>, 16>(table);
    addAllDots<Vec, 8, 3>(table);
    addAllProducts<Vec, Fp32Dot, 8, 24>(table, ProductKind::Fp32);
    addAllProducts<Vec, Bf16Dot, 8, 24>(table, ProductKind::Bf16);
    addAllLanes<Vec, 8, 24, 3>(table);
    addPixelMoves<Vec>(table);
    addWinograd<Vec>(table);
    addPeaks<Vec, Fp32Dot, Bf16Dot, Int16Dot, Int8Dot<false>, Int8Dot<false>>(table);
    return table;
}

constexpr TileTable kTable = makeTable();

} // namespace

const TileTable* avx512Tiles()
{
    return &kTable;
}

} // namespace propago
