#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

/// Depthwise windows over pixels whose channels lie side by side: lanes are channels, so that windows
/// need no shifted loads, and every plane is as good as a wide one.
namespace propago {
namespace {

/// A vector of channels in the nine taps.
template<typename Vec> struct PixelTaps {
    typename Vec::F taps[9];
    typename Vec::F bias;
    PixelTaps(const float* weights, const float* start)
        : bias(reinterpret_cast<typename Vec::F>(Vec::load(start)))
    {
#pragma GCC unroll 9
        for (int tap = 0; tap < 9; ++tap)
            taps[tap] = Vec::held(
                reinterpret_cast<typename Vec::F>(Vec::load(weights + tap * Vec::kLanes)));
    }
};

/// Neighbouring outputs, step by step together: each waits for its own last sum at every step, and a
/// processor does not look far enough ahead to find enough others.
template<typename Vec, int Stride, int Pixel, int Count>
[[gnu::always_inline]] inline void windowOutputs(const PixelWindows& in, std::int64_t at,
                                                 std::int64_t x, const PixelTaps<Vec>& weights,
                                                 const Clamp<Vec>& clamp)
{
    using F = typename Vec::F;
    F sums[Count];
#pragma GCC unroll 4
    for (int i = 0; i < Count; ++i)
        sums[i] = weights.bias;
#pragma GCC unroll 3
    for (int ky = 0; ky < 3; ++ky) {
        const float* row = in.in[ky] + at + Stride * x * Pixel;
#pragma GCC unroll 3
        for (int kx = 0; kx < 3; ++kx) {
#pragma GCC unroll 4
            for (int i = 0; i < Count; ++i) {
                const auto pixel = reinterpret_cast<F>(Vec::load(row + (Stride * i + kx) * Pixel));
                sums[i] = Vec::fma(pixel, weights.taps[3 * ky + kx], sums[i]);
            }
        }
    }
    float* y = in.y + at + x * in.outPixel;
#pragma GCC unroll 4
    for (int i = 0; i < Count; ++i, y += in.outPixel) {
        const F value = clamp(sums[i]);
        __builtin_memcpy(y, &value, sizeof(value));
    }
}

/// `Vectors`: those of a pixel of the input, and one more: known in advance, no tap needs a register for
/// where it lies.
template<typename Vec, int Stride, int Vectors> void pixelWindows(const PixelWindows& given)
{
    constexpr int kTogether = 4, kPixel = (Vectors + 1) * Vec::kLanes;
    const PixelWindows in = given; // nothing that is stored can change it
    const Clamp<Vec> clamp(*in.tail);
    for (std::int64_t vector = 0; vector < in.vectors; ++vector) {
        const std::int64_t at = vector * Vec::kLanes;
        const PixelTaps<Vec> weights(in.weights + 9 * at, in.bias + at);
        std::int64_t x = 0;
        for (; x + kTogether <= in.outWidth; x += kTogether)
            windowOutputs<Vec, Stride, kPixel, kTogether>(in, at, x, weights, clamp);
        const std::int64_t rest = in.outWidth - x;
        if (rest == 3)
            windowOutputs<Vec, Stride, kPixel, 3>(in, at, x, weights, clamp);
        else if (rest == 2)
            windowOutputs<Vec, Stride, kPixel, 2>(in, at, x, weights, clamp);
        else if (rest == 1)
            windowOutputs<Vec, Stride, kPixel, 1>(in, at, x, weights, clamp);
    }
}

template<typename Vec, int Vectors> constexpr void addPixelWindowsOf(TileTable& table)
{
    table.pixelWindows[1][Vectors] = &pixelWindows<Vec, 1, Vectors>;
    table.pixelWindows[2][Vectors] = &pixelWindows<Vec, 2, Vectors>;
}

template<typename Vec> constexpr void addPixelWindows(TileTable& table)
{
    addPixelWindowsOf<Vec, 1>(table);
    addPixelWindowsOf<Vec, 2>(table);
    addPixelWindowsOf<Vec, 3>(table);
    addPixelWindowsOf<Vec, 4>(table);
}

} // namespace
} // namespace propago
