#include "core/kernels/row_normalisation.h"

#include "core/kernels/parallel_range.h"

#include <cmath>

namespace propago {

namespace {

// Calls f(row) for each row of all samples, on all threads.
template<typename F> void forRows(const RowGeometry& g, std::int64_t n, ThreadPool& pool, F f)
{
    const auto range = [&](std::int64_t first, std::int64_t end) {
        for (std::int64_t row = first; row < end; ++row)
            f(row);
    };
    forRanges(n * g.rows, pool, range, 16 * 1024 / std::clamp<std::int64_t>(g.count, 1, 16 * 1024));
}

// The first weight of row `row`.
std::int64_t firstWeight(const RowGeometry& g, std::int64_t row)
{
    return g.sharesWeights ? 0 : row % g.rows * (g.count / g.plane);
}

// What the gradients of a row share: of dy * gamma, its mean, and its mean with the normalised x.
struct RowMeans {
    double plain = 0, turned = 0;
};

} // namespace

template<typename T>
void rowNormForward(const RowGeometry& g, const T* x, const T* gamma, const T* beta, T* y, T* mean,
                    T* inverseDeviation, double eps, std::int64_t n, ThreadPool& pool)
{
    forRows(g, n, pool, [&](std::int64_t row) {
        const T* from = x + row * g.count;
        double sum = 0;
        for (std::int64_t i = 0; i < g.count; ++i)
            sum += static_cast<double>(from[i]);
        const double middle = sum / static_cast<double>(g.count);
        double squares = 0;
        for (std::int64_t i = 0; i < g.count; ++i) {
            const double distance = static_cast<double>(from[i]) - middle;
            squares += distance * distance;
        }
        const double inverse = 1 / std::sqrt(squares / static_cast<double>(g.count) + eps);
        mean[row] = static_cast<T>(middle);
        inverseDeviation[row] = static_cast<T>(inverse);
        const std::int64_t first = firstWeight(g, row);
        for (std::int64_t i = 0; i < g.count; ++i) {
            const std::int64_t w = first + i / g.plane;
            y[row * g.count + i] = static_cast<T>((static_cast<double>(from[i]) - middle) * inverse
                                                      * static_cast<double>(gamma[w])
                                                  + static_cast<double>(beta[w]));
        }
    });
}

template<typename T>
void rowNormBackwardInput(const RowGeometry& g, const T* x, const T* dy, const T* gamma,
                          const T* mean, const T* inverseDeviation, T* dx, std::int64_t n,
                          bool accumulates, ThreadPool& pool)
{
    forRows(g, n, pool, [&](std::int64_t row) {
        const std::int64_t start = row * g.count;
        const std::int64_t first = firstWeight(g, row);
        const auto middle = static_cast<double>(mean[row]);
        const auto inverse = static_cast<double>(inverseDeviation[row]);
        const auto weighed = [&](std::int64_t i) {
            return static_cast<double>(dy[start + i])
                   * static_cast<double>(gamma[first + i / g.plane]);
        };
        const auto normal = [&](std::int64_t i) {
            return (static_cast<double>(x[start + i]) - middle) * inverse;
        };
        RowMeans means;
        for (std::int64_t i = 0; i < g.count; ++i) {
            means.plain += weighed(i);
            means.turned += weighed(i) * normal(i);
        }
        means.plain /= static_cast<double>(g.count);
        means.turned /= static_cast<double>(g.count);
        for (std::int64_t i = 0; i < g.count; ++i) {
            const auto gradient =
                static_cast<T>(inverse * (weighed(i) - means.plain - normal(i) * means.turned));
            T& to = dx[start + i];
            to = accumulates ? to + gradient : gradient;
        }
    });
}

template<typename T>
void rowNormBackwardWeights(const RowGeometry& g, const T* x, const T* dy, const T* mean,
                            const T* inverseDeviation, T* dgamma, T* dbeta, std::int64_t n,
                            ThreadPool& pool)
{
    const std::int64_t perRow = g.count / g.plane;
    auto weight = [&](int index) {
        const std::int64_t own = g.sharesWeights ? -1 : index / perRow; // the row it belongs to
        const std::int64_t first = index % perRow * g.plane;
        double scaled = 0;
        double plain = 0;
        for (std::int64_t row = 0; row < n * g.rows; ++row) {
            if (own >= 0 && row % g.rows != own)
                continue;
            for (std::int64_t i = row * g.count + first; i < row * g.count + first + g.plane; ++i) {
                plain += static_cast<double>(dy[i]);
                scaled += static_cast<double>(dy[i])
                          * (static_cast<double>(x[i]) - static_cast<double>(mean[row]))
                          * static_cast<double>(inverseDeviation[row]);
            }
        }
        if (dgamma)
            dgamma[index] = static_cast<T>(scaled);
        if (dbeta)
            dbeta[index] = static_cast<T>(plain);
    };
    pool.run(static_cast<int>(g.weights()), weight);
}

namespace {

// Sum of f(map) over the maps from c - before to c + behind that there are.
template<typename F>
double overNeighbours(const ResponseGeometry& g, std::int64_t c, std::int64_t before,
                      std::int64_t behind, F f)
{
    double sum = 0;
    const std::int64_t end = std::min(g.channels, c + behind + 1);
    for (std::int64_t other = std::max<std::int64_t>(0, c - before); other < end; ++other)
        sum += f(other);
    return sum;
}

// Calls f(index of map 0's number at this place, map) for every number of all samples.
template<typename F>
void forNumbers(const ResponseGeometry& g, std::int64_t n, ThreadPool& pool, F f)
{
    const std::int64_t sample = g.channels * g.plane;
    const auto range = [&](std::int64_t first, std::int64_t end) {
        for (std::int64_t i = first; i < end; ++i)
            f(i / sample * sample + i % g.plane, i % sample / g.plane);
    };
    forRanges(n * sample, pool, range, 1024);
}

} // namespace

template<typename T>
void localResponseForward(const ResponseGeometry& g, const T* x, T* y, T* divisor, std::int64_t n,
                          ThreadPool& pool)
{
    const std::int64_t before = (g.size - 1) / 2;
    const double share = g.alpha / static_cast<double>(g.size);
    forNumbers(g, n, pool, [&](std::int64_t base, std::int64_t c) {
        const double squares =
            overNeighbours(g, c, before, g.size - 1 - before, [&](std::int64_t other) {
                const auto value = static_cast<double>(x[base + other * g.plane]);
                return value * value;
            });
        const std::int64_t i = base + c * g.plane;
        const double d = g.k + share * squares;
        divisor[i] = static_cast<T>(d);
        y[i] = static_cast<T>(static_cast<double>(x[i]) * std::pow(d, -g.beta));
    });
}

template<typename T>
void localResponseBackward(const ResponseGeometry& g, const T* x, const T* dy, const T* divisor,
                           T* dx, std::int64_t n, bool accumulates, ThreadPool& pool)
{
    const std::int64_t before = (g.size - 1) / 2;
    const double share = 2 * g.alpha * g.beta / static_cast<double>(g.size);
    forNumbers(g, n, pool, [&](std::int64_t base, std::int64_t c) {
        // The maps whose window holds this one: the window turned around.
        const double others =
            overNeighbours(g, c, g.size - 1 - before, before, [&](std::int64_t other) {
                const std::int64_t at = base + other * g.plane;
                return static_cast<double>(dy[at]) * static_cast<double>(x[at])
                       * std::pow(static_cast<double>(divisor[at]), -g.beta - 1);
            });
        const std::int64_t i = base + c * g.plane;
        const auto gradient = static_cast<T>(
            static_cast<double>(dy[i]) * std::pow(static_cast<double>(divisor[i]), -g.beta)
            - share * static_cast<double>(x[i]) * others);
        dx[i] = accumulates ? dx[i] + gradient : gradient;
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void rowNormForward(const RowGeometry&, const T*, const T*, const T*, T*, T*, T*,     \
                                 double, std::int64_t, ThreadPool&);                               \
    template void rowNormBackwardInput(const RowGeometry&, const T*, const T*, const T*, const T*, \
                                       const T*, T*, std::int64_t, bool, ThreadPool&);             \
    template void rowNormBackwardWeights(const RowGeometry&, const T*, const T*, const T*,         \
                                         const T*, T*, T*, std::int64_t, ThreadPool&);             \
    template void localResponseForward(const ResponseGeometry&, const T*, T*, T*, std::int64_t,    \
                                       ThreadPool&);                                               \
    template void localResponseBackward(const ResponseGeometry&, const T*, const T*, const T*, T*, \
                                        std::int64_t, bool, ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
