#include "core/kernels/tiles/tile_table.h"
#include "core/kernels/unit_tiles.h"
#include "core/kernels/wide.h"
#include "core/kernels/window.h"
#include "core/tensor/bfloat16.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
/// The bits of a half; a type of its own, because bf16 orders the same bits otherwise.
enum class Half : std::uint16_t {};
struct Fp16Numbers {
    using T = Half;
    static constexpr int kWidth = 2;
    static float read(T value) { return fromHalf(static_cast<std::uint16_t>(value)); }
    static T mean(double sum, double count, int)
    {
        return Half{toHalf(static_cast<float>(sum / count))};
    }
};
struct Int16Numbers {
    using T = std::int16_t;
    static constexpr int kWidth = 2;
    static float read(T value) { return value; }
    static T mean(double sum, double count, int)
    {
        return static_cast<T>(std::nearbyint(sum / count));
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

/// The larger number, NaN above all. Without branches: which one wins is a matter of chance.
template<typename T> inline T larger(T a, T b)
{
    return b > a || b != b ? b : a;
}

/// bf16 as integers of the same order; NaN of either sign above all, and back again.
inline std::int16_t toOrder(std::uint16_t bits)
{
    const auto number = static_cast<std::int16_t>(bits);
    const auto order = static_cast<std::int16_t>(number ^ ((number >> 15) & 0x7FFF));
    return (bits & 0x7FFF) > 0x7F80 ? std::int16_t{0x7FFF} : order;
}
template<> inline std::uint16_t larger(std::uint16_t a, std::uint16_t b)
{
    const std::int16_t order = std::max(toOrder(a), toOrder(b));
    return static_cast<std::uint16_t>(order ^ ((order >> 15) & 0x7FFF));
}

template<> inline Half larger(Half a, Half b)
{
    const auto toOrder = [](Half half) {
        const auto bits = static_cast<std::int16_t>(half);
        const auto order = static_cast<std::int16_t>(bits ^ ((bits >> 15) & 0x7FFF));
        return (bits & 0x7FFF) > 0x7C00 ? std::int16_t{0x7FFF} : order;
    };
    const std::int16_t order = std::max(toOrder(a), toOrder(b));
    return Half{static_cast<std::uint16_t>(order ^ ((order >> 15) & 0x7FFF))};
}

/// A window over everything: the mean of a plane.
bool coversPlane(const WindowGeometry& g)
{
    return g.kernelH == g.height && g.kernelW == g.width && g.outPlane() == 1 && g.padTop == 0
           && g.padLeft == 0 && g.padBottom == 0 && g.padRight == 0;
}

constexpr int kSumLanes = 16;

/// What each of the channels in a unit adds up to: value i goes to sum i modulo their number, these are
/// added in pairs, and the last values one by one, an order that any width of vectors can keep.
template<typename Numbers>
[[gnu::always_inline]] inline void addUp(const typename Numbers::T* values, std::int64_t count,
                                         double (&totals)[Numbers::kWidth])
{
    double sums[kSumLanes] = {};
    std::int64_t i = 0;
    for (; i + kSumLanes <= count; i += kSumLanes) {
#pragma GCC unroll 16
        for (int lane = 0; lane < kSumLanes; ++lane)
            sums[lane] += static_cast<double>(Numbers::read(values[i + lane]));
    }
#pragma GCC unroll 4
    for (int half = kSumLanes / 2; half >= Numbers::kWidth; half /= 2) {
        for (int lane = 0; lane < half; ++lane)
            sums[lane] += sums[lane + half];
    }
    for (int channel = 0; channel < Numbers::kWidth; ++channel)
        totals[channel] = sums[channel];
    for (; i < count; ++i)
        totals[i % Numbers::kWidth] += static_cast<double>(Numbers::read(values[i]));
}
PROPAGO_WIDE void totalsOf(const float* values, std::int64_t count, double (&totals)[1])
{
    addUp<Fp32Numbers>(values, count, totals);
}
PROPAGO_WIDE void totalsOf(const std::uint16_t* values, std::int64_t count, double (&totals)[2])
{
    addUp<Bf16Numbers>(values, count, totals);
}
PROPAGO_WIDE void totalsOf(const std::uint8_t* values, std::int64_t count, double (&totals)[4])
{
    addUp<Int8Numbers>(values, count, totals);
}
PROPAGO_WIDE void totalsOf(const std::int16_t* values, std::int64_t count, double (&totals)[2])
{
    addUp<Int16Numbers>(values, count, totals);
}
void totalsOf(const Half* values, std::int64_t count, double (&totals)[2])
{
    addUp<Fp16Numbers>(values, count, totals);
}

template<typename Numbers>
void meanOfPlane(const WindowGeometry& g, const typename Numbers::T* plane, typename Numbers::T* y)
{
    double totals[Numbers::kWidth];
    totalsOf(plane, g.inPlane() * Numbers::kWidth, totals);
    for (int i = 0; i < Numbers::kWidth; ++i)
        y[i] = Numbers::mean(totals[i], static_cast<double>(g.inPlane()), 0);
}

/// What never wins against a number.
template<typename T> constexpr T kLeast = std::numeric_limits<T>::lowest();
template<> constexpr float kLeast<float> = -std::numeric_limits<float>::infinity();
template<> constexpr std::uint16_t kLeast<std::uint16_t> = 0xFF80;
template<> constexpr Half kLeast<Half> = Half{0xFC00};

template<typename T>
[[gnu::always_inline]] inline void raise(T* to, const T* from, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = larger(to[i], from[i]);
}
PROPAGO_WIDE void raiseBy(float* to, const float* from, std::int64_t count)
{
    raise(to, from, count);
}
PROPAGO_WIDE void raiseBy(std::uint16_t* to, const std::uint16_t* from, std::int64_t count)
{
    raise(to, from, count);
}
PROPAGO_WIDE void raiseBy(std::uint8_t* to, const std::uint8_t* from, std::int64_t count)
{
    raise(to, from, count);
}

PROPAGO_WIDE void raiseBy(std::int16_t* to, const std::int16_t* from, std::int64_t count)
{
    raise(to, from, count);
}
PROPAGO_WIDE void raiseBy(Half* to, const Half* from, std::int64_t count)
{
    raise(to, from, count);
}

using Unit = std::uint32_t __attribute__((may_alias));

/// Every `step`-th unit.
PROPAGO_WIDE void pick(Unit* __restrict to, const Unit* __restrict from, std::int64_t step,
                       std::int64_t count)
{
    if (step == 1) {
        for (std::int64_t i = 0; i < count; ++i)
            to[i] = from[i];
        return;
    }
    if (step == 2) {
        for (std::int64_t i = 0; i < count; ++i)
            to[i] = from[2 * i];
        return;
    }
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = from[step * i];
}

/// Some neighbouring maxima of one row of windows: first down the columns, then along the row, both
/// many numbers at a time.
template<typename Numbers> class MaxRow {
    using T = typename Numbers::T;

public:
    explicit MaxRow(const WindowGeometry& g) : m_geometry(g) {}

    static constexpr std::int64_t kUnits = 1024;
    /// Windows whose pixels fit in, or 0.
    std::int64_t most() const { return windowCount(kUnits, span(), m_geometry.strideW); }
    /// Windows [first, first + count) of row outY.
    void run(const T* plane, std::int64_t outY, std::int64_t first, std::int64_t count, T* y)
    {
        const WindowGeometry& g = m_geometry;
        const std::int64_t start = first * g.strideW - g.padLeft;
        const std::int64_t end = start + (count - 1) * g.strideW + span();
        const std::int64_t from = std::clamp<std::int64_t>(0, start, end);
        const std::int64_t to = std::clamp(g.width, from, end);
        const std::int64_t inside = wide(to - from);
        T* columns = m_columns + (from - start) * kWidth;
        const Window rows = windowAt(g, outY, 0);
        std::fill_n(m_columns, (end - start) * kWidth, kLeast<T>);
        for (std::int64_t row = rows.firstY; row < rows.endY; row += rows.stepY)
            raiseBy(columns, plane + (row * g.width + from) * kWidth, inside * kWidth);
        std::fill_n(columns + (to - from) * kWidth, (end - to) * kWidth, kLeast<T>);
        for (std::int64_t x = 0; x < g.kernelW; ++x)
            join(x * g.dilationW, count, x == 0);
        std::copy_n(m_best, count * kWidth, y);
    }

private:
    static constexpr std::int64_t kWidth = Numbers::kWidth;
    static constexpr std::int64_t kVector = 16;
    /// Units up to the next whole vector: buffers may be read that far.
    static std::int64_t wide(std::int64_t units)
    {
        return (units + kVector - 1) / kVector * kVector;
    }
    std::int64_t span() const { return (m_geometry.kernelW - 1) * m_geometry.dilationW + 1; }

    /// The column of each window that lies `shift` behind its first one.
    void join(std::int64_t shift, std::int64_t count, bool isFirst)
    {
        const std::int64_t step = m_geometry.strideW;
        const std::int64_t units = step <= 2 ? wide(count) : count;
        const T* from = m_columns + shift * kWidth;
        if (isFirst || step > 1)
            pick(reinterpret_cast<Unit*>(isFirst ? m_best : m_picked),
                 reinterpret_cast<const Unit*>(from), step, units);
        if (!isFirst)
            raiseBy(m_best, step > 1 ? m_picked : from, units * kWidth);
    }

    const WindowGeometry& m_geometry;
    T m_columns[(kUnits + 2 * kVector) * kWidth];
    T m_picked[(kUnits + 2 * kVector) * kWidth];
    T m_best[(kUnits + 2 * kVector) * kWidth];
};

template<typename Numbers>
void maxOfPlane(const WindowGeometry& g, const typename Numbers::T* plane, typename Numbers::T* y)
{
    MaxRow<Numbers> windows(g);
    const std::int64_t most = windows.most();
    for (std::int64_t outY = 0; outY < g.outHeight(); ++outY) {
        for (std::int64_t first = 0; first < g.outWidth(); first += most) {
            const std::int64_t count = std::min(most, g.outWidth() - first);
            windows.run(plane, outY, first, count, y);
            y += count * Numbers::kWidth;
        }
    }
}

template<typename Numbers>
void poolPlane(const WindowGeometry& g, UnitPoolKind kind, bool countIncludePad, int zeroPoint,
               const typename Numbers::T* plane, typename Numbers::T* y)
{
    if (kind == UnitPoolKind::Max && MaxRow<Numbers>(g).most() > 0)
        return maxOfPlane<Numbers>(g, plane, y);
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
    , m_outPlane(geometry.outPlane())
    , m_isMean(kind == UnitPoolKind::Average && coversPlane(geometry))
{}

void UnitPool::run(const void* x, void* y, std::int64_t n, ThreadPool* pool) const
{
    const std::int64_t planes = n * unitCount(m_format, m_geometry.channels);
    const auto runPlane = [&](std::int64_t plane) {
        const std::byte* from = static_cast<const std::byte*>(x) + 4 * plane * m_geometry.inPlane();
        std::byte* to = static_cast<std::byte*>(y) + 4 * plane * m_outPlane;
        if (m_kind == UnitPoolKind::Max && isHalving(m_geometry))
            return halveByMax(m_geometry, m_format, from, to);
        const auto go = [&]<typename Numbers>(Numbers) {
            const auto* values = reinterpret_cast<const typename Numbers::T*>(from);
            auto* pooled = reinterpret_cast<typename Numbers::T*>(to);
            if (m_isMean)
                meanOfPlane<Numbers>(m_geometry, values, pooled);
            else
                poolPlane<Numbers>(m_geometry, m_kind, m_countIncludePad, m_zeroPoint, values,
                                   pooled);
        };
        if (m_format == UnitFormat::Fp32)
            go(Fp32Numbers{});
        else if (m_format == UnitFormat::Bf16)
            go(Bf16Numbers{});
        else if (m_format == UnitFormat::Fp16)
            go(Fp16Numbers{});
        else if (m_format == UnitFormat::Int16)
            go(Int16Numbers{});
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
