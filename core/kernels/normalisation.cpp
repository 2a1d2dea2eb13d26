#include "core/kernels/normalisation.h"

#include "core/kernels/wide.h"

#include <cmath>
#include <cstring>
#include <numeric>
#include <type_traits>

namespace propago {

namespace {

// Sums run in as many lanes as the widest vectors need, always the same ones: the order is fixed.
constexpr int kSumLanes = 16;

/// The numbers of one channel in a batch.
struct Channel {
    std::int64_t n;
    std::int64_t channels;
    std::int64_t plane;
    std::int64_t index;
    std::int64_t count() const { return n * plane; }
    std::int64_t first(std::int64_t sample) const { return (sample * channels + index) * plane; }
    /// From a number to the next sample's.
    std::int64_t distance() const { return channels * plane; }
};

template<typename F> PROPAGO_WIDE void forRange(std::int64_t first, std::int64_t end, F f)
{
    for (std::int64_t i = first; i < end; ++i)
        f(i);
}

template<typename F> void forChannel(const Channel& channel, F f)
{
    for (std::int64_t sample = 0; sample < channel.n; ++sample)
        forRange(channel.first(sample), channel.first(sample) + channel.plane, f);
}

template<typename F>
void forEachChannel(std::int64_t n, std::int64_t channels, std::int64_t plane, ThreadPool& pool,
                    F f)
{
    auto one = [&](int index) { f(Channel{n, channels, plane, index}); };
    pool.run(static_cast<int>(channels), one);
}

/// y = x * scale + shift.
template<typename T>
void scaleChannel(const Channel& channel, const T* x, T* y, Computed<T> scale, Computed<T> shift)
{
    forChannel(channel, [=](std::int64_t i) { y[i] = static_cast<T>(x[i] * scale + shift); });
}

struct Sums {
    double gradient = 0; ///< of dy
    double product = 0;  ///< of dy * (x - mean)
};

// Doubles of a vector: no more than AVX2 has, or the compiler would hand halves from register to
// register through memory.
constexpr int kDoubles = 4;
constexpr int kSumVectors = kSumLanes / kDoubles;

/// As many numbers as a vector has doubles.
template<typename T> struct Vectors;
template<> struct Vectors<float> {
    using Four = float __attribute__((vector_size(4 * kDoubles)));
};
template<> struct Vectors<double> {
    using Four = double __attribute__((vector_size(8 * kDoubles)));
};
template<> struct Vectors<Bfloat16> {
    using Four = std::uint16_t __attribute__((vector_size(2 * kDoubles)));
    using Bits = std::uint32_t __attribute__((vector_size(4 * kDoubles)));
};

/// In place, or a vector would be handed from one width of code to another.
template<typename T>
[[gnu::always_inline]] inline void loadWide(const T* from, Vectors<double>::Four& to)
{
    typename Vectors<T>::Four raw;
    std::memcpy(&raw, from, sizeof(raw));
    if constexpr (std::is_same_v<T, Bfloat16>) {
        const auto bits = __builtin_convertvector(raw, Vectors<Bfloat16>::Bits) << 16;
        to = __builtin_convertvector(reinterpret_cast<Vectors<float>::Four>(bits),
                                     Vectors<double>::Four);
    } else {
        to = __builtin_convertvector(raw, Vectors<double>::Four);
    }
}

/// Asks for what lies `distance` numbers on: the same channel's next plane, which is out of the sight of
/// a processor that foresees no further than a page.
template<typename T> [[gnu::always_inline]] inline void askFor(const T* from, std::int64_t distance)
{
    __builtin_prefetch(
        reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(from)
                                      + sizeof(T) * static_cast<std::uintptr_t>(distance)));
}

/// Both sums of a plane in one pass: reading it costs more than adding. Vectors by name, or the
/// compiler would keep the sums in memory.
template<typename T>
PROPAGO_WIDE void addSums(const T* x, const T* dy, std::int64_t count, std::int64_t distance,
                          double centre, double* gradients, double* products)
{
    using Wide = Vectors<double>::Four;
    Wide sums[kSumVectors], weighted[kSumVectors];
    std::memcpy(sums, gradients, sizeof(sums));
    std::memcpy(weighted, products, sizeof(weighted));
    std::int64_t i = 0;
    for (; i + kSumLanes <= count; i += kSumLanes) {
        askFor(x + i, distance);
        askFor(dy + i, distance);
#pragma GCC unroll 4
        for (int v = 0; v < kSumVectors; ++v) {
            Wide value, gradient;
            loadWide(x + i + v * kDoubles, value);
            loadWide(dy + i + v * kDoubles, gradient);
            sums[v] += gradient;
            weighted[v] += gradient * (value - centre);
        }
    }
    std::memcpy(gradients, sums, sizeof(sums));
    std::memcpy(products, weighted, sizeof(weighted));
    for (; i < count; ++i) {
        const double gradient = static_cast<double>(dy[i]);
        gradients[i % kSumLanes] += gradient;
        products[i % kSumLanes] += gradient * (static_cast<double>(x[i]) - centre);
    }
}

template<typename T> Sums sumsOf(const Channel& channel, const T* x, const T* dy, Computed<T> mean)
{
    double gradients[kSumLanes] = {};
    double products[kSumLanes] = {};
    for (std::int64_t sample = 0; sample < channel.n; ++sample) {
        const std::int64_t first = channel.first(sample);
        addSums(x + first, dy + first, channel.plane, channel.distance(), static_cast<double>(mean),
                gradients, products);
    }
    return {std::accumulate(gradients, gradients + kSumLanes, 0.0),
            std::accumulate(products, products + kSumLanes, 0.0)};
}

/// Adds value i of a run to lane i modulo their number, and its product with itself to another set.
template<typename T>
PROPAGO_WIDE void addPowers(const T* x, std::int64_t count, std::int64_t distance, double centre,
                            double* ones, double* squares)
{
    using Wide = Vectors<double>::Four;
    Wide sums[kSumVectors], squared[kSumVectors];
    std::memcpy(sums, ones, sizeof(sums));
    std::memcpy(squared, squares, sizeof(squared));
    std::int64_t i = 0;
    for (; i + kSumLanes <= count; i += kSumLanes) {
        askFor(x + i, distance);
#pragma GCC unroll 4
        for (int v = 0; v < kSumVectors; ++v) {
            Wide off;
            loadWide(x + i + v * kDoubles, off);
            off -= centre;
            sums[v] += off;
            squared[v] += off * off;
        }
    }
    std::memcpy(ones, sums, sizeof(sums));
    std::memcpy(squares, squared, sizeof(squared));
    for (; i < count; ++i) {
        const double off = static_cast<double>(x[i]) - centre;
        ones[i % kSumLanes] += off;
        squares[i % kSumLanes] += off * off;
    }
}

struct Powers {
    double sum = 0;
    double squares = 0;
};

/// Sums of x - centre and of its square.
template<typename T> Powers powersOf(const Channel& channel, const T* x, double centre)
{
    double ones[kSumLanes] = {};
    double squares[kSumLanes] = {};
    for (std::int64_t sample = 0; sample < channel.n; ++sample)
        addPowers(x + channel.first(sample), channel.plane, channel.distance(), centre, ones,
                  squares);
    return {std::accumulate(ones, ones + kSumLanes, 0.0),
            std::accumulate(squares, squares + kSumLanes, 0.0)};
}

/// Sum of dy, to the bit as sumsOf() has it.
template<typename T> double gradientSum(const Channel& channel, const T* dy)
{
    return powersOf(channel, dy, 0).sum;
}

/// dx = gamma * d * (dy - mean(dy) - (x - mean) * d^2 * mean(dy * (x - mean))), d the inverse deviation.
template<typename T>
void inputGradient(const Channel& channel, const T* x, const T* dy, Computed<T> gamma,
                   Computed<T> mean, Computed<T> inverseDeviation, Computed<T> dgamma,
                   Computed<T> dbeta, T* dx, bool accumulate)
{
    using C = Computed<T>;
    const auto count = static_cast<double>(channel.count());
    const double d = static_cast<double>(inverseDeviation);
    const C scale = static_cast<C>(static_cast<double>(gamma) * d);
    const C meanGradient = static_cast<C>(static_cast<double>(dbeta) / count);
    const C slope = static_cast<C>(static_cast<double>(dgamma) * d / count);
    if (accumulate)
        forChannel(channel, [=](std::int64_t i) {
            dx[i] = static_cast<T>(dx[i] + scale * (dy[i] - meanGradient - (x[i] - mean) * slope));
        });
    else
        forChannel(channel, [=](std::int64_t i) {
            dx[i] = static_cast<T>(scale * (dy[i] - meanGradient - (x[i] - mean) * slope));
        });
}

} // namespace

