#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

/// Between planes of channels and pixels of channels side by side.
namespace propago {
namespace {

/// Exchanges rows and columns of as many vectors as one has lanes: after log2(lanes) perfect shuffles
/// every number is where it belongs.
template<typename Vec> inline void transpose(typename Vec::F (&rows)[Vec::kLanes])
{
    if constexpr (requires { Vec::transpose(rows); }) {
        Vec::transpose(rows);
        return;
    }
    constexpr int kHalf = Vec::kLanes / 2;
#pragma GCC unroll 4
    for (int done = 1; done < Vec::kLanes; done *= 2) {
        typename Vec::F next[Vec::kLanes];
#pragma GCC unroll 8
        for (int i = 0; i < kHalf; ++i)
            Vec::interleave(rows[i], rows[i + kHalf], next[2 * i], next[2 * i + 1]);
#pragma GCC unroll 16
        for (int i = 0; i < Vec::kLanes; ++i)
            rows[i] = next[i];
    }
}

/// A load without mask where all lanes are there: it costs less.
template<typename Vec> inline typename Vec::I partOrAll(const void* from, int count)
{
    return count == Vec::kLanes ? Vec::load(from) : Vec::loadPart(from, count);
}

/// Channels of as many pixels as there are lanes, of the last ones only those that are there, to where
/// each pixel's vector is.
template<typename Vec, typename Move>
[[gnu::always_inline]] inline void storePixels(const Move& in, std::int64_t pixel, int count,
                                               typename Vec::F (&block)[Vec::kLanes])
{
    transpose<Vec>(block);
#pragma GCC unroll 16
    for (int p = 0; p < Vec::kLanes; ++p) {
        if (p < count)
            __builtin_memcpy(in.vectors + in.places[pixel + p] * in.scale, &block[p],
                             sizeof(block[p]));
    }
}

template<typename Vec> void toPixels(const PixelMove& in)
{
    // Many planes at once are more streams than a processor foresees by itself.
    constexpr int kAhead = 4;
    using F = typename Vec::F;
    for (std::int64_t pixel = 0; pixel < in.pixels; pixel += Vec::kLanes) {
        const std::int64_t left = in.pixels - pixel;
        const int count = left < Vec::kLanes ? static_cast<int>(left) : Vec::kLanes;
        F block[Vec::kLanes];
#pragma GCC unroll 16
        for (int c = 0; c < Vec::kLanes; ++c) {
            const float* from = in.planes + c * in.planeStride + pixel;
            __builtin_prefetch(from + kAhead * Vec::kLanes);
            block[c] = c < in.channels ? reinterpret_cast<F>(partOrAll<Vec>(from, count))
                                       : Vec::broadcastF(0);
        }
        storePixels<Vec>(in, pixel, count, block);
    }
}

/// The larger number, the second NaN above all.
template<typename F> inline F largerOf(F a, F b)
{
    return (b > a) | (b != b) ? b : a;
}

/// The channels of one pixel, or the largest of 2 x 2: of sums, because bias, activation and rounding
/// keep their order.
template<typename Vec>
inline typename Vec::F movedPixel(const PlaneMove& in, std::int64_t pixel, bool isLargest)
{
    const auto load = [](const float* from) {
        return reinterpret_cast<typename Vec::F>(Vec::load(from));
    };
    const float* at = in.vectors + in.places[pixel] * in.scale;
    if (!isLargest)
        return load(at);
    const typename Vec::F upper = largerOf(load(at), load(at + in.right));
    return largerOf(upper, largerOf(load(at + in.below), load(at + in.below + in.right)));
}

/// As many pixels of `in` as a vector has lanes, from `pixel` on; of the last ones only those that are there,
/// and of the channels too.
template<typename Vec, bool IsWhole, typename Activation>
[[gnu::always_inline]] inline void movePlanes(const PlaneMove& in, std::int64_t pixel, int count,
                                              Activation activation)
{
    using F = typename Vec::F;
    const bool isLargest = in.right != 0;
    F block[Vec::kLanes];
#pragma GCC unroll 16
    for (int p = 0; p < Vec::kLanes; ++p)
        block[p] =
            IsWhole || p < count ? movedPixel<Vec>(in, pixel + p, isLargest) : Vec::broadcastF(0);
    transpose<Vec>(block);
    const std::int64_t stride = in.planeStride;
    std::int64_t at = pixel;
#pragma GCC unroll 16
    for (int c = 0; c < Vec::kLanes; ++c, at += stride) {
        if (!IsWhole && c >= in.channels)
            continue;
        F value = block[c];
        if (in.bias)
            value = value + Vec::broadcastF(in.bias[c]);
        if (in.residual)
            value = value + reinterpret_cast<F>(partOrAll<Vec>(in.residual + at, count));
        value = activation(value);
        if constexpr (IsWhole)
            __builtin_memcpy(in.planes + at, &value, sizeof(value));
        else
            Vec::storePart(in.planes + at, reinterpret_cast<typename Vec::I>(value), count);
    }
}

template<typename Vec> void toPlanes(const PlaneMove& given)
{
    const PlaneMove in = given; // nothing that is stored can change it
    const std::int64_t wholes =
        in.channels == Vec::kLanes ? in.pixels / Vec::kLanes * Vec::kLanes : 0;
    withActivation<Vec>(
        *in.tail, [&](auto activation) __attribute__((always_inline)) {
            for (std::int64_t pixel = 0; pixel < wholes; pixel += Vec::kLanes)
                movePlanes<Vec, true>(in, pixel, Vec::kLanes, activation);
            for (std::int64_t pixel = wholes; pixel < in.pixels; pixel += Vec::kLanes)
                movePlanes<Vec, false>(in, pixel, lanesLeft<Vec>(in.pixels - pixel), activation);
        });
}

/// Exchanges rows and columns when a vector holds the units of two pixels: pixels by units in, units by
/// pixels out.
template<typename Vec> inline void transposeUnits(typename Vec::F (&rows)[Vec::kLanes / 2])
{
    constexpr int kRows = Vec::kLanes / 2;
#pragma GCC unroll 4
    for (int done = 1; done < Vec::kLanes; done *= 2) {
        typename Vec::F next[kRows];
#pragma GCC unroll 4
        for (int i = 0; i < kRows / 2; ++i)
            Vec::interleave(rows[i], rows[i + kRows / 2], next[2 * i], next[2 * i + 1]);
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i)
            rows[i] = next[i];
    }
}

/// toUnitPlanes() without a residual: then all else can happen before rows and columns change places,
/// while a vector still is one pixel, and half as many change them.
template<typename Vec> void toPlainUnitPlanes(const PlaneMove& in)
{
    using F = typename Vec::F;
    const bool isLargest = in.right != 0;
    F bias = Vec::broadcastF(0);
    if (in.bias)
        bias = reinterpret_cast<F>(Vec::loadPart(in.bias, in.channels));
    withActivation<Vec>(*in.tail, [&](auto activation) {
        for (std::int64_t pixel = 0; pixel < in.pixels; pixel += Vec::kLanes) {
            const std::int64_t left = in.pixels - pixel;
            const int count = left < Vec::kLanes ? static_cast<int>(left) : Vec::kLanes;
            const auto value = [&](int p) {
                return p < count ? activation(movedPixel<Vec>(in, pixel + p, isLargest) + bias)
                                 : Vec::broadcastF(0);
            };
            F block[Vec::kLanes / 2];
#pragma GCC unroll 8
            for (int i = 0; i < Vec::kLanes / 2; ++i) {
                const F even = value(2 * i);
                block[i] = reinterpret_cast<F>(Vec::joinedBf16(even, value(2 * i + 1)));
            }
            transposeUnits<Vec>(block);
#pragma GCC unroll 8
            for (int unit = 0; unit < Vec::kLanes / 2; ++unit) {
                if (2 * unit < in.channels)
                    Vec::storePart(in.planes + unit * in.planeStride + pixel,
                                   reinterpret_cast<typename Vec::I>(block[unit]), count);
            }
        }
    });
}

/// As toPlanes, but two channels share a unit of bf16, in the planes and in the residual.
template<typename Vec> void toUnitPlanes(const PlaneMove& in)
{
    if (!in.residual)
        return toPlainUnitPlanes<Vec>(in);
    using F = typename Vec::F;
    const Tail tail = *in.tail;
    const bool isLargest = in.right != 0;
    for (std::int64_t pixel = 0; pixel < in.pixels; pixel += Vec::kLanes) {
        const std::int64_t left = in.pixels - pixel;
        const int count = left < Vec::kLanes ? static_cast<int>(left) : Vec::kLanes;
        F block[Vec::kLanes];
#pragma GCC unroll 16
        for (int p = 0; p < Vec::kLanes; ++p)
            block[p] = p < count ? movedPixel<Vec>(in, pixel + p, isLargest) : Vec::broadcastF(0);
        transpose<Vec>(block);
#pragma GCC unroll 8
        for (int unit = 0; unit < Vec::kLanes / 2; ++unit) {
            if (2 * unit >= in.channels)
                continue;
            const std::int64_t at = unit * in.planeStride + pixel;
            const typename Vec::I residual = Vec::loadPart(in.residual + at, count);
            typename Vec::I bits{};
#pragma GCC unroll 2
            for (int half = 0; half < 2; ++half) {
                const int c = 2 * unit + half;
                const bool isBiased = in.bias && c < in.channels;
                F value = block[c] + Vec::broadcastF(isBiased ? in.bias[c] : 0);
                value = value + Bf16Format::residual<Vec>(residual, half, tail);
                bits = bits | Bf16Format::stored<Vec>(activated<Vec>(value, tail), half, tail);
            }
            Vec::storePart(in.planes + at, bits, count);
        }
    }
}

template<typename Vec>
void pairUp(const float* first, const float* second, float* units, std::int64_t count)
{
    using F = typename Vec::F;
    for (std::int64_t i = 0; i < count; i += Vec::kLanes) {
        const auto low = reinterpret_cast<F>(Vec::load(first + i));
        const auto high = reinterpret_cast<F>(Vec::load(second + i));
        const typename Vec::I bits = Vec::toBf16(low) | (Vec::toBf16(high) << 16);
        __builtin_memcpy(units + i, &bits, sizeof(bits));
    }
}

} // namespace
} // namespace propago
