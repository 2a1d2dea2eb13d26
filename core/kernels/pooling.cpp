#include "core/kernels/pooling.h"

#include "core/kernels/parallel_range.h"
#include "core/kernels/tiles/tile_table.h"
#include "core/kernels/window.h"
#include "core/tensor/bfloat16.h"

#include <type_traits>

namespace propago {

namespace {

/// Planes for one task: enough work to be worth waking a thread for.
std::int64_t grainFor(const WindowGeometry& g)
{
    return std::max<std::int64_t>(1, 8192 / std::max<std::int64_t>(1, g.inPlane()));
}

/// Takes `candidate` when it is larger, or the first NaN.
template<typename T> void challenge(T candidate, std::int32_t place, T& best, std::int32_t& winner)
{
    const bool wins = candidate > best || (candidate != candidate && best == best);
    best = wins ? candidate : best;
    winner = wins ? place : winner;
}

auto halvingOf(float)
{
    return tileTable(chosenIsa())->halve;
}
auto halvingOf(Bfloat16)
{
    return tileTable(chosenIsa())->halfHalve;
}
auto doublingOf(float)
{
    return tileTable(chosenIsa())->doubleUp;
}
auto doublingOf(Bfloat16)
{
    return tileTable(chosenIsa())->halfDoubleUp;
}

/// Whether there are functions of the processor's vectors for it.
template<typename T, typename Winner>
constexpr bool
    kHasVectors = (std::is_same_v<T, float> && std::is_same_v<Winner, std::int32_t>)
                  || (std::is_same_v<T, Bfloat16> && std::is_same_v<Winner, std::int16_t>);

/// Halving of one plane: rows of windows by the vectors of the processor, same bits for all of them.
template<typename T, typename Winner>
void halvePlane(const WindowGeometry& g, const T* x, T* y, Winner* winners)
{
    const auto halve = halvingOf(T{});
    const std::int64_t width = g.outWidth();
    const std::int64_t height = g.outHeight();
    for (std::int64_t outY = 0; outY < height; ++outY) {
        const auto place = static_cast<std::int32_t>(2 * outY * g.width);
        const auto below = static_cast<std::int32_t>(place + g.width);
        halve(
            {x + place, x + below, place, below, width, y + outY * width, winners + outY * width});
    }
}

template<typename T, typename Winner>
void doublePlane(const WindowGeometry& g, const T* dy, const Winner* winners, T* dx)
{
    const auto doubleUp = doublingOf(T{});
    const std::int64_t width = g.outWidth();
    const std::int64_t height = g.outHeight();
    for (std::int64_t outY = 0; outY < height; ++outY) {
        const auto place = static_cast<std::int32_t>(2 * outY * g.width);
        const auto below = static_cast<std::int32_t>(place + g.width);
        doubleUp({dy + outY * width, winners + outY * width, place, below, width, dx + place,
                  dx + below});
    }
}

template<typename T, typename Winner>
void maxPlane(const WindowGeometry& g, const T* x, T* y, Winner* winners)
{
    if constexpr (kHasVectors<T, Winner>) {
        if (isHalving(g))
            return halvePlane(g, x, y, winners);
    }
    for (std::int64_t outY = 0; outY < g.outHeight(); ++outY) {
        for (std::int64_t outX = 0; outX < g.outWidth(); ++outX) {
            const Window w = windowAt(g, outY, outX);
            auto winner = static_cast<std::int32_t>(w.firstY * g.width + w.firstX);
            T best = x[winner];
            for (std::int64_t row = w.firstY; row < w.endY; row += w.stepY) {
                for (std::int64_t column = w.firstX; column < w.endX; column += w.stepX)
                    challenge(x[row * g.width + column],
                              static_cast<std::int32_t>(row * g.width + column), best, winner);
            }
            *y++ = best;
            *winners++ = static_cast<Winner>(winner);
        }
    }
}

double divisor(const WindowGeometry& g, std::int64_t outY, std::int64_t outX, bool countIncludePad)
{
    return static_cast<double>(averagedPixels(g, outY, outX, countIncludePad));
}

template<typename T>
void averagePlane(const WindowGeometry& g, bool countIncludePad, const T* x, T* y)
{
    for (std::int64_t outY = 0; outY < g.outHeight(); ++outY) {
        for (std::int64_t outX = 0; outX < g.outWidth(); ++outX) {
            const Window w = windowAt(g, outY, outX);
            double sum = 0;
            for (std::int64_t row = w.firstY; row < w.endY; row += w.stepY) {
                for (std::int64_t column = w.firstX; column < w.endX; column += w.stepX)
                    sum += static_cast<double>(x[row * g.width + column]);
            }
            *y++ = static_cast<T>(sum / divisor(g, outY, outX, countIncludePad));
        }
    }
}

template<typename T>
void spreadPlane(const WindowGeometry& g, bool countIncludePad, const T* dy, T* dx)
{
    for (std::int64_t outY = 0; outY < g.outHeight(); ++outY) {
        for (std::int64_t outX = 0; outX < g.outWidth(); ++outX) {
            const Window w = windowAt(g, outY, outX);
            const T share = static_cast<T>(static_cast<double>(*dy++)
                                           / divisor(g, outY, outX, countIncludePad));
            for (std::int64_t row = w.firstY; row < w.endY; row += w.stepY) {
                for (std::int64_t column = w.firstX; column < w.endX; column += w.stepX)
                    dx[row * g.width + column] += share;
            }
        }
    }
}

/// Calls f(input plane offset, output plane offset) for each plane of the batch.
template<typename F>
void forEachPlane(const WindowGeometry& g, std::int64_t n, ThreadPool& pool, F f)
{
    forRanges(
        n * g.channels, pool,
        [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t plane = first; plane < last; ++plane)
                f(plane * g.inPlane(), plane * g.outPlane());
        },
        grainFor(g));
}

} // namespace

