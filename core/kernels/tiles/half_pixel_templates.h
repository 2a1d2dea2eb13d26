#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/pixel_templates.h"

/// Between planes of channels in bf16 and pixels of channels side by side.
namespace propago {
namespace {

template<typename Vec> void widenToPixels(const HalfPixelMove& in)
{
    constexpr int kAhead = 4;
    using F = typename Vec::F;
    for (std::int64_t pixel = 0; pixel < in.pixels; pixel += Vec::kLanes) {
        const std::int64_t left = in.pixels - pixel;
        const int count = left < Vec::kLanes ? static_cast<int>(left) : Vec::kLanes;
        F block[Vec::kLanes];
#pragma GCC unroll 16
        for (int c = 0; c < Vec::kLanes; ++c) {
            const Bfloat16* from = in.planes + c * in.planeStride + pixel;
            __builtin_prefetch(from + kAhead * Vec::kLanes);
            // Reads on to the end of the vector; what lies behind the plane is not stored.
            block[c] = c < in.channels ? Vec::loadBf16(from) : Vec::broadcastF(0);
        }
        storePixels<Vec>(in, pixel, count, block);
    }
}

/// toPixels() for planes of bf16 units, half as many as there are channels; their vectors are fp32.
template<typename Vec> void unitsToPixels(const PixelMove& in)
{
    constexpr int kAhead = 4;
    using F = typename Vec::F;
    using I = typename Vec::I;
    const I upper = Vec::broadcastI(static_cast<std::int32_t>(0xFFFF0000u));
    for (std::int64_t pixel = 0; pixel < in.pixels; pixel += Vec::kLanes) {
        const int count = lanesLeft<Vec>(in.pixels - pixel);
        F block[Vec::kLanes];
#pragma GCC unroll 8
        for (int c = 0; c < Vec::kLanes; c += 2) {
            const float* from = in.planes + c / 2 * in.planeStride + pixel;
            __builtin_prefetch(from + kAhead * Vec::kLanes);
            const I units = c < in.channels ? partOrAll<Vec>(from, count) : I{};
            block[c] = reinterpret_cast<F>(units << 16);
            block[c + 1] = reinterpret_cast<F>(units & upper);
        }
        storePixels<Vec>(in, pixel, count, block);
    }
}

/// Up to a vector's lanes of numbers of 16 bits.
template<typename Vec> inline void copyHalves(void* to, const void* from, int count)
{
    if (count == Vec::kLanes)
        __builtin_memcpy(to, from, 2 * Vec::kLanes);
    else
        __builtin_memcpy(to, from, 2 * static_cast<std::size_t>(count));
}

/// 16 pixels of as many channels as there are lanes, 8 or 16, in bf16, on their way between planes and
/// pixels. Row r is, of planes: channel r (with 16 lanes channels r and r + 8, one behind the other);
/// of pixels: pixels r and r + 8, one behind the other.
template<typename Vec> struct HalfBlock {
    using I = typename Vec::I;
    using H = typename Vec::H;
    static constexpr int kPixels = 16;
    static constexpr int kRows = 8;
    /// Eight numbers, the least that changes places.
    static constexpr int kPlanes = Vec::kLanes / kRows;

    I rows[kRows];

    /// Exchanges rows and columns of each 8 x 8.
    void transpose()
    {
#pragma GCC unroll 3
        for (int done = 0; done < 3; ++done) {
            I next[kRows];
#pragma GCC unroll 4
            for (int i = 0; i < kRows / 2; ++i) {
                next[2 * i] = Vec::unpackLow(rows[i], rows[i + kRows / 2]);
                next[2 * i + 1] = Vec::unpackHigh(rows[i], rows[i + kRows / 2]);
            }
#pragma GCC unroll 8
            for (int i = 0; i < kRows; ++i)
                rows[i] = next[i];
        }
        if constexpr (kPlanes == 2) {
#pragma GCC unroll 8
            for (int i = 0; i < kRows; ++i)
                rows[i] = Vec::swapMiddle(rows[i]);
        }
    }

    /// From planes; reads on to the end of the block, zero where there is no channel.
    void loadPlanes(const Bfloat16* planes, std::int64_t stride, int channels)
    {
        constexpr int kAhead = 64;
        static constexpr std::uint16_t kZeros[kPixels] = {};
        const auto* none = reinterpret_cast<const Bfloat16*>(kZeros);
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r) {
            const Bfloat16* lower = r < channels ? planes + r * stride : none;
            __builtin_prefetch(planes + r * stride + kAhead);
            if constexpr (kPlanes == 1) {
                rows[r] = Vec::load(lower);
            } else {
                const Bfloat16* upper = r + kRows < channels ? planes + (r + kRows) * stride : none;
                __builtin_prefetch(planes + (r + kRows) * stride + kAhead);
                rows[r] = Vec::loadHalves(lower, upper);
            }
        }
    }
    /// The same without a look behind the last pixel, where another thread may write.
    void loadPlanesExactly(const Bfloat16* planes, std::int64_t stride, int channels, int count)
    {
        for (int r = 0; r < kRows; ++r) {
            char bytes[sizeof(I)] = {};
            for (int i = 0; i < kPlanes; ++i) {
                const int c = r + kRows * i;
                if (c < channels)
                    __builtin_memcpy(bytes + 2 * kPixels * i, planes + c * stride,
                                     2 * static_cast<std::size_t>(count));
            }
            __builtin_memcpy(&rows[r], bytes, sizeof(I));
        }
    }
    void storePlanes(Bfloat16* planes, std::int64_t stride, int channels, int count) const
    {
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
            for (int i = 0; i < kPlanes; ++i) {
                const int c = r + kRows * i;
                if (c >= channels)
                    continue;
                if (count < kPixels)
                    __builtin_memcpy(planes + c * stride,
                                     reinterpret_cast<const char*>(&rows[r]) + 2 * kPixels * i,
                                     2 * static_cast<std::size_t>(count));
                else if constexpr (kPlanes == 1)
                    __builtin_memcpy(planes + c * stride, &rows[r], sizeof(I));
                else
                    Vec::storeHalf(planes + c * stride, rows[r], i == 1);
            }
        }
    }
    /// The channels of one pixel.
    const char* pixel(int p) const
    {
        return reinterpret_cast<const char*>(&rows[p % kRows]) + p / kRows * sizeof(H);
    }
};

