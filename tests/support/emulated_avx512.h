#pragma once
// The AVX-512 instructions that the kernels use, in plain C++, so that their file can be compiled and
// its results tested on a processor without them (preset "emulated"). Written from the processor
// manual's description of each instruction, not for speed. Included before anything else by the build.
#include <immintrin.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace propago::emulated {

// Passed by address: without AVX-512 there is no agreed way to pass 64 bytes in registers.
template<typename To, typename From> [[gnu::always_inline]] inline To as(const From& from)
{
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof(to));
    return to;
}

template<typename T, int kCount> struct Array {
    T at[kCount];
};
using Floats = Array<float, 16>;
using Doubles = Array<double, 8>;
using Ints = Array<std::int32_t, 16>;
using Words = Array<std::uint16_t, 32>;
using Halves = Array<std::uint16_t, 16>;

/// Results and operands are denormal numbers nowhere: the bf16 instructions take and leave zero.
inline float flushed(float value)
{
    return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(0.0f, value) : value;
}

inline std::uint16_t toBf16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(flushed(value));
    if (std::isnan(value))
        return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
    const std::uint32_t rest = bits & 0xFFFFu;
    const std::uint32_t upper = bits >> 16;
    const bool isUp = rest > 0x8000u || (rest == 0x8000u && (upper & 1u));
    return static_cast<std::uint16_t>(upper + (isUp ? 1 : 0));
}

inline float fromBf16(std::uint16_t bits)
{
    return flushed(std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16));
}

template<typename Array, typename Vector, typename F> inline Vector each(F f)
{
    Array result;
    int i = 0;
    for (auto& value : result.at)
        value = f(i++);
    return as<Vector>(result);
}

