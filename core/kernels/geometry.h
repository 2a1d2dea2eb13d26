#pragma once
#include <cstdint>

namespace propago {

/// How often a window fits into `padded` pixels when it moves by `stride`.
constexpr std::int64_t windowCount(std::int64_t padded, std::int64_t window, std::int64_t stride)
{
    return padded < window ? 0 : (padded - window) / stride + 1;
}

/// One sample of a sliding window: convolution or pooling. For pooling, filters == channels.
struct WindowGeometry {
    std::int64_t channels = 0;
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t filters = 0;
    std::int64_t kernelH = 0;
    std::int64_t kernelW = 0;
    std::int64_t strideH = 1;
    std::int64_t strideW = 1;
    std::int64_t padTop = 0;
    std::int64_t padLeft = 0;
    std::int64_t padBottom = 0;
    std::int64_t padRight = 0;
    std::int64_t dilationH = 1;
    std::int64_t dilationW = 1;
    std::int64_t groups = 1;
    /// Part of padBottom and padRight that only lets a last window fit whose count was rounded up;
    /// an average never counts it.
    std::int64_t extraBottom = 0;
    std::int64_t extraRight = 0;

    /// 0 when the window does not fit once.
    std::int64_t outHeight() const
    {
        return windowCount(height + padTop + padBottom, dilationH * (kernelH - 1) + 1, strideH);
    }
    std::int64_t outWidth() const
    {
        return windowCount(width + padLeft + padRight, dilationW * (kernelW - 1) + 1, strideW);
    }
    std::int64_t inPlane() const { return height * width; }
    std::int64_t outPlane() const { return outHeight() * outWidth(); }
    std::int64_t taps() const { return kernelH * kernelW; }
    /// Channels that one filter sees.
    std::int64_t groupChannels() const { return channels / groups; }
    std::int64_t groupFilters() const { return filters / groups; }
    std::int64_t weightCount() const { return filters * groupChannels() * taps(); }
    /// Multiply-adds of a convolution of one sample.
    std::int64_t macs() const { return weightCount() * outPlane(); }
};

} // namespace propago
