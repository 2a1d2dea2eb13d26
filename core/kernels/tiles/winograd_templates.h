#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

namespace propago {
namespace {

/// The matrices of minimal filtering F(m x m, 3 x 3) applied to one line of numbers (Lavin and Gray,
/// "Fast algorithms for convolutional neural networks", CVPR 2016): input is B transposed, output A
/// transposed, gradient A, weights G and taps G transposed.
template<typename Vec, int Side> struct WinogradLine;

template<typename Vec> struct WinogradLine<Vec, 2> {
    using F = typename Vec::F;
    static constexpr int kSide = 2;
    static constexpr int kCount = 4;
    /// These two take integers as well.
    template<typename Number> static void input(const Number (&d)[4], Number (&v)[4])
    {
        v[0] = d[0] - d[2];
        v[1] = d[1] + d[2];
        v[2] = d[2] - d[1];
        v[3] = d[1] - d[3];
    }
    template<typename Number> static void output(const Number (&m)[4], Number (&y)[2])
    {
        y[0] = m[0] + m[1] + m[2];
        y[1] = m[1] - m[2] - m[3];
    }
    static void gradient(const F (&y)[2], F (&m)[4])
    {
        m[0] = y[0];
        m[1] = y[0] + y[1];
        m[2] = y[0] - y[1];
        m[3] = -y[1];
    }
    static void weights(const F (&g)[3], F (&u)[4])
    {
        const F half = Vec::broadcastF(0.5f);
        u[0] = g[0];
        u[1] = half * (g[0] + g[1] + g[2]);
        u[2] = half * (g[0] - g[1] + g[2]);
        u[3] = g[2];
    }
    static void taps(const F (&u)[4], F (&g)[3])
    {
        const F half = Vec::broadcastF(0.5f);
        g[0] = u[0] + half * (u[1] + u[2]);
        g[1] = half * (u[1] - u[2]);
        g[2] = half * (u[1] + u[2]) + u[3];
    }
};

/// F(4x4, 3x3) on the points 0, +-11/16, +-3/2 and infinity. With the usual 0, +-1, +-2 the numbers of a
/// tile differ more in size, which costs two and a half times the rounding error; all factors that meet
/// pixels or sums are exact in fp32. (For how points matter: Barabasz et al., "Error analysis and
/// improving the accuracy of Winograd convolution for deep neural networks", 2020.)
template<typename Vec> struct WinogradLine<Vec, 4> {
    using F = typename Vec::F;
    static constexpr int kSide = 4;
    static constexpr int kCount = 6;
    static constexpr float kA = 11.0f / 16, kB = 1.5f;
    static constexpr float kA2 = kA * kA, kB2 = kB * kB;
    static constexpr double kScaleA = 1 / (2.0 * kA2 * (kA2 - kB2));
    static constexpr double kScaleB = 1 / (2.0 * kB2 * (kB2 - kA2));
    static constexpr float kOuter = static_cast<float>(1.0 / kA2 / kB2);
    static constexpr float kFirstA = static_cast<float>(kScaleA);
    static constexpr float kMiddleA = static_cast<float>(kScaleA * kA);
    static constexpr float kLastA = static_cast<float>(kScaleA * kA2);
    static constexpr float kFirstB = static_cast<float>(kScaleB);
    static constexpr float kMiddleB = static_cast<float>(kScaleB * kB);
    static constexpr float kLastB = static_cast<float>(kScaleB * kB2);
    static F times(float a, F b) { return Vec::broadcastF(a) * b; }
    static F plus(F c, float a, F b) { return Vec::fma(Vec::broadcastF(a), b, c); }
    static void input(const F (&d)[6], F (&v)[6])
    {
        const F evenA = plus(d[4], -kB2, d[2]), oddA = plus(d[3], -kB2, d[1]);
        const F evenB = plus(d[4], -kA2, d[2]), oddB = plus(d[3], -kA2, d[1]);
        v[0] = plus(plus(d[4], -(kA2 + kB2), d[2]), kA2 * kB2, d[0]);
        const F turnA = times(kA, oddA), turnB = times(kB, oddB);
        v[1] = evenA + turnA;
        v[2] = evenA - turnA;
        v[3] = evenB + turnB;
        v[4] = evenB - turnB;
        v[5] = plus(plus(d[5], -(kA2 + kB2), d[3]), kA2 * kB2, d[1]);
    }
    static void output(const F (&m)[6], F (&y)[4])
    {
        const F sumA = m[1] + m[2], differenceA = m[1] - m[2];
        const F sumB = m[3] + m[4], differenceB = m[3] - m[4];
        y[0] = m[0] + sumA + sumB;
        y[1] = plus(times(kA, differenceA), kB, differenceB);
        y[2] = plus(times(kA2, sumA), kB2, sumB);
        y[3] = plus(plus(m[5], kA2 * kA, differenceA), kB2 * kB, differenceB);
    }
    static void gradient(const F (&y)[4], F (&m)[6])
    {
        const F evenA = plus(y[0], kA2, y[2]), oddA = plus(y[1], kA2, y[3]);
        const F evenB = plus(y[0], kB2, y[2]), oddB = plus(y[1], kB2, y[3]);
        m[0] = y[0];
        m[1] = plus(evenA, kA, oddA);
        m[2] = plus(evenA, -kA, oddA);
        m[3] = plus(evenB, kB, oddB);
        m[4] = plus(evenB, -kB, oddB);
        m[5] = y[3];
    }
    static void weights(const F (&g)[3], F (&u)[6])
    {
        const F outerA = plus(times(kFirstA, g[0]), kLastA, g[2]), middleA = times(kMiddleA, g[1]);
        const F outerB = plus(times(kFirstB, g[0]), kLastB, g[2]), middleB = times(kMiddleB, g[1]);
        u[0] = times(kOuter, g[0]);
        u[1] = outerA + middleA;
        u[2] = outerA - middleA;
        u[3] = outerB + middleB;
        u[4] = outerB - middleB;
        u[5] = g[2];
    }
    static void taps(const F (&u)[6], F (&g)[3])
    {
        const F sumA = u[1] + u[2], differenceA = u[1] - u[2];
        const F sumB = u[3] + u[4], differenceB = u[3] - u[4];
        g[0] = plus(plus(times(kOuter, u[0]), kFirstA, sumA), kFirstB, sumB);
        g[1] = plus(times(kMiddleA, differenceA), kMiddleB, differenceB);
        g[2] = plus(plus(u[5], kLastA, sumA), kLastB, sumB);
    }
};

/// Applies a line transform to the columns and then to the rows of a square: `load(row, column)` gives,
/// `store(row, column, value)` takes.
template<typename F, int In, int Out, typename Line, typename Load, typename Store>
inline void bothWays(Line line, Load load, Store store)
{
    F half[Out][In];
#pragma GCC unroll 6
    for (int x = 0; x < In; ++x) {
        F column[In], transformed[Out];
#pragma GCC unroll 6
        for (int y = 0; y < In; ++y)
            column[y] = load(y, x);
        line(column, transformed);
#pragma GCC unroll 6
        for (int y = 0; y < Out; ++y)
            half[y][x] = transformed[y];
    }
#pragma GCC unroll 6
    for (int y = 0; y < Out; ++y) {
        F transformed[Out];
        line(half[y], transformed);
#pragma GCC unroll 6
        for (int x = 0; x < Out; ++x)
            store(y, x, transformed[x]);
    }
}

template<typename Vec> inline typename Vec::F loaded(const float* from)
{
    return reinterpret_cast<typename Vec::F>(Vec::load(from));
}

template<typename F> inline void put(float* to, F value)
{
    __builtin_memcpy(to, &value, sizeof(F));
}

/// How lines are read and written: fp32, or two numbers of bf16 in a unit.
template<typename Vec> struct Whole {
    using Number = typename Vec::F;
    static typename Vec::F load(const float* from) { return loaded<Vec>(from); }
    static void store(float* to, typename Vec::F value) { put(to, value); }
    static typename Vec::F finished(typename Vec::F result, int, int) { return result; }
};

template<typename Vec> struct Halved {
    using Number = typename Vec::F;
    static typename Vec::F load(const float* from) { return Vec::loadBf16(from); }
    static void store(float* to, typename Vec::F value) { Vec::storeBf16(to, value); }
};

template<typename Line, typename From, typename To> void winogradInput(const WinogradMove& in)
{
    using Number = typename From::Number;
    constexpr int kCount = Line::kCount;
    for (std::int64_t tile = 0; tile < in.tiles; ++tile) {
        const float* from = in.from + in.corners[tile];
        float* to = in.to + tile * in.tile;
        bothWays<Number, kCount, kCount>(
            [](const auto& d, auto& v) { Line::input(d, v); },
            [&](int y, int x) { return From::load(from + y * in.pitch + x * in.pixel); },
            [&](int y, int x, Number value) {
                To::store(to + (kCount * y + x) * in.coefficient, value);
            });
    }
}

/// Two tiles at a time: their coefficients share units. A last tile alone has zero beside it.
template<typename Vec, typename Line, typename From, int In, typename Transform>
inline void winogradPairs(const WinogradMove& in, Transform transform)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    constexpr int kCount = Line::kCount;
    for (std::int64_t tile = 0; tile < in.tiles; tile += 2) {
        float* to = in.to + tile / 2 * in.tile;
        I first[kCount * kCount];
        const auto load = [&](std::int64_t which) {
            const float* from = in.from + in.corners[which];
            return [from, &in](int y, int x) {
                return From::load(from + y * in.pitch + x * in.pixel);
            };
        };
        bothWays<F, In, kCount>(transform, load(tile), [&](int y, int x, F value) {
            first[kCount * y + x] = Vec::toBf16(value);
        });
        if (tile + 1 == in.tiles) {
            for (int i = 0; i < kCount * kCount; ++i)
                put(to + i * in.coefficient, first[i]);
            continue;
        }
        bothWays<F, In, kCount>(transform, load(tile + 1), [&](int y, int x, F value) {
            put(to + (kCount * y + x) * in.coefficient,
                first[kCount * y + x] | (Vec::toBf16(value) << 16));
        });
    }
}

template<typename Vec, typename Line, typename From> void winogradInputPairs(const WinogradMove& in)
{
    winogradPairs<Vec, Line, From, Line::kCount>(in,
                                                 [](const auto& d, auto& v) { Line::input(d, v); });
}

template<typename Vec, typename Line, typename From>
void winogradGradientPairs(const WinogradMove& in)
{
    winogradPairs<Vec, Line, From, Line::kSide>(
        in, [](const auto& y, auto& m) { Line::gradient(y, m); });
}

template<typename Vec, typename Line> void winogradGradient(const WinogradMove& in)
{
    using F = typename Vec::F;
    constexpr int kCount = Line::kCount;
    for (std::int64_t tile = 0; tile < in.tiles; ++tile) {
        const float* from = in.from + in.corners[tile];
        float* to = in.to + tile * in.tile;
        bothWays<F, Line::kSide, kCount>(
            [](const auto& y, auto& m) { Line::gradient(y, m); },
            [&](int y, int x) { return loaded<Vec>(from + y * in.pitch + x * in.pixel); },
            [&](int y, int x, F value) { put(to + (kCount * y + x) * in.coefficient, value); });
    }
}

template<typename Line, typename Sums> void winogradOutput(const WinogradMove& in)
{
    using Number = typename Sums::Number;
    constexpr int kCount = Line::kCount;
    for (std::int64_t tile = 0; tile < in.tiles; ++tile) {
        const float* from = in.from + tile * in.tile;
        float* to = in.to + in.corners[tile];
        bothWays<Number, kCount, Line::kSide>(
            [](const auto& m, auto& y) { Line::output(m, y); },
            [&](int y, int x) { return Sums::load(from + (kCount * y + x) * in.coefficient); },
            [&](int y, int x, Number value) {
                put(to + y * in.pitch + x * in.pixel, Sums::finished(value, y, x));
            });
    }
}

template<typename Vec, typename Line> void winogradWeights(const WinogradTaps& in)
{
    using F = typename Vec::F;
    constexpr int kCount = Line::kCount;
    float lanes[9][Vec::kLanes] = {};
    for (int lane = 0; lane < in.lanes; ++lane) {
        for (int i = 0; i < 9; ++i)
            lanes[in.flipped ? 8 - i : i][lane] = in.taps[lane * in.stride + i];
    }
    bothWays<F, 3, kCount>(
        [](const auto& g, auto& u) { Line::weights(g, u); },
        [&](int y, int x) { return loaded<Vec>(lanes[3 * y + x]); },
        [&](int y, int x, F value) { put(in.to + (kCount * y + x) * in.coefficient, value); });
}

template<typename Vec, typename Line> void winogradTaps(const WinogradTaps& in)
{
    using F = typename Vec::F;
    constexpr int kCount = Line::kCount;
    float lanes[9][Vec::kLanes];
    bothWays<F, kCount, 3>([](const auto& u, auto& g) { Line::taps(u, g); },
                           [&](int y, int x) {
                               return loaded<Vec>(in.coefficients
                                                  + (kCount * y + x) * in.coefficient);
                           },
                           [&](int y, int x, F value) { put(lanes[3 * y + x], value); });
    for (int lane = 0; lane < in.lanes; ++lane) {
        for (int i = 0; i < 9; ++i)
            in.out[lane * in.stride + i] = lanes[i][lane];
    }
}

template<typename Vec, typename Line> constexpr WinogradTable winogradTable()
{
    return {&winogradInput<Line, Whole<Vec>, Whole<Vec>>,
            &winogradInput<Line, Whole<Vec>, Halved<Vec>>,
            &winogradInput<Line, Halved<Vec>, Halved<Vec>>,
            &winogradInputPairs<Vec, Line, Whole<Vec>>,
            &winogradGradientPairs<Vec, Line, Whole<Vec>>,
            &winogradInput<Line, Halved<Vec>, Whole<Vec>>,
            &winogradInputPairs<Vec, Line, Halved<Vec>>,
            &winogradGradientPairs<Vec, Line, Halved<Vec>>,
            &winogradOutput<Line, Whole<Vec>>,
            &winogradGradient<Vec, Line>,
            &winogradWeights<Vec, Line>,
            &winogradTaps<Vec, Line>};
}

template<typename Vec> constexpr void addWinograd(TileTable& table)
{
    table.winograd2 = winogradTable<Vec, WinogradLine<Vec, 2>>();
    table.winograd4 = winogradTable<Vec, WinogradLine<Vec, 4>>();
}

} // namespace
} // namespace propago