template<typename T>
void batchNormForwardTraining(const T* x, const Computed<T>* gamma, const Computed<T>* beta, T* y,
                              Computed<T>* savedMean, Computed<T>* savedInverseDeviation,
                              Computed<T>* runningMean, Computed<T>* runningVariance,
                              double momentum, double eps, std::int64_t n, std::int64_t channels,
                              std::int64_t plane, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        const auto count = static_cast<double>(channel.count());
        // One pass instead of two. Counting from one of the values keeps the square of the mean from
        // swallowing the digits of the variance.
        const double centre = channel.count() > 0 ? static_cast<double>(x[channel.first(0)]) : 0;
        const Powers powers = powersOf(channel, x, centre);
        const double offset = powers.sum / count, mean = centre + offset;
        const double rest = powers.squares - powers.sum * offset;
        const double squares = rest < 0 ? 0 : rest; // and NaN stays NaN
        const double inverse = 1 / std::sqrt(squares / count + eps);
        savedMean[c] = static_cast<Computed<T>>(mean);
        savedInverseDeviation[c] = static_cast<Computed<T>>(inverse);
        if (runningMean && runningVariance) {
            const double unbiased = squares / (count > 1 ? count - 1 : 1);
            runningMean[c] = static_cast<Computed<T>>(
                (1 - momentum) * static_cast<double>(runningMean[c]) + momentum * mean);
            runningVariance[c] = static_cast<Computed<T>>(
                (1 - momentum) * static_cast<double>(runningVariance[c]) + momentum * unbiased);
        }
        const double scale = static_cast<double>(gamma[c]) * inverse;
        scaleChannel(channel, x, y, static_cast<Computed<T>>(scale),
                     static_cast<Computed<T>>(static_cast<double>(beta[c]) - mean * scale));
    });
}

