#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

/// Depthwise windows over rows that already have their border of zeros.
namespace propago {
namespace {

/// The nine taps of a filter in registers.
template<typename Vec> struct DepthwiseTaps {
    typename Vec::F taps[9];
    explicit DepthwiseTaps(const float* from)
    {
#pragma GCC unroll 9
        for (int tap = 0; tap < 9; ++tap)
            taps[tap] = Vec::held(Vec::broadcastF(from[tap]));
    }
};

/// What the three taps of a row see, for neighbouring outputs.
template<typename Vec, int Stride>
[[gnu::always_inline]] inline void loadTaps(const float* row, typename Vec::F (&pixels)[3])
{
    using F = typename Vec::F;
    if constexpr (Stride == 1) {
#pragma GCC unroll 3
        for (int kx = 0; kx < 3; ++kx)
            pixels[kx] = reinterpret_cast<F>(Vec::load(row + kx));
    } else {
        F odd;
        Vec::loadSeparated(row, pixels[0], pixels[1]);
        Vec::loadSeparated(row + 2, pixels[2], odd);
    }
}

/// A vector of neighbouring outputs in each of the rows.
template<typename Vec, int Stride, int Rows, typename Activation>
[[gnu::always_inline]] inline void
rowOutputs(const float* const (&in)[DepthwiseRows::kMostIn], const DepthwiseTaps<Vec>& weights,
           typename Vec::F bias, std::int64_t x, Activation store)
{
    using F = typename Vec::F;
    constexpr int kIn = DepthwiseRows::inRows(Stride, Rows);
    F sums[Rows];
#pragma GCC unroll 2
    for (int r = 0; r < Rows; ++r)
        sums[r] = bias;
#pragma GCC unroll 5
    for (int i = 0; i < kIn; ++i) {
        F pixels[3];
        loadTaps<Vec, Stride>(in[i] + Stride * x, pixels);
#pragma GCC unroll 2
        for (int r = 0; r < Rows; ++r) {
            const int ky = i - r * Stride;
#pragma GCC unroll 3
            for (int kx = 0; kx < 3; ++kx) {
                if (ky >= 0 && ky < 3)
                    sums[r] = Vec::fma(pixels[kx], weights.taps[3 * ky + kx], sums[r]);
            }
        }
    }
#pragma GCC unroll 2
    for (int r = 0; r < Rows; ++r)
        store(r, sums[r]);
}

template<typename Vec, int Stride, int Rows> void depthwiseRows(const DepthwiseRows& given)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    constexpr int kIn = DepthwiseRows::inRows(Stride, Rows);
    const DepthwiseRows all = given; // nothing that is stored can change it
    const std::int64_t wholes = all.outWidth / Vec::kLanes * Vec::kLanes;
    withActivation<Vec>(
        *all.tail, [&](auto activation) __attribute__((always_inline)) {
            const float* in[DepthwiseRows::kMostIn];
            for (int i = 0; i < kIn; ++i)
                in[i] = all.in[i];
            float* y = all.y;
            const float* residual = all.residual;
            for (std::int64_t channel = 0; channel < all.channels; ++channel) {
                const DepthwiseTaps<Vec> weights(all.weights + 9 * channel);
                const F bias = Vec::broadcastF(all.bias ? all.bias[channel] : 0);
                for (std::int64_t x = 0; x < wholes; x += Vec::kLanes) {
                    rowOutputs<Vec, Stride, Rows>(
                        in, weights, bias, x, [&](int r, F value) __attribute__((always_inline)) {
                            const std::int64_t at = r * all.outWidth + x;
                            if (residual)
                                value = value + reinterpret_cast<F>(Vec::load(residual + at));
                            value = activation(value);
                            __builtin_memcpy(y + at, &value, sizeof(value));
                        });
                }
                if (wholes < all.outWidth) {
                    const int count = static_cast<int>(all.outWidth - wholes);
                    rowOutputs<Vec, Stride, Rows>(
                        in, weights, bias,
                        wholes, [&](int r, F value) __attribute__((always_inline)) {
                            const std::int64_t at = r * all.outWidth + wholes;
                            if (residual)
                                value = value
                                        + reinterpret_cast<F>(Vec::loadPart(residual + at, count));
                            Vec::storePart(y + at, reinterpret_cast<I>(activation(value)), count);
                        });
                }
                for (int i = 0; i < kIn; ++i)
                    in[i] += all.step[i];
                y += all.plane;
                if (residual)
                    residual += all.plane;
            }
        });
}

template<typename Vec> constexpr void addDepthwiseRows(TileTable& table)
{
    table.depthwiseRows[1][1] = &depthwiseRows<Vec, 1, 1>;
    table.depthwiseRows[1][2] = &depthwiseRows<Vec, 1, 2>;
    table.depthwiseRows[2][1] = &depthwiseRows<Vec, 2, 1>;
    table.depthwiseRows[2][2] = &depthwiseRows<Vec, 2, 2>;
}

} // namespace
} // namespace propago
