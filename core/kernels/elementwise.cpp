#include "core/kernels/elementwise.h"

#include "core/kernels/exponential.h"
#include "core/kernels/parallel_range.h"
#include "core/kernels/wide.h"
#include "core/tensor/bfloat16.h"

#include <array>
#include <cmath>

namespace propago {

namespace {

inline float sigmoid(float x)
{
    double negative = -static_cast<double>(x);
    negative = negative > 120 ? 120 : negative;
    negative = negative < -120 ? -120 : negative;
    return static_cast<float>(1 / (1 + exponential(negative)));
}

inline double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

inline float hyperbolicTangent(float x)
{
    const double wide = static_cast<double>(x);
    double size = wide < 0 ? -wide : wide;
    size = size > 20 ? 20 : size;
    const double e = exponential(-2 * size);
    const double value = (1 - e) / (1 + e);
    const double chosen = size < 1e-4 ? size : value;
    return static_cast<float>(wide < 0 ? -chosen : chosen);
}

inline double hyperbolicTangent(double x)
{
    return std::tanh(x);
}

inline Bfloat16 sumOf(Bfloat16 a, Bfloat16 b)
{
    return Bfloat16(static_cast<float>(a) + static_cast<float>(b));
}

template<typename T> inline T sumOf(T a, T b)
{
    return a + b;
}

template<typename T, typename F>
PROPAGO_WIDE void mapRange(const T* x, T* y, std::int64_t first, std::int64_t last, F f)
{
    for (std::int64_t i = first; i < last; ++i)
        y[i] = f(x[i]);
}

template<typename T, typename F>
PROPAGO_WIDE void mapRange(const T* a, const T* b, T* y, std::int64_t first, std::int64_t last, F f)
{
    for (std::int64_t i = first; i < last; ++i)
        y[i] = f(a[i], b[i]);
}

template<typename T, typename F>
PROPAGO_WIDE void addRange(const T* a, const T* b, T* y, std::int64_t first, std::int64_t last, F f)
{
    for (std::int64_t i = first; i < last; ++i)
        y[i] = sumOf(y[i], f(a[i], b[i]));
}

template<typename T, typename F>
void map(const T* x, T* y, std::int64_t count, ThreadPool& pool, F f)
{
    forRanges(count, pool,
              [&](std::int64_t first, std::int64_t last) { mapRange(x, y, first, last, f); });
}

template<typename T, typename F>
void mapGradient(const T* y, const T* dy, T* dx, std::int64_t count, bool adds, ThreadPool& pool,
                 F f)
{
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        if (adds)
            addRange(y, dy, dx, first, last, f);
        else
            mapRange(y, dy, dx, first, last, f);
    });
}

// bf16 as it lies in memory: whole numbers compare as the numbers they stand for do.
constexpr std::uint16_t kBelowZero = 0x8001, kMinusInfinity = 0xFF80, kInfinity = 0x7F80;

inline std::uint16_t reluBits(std::uint16_t bits)
{
    const bool isBelow = bits >= kBelowZero && bits <= kMinusInfinity;
    return isBelow ? std::uint16_t{0} : bits;
}

inline bool isAboveZero(std::uint16_t bits)
{
    return static_cast<std::uint16_t>(bits - 1) < kInfinity;
}

inline Bfloat16 fromBits(std::uint16_t bits)
{
    Bfloat16 value;
    value.bits = bits;
    return value;
}

} // namespace

template<> void reluForward(const Bfloat16* x, Bfloat16* y, std::int64_t count, ThreadPool& pool)
{
    map(x, y, count, pool, [](Bfloat16 value) { return fromBits(reluBits(value.bits)); });
}

template<>
void reluBackward(const Bfloat16* y, const Bfloat16* dy, Bfloat16* dx, std::int64_t count,
                  bool accumulate, ThreadPool& pool)
{
    mapGradient(y, dy, dx, count, accumulate, pool, [](Bfloat16 value, Bfloat16 gradient) {
        return fromBits(isAboveZero(value.bits) ? gradient.bits : std::uint16_t{0});
    });
}

template<typename T> void reluForward(const T* x, T* y, std::int64_t count, ThreadPool& pool)
{
    map(x, y, count, pool, [](T value) { return value < T(0) ? T(0) : value; });
}

template<typename T>
void reluBackward(const T* y, const T* dy, T* dx, std::int64_t count, bool accumulate,
                  ThreadPool& pool)
{
    mapGradient(y, dy, dx, count, accumulate, pool,
                [](T value, T gradient) { return value > T(0) ? gradient : T(0); });
}

template<typename T>
void leakyReluForward(const T* x, T* y, std::int64_t count, double slope, ThreadPool& pool)
{
    map(x, y, count, pool,
        [below = static_cast<T>(slope)](T value) { return value < T(0) ? value * below : value; });
}