template<typename T>
void batchNormForwardInference(const T* x, const Computed<T>* gamma, const Computed<T>* beta, T* y,
                               const Computed<T>* runningMean, const Computed<T>* runningVariance,
                               double eps, std::int64_t n, std::int64_t channels,
                               std::int64_t plane, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        const double scale = static_cast<double>(gamma[c])
                             / std::sqrt(static_cast<double>(runningVariance[c]) + eps);
        scaleChannel(channel, x, y, static_cast<Computed<T>>(scale),
                     static_cast<Computed<T>>(static_cast<double>(beta[c])
                                              - static_cast<double>(runningMean[c]) * scale));
    });
}

template<typename T>
void batchNormBackwardWeights(const T* x, const T* dy, const Computed<T>* mean,
                              const Computed<T>* inverseDeviation, Computed<T>* dgamma,
                              Computed<T>* dbeta, std::int64_t n, std::int64_t channels,
                              std::int64_t plane, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        if (!dgamma) {
            dbeta[c] = static_cast<Computed<T>>(gradientSum(channel, dy));
            return;
        }
        const Sums sums = sumsOf(channel, x, dy, mean[c]);
        dgamma[c] =
            static_cast<Computed<T>>(sums.product * static_cast<double>(inverseDeviation[c]));
        if (dbeta)
            dbeta[c] = static_cast<Computed<T>>(sums.gradient);
    });
}

template<typename T>
void batchNormBackwardInput(const T* x, const T* dy, const Computed<T>* gamma,
                            const Computed<T>* savedMean, const Computed<T>* savedInverseDeviation,
                            const Computed<T>* dgamma, const Computed<T>* dbeta, T* dx,
                            std::int64_t n, std::int64_t channels, std::int64_t plane,
                            bool accumulate, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        inputGradient(channel, x, dy, gamma[c], savedMean[c], savedInverseDeviation[c], dgamma[c],
                      dbeta[c], dx, accumulate);
    });
}

template<typename T>
void batchNormBackwardInputInference(const T* dy, const Computed<T>* gamma,
                                     const Computed<T>* runningVariance, double eps, T* dx,
                                     std::int64_t n, std::int64_t channels, std::int64_t plane,
                                     bool accumulate, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        const auto scale =
            static_cast<Computed<T>>(static_cast<double>(gamma[c])
                                     / std::sqrt(static_cast<double>(runningVariance[c]) + eps));
        forChannel(channel, [=](std::int64_t i) {
            dx[i] = static_cast<T>(accumulate ? dx[i] + dy[i] * scale : dy[i] * scale);
        });
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void batchNormForwardTraining(const T*, const Computed<T>*, const Computed<T>*, T*,   \
                                           Computed<T>*, Computed<T>*, Computed<T>*, Computed<T>*, \
                                           double, double, std::int64_t, std::int64_t,             \
                                           std::int64_t, ThreadPool&);                             \
    template void batchNormForwardInference(                                                       \
        const T*, const Computed<T>*, const Computed<T>*, T*, const Computed<T>*,                  \
        const Computed<T>*, double, std::int64_t, std::int64_t, std::int64_t, ThreadPool&);        \
    template void batchNormBackwardWeights(const T*, const T*, const Computed<T>*,                 \
                                           const Computed<T>*, Computed<T>*, Computed<T>*,         \
                                           std::int64_t, std::int64_t, std::int64_t, ThreadPool&); \
    template void batchNormBackwardInput(const T*, const T*, const Computed<T>*,                   \
                                         const Computed<T>*, const Computed<T>*,                   \
                                         const Computed<T>*, const Computed<T>*, T*, std::int64_t, \
                                         std::int64_t, std::int64_t, bool, ThreadPool&);           \
    template void batchNormBackwardInputInference(const T*, const Computed<T>*,                    \
                                                  const Computed<T>*, double, T*, std::int64_t,    \
                                                  std::int64_t, std::int64_t, bool, ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
PROPAGO_INSTANTIATE(Bfloat16)
#undef PROPAGO_INSTANTIATE

} // namespace propago
