#include "core/kernels/tiles/tile_table.h"
#include "core/kernels/unit_tiles.h"
#include "core/kernels/window.h"
#include "core/tensor/bfloat16.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

/// How numbers of one format are read and written.
struct Fp32Numbers {
    using T = float;
    static constexpr int kWidth = 1;
    static float read(T value) { return value; }
    static T mean(double sum, double count, int) { return static_cast<float>(sum / count); }
};
struct Bf16Numbers {
    using T = std::uint16_t;
    static constexpr int kWidth = 2;
    static float read(T value) { return fromBfloat16(value); }
    static T mean(double sum, double count, int)
    {
        return toBfloat16(static_cast<float>(sum / count));
    }
};
struct Int8Numbers {
    using T = std::uint8_t;
    static constexpr int kWidth = 4;
    static float read(T value) { return value; }
    /// The padding left out of the sum is worth the zero point.
    static T mean(double sum, double count, int missing)
    {
        return static_cast<T>(std::nearbyint((sum + missing) / count));
    }
};

template<typename Numbers>
void maxOfWindow(const WindowGeometry& g, const Window& w, const typename Numbers::T* plane,
                 typename Numbers::T* y)
{
    for (int i = 0; i < Numbers::kWidth; ++i)
        y[i] = plane[(w.firstY * g.width + w.firstX) * Numbers::kWidth + i];
    for (std::int64_t row = w.firstY; row < w.endY; row += w.stepY) {
        for (std::int64_t column = w.firstX; column < w.endX; column += w.stepX) {
            const auto* from = plane + (row * g.width + column) * Numbers::kWidth;
            for (int i = 0; i < Numbers::kWidth; ++i) {
                const float value = Numbers::read(from[i]);
                const float best = Numbers::read(y[i]);
                if (value > best || (value != value && best == best))
                    y[i] = from[i];
            }
        }
    }
}

template<typename Numbers>
void meanOfWindow(const WindowGeometry& g, const Window& w, std::int64_t count, int zeroPoint,
                  const typename Numbers::T* plane, typename Numbers::T* y)
{
    double sums[Numbers::kWidth] = {};
    for (std::int64_t row = w.firstY; row < w.endY; row += w.stepY) {
        for (std::int64_t column = w.firstX; column < w.endX; column += w.stepX) {
            const auto* from = plane + (row * g.width + column) * Numbers::kWidth;
            for (int i = 0; i < Numbers::kWidth; ++i)
                sums[i] += static_cast<double>(Numbers::read(from[i]));
        }
    }
    const std::int64_t real = w.pixels();
    for (int i = 0; i < Numbers::kWidth; ++i)
        y[i] = Numbers::mean(sums[i], static_cast<double>(count),
                             static_cast<int>(count - real) * zeroPoint);
}

void halveByMax(const WindowGeometry& g, UnitFormat format, const std::byte* plane, std::byte* y)
{
    const auto halve = tileTable(chosenIsa())->halveUnits[static_cast<int>(format)];
    halve({plane, g.width, g.outHeight(), g.outWidth(), y});
}

template<typename Numbers>
void poolPlane(const WindowGeometry& g, UnitPoolKind kind, bool countIncludePad, int zeroPoint,
               const typename Numbers::T* plane, typename Numbers::T* y)
{
    for (std::int64_t outY = 0; outY < g.outHeight(); ++outY) {
        for (std::int64_t outX = 0; outX < g.outWidth(); ++outX, y += Numbers::kWidth) {
            const Window window = windowAt(g, outY, outX);
            if (kind == UnitPoolKind::Max)
                maxOfWindow<Numbers>(g, window, plane, y);
            else
                meanOfWindow<Numbers>(g, window, averagedPixels(g, outY, outX, countIncludePad),
                                      zeroPoint, plane, y);
        }
    }
}

} // namespace

UnitPool::UnitPool(const WindowGeometry& geometry, UnitFormat format, UnitPoolKind kind,
                   bool countIncludePad, int zeroPoint)
    : m_geometry(geometry)
    , m_format(format)
    , m_kind(kind)
    , m_countIncludePad(countIncludePad)
    , m_zeroPoint(zeroPoint)
{}

void UnitPool::run(const void* x, void* y, std::int64_t n, ThreadPool* pool) const
{
    const std::int64_t planes = n * unitCount(m_format, m_geometry.channels);
    const auto runPlane = [&](std::int64_t plane) {
        const std::byte* from = static_cast<const std::byte*>(x) + 4 * plane * m_geometry.inPlane();
        std::byte* to = static_cast<std::byte*>(y) + 4 * plane * m_geometry.outPlane();
        if (m_kind == UnitPoolKind::Max && isHalving(m_geometry))
            return halveByMax(m_geometry, m_format, from, to);
        const auto go = [&]<typename Numbers>(Numbers) {
            using T = typename Numbers::T;
            poolPlane<Numbers>(m_geometry, m_kind, m_countIncludePad, m_zeroPoint,
                               reinterpret_cast<const T*>(from), reinterpret_cast<T*>(to));
        };
        if (m_format == UnitFormat::Fp32)
            go(Fp32Numbers{});
        else if (m_format == UnitFormat::Bf16)
            go(Bf16Numbers{});
        else
            go(Int8Numbers{});
    };
    const int tasks = pool ? pool->threads() : 1;
    auto part = [&](int task) {
        for (std::int64_t plane = task * planes / tasks; plane < (task + 1) * planes / tasks;
             ++plane)
            runPlane(plane);
    };
    if (tasks == 1)
        part(0);
    else
        pool->run(tasks, part);
}

} // namespace propago