[[gnu::noinline]] inline __m512 set1(float value)
{
    return each<Floats, __m512>([&](int) { return value; });
}
[[gnu::noinline]] inline __m512i set1(std::int32_t value)
{
    return each<Ints, __m512i>([&](int) { return value; });
}
[[gnu::noinline]] inline __m512i load(const void* from)
{
    __m512i result;
    std::memcpy(&result, from, sizeof(result));
    return result;
}
[[gnu::noinline]] inline __m512i loadMasked(__mmask16 mask, const void* from)
{
    return each<Ints, __m512i>([&](int i) {
        std::int32_t value = 0;
        if (mask >> i & 1)
            std::memcpy(&value, static_cast<const char*>(from) + 4 * i, 4);
        return value;
    });
}
[[gnu::noinline]] inline void storeMasked(void* to, __mmask16 mask, const __m512i& value)
{
    const auto from = as<Ints>(value);
    for (int i = 0; i < 16; ++i) {
        if (mask >> i & 1)
            std::memcpy(static_cast<char*>(to) + 4 * i, &from.at[i], 4);
    }
}
[[gnu::noinline]] inline __m512i masked(__mmask16 mask, const __m512i& value)
{
    const auto from = as<Ints>(value);
    return each<Ints, __m512i>([&](int i) { return mask >> i & 1 ? from.at[i] : 0; });
}
[[gnu::noinline]] inline __m512i compress(__mmask16 mask, const __m512i& value)
{
    const auto from = as<Ints>(value);
    Ints result{};
    int next = 0;
    for (int i = 0; i < 16; ++i) {
        if (mask >> i & 1)
            result.at[next++] = from.at[i];
    }
    return as<__m512i>(result);
}
[[gnu::noinline]] inline __m512 fma(const __m512& a, const __m512& b, const __m512& c)
{
    const auto x = as<Floats>(a), y = as<Floats>(b), z = as<Floats>(c);
    return each<Floats, __m512>([&](int i) { return std::fma(x.at[i], y.at[i], z.at[i]); });
}
[[gnu::noinline]] inline __m512d fma(const __m512d& a, const __m512d& b, const __m512d& c)
{
    const auto x = as<Doubles>(a), y = as<Doubles>(b), z = as<Doubles>(c);
    return each<Doubles, __m512d>([&](int i) { return std::fma(x.at[i], y.at[i], z.at[i]); });
}
[[gnu::noinline]] inline __m512i toInts(const __m512& value)
{
    const auto from = as<Floats>(value);
    return each<Ints, __m512i>(
        [&](int i) { return static_cast<std::int32_t>(std::nearbyint(from.at[i])); });
}
[[gnu::noinline]] inline __m512i widened(const __m256i& value)
{
    const auto from = as<Halves>(value);
    return each<Ints, __m512i>([&](int i) { return static_cast<std::int32_t>(from.at[i]); });
}
[[gnu::noinline]] inline __m512i shiftedLeft(const __m512i& value, unsigned count)
{
    const auto from = as<Ints>(value);
    return each<Ints, __m512i>([&](int i) {
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(from.at[i]) << count);
    });
}
[[gnu::noinline]] inline __m256bh toBf16(const __m512& value)
{
    const auto from = as<Floats>(value);
    return each<Halves, __m256bh>([&](int i) { return toBf16(from.at[i]); });
}
/// The second operand's numbers come first.
[[gnu::noinline]] inline __m512bh joinedBf16(const __m512& high, const __m512& low)
{
    const auto first = as<Floats>(low), second = as<Floats>(high);
    return each<Words, __m512bh>(
        [&](int i) { return toBf16(i < 16 ? first.at[i] : second.at[i - 16]); });
}
/// The odd pair first, each a multiply-add rounded once.
[[gnu::noinline]] inline __m512 dotBf16(const __m512& sums, const __m512bh& a, const __m512bh& b)
{
    const auto sum = as<Floats>(sums);
    const auto x = as<Words>(a), y = as<Words>(b);
    return each<Floats, __m512>([&](int i) {
        const auto product = [&](int at, float to) {
            return flushed(std::fma(fromBf16(x.at[at]), fromBf16(y.at[at]), flushed(to)));
        };
        return product(2 * i, product(2 * i + 1, sum.at[i]));
    });
}
/// Wraps around as the instructions do.
inline std::int32_t added(std::int32_t a, std::int64_t b)
{
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}
[[gnu::noinline]] inline __m512i dotBytes(const __m512i& sums, const __m512i& bytes,
                                          const __m512i& signedBytes)
{
    const auto sum = as<Ints>(sums);
    const auto x = as<Array<std::uint8_t, 64>>(bytes);
    const auto y = as<Array<std::int8_t, 64>>(signedBytes);
    return each<Ints, __m512i>([&](int i) {
        std::int64_t total = 0;
        for (int k = 4 * i; k < 4 * i + 4; ++k)
            total += std::int64_t{x.at[k]} * y.at[k];
        return added(sum.at[i], total);
    });
}
[[gnu::noinline]] inline __m512i dotWords(const __m512i& sums, const __m512i& a, const __m512i& b)
{
    const auto sum = as<Ints>(sums);
    const auto x = as<Array<std::int16_t, 32>>(a), y = as<Array<std::int16_t, 32>>(b);
    return each<Ints, __m512i>([&](int i) {
        return added(sum.at[i], std::int64_t{x.at[2 * i]} * y.at[2 * i]
                                    + std::int64_t{x.at[2 * i + 1]} * y.at[2 * i + 1]);
    });
}
[[gnu::noinline]] inline __m256 upper(const __m512& value)
{
    const auto from = as<Floats>(value);
    return _mm256_loadu_ps(from.at + 8);
}
[[gnu::noinline]] inline __m256 lower(const __m512& value)
{
    const auto from = as<Floats>(value);
    return _mm256_loadu_ps(from.at);
}