template<typename T, typename Winner>
void maxPoolForward(const WindowGeometry& geometry, const T* x, T* y, Winner* winners,
                    std::int64_t n, ThreadPool& pool)
{
    forEachPlane(geometry, n, pool, [&](std::int64_t in, std::int64_t out) {
        maxPlane(geometry, x + in, y + out, winners + out);
    });
}

template<typename T, typename Winner>
void maxPoolBackward(const WindowGeometry& geometry, const T* dy, const Winner* winners, T* dx,
                     std::int64_t n, bool accumulate, ThreadPool& pool)
{
    const std::int64_t outPlane = geometry.outPlane();
    // Every pixel belongs to a window, so none has to be cleared before.
    [[maybe_unused]] const bool coversAll =
        isHalving(geometry) && geometry.width == 2 * geometry.outWidth()
        && geometry.height == 2 * geometry.outHeight() && !accumulate;
    forEachPlane(geometry, n, pool, [&](std::int64_t in, std::int64_t out) {
        if constexpr (kHasVectors<T, Winner>) {
            if (coversAll)
                return doublePlane(geometry, dy + out, winners + out, dx + in);
        }
        if (!accumulate)
            std::fill_n(dx + in, geometry.inPlane(), T{});
        for (std::int64_t i = out; i < out + outPlane; ++i) {
            T& target = dx[in + winners[i]];
            target = static_cast<T>(Computed<T>(target) + Computed<T>(dy[i]));
        }
    });
}

template<typename T>
void averagePoolForward(const WindowGeometry& geometry, bool countIncludePad, const T* x, T* y,
                        std::int64_t n, ThreadPool& pool)
{
    forEachPlane(geometry, n, pool, [&](std::int64_t in, std::int64_t out) {
        averagePlane(geometry, countIncludePad, x + in, y + out);
    });
}

template<typename T>
void averagePoolBackward(const WindowGeometry& geometry, bool countIncludePad, const T* dy, T* dx,
                         std::int64_t n, bool accumulate, ThreadPool& pool)
{
    forEachPlane(geometry, n, pool, [&](std::int64_t in, std::int64_t out) {
        if (!accumulate)
            std::fill_n(dx + in, geometry.inPlane(), T(0));
        spreadPlane(geometry, countIncludePad, dy + out, dx + in);
    });
}

template<typename T>
void globalAveragePoolForward(std::int64_t channels, std::int64_t plane, const T* x, T* y,
                              std::int64_t n, ThreadPool& pool)
{
    forRanges(
        n * channels, pool,
        [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t i = first; i < last; ++i) {
                double sum = 0;
                for (std::int64_t p = 0; p < plane; ++p)
                    sum += static_cast<double>(x[i * plane + p]);
                y[i] = static_cast<T>(sum / static_cast<double>(plane));
            }
        },
        std::max<std::int64_t>(1, 8192 / plane));
}

template<typename T>
void globalAveragePoolBackward(std::int64_t channels, std::int64_t plane, const T* dy, T* dx,
                               std::int64_t n, bool accumulate, ThreadPool& pool)
{
    forRanges(
        n * channels, pool,
        [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t i = first; i < last; ++i) {
                const auto share = static_cast<Computed<T>>(static_cast<double>(dy[i])
                                                            / static_cast<double>(plane));
                for (std::int64_t p = i * plane; p < (i + 1) * plane; ++p)
                    dx[p] = static_cast<T>(accumulate ? dx[p] + share : share);
            }
        },
        std::max<std::int64_t>(1, 8192 / plane));
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void averagePoolForward(const WindowGeometry&, bool, const T*, T*, std::int64_t,      \
                                     ThreadPool&);                                                 \
    template void averagePoolBackward(const WindowGeometry&, bool, const T*, T*, std::int64_t,     \
                                      bool, ThreadPool&);                                          \
    template void globalAveragePoolForward(std::int64_t, std::int64_t, const T*, T*, std::int64_t, \
                                           ThreadPool&);                                           \
    template void globalAveragePoolBackward(std::int64_t, std::int64_t, const T*, T*,              \
                                            std::int64_t, bool, ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE
template void globalAveragePoolForward(std::int64_t, std::int64_t, const Bfloat16*, Bfloat16*,
                                       std::int64_t, ThreadPool&);
template void globalAveragePoolBackward(std::int64_t, std::int64_t, const Bfloat16*, Bfloat16*,
                                        std::int64_t, bool, ThreadPool&);

#define PROPAGO_INSTANTIATE(T, Winner)                                                             \
    template void maxPoolForward(const WindowGeometry&, const T*, T*, Winner*, std::int64_t,       \
                                 ThreadPool&);                                                     \
    template void maxPoolBackward(const WindowGeometry&, const T*, const Winner*, T*,              \
                                  std::int64_t, bool, ThreadPool&);
PROPAGO_INSTANTIATE(double, std::int32_t)
PROPAGO_INSTANTIATE(double, std::int16_t)
PROPAGO_INSTANTIATE(float, std::int32_t)
PROPAGO_INSTANTIATE(float, std::int16_t)
PROPAGO_INSTANTIATE(Bfloat16, std::int32_t)
PROPAGO_INSTANTIATE(Bfloat16, std::int16_t)
#undef PROPAGO_INSTANTIATE

} // namespace propago
