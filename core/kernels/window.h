#pragma once
#include "core/kernels/geometry.h"

#include <algorithm>
#include <cstdint>

namespace propago {

/// Rows and columns of an input plane under one window, cut at the border.
struct Window {
    std::int64_t firstY;
    std::int64_t endY;
    std::int64_t stepY;
    std::int64_t firstX;
    std::int64_t endX;
    std::int64_t stepX;
    /// Real pixels, without padding.
    std::int64_t pixels() const
    {
        return windowCount(endY - firstY, 1, stepY) * windowCount(endX - firstX, 1, stepX);
    }
};

/// The first of start, start + step, ... that is not negative.
inline std::int64_t firstInside(std::int64_t start, std::int64_t step)
{
    return start >= 0 ? start : start + (-start + step - 1) / step * step;
}

/// The window of output pixel (outY, outX).
inline Window windowAt(const WindowGeometry& g, std::int64_t outY, std::int64_t outX)
{
    const std::int64_t y = outY * g.strideH - g.padTop;
    const std::int64_t x = outX * g.strideW - g.padLeft;
    return {
        firstInside(y, g.dilationH), std::min(g.height, y + g.kernelH * g.dilationH), g.dilationH,
        firstInside(x, g.dilationW), std::min(g.width, x + g.kernelW * g.dilationW),  g.dilationW};
}

/// Taps from `start` on that lie before `end`, at most `kernel`.
inline std::int64_t tapsBefore(std::int64_t end, std::int64_t start, std::int64_t kernel,
                               std::int64_t step)
{
    return std::min(kernel, (end - start + step - 1) / step);
}

/// Pixels that the average of output pixel (outY, outX) divides by.
inline std::int64_t averagedPixels(const WindowGeometry& g, std::int64_t outY, std::int64_t outX,
                                   bool countIncludePad)
{
    if (!countIncludePad)
        return windowAt(g, outY, outX).pixels();
    const std::int64_t bottom = g.height + g.padBottom - g.extraBottom;
    const std::int64_t right = g.width + g.padRight - g.extraRight;
    return tapsBefore(bottom, outY * g.strideH - g.padTop, g.kernelH, g.dilationH)
           * tapsBefore(right, outX * g.strideW - g.padLeft, g.kernelW, g.dilationW);
}

/// Two by two with stride two and without padding: what nearly every network uses.
inline bool isHalving(const WindowGeometry& g)
{
    return g.kernelH == 2 && g.kernelW == 2 && g.strideH == 2 && g.strideW == 2 && g.dilationH == 1
           && g.dilationW == 1 && g.padTop == 0 && g.padLeft == 0 && g.padBottom == 0
           && g.padRight == 0;
}

} // namespace propago