[[gnu::noinline]] inline __m256i narrowed(const __m512i& value)
{
    const auto from = as<Ints>(value);
    return each<Halves, __m256i>([&](int i) { return static_cast<std::uint16_t>(from.at[i]); });
}
// Half precision is the processor's own also without AVX-512, eight numbers at a time.
[[gnu::noinline]] inline __m512 fromHalf(const __m256i& value)
{
    const auto from = as<Halves>(value);
    Floats result;
    for (int i = 0; i < 16; i += 8) {
        __m128i part;
        std::memcpy(&part, from.at + i, sizeof(part));
        _mm256_storeu_ps(result.at + i, _mm256_cvtph_ps(part));
    }
    return as<__m512>(result);
}
[[gnu::noinline]] inline __m256i toHalf(const __m512& value)
{
    const auto from = as<Floats>(value);
    Halves result;
    for (int i = 0; i < 16; i += 8) {
        const __m128i part =
            _mm256_cvtps_ph(_mm256_loadu_ps(from.at + i), _MM_FROUND_TO_NEAREST_INT);
        std::memcpy(result.at + i, &part, sizeof(part));
    }
    return as<__m256i>(result);
}
/// In each 16 bytes, the four words from `first` on of both operands in turn.
[[gnu::noinline]] inline __m512i unpacked(const __m512i& a, const __m512i& b, int first)
{
    const auto x = as<Words>(a), y = as<Words>(b);
    return each<Words, __m512i>([&](int i) {
        const int source = i / 8 * 8 + first + i % 8 / 2;
        return i % 2 == 0 ? x.at[source] : y.at[source];
    });
}
/// 16 bytes at a time: two of `a`, then two of `b`, chosen by pairs of bits.
[[gnu::noinline]] inline __m512i shuffled(const __m512i& a, const __m512i& b, unsigned order)
{
    const auto x = as<Ints>(a), y = as<Ints>(b);
    return each<Ints, __m512i>([&](int i) {
        const int part = i / 4;
        const int source = static_cast<int>(order >> 2 * part & 3u) * 4 + i % 4;
        return part < 2 ? x.at[source] : y.at[source];
    });
}
[[gnu::noinline]] inline __m256i half(const __m512i& value, int part)
{
    const auto from = as<Ints>(value);
    __m256i result;
    std::memcpy(&result, from.at + 8 * part, sizeof(result));
    return result;
}
[[gnu::noinline]] inline __m512i joined(const __m512i& value, const __m256i& part, int place)
{
    auto result = as<Ints>(value);
    std::memcpy(result.at + 8 * place, &part, sizeof(part));
    return as<__m512i>(result);
}
[[gnu::noinline]] inline __m512i widest(const __m256i& value)
{
    return joined(set1(std::int32_t{0}), value, 0);
}

} // namespace propago::emulated

#define _mm512_set1_ps propago::emulated::set1
#define _mm512_set1_epi32 propago::emulated::set1
#define _mm512_loadu_si512 propago::emulated::load
#define _mm512_maskz_loadu_epi32 propago::emulated::loadMasked
#define _mm512_mask_storeu_epi32 propago::emulated::storeMasked
#define _mm512_maskz_mov_epi32 propago::emulated::masked
#define _mm512_maskz_compress_epi32 propago::emulated::compress
#define _mm512_fmadd_ps propago::emulated::fma
#define _mm512_fmadd_pd propago::emulated::fma
#define _mm512_cvtps_epi32 propago::emulated::toInts
#define _mm512_cvtepu16_epi32 propago::emulated::widened
#undef _mm512_slli_epi32
#define _mm512_slli_epi32 propago::emulated::shiftedLeft
#define _mm512_cvtneps_pbh propago::emulated::toBf16
#define _mm512_cvtne2ps_pbh propago::emulated::joinedBf16
#define _mm512_dpbf16_ps propago::emulated::dotBf16
#define _mm512_dpbusd_epi32 propago::emulated::dotBytes
#define _mm512_dpwssd_epi32 propago::emulated::dotWords
#define _mm512_castps512_ps256 propago::emulated::lower
#undef _mm512_extractf32x8_ps
#define _mm512_extractf32x8_ps(value, part)                                                        \
    ((part) ? propago::emulated::upper(value) : propago::emulated::lower(value))
#define _mm512_cvtepi32_epi16 propago::emulated::narrowed
#define _mm512_cvtph_ps propago::emulated::fromHalf
#undef _mm512_cvtps_ph
#define _mm512_cvtps_ph(value, rounding) propago::emulated::toHalf(value)
#define _mm512_unpacklo_epi16(a, b) propago::emulated::unpacked(a, b, 0)
#define _mm512_unpackhi_epi16(a, b) propago::emulated::unpacked(a, b, 4)
#undef _mm512_shuffle_i64x2
#define _mm512_shuffle_i64x2 propago::emulated::shuffled
#undef _mm512_extracti64x4_epi64
#define _mm512_extracti64x4_epi64 propago::emulated::half
#define _mm512_castsi512_si256(value) propago::emulated::half(value, 0)
#undef _mm512_inserti64x4
#define _mm512_inserti64x4 propago::emulated::joined
#define _mm512_castsi256_si512 propago::emulated::widest
