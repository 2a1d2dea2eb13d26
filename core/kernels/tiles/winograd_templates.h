#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

namespace propago {
namespace {

/// V = transposed(B) d B of 4 x 4 pixels, a tile in each lane.
template<typename Vec> void winogradInput(const WinogradInput& in)
{
    using F = typename Vec::F;
    const auto load = [](const float* from) { return reinterpret_cast<F>(Vec::load(from)); };
    for (std::int64_t row = 0; row < in.rows; ++row) {
        for (std::int64_t column = 0; column < in.columns; column += Vec::kLanes) {
            const float* from = in.source + row * in.pitch + column;
            F half[4][4];
#pragma GCC unroll 4
            for (int s = 0; s < 4; ++s) {
                const F d0 = load(from + in.taps[s]);
                const F d1 = load(from + in.taps[4 + s]);
                const F d2 = load(from + in.taps[8 + s]);
                const F d3 = load(from + in.taps[12 + s]);
                half[0][s] = d0 - d2;
                half[1][s] = d1 + d2;
                half[2][s] = d2 - d1;
                half[3][s] = d1 - d3;
            }
            float* to = in.coefficients + row * in.columns + column;
#pragma GCC unroll 4
            for (int r = 0; r < 4; ++r) {
                const F whole[4] = {half[r][0] - half[r][2], half[r][1] + half[r][2],
                                    half[r][2] - half[r][1], half[r][1] - half[r][3]};
#pragma GCC unroll 4
                for (int s = 0; s < 4; ++s)
                    __builtin_memcpy(to + (4 * r + s) * in.step, &whole[s], sizeof(F));
            }
        }
    }
}

/// Writes pixels left and right of a row of tiles, which alternate in the output.
template<typename Vec>
inline void storePixels(const WinogradOutput& in, std::int64_t y, std::int64_t firstX,
                        typename Vec::F even, typename Vec::F odd)
{
    typename Vec::F pixels[2];
    Vec::interleave(even, odd, pixels[0], pixels[1]);
    const typename Vec::F bias = Vec::broadcastF(in.bias);
    for (int half = 0; half < 2; ++half) {
        const std::int64_t x = firstX + half * Vec::kLanes;
        if (x >= in.outWidth)
            return;
        const std::int64_t left = in.outWidth - x;
        const int count = left < Vec::kLanes ? static_cast<int>(left) : Vec::kLanes;
        const std::int64_t at = y * in.outWidth + x;
        typename Vec::F value = pixels[half] + bias;
        if (in.residual)
            value =
                value + reinterpret_cast<typename Vec::F>(Vec::loadPart(in.residual + at, count));
        value = activated<Vec>(value, *in.tail);
        Vec::storePart(in.y + at, reinterpret_cast<typename Vec::I>(value), count);
    }
}

/// Y = transposed(A) m A: 2 x 2 pixels from the sums of each tile.
template<typename Vec> void winogradOutput(const WinogradOutput& in)
{
    using F = typename Vec::F;
    for (std::int64_t row = 0; row < in.rows; ++row) {
        for (std::int64_t column = 0; column < in.columns; column += Vec::kLanes) {
            const float* from = in.coefficients + row * in.columns + column;
            F half[2][4];
#pragma GCC unroll 4
            for (int s = 0; s < 4; ++s) {
                F m[4];
#pragma GCC unroll 4
                for (int r = 0; r < 4; ++r)
                    m[r] = reinterpret_cast<F>(Vec::load(from + (4 * r + s) * in.step));
                half[0][s] = m[0] + m[1] + m[2];
                half[1][s] = m[1] - m[2] - m[3];
            }
#pragma GCC unroll 2
            for (int r = 0; r < 2; ++r) {
                if (2 * row + r < in.outHeight)
                    storePixels<Vec>(in, 2 * row + r, 2 * column,
                                     half[r][0] + half[r][1] + half[r][2],
                                     half[r][1] - half[r][2] - half[r][3]);
            }
        }
    }
}

} // namespace
} // namespace propago