/// toHalfPixels() and roundToPlanes() where lanes are fewer than 8: number by number.
template<typename Vec> void toHalfPixelsPlainly(const HalfPixelMove& in)
{
    for (std::int64_t pixel = 0; pixel < in.pixels; ++pixel) {
        Bfloat16 numbers[Vec::kLanes];
        for (int c = 0; c < in.channels; ++c)
            numbers[c] = in.planes[c * in.planeStride + pixel];
        __builtin_memcpy(in.vectors + in.places[pixel] * in.scale, numbers, sizeof(numbers));
    }
}

template<typename Vec> void roundToPlanesPlainly(const HalfPlaneMove& in)
{
    for (std::int64_t pixel = 0; pixel < in.pixels; ++pixel) {
        const float* from = in.vectors + in.places[pixel] * in.scale;
        for (int c = 0; c < in.channels; ++c) {
            Bfloat16& target = in.planes[c * in.planeStride + pixel];
            const float before = in.accumulates ? static_cast<float>(target) : 0.0f;
            const float value = from[c] + (in.bias ? in.bias[c] : 0.0f);
            target = Bfloat16(in.accumulates ? value + before : value);
        }
    }
}

template<typename Vec> void toHalfPixels(const HalfPixelMove& in)
{
    if constexpr (Vec::kLanes < 8) {
        toHalfPixelsPlainly<Vec>(in);
    } else {
        using Block = HalfBlock<Vec>;
        for (std::int64_t pixel = 0; pixel < in.pixels; pixel += Block::kPixels) {
            const std::int64_t left = in.pixels - pixel;
            Block block;
            block.loadPlanes(in.planes + pixel, in.planeStride, in.channels);
            block.transpose();
#pragma GCC unroll 16
            for (int p = 0; p < Block::kPixels; ++p) {
                if (p < left)
                    Vec::storeHalf(in.vectors + in.places[pixel + p] * in.scale,
                                   block.rows[p % Block::kRows], p >= Block::kRows);
            }
        }
    }
}

template<typename Vec> void roundToPlanes(const HalfPlaneMove& in)
{
    if constexpr (Vec::kLanes < 8) {
        roundToPlanesPlainly<Vec>(in);
    } else {
        using Block = HalfBlock<Vec>;
        using F = typename Vec::F;
        F bias = Vec::broadcastF(0);
        if (in.bias)
            bias = reinterpret_cast<F>(partOrAll<Vec>(in.bias, in.channels));
        for (std::int64_t pixel = 0; pixel < in.pixels; pixel += Block::kPixels) {
            const std::int64_t left = in.pixels - pixel;
            const int count = left < Block::kPixels ? static_cast<int>(left) : Block::kPixels;
            Block block, before;
            if (in.accumulates) {
                before.loadPlanesExactly(in.planes + pixel, in.planeStride, in.channels, count);
                before.transpose();
            }
            const auto value = [&](int p) {
                if (p >= count)
                    return Vec::broadcastF(0);
                const F sum =
                    reinterpret_cast<F>(Vec::load(in.vectors + in.places[pixel + p] * in.scale))
                    + bias;
                return in.accumulates ? sum + Vec::loadBf16(before.pixel(p)) : sum;
            };
#pragma GCC unroll 8
            for (int r = 0; r < Block::kRows; ++r)
                block.rows[r] = Vec::joinedBf16(value(r), value(r + Block::kRows));
            block.transpose();
            block.storePlanes(in.planes + pixel, in.planeStride, in.channels, count);
        }
    }
}

} // namespace
} // namespace propago
