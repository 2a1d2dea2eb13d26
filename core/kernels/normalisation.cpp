#include "core/kernels/normalisation.h"

#include "core/kernels/wide.h"

#include <cmath>
#include <cstring>
#include <numeric>

namespace propago {

namespace {

// Sums run in as many lanes as the widest vectors need, always the same ones: the order is fixed.
constexpr int kLanes = 32;
constexpr int kSumLanes = 16;

/// The numbers of one channel in a batch.
struct Channel {
    std::int64_t n;
    std::int64_t channels;
    std::int64_t plane;
    std::int64_t index;
    std::int64_t count() const { return n * plane; }
    std::int64_t first(std::int64_t sample) const { return (sample * channels + index) * plane; }
};

template<typename F>
PROPAGO_WIDE void addLanes(double* lanes, std::int64_t first, std::int64_t end, F f)
{
    std::int64_t i = first;
    for (; i + kLanes <= end; i += kLanes) {
        for (int lane = 0; lane < kLanes; ++lane)
            lanes[lane] += f(i + lane);
    }
    for (; i < end; ++i)
        lanes[(i - first) % kLanes] += f(i);
}

/// Sum over the channel of f(i), i the index in the tensor.
template<typename F> double sumOver(const Channel& channel, F f)
{
    double lanes[kLanes] = {};
    for (std::int64_t sample = 0; sample < channel.n; ++sample)
        addLanes(lanes, channel.first(sample), channel.first(sample) + channel.plane, f);
    return std::accumulate(lanes, lanes + kLanes, 0.0);
}

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
template<typename T> void scaleChannel(const Channel& channel, const T* x, T* y, T scale, T shift)
{
    forChannel(channel, [=](std::int64_t i) { y[i] = x[i] * scale + shift; });
}

struct Sums {
    double gradient = 0; ///< of dy
    double product = 0;  ///< of dy * (x - mean)
};

/// Half as many numbers as there are lanes.
template<typename T> struct Vectors;
template<> struct Vectors<float> {
    using Half = float __attribute__((vector_size(4 * kSumLanes / 2)));
};
template<> struct Vectors<double> {
    using Half = double __attribute__((vector_size(8 * kSumLanes / 2)));
};

/// Both sums of a plane in one pass: reading it costs more than adding. Vectors by name, or the
/// compiler would keep the sums in memory.
template<typename T>
PROPAGO_WIDE void addSums(const T* x, const T* dy, std::int64_t count, double centre,
                          double* gradients, double* products)
{
    using Wide = Vectors<double>::Half;
    using Raw = typename Vectors<T>::Half;
    constexpr int kHalf = kSumLanes / 2;
    Wide sums[2], weighted[2];
    std::memcpy(sums, gradients, sizeof(sums));
    std::memcpy(weighted, products, sizeof(weighted));
    std::int64_t i = 0;
    for (; i + kSumLanes <= count; i += kSumLanes) {
        for (int half = 0; half < 2; ++half) {
            Raw rawX, rawGradient;
            std::memcpy(&rawX, x + i + half * kHalf, sizeof(Raw));
            std::memcpy(&rawGradient, dy + i + half * kHalf, sizeof(Raw));
            const Wide gradient = __builtin_convertvector(rawGradient, Wide);
            sums[half] += gradient;
            weighted[half] += gradient * (__builtin_convertvector(rawX, Wide) - centre);
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

template<typename T> Sums sumsOf(const Channel& channel, const T* x, const T* dy, T mean)
{
    double gradients[kSumLanes] = {};
    double products[kSumLanes] = {};
    for (std::int64_t sample = 0; sample < channel.n; ++sample) {
        const std::int64_t first = channel.first(sample);
        addSums(x + first, dy + first, channel.plane, static_cast<double>(mean), gradients,
                products);
    }
    return {std::accumulate(gradients, gradients + kSumLanes, 0.0),
            std::accumulate(products, products + kSumLanes, 0.0)};
}

/// dx = gamma * d * (dy - mean(dy) - (x - mean) * d^2 * mean(dy * (x - mean))).
template<typename T>
void inputGradient(const Channel& channel, const Sums& sums, const T* x, const T* dy, T gamma,
                   T mean, T inverseDeviation, T* dx, bool accumulate)
{
    const auto count = static_cast<double>(channel.count());
    const double d = static_cast<double>(inverseDeviation);
    const T scale = static_cast<T>(static_cast<double>(gamma) * d);
    const T meanGradient = static_cast<T>(sums.gradient / count);
    const T slope = static_cast<T>(sums.product * d * d / count);
    if (accumulate)
        forChannel(channel, [=](std::int64_t i) {
            dx[i] = dx[i] + scale * (dy[i] - meanGradient - (x[i] - mean) * slope);
        });
    else
        forChannel(channel, [=](std::int64_t i) {
            dx[i] = scale * (dy[i] - meanGradient - (x[i] - mean) * slope);
        });
}

/// Either of the two may be null.
template<typename T>
void weightGradient(const Channel& channel, const Sums& sums, T inverseDeviation, T* dgamma,
                    T* dbeta)
{
    if (dgamma)
        dgamma[channel.index] =
            static_cast<T>(sums.product * static_cast<double>(inverseDeviation));
    if (dbeta)
        dbeta[channel.index] = static_cast<T>(sums.gradient);
}

} // namespace

template<typename T>
void batchNormForwardTraining(const T* x, const T* gamma, const T* beta, T* y, T* savedMean,
                              T* savedInverseDeviation, T* runningMean, T* runningVariance,
                              double momentum, double eps, std::int64_t n, std::int64_t channels,
                              std::int64_t plane, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        const auto count = static_cast<double>(channel.count());
        const double mean =
            sumOver(channel, [=](std::int64_t i) { return static_cast<double>(x[i]); }) / count;
        const double squares = sumOver(channel, [=](std::int64_t i) {
            const double off = static_cast<double>(x[i]) - mean;
            return off * off;
        });
        const double inverse = 1 / std::sqrt(squares / count + eps);
        savedMean[c] = static_cast<T>(mean);
        savedInverseDeviation[c] = static_cast<T>(inverse);
        if (runningMean && runningVariance) {
            const double unbiased = squares / (count > 1 ? count - 1 : 1);
            runningMean[c] = static_cast<T>((1 - momentum) * static_cast<double>(runningMean[c])
                                            + momentum * mean);
            runningVariance[c] = static_cast<T>(
                (1 - momentum) * static_cast<double>(runningVariance[c]) + momentum * unbiased);
        }
        const double scale = static_cast<double>(gamma[c]) * inverse;
        scaleChannel(channel, x, y, static_cast<T>(scale),
                     static_cast<T>(static_cast<double>(beta[c]) - mean * scale));
    });
}

template<typename T>
void batchNormForwardInference(const T* x, const T* gamma, const T* beta, T* y,
                               const T* runningMean, const T* runningVariance, double eps,
                               std::int64_t n, std::int64_t channels, std::int64_t plane,
                               ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        const double scale = static_cast<double>(gamma[c])
                             / std::sqrt(static_cast<double>(runningVariance[c]) + eps);
        scaleChannel(channel, x, y, static_cast<T>(scale),
                     static_cast<T>(static_cast<double>(beta[c])
                                    - static_cast<double>(runningMean[c]) * scale));
    });
}

