#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

namespace propago {
namespace {

/// The lanes of a vector that starts at column `first` which lie in a row of `width` pixels.
template<typename Vec> inline std::uint32_t lanesInside(std::int64_t first, std::int64_t width)
{
    const auto below = [](std::int64_t count) {
        return count <= 0             ? 0u
               : count >= Vec::kLanes ? (1u << Vec::kLanes) - 1u
                                      : (1u << count) - 1u;
    };
    return below(width - first) & ~below(-first);
}

/// The three pixels of a row that each lane's output takes, as vectors; columns outside are zero.
template<typename Vec, int Stride> struct DepthwiseColumns;

template<typename Vec> struct DepthwiseColumns<Vec, 1> {
    using F = typename Vec::F;
    DepthwiseColumns(std::int64_t firstColumn, std::int64_t width) : first(firstColumn)
    {
        for (int i = 0; i < 3; ++i)
            masks[i] = lanesInside<Vec>(first + i, width);
    }
    void load(const float* row, F (&pixels)[3]) const
    {
#pragma GCC unroll 3
        for (int i = 0; i < 3; ++i)
            pixels[i] = reinterpret_cast<F>(Vec::loadMask(row + first + i, masks[i]));
    }
    std::int64_t first;
    std::uint32_t masks[3];
};

template<typename Vec> struct DepthwiseColumns<Vec, 2> {
    using F = typename Vec::F;
    DepthwiseColumns(std::int64_t firstColumn, std::int64_t width) : first(firstColumn)
    {
        for (int i = 0; i < 4; ++i)
            masks[i] = lanesInside<Vec>(first + shift(i), width);
    }
    void load(const float* row, F (&pixels)[3]) const
    {
        F halves[4];
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i)
            halves[i] = reinterpret_cast<F>(Vec::loadMask(row + first + shift(i), masks[i]));
        F unused;
        Vec::separate(halves[0], halves[1], pixels[0], pixels[1]);
        Vec::separate(halves[2], halves[3], pixels[2], unused);
    }
    static std::int64_t shift(int half)
    {
        return half / 2 * 2 + half % 2 * Vec::kLanes;
    }
    std::int64_t first;
    std::uint32_t masks[4];
};

template<typename Vec> struct DepthwiseWeights {
    typename Vec::F taps[9];
    typename Vec::F bias;
};

/// Sums of rows [outY, outY + Rows) of one vector of output columns: each row of pixels is loaded once
/// for all the output rows that take it. `Inside`: no row lies outside the plane.
template<typename Vec, int Stride, int Rows, bool Inside>
inline void depthwiseSums(const DepthwisePlanes& in, const float* x,
                          const DepthwiseColumns<Vec, Stride>& columns,
                          const DepthwiseWeights<Vec>& weights, std::int64_t outY,
                          typename Vec::F (&results)[Rows])
{
    using F = typename Vec::F;
    F sums[Rows];
#pragma GCC unroll 7
    for (int r = 0; r < Rows; ++r)
        sums[r] = weights.bias;
    const std::int64_t firstRow = outY * Stride - in.padTop;
    const float* row = x + firstRow * in.width;
#pragma GCC unroll 15
    for (int i = 0; i < (Rows - 1) * Stride + 3; ++i, row += in.width) {
        if (!Inside && (firstRow + i < 0 || firstRow + i >= in.height))
            continue;
        F pixels[3];
        columns.load(row, pixels);
#pragma GCC unroll 3
        for (int kx = 0; kx < 3; ++kx) {
#pragma GCC unroll 3
            for (int ky = 0; ky < 3; ++ky) {
                const int r = (i - ky) / Stride;
                if (i >= ky && (i - ky) % Stride == 0 && r < Rows)
                    sums[r] = Vec::fma(pixels[kx], weights.taps[3 * ky + kx], sums[r]);
            }
        }
    }
#pragma GCC unroll 7
    for (int r = 0; r < Rows; ++r)
        results[r] = sums[r];
}

/// Where a plane lies, and a vector of its output columns.
template<typename Vec, int Stride> struct DepthwiseStrip {
    const float* x;
    float* y;
    const float* residual; ///< or null
    DepthwiseColumns<Vec, Stride> columns;
    int count; ///< columns that exist
};

template<typename Vec, int Stride, int Rows>
inline void depthwiseRows(const DepthwisePlanes& in, const DepthwiseStrip<Vec, Stride>& strip,
                          const DepthwiseWeights<Vec>& weights, std::int64_t outY)
{
    using F = typename Vec::F;
    F sums[Rows];
    const std::int64_t firstRow = outY * Stride - in.padTop;
    if (firstRow >= 0 && firstRow + (Rows - 1) * Stride + 3 <= in.height)
        depthwiseSums<Vec, Stride, Rows, true>(in, strip.x, strip.columns, weights, outY, sums);
    else
        depthwiseSums<Vec, Stride, Rows, false>(in, strip.x, strip.columns, weights, outY, sums);
    withActivation<Vec>(*in.tail, [&](auto activation) {
        float* y = strip.y + outY * in.outWidth;
        const float* residual = strip.residual ? strip.residual + outY * in.outWidth : nullptr;
#pragma GCC unroll 7
        for (int r = 0; r < Rows; ++r, y += in.outWidth) {
            F value = sums[r];
            if (residual)
                value =
                    value
                    + reinterpret_cast<F>(Vec::loadPart(residual + r * in.outWidth, strip.count));
            Vec::storePart(y, reinterpret_cast<typename Vec::I>(activation(value)), strip.count);
        }
    });
}

template<typename Vec, int Stride>
inline void depthwiseStrip(const DepthwisePlanes& in, const DepthwiseStrip<Vec, Stride>& strip,
                           const DepthwiseWeights<Vec>& weights)
{
    std::int64_t y = 0;
    // Many networks have planes of 7 * 2^n rows.
    for (; y + 7 <= in.outHeight; y += 7)
        depthwiseRows<Vec, Stride, 7>(in, strip, weights, y);
    for (; y + 4 <= in.outHeight; y += 4)
        depthwiseRows<Vec, Stride, 4>(in, strip, weights, y);
    const std::int64_t rest = in.outHeight - y;
    if (rest == 3)
        depthwiseRows<Vec, Stride, 3>(in, strip, weights, y);
    else if (rest == 2)
        depthwiseRows<Vec, Stride, 2>(in, strip, weights, y);
    else if (rest == 1)
        depthwiseRows<Vec, Stride, 1>(in, strip, weights, y);
}

template<typename Vec, int Stride> void depthwisePlanes(const DepthwisePlanes& given)
{
    const DepthwisePlanes in = given; // nothing that is stored can change it
    const std::int64_t out = in.outHeight * in.outWidth;
    const auto columnsAt = [&](std::int64_t x) {
        return DepthwiseColumns<Vec, Stride>(x * Stride - in.padLeft, in.width);
    };
    const DepthwiseColumns<Vec, Stride> firstColumns = columnsAt(0);
    const float* taps = in.weights;
    std::int64_t filter = 0;
    for (std::int64_t channel = 0; channel < in.channels; ++channel) {
        const float* plane = in.x + channel * in.height * in.width;
        for (std::int64_t i = 0; i < in.filtersPerChannel; ++i, ++filter, taps += 9) {
            DepthwiseWeights<Vec> weights;
            for (int tap = 0; tap < 9; ++tap)
                weights.taps[tap] = Vec::broadcastF(taps[tap]);
            weights.bias = Vec::broadcastF(in.bias ? in.bias[filter] : 0);
            for (std::int64_t x = 0; x < in.outWidth; x += Vec::kLanes) {
                const std::int64_t left = in.outWidth - x;
                depthwiseStrip<Vec, Stride>(
                    in,
                    {plane, in.y + filter * out + x,
                     in.residual ? in.residual + filter * out + x : nullptr,
                     x == 0 ? firstColumns : columnsAt(x),
                     left < Vec::kLanes ? static_cast<int>(left) : Vec::kLanes},
                    weights);
            }
        }
    }
}

/// One row of dy times the three rows of pixels that it came from.
template<typename Vec, int Stride>
inline void depthwiseDotRow(const DepthwiseDot& in, const float* x, const float* dy,
                            std::int64_t outY, typename Vec::F (&sums)[9])
{
    using F = typename Vec::F;
    const std::int64_t firstRow = outY * Stride - in.padTop;
    for (std::int64_t outX = 0; outX < in.outWidth; outX += Vec::kLanes) {
        const DepthwiseColumns<Vec, Stride> columns(outX * Stride - in.padLeft, in.width);
        const std::int64_t left = in.outWidth - outX;
        const auto gradient = reinterpret_cast<F>(
            Vec::loadPart(dy + outX, static_cast<int>(left < Vec::kLanes ? left : Vec::kLanes)));
#pragma GCC unroll 3
        for (int ky = 0; ky < 3; ++ky) {
            if (firstRow + ky < 0 || firstRow + ky >= in.height)
                continue;
            F pixels[3];
            columns.load(x + (firstRow + ky) * in.width, pixels);
#pragma GCC unroll 3
            for (int kx = 0; kx < 3; ++kx)
                sums[3 * ky + kx] = Vec::fma(pixels[kx], gradient, sums[3 * ky + kx]);
        }
    }
}

template<typename Vec, int Stride> void depthwiseDot(const DepthwiseDot& dot)
{
    const DepthwiseDot in = dot;
    typename Vec::F sums[9] = {};
    for (std::int64_t sample = 0; sample < in.samples; ++sample) {
        const float* x = in.x + sample * in.xSample;
        const float* dy = in.dy + sample * in.dySample;
        for (std::int64_t outY = 0; outY < in.outHeight; ++outY)
            depthwiseDotRow<Vec, Stride>(in, x, dy + outY * in.outWidth, outY, sums);
    }
    for (int tap = 0; tap < 9; ++tap)
        in.dw[tap] = Vec::sum(sums[tap]);
}

/// For 32 registers, and masks of their own.
template<typename Vec> constexpr void addDepthwisePlanes(TileTable& table)
{
    table.depthwise[1] = &depthwisePlanes<Vec, 1>;
    table.depthwise[2] = &depthwisePlanes<Vec, 2>;
}

template<typename Vec> constexpr void addDepthwiseDots(TileTable& table)
{
    table.depthwiseDots[1] = &depthwiseDot<Vec, 1>;
    table.depthwiseDots[2] = &depthwiseDot<Vec, 2>;
}

} // namespace
} // namespace propago