template<typename T>
void leakyReluBackward(const T* x, const T* dy, T* dx, std::int64_t count, double slope,
                       bool accumulate, ThreadPool& pool)
{
    mapGradient(x, dy, dx, count, accumulate, pool,
                [below = static_cast<T>(slope)](T value, T gradient) {
                    return value > T(0) ? gradient : gradient * below;
                });
}

template<typename T> void sigmoidForward(const T* x, T* y, std::int64_t count, ThreadPool& pool)
{
    map(x, y, count, pool, [](T value) { return sigmoid(value); });
}

template<typename T>
void sigmoidBackward(const T* y, const T* dy, T* dx, std::int64_t count, bool accumulate,
                     ThreadPool& pool)
{
    mapGradient(y, dy, dx, count, accumulate, pool,
                [](T value, T gradient) { return gradient * (value * (T(1) - value)); });
}

template<typename T> void tanhForward(const T* x, T* y, std::int64_t count, ThreadPool& pool)
{
    map(x, y, count, pool, [](T value) { return hyperbolicTangent(value); });
}

template<typename T>
void tanhBackward(const T* y, const T* dy, T* dx, std::int64_t count, bool accumulate,
                  ThreadPool& pool)
{
    mapGradient(y, dy, dx, count, accumulate, pool,
                [](T value, T gradient) { return gradient * (T(1) - value * value); });
}

template<typename T> void add(const T* a, const T* b, T* y, std::int64_t count, ThreadPool& pool)
{
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        mapRange(a, b, y, first, last, [](T left, T right) { return sumOf(left, right); });
    });
}

template<typename T> void accumulate(const T* from, T* into, std::int64_t count, ThreadPool& pool)
{
    add(into, from, into, count, pool);
}

template<typename T>
void dropoutForward(const T* x, T* y, std::uint8_t* mask, double p, const RandomSource& source,
                    std::uint64_t firstIndex, std::int64_t count, ThreadPool& pool)
{
    const T scale = static_cast<T>(1 / (1 - p));
    const auto threshold = static_cast<float>(p);
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        std::uint32_t block = 0;
        std::array<std::uint32_t, 4> words{};
        bool isFresh = false;
        for (std::int64_t i = first; i < last; ++i) {
            const std::uint64_t index = firstIndex + static_cast<std::uint64_t>(i);
            // One block holds four words; see RandomSource::word().
            if (!isFresh || static_cast<std::uint32_t>(index / 4) != block) {
                block = static_cast<std::uint32_t>(index / 4);
                words = source.words(block);
                isFresh = true;
            }
            const float uniform = static_cast<float>(words[index % 4] >> 8) * 0x1p-24f;
            mask[i] = uniform >= threshold ? 1 : 0;
            y[i] = mask[i] ? x[i] * scale : T(0);
        }
    });
}

template<typename T>
void dropoutBackward(const T* dy, const std::uint8_t* mask, T* dx, double p, std::int64_t count,
                     bool accumulate, ThreadPool& pool)
{
    const T scale = static_cast<T>(1 / (1 - p));
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) {
            const T gradient = mask[i] ? dy[i] * scale : T(0);
            dx[i] = accumulate ? dx[i] + gradient : gradient;
        }
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void reluForward(const T*, T*, std::int64_t, ThreadPool&);                            \
    template void reluBackward(const T*, const T*, T*, std::int64_t, bool, ThreadPool&);           \
    template void leakyReluForward(const T*, T*, std::int64_t, double, ThreadPool&);               \
    template void leakyReluBackward(const T*, const T*, T*, std::int64_t, double, bool,            \
                                    ThreadPool&);                                                  \
    template void sigmoidForward(const T*, T*, std::int64_t, ThreadPool&);                         \
    template void sigmoidBackward(const T*, const T*, T*, std::int64_t, bool, ThreadPool&);        \
    template void tanhForward(const T*, T*, std::int64_t, ThreadPool&);                            \
    template void tanhBackward(const T*, const T*, T*, std::int64_t, bool, ThreadPool&);           \
    template void add(const T*, const T*, T*, std::int64_t, ThreadPool&);                          \
    template void accumulate(const T*, T*, std::int64_t, ThreadPool&);                             \
    template void dropoutForward(const T*, T*, std::uint8_t*, double, const RandomSource&,         \
                                 std::uint64_t, std::int64_t, ThreadPool&);                        \
    template void dropoutBackward(const T*, const std::uint8_t*, T*, double, std::int64_t, bool,   \
                                  ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE
template void add(const Bfloat16*, const Bfloat16*, Bfloat16*, std::int64_t, ThreadPool&);
template void accumulate(const Bfloat16*, Bfloat16*, std::int64_t, ThreadPool&);

} // namespace propago