template<typename T>
void batchNormBackwardWeights(const T* x, const T* dy, const T* mean, const T* inverseDeviation,
                              T* dgamma, T* dbeta, std::int64_t n, std::int64_t channels,
                              std::int64_t plane, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        weightGradient(channel, sumsOf(channel, x, dy, mean[c]), inverseDeviation[c], dgamma,
                       dbeta);
    });
}

template<typename T>
void batchNormBackwardInput(const T* x, const T* dy, const T* gamma, const T* savedMean,
                            const T* savedInverseDeviation, T* dx, std::int64_t n,
                            std::int64_t channels, std::int64_t plane, bool accumulate,
                            ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        inputGradient(channel, sumsOf(channel, x, dy, savedMean[c]), x, dy, gamma[c], savedMean[c],
                      savedInverseDeviation[c], dx, accumulate);
    });
}

template<typename T>
void batchNormBackward(const T* x, const T* dy, const T* gamma, const T* savedMean,
                       const T* savedInverseDeviation, T* dx, T* dgamma, T* dbeta, std::int64_t n,
                       std::int64_t channels, std::int64_t plane, bool accumulate, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        const Sums sums = sumsOf(channel, x, dy, savedMean[c]);
        weightGradient(channel, sums, savedInverseDeviation[c], dgamma, dbeta);
        inputGradient(channel, sums, x, dy, gamma[c], savedMean[c], savedInverseDeviation[c], dx,
                      accumulate);
    });
}

template<typename T>
void batchNormBackwardInputInference(const T* dy, const T* gamma, const T* runningVariance,
                                     double eps, T* dx, std::int64_t n, std::int64_t channels,
                                     std::int64_t plane, bool accumulate, ThreadPool& pool)
{
    forEachChannel(n, channels, plane, pool, [&](const Channel& channel) {
        const std::int64_t c = channel.index;
        const T scale = static_cast<T>(static_cast<double>(gamma[c])
                                       / std::sqrt(static_cast<double>(runningVariance[c]) + eps));
        forChannel(channel, [=](std::int64_t i) {
            dx[i] = accumulate ? dx[i] + dy[i] * scale : dy[i] * scale;
        });
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void batchNormForwardTraining(const T*, const T*, const T*, T*, T*, T*, T*, T*,       \
                                           double, double, std::int64_t, std::int64_t,             \
                                           std::int64_t, ThreadPool&);                             \
    template void batchNormForwardInference(const T*, const T*, const T*, T*, const T*, const T*,  \
                                            double, std::int64_t, std::int64_t, std::int64_t,      \
                                            ThreadPool&);                                          \
    template void batchNormBackwardWeights(const T*, const T*, const T*, const T*, T*, T*,         \
                                           std::int64_t, std::int64_t, std::int64_t, ThreadPool&); \
    template void batchNormBackwardInput(const T*, const T*, const T*, const T*, const T*, T*,     \
                                         std::int64_t, std::int64_t, std::int64_t, bool,           \
                                         ThreadPool&);                                             \
    template void batchNormBackward(const T*, const T*, const T*, const T*, const T*, T*, T*, T*,  \
                                    std::int64_t, std::int64_t, std::int64_t, bool, ThreadPool&);  \
    template void batchNormBackwardInputInference(const T*, const T*, const T*, double, T*,        \
                                                  std::int64_t, std::int64_t, std::int64_t, bool,  \
                                                  ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
