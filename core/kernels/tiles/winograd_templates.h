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
    static void input(const F (&d)[4], F (&v)[4])
    {
        v[0] = d[0] - d[2];
        v[1] = d[1] + d[2];
        v[2] = d[2] - d[1];
        v[3] = d[1] - d[3];
    }
    static void output(const F (&m)[4], F (&y)[2])
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

template<typename Vec> struct WinogradLine<Vec, 4> {
    using F = typename Vec::F;
    static constexpr int kSide = 4;
    static constexpr int kCount = 6;
    static F times(float a, F b) { return Vec::broadcastF(a) * b; }
    static F plus(F c, float a, F b) { return Vec::fma(Vec::broadcastF(a), b, c); }
    static void input(const F (&d)[6], F (&v)[6])
    {
        const F even = plus(d[4], -4, d[2]), odd = plus(d[3], -4, d[1]);
        const F even2 = d[4] - d[2], odd2 = d[3] - d[1];
        v[0] = plus(plus(d[4], -5, d[2]), 4, d[0]);
        v[1] = even + odd;
        v[2] = even - odd;
        v[3] = plus(even2, 2, odd2);
        v[4] = plus(even2, -2, odd2);
        v[5] = plus(plus(d[5], -5, d[3]), 4, d[1]);
    }
    static void output(const F (&m)[6], F (&y)[4])
    {
        const F sum = m[1] + m[2], difference = m[1] - m[2];
        const F sum2 = m[3] + m[4], difference2 = m[3] - m[4];
        y[0] = m[0] + sum + sum2;
        y[1] = plus(difference, 2, difference2);
        y[2] = plus(sum, 4, sum2);
        y[3] = plus(difference, 8, difference2) + m[5];
    }
    static void gradient(const F (&y)[4], F (&m)[6])
    {
        const F even = y[0] + y[2], odd = y[1] + y[3];
        const F even2 = plus(y[0], 4, y[2]), odd2 = plus(times(2, y[1]), 8, y[3]);
        m[0] = y[0];
        m[1] = even + odd;
        m[2] = even - odd;
        m[3] = even2 + odd2;
        m[4] = even2 - odd2;
        m[5] = y[3];
    }
    static void weights(const F (&g)[3], F (&u)[6])
    {
        const F outer = times(-1.0f / 6, g[0] + g[2]), middle = times(1.0f / 6, g[1]);
        const F outer2 = plus(times(1.0f / 24, g[0]), 1.0f / 6, g[2]);
        const F middle2 = times(1.0f / 12, g[1]);
        u[0] = times(0.25f, g[0]);
        u[1] = outer - middle;
        u[2] = outer + middle;
        u[3] = outer2 + middle2;
        u[4] = outer2 - middle2;
        u[5] = g[2];
    }
    static void taps(const F (&u)[6], F (&g)[3])
    {
        const F sum = u[1] + u[2], difference = u[2] - u[1];
        const F sum2 = u[3] + u[4], difference2 = u[3] - u[4];
        g[0] = plus(plus(times(0.25f, u[0]), -1.0f / 6, sum), 1.0f / 24, sum2);
        g[1] = plus(times(1.0f / 6, difference), 1.0f / 12, difference2);
        g[2] = plus(plus(u[5], -1.0f / 6, sum), 1.0f / 6, sum2);
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

template<typename Vec, typename Line> void winogradInput(const WinogradMove& in)
{
    using F = typename Vec::F;
    constexpr int kCount = Line::kCount;
    for (std::int64_t tile = 0; tile < in.tiles; ++tile) {
        const float* from = in.from + in.corners[tile];
        float* to = in.to + tile * in.tile;
        bothWays<F, kCount, kCount>(
            [](const auto& d, auto& v) { Line::input(d, v); },
            [&](int y, int x) { return loaded<Vec>(from + y * in.pitch + x * in.pixel); },
            [&](int y, int x, F value) { put(to + (kCount * y + x) * in.coefficient, value); });
    }
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

template<typename Vec, typename Line> void winogradOutput(const WinogradMove& in)
{
    using F = typename Vec::F;
    constexpr int kCount = Line::kCount;
    for (std::int64_t tile = 0; tile < in.tiles; ++tile) {
        const float* from = in.from + tile * in.tile;
        float* to = in.to + in.corners[tile];
        bothWays<F, kCount, Line::kSide>(
            [](const auto& m, auto& y) { Line::output(m, y); },
            [&](int y, int x) { return loaded<Vec>(from + (kCount * y + x) * in.coefficient); },
            [&](int y, int x, F value) { put(to + y * in.pitch + x * in.pixel, value); });
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
    return {&winogradInput<Vec, Line>, &winogradOutput<Vec, Line>, &winogradGradient<Vec, Line>,
            &winogradWeights<Vec, Line>, &winogradTaps<Vec, Line>};
}

template<typename Vec> constexpr void addWinograd(TileTable& table)
{
    table.winograd2 = winogradTable<Vec, WinogradLine<Vec, 2>>();
    table.winograd4 = winogradTable<Vec, WinogradLine<Vec, 4>>();
}

} // namespace
} // namespace propago
