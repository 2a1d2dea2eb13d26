#include "core/serve/peak.h"

#include "core/base/clock.h"
#include "core/base/thread_pool.h"
#include "core/kernels/isa.h"

#include <algorithm>
#include <atomic>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace propago {

namespace {

// Enough independent sums to hide the latency of every multiply-add of two units.
constexpr int kSums = 12;
constexpr std::int64_t kTurns = 200'000;
constexpr int kRounds = 60;

/// A loop that runs `turns` times over kSums vectors, and how many multiply-adds one vector is.
struct PeakLoop {
    double (*run)(std::int64_t turns);
    int perVector;
};

#if defined(__x86_64__)

// The sums are variables of their own, so that each stays in its register. The compiler must not see
// that they are equal, nor that a turn repeats: that is what the empty assembly says.
#define PROPAGO_NEXT(SUM, STEP)                                                                    \
    SUM = STEP(SUM);                                                                               \
    asm volatile("" : "+x"(SUM));
#define PROPAGO_PEAK_LOOP(NAME, TARGET, VECTOR, START, STEP)                                       \
    __attribute__((target(TARGET))) double NAME(std::int64_t turns)                                \
    {                                                                                              \
        VECTOR a = START, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a,    \
               l = a;                                                                              \
        for (std::int64_t turn = 0; turn < turns; ++turn) {                                        \
            PROPAGO_NEXT(a, STEP)                                                                  \
            PROPAGO_NEXT(b, STEP)                                                                  \
            PROPAGO_NEXT(c, STEP)                                                                  \
            PROPAGO_NEXT(d, STEP)                                                                  \
            PROPAGO_NEXT(e, STEP)                                                                  \
            PROPAGO_NEXT(f, STEP)                                                                  \
            PROPAGO_NEXT(g, STEP) PROPAGO_NEXT(h, STEP) PROPAGO_NEXT(i, STEP)                      \
                PROPAGO_NEXT(j, STEP) PROPAGO_NEXT(k, STEP) PROPAGO_NEXT(l, STEP)                  \
        }                                                                                          \
        const VECTOR total = a + b + c + d + e + f + g + h + i + j + k + l;                        \
        return static_cast<double>(total[0]);                                                      \
    }

#define PROPAGO_STEP(x) _mm512_fmadd_ps(x, _mm512_set1_ps(0.5f), _mm512_set1_ps(0.5f))
PROPAGO_PEAK_LOOP(fp32Avx512, "avx512f", __m512, _mm512_set1_ps(1.0f), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x) _mm512_fmadd_pd(x, _mm512_set1_pd(0.5), _mm512_set1_pd(0.5))
PROPAGO_PEAK_LOOP(fp64Avx512, "avx512f", __m512d, _mm512_set1_pd(1.0), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x) _mm512_dpbusd_epi32(x, _mm512_set1_epi8(1), _mm512_set1_epi8(1))
PROPAGO_PEAK_LOOP(int8Avx512, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512(), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x)                                                                            \
    _mm512_dpbf16_ps(x, (__m512bh)_mm512_set1_epi16(0), (__m512bh)_mm512_set1_epi16(0))
PROPAGO_PEAK_LOOP(bf16Avx512, "avx512f,avx512bf16", __m512, _mm512_setzero_ps(), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x) _mm256_fmadd_ps(x, _mm256_set1_ps(0.5f), _mm256_set1_ps(0.5f))
PROPAGO_PEAK_LOOP(fp32Avx2, "avx2,fma", __m256, _mm256_set1_ps(1.0f), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x) _mm256_fmadd_pd(x, _mm256_set1_pd(0.5), _mm256_set1_pd(0.5))
PROPAGO_PEAK_LOOP(fp64Avx2, "avx2,fma", __m256d, _mm256_set1_pd(1.0), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x)                                                                            \
    _mm256_add_epi32(                                                                              \
        x, _mm256_madd_epi16(_mm256_maddubs_epi16(x, _mm256_set1_epi8(1)), _mm256_set1_epi16(1)))
PROPAGO_PEAK_LOOP(int8Avx2, "avx2", __m256i, _mm256_setzero_si256(), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x) _mm_add_ps(_mm_mul_ps(x, _mm_set1_ps(0.5f)), _mm_set1_ps(0.5f))
PROPAGO_PEAK_LOOP(fp32Baseline, "sse2", __m128, _mm_set1_ps(1.0f), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x) _mm_add_pd(_mm_mul_pd(x, _mm_set1_pd(0.5)), _mm_set1_pd(0.5))
PROPAGO_PEAK_LOOP(fp64Baseline, "sse2", __m128d, _mm_set1_pd(1.0), PROPAGO_STEP)
#undef PROPAGO_STEP
#define PROPAGO_STEP(x) _mm_add_epi32(x, _mm_madd_epi16(x, _mm_set1_epi16(1)))
PROPAGO_PEAK_LOOP(int8Baseline, "sse2", __m128i, _mm_setzero_si128(), PROPAGO_STEP)
#undef PROPAGO_STEP

#undef PROPAGO_PEAK_LOOP
#undef PROPAGO_NEXT

PeakLoop loopFor(Format format, Isa isa)
{
    const bool isInt8 = format == Format::Int8;
    const bool isFp64 = format == Format::Fp64;
    if (isa == Isa::Avx512) {
        if (isInt8)
            return {int8Avx512, 64};
        if (format == Format::Bf16)
            return {bf16Avx512, 32};
        return isFp64 ? PeakLoop{fp64Avx512, 8} : PeakLoop{fp32Avx512, 16};
    }
    if (isa == Isa::Avx2) {
        if (isInt8)
            return {int8Avx2, 32};
        return isFp64 ? PeakLoop{fp64Avx2, 4} : PeakLoop{fp32Avx2, 8};
    }
    if (isInt8)
        return {int8Baseline, 8};
    return isFp64 ? PeakLoop{fp64Baseline, 2} : PeakLoop{fp32Baseline, 4};
}

#else

double plainLoop(std::int64_t turns)
{
    float sums[kSums];
    std::fill_n(sums, kSums, 1.0f);
    for (std::int64_t i = 0; i < turns; ++i) {
        for (float& sum : sums)
            sum = sum * 0.5f + 0.5f;
    }
    float total = 0;
    for (const float sum : sums)
        total += sum;
    return static_cast<double>(total);
}

PeakLoop loopFor(Format, Isa)
{
    return {plainLoop, 1};
}

#endif

} // namespace

double measurePeakGflops(Format format, ThreadPool& pool)
{
    const PeakLoop loop = loopFor(format, chosenIsa());
    std::atomic<double> seen{0};
    auto task = [&](int) { seen.store(loop.run(kTurns), std::memory_order_relaxed); };
    double best = 0;
    for (int round = 0; round < kRounds; ++round) {
        const Stopwatch watch;
        pool.run(pool.threads(), task);
        const double operations = 2.0 * kTurns * kSums * loop.perVector * pool.threads();
        best = std::max(best, operations / watch.seconds() * 1e-9);
    }
    return best;
}

} // namespace propago
