#pragma once
#include "core/kernels/geometry.h"

#include <cstdint>

/// Convolution as its definition reads, one sample at a time: what the fast kernels are checked
/// against, and what fp64 runs on. Layouts as in core/kernels/convolution.h.
namespace propago::reference {

/// Calls f(output index, input index, weight index) for every product of filters
/// [firstFilter, lastFilter) in one sample: out += in * weight, whichever of the three is sought.
template<typename F>
void forEachProduct(const WindowGeometry& g, std::int64_t firstFilter, std::int64_t lastFilter, F f)
{
    const std::int64_t outHeight = g.outHeight();
    const std::int64_t outWidth = g.outWidth();
    for (std::int64_t filter = firstFilter; filter < lastFilter; ++filter) {
        const std::int64_t group = filter / g.groupFilters();
        for (std::int64_t c = 0; c < g.groupChannels(); ++c) {
            const std::int64_t channel = group * g.groupChannels() + c;
            for (std::int64_t ky = 0; ky < g.kernelH; ++ky) {
                for (std::int64_t kx = 0; kx < g.kernelW; ++kx) {
                    const std::int64_t weight =
                        ((filter * g.groupChannels() + c) * g.kernelH + ky) * g.kernelW + kx;
                    for (std::int64_t oy = 0; oy < outHeight; ++oy) {
                        const std::int64_t y = oy * g.strideH + ky * g.dilationH - g.padTop;
                        if (y < 0 || y >= g.height)
                            continue;
                        for (std::int64_t ox = 0; ox < outWidth; ++ox) {
                            const std::int64_t x = ox * g.strideW + kx * g.dilationW - g.padLeft;
                            if (x < 0 || x >= g.width)
                                continue;
                            f((filter * outHeight + oy) * outWidth + ox,
                              (channel * g.height + y) * g.width + x, weight);
                        }
                    }
                }
            }
        }
    }
}

/// y of one sample; `bias` may be null.
template<typename T>
void convolutionForward(const WindowGeometry& g, const T* x, const T* w, const T* bias, T* y)
{
    for (std::int64_t i = 0; i < g.filters * g.outPlane(); ++i)
        y[i] = bias ? bias[i / g.outPlane()] : T(0);
    forEachProduct(g, 0, g.filters, [&](std::int64_t out, std::int64_t in, std::int64_t weight) {
        y[out] += x[in] * w[weight];
    });
}

/// Adds the gradient of one sample to dx.
template<typename T>
void convolutionBackwardInput(const WindowGeometry& g, const T* dy, const T* w, T* dx)
{
    forEachProduct(g, 0, g.filters, [&](std::int64_t out, std::int64_t in, std::int64_t weight) {
        dx[in] += dy[out] * w[weight];
    });
}

/// Adds the gradient of one sample to dw, for filters [firstFilter, lastFilter).
template<typename T>
void convolutionBackwardWeights(const WindowGeometry& g, const T* x, const T* dy, T* dw,
                                std::int64_t firstFilter, std::int64_t lastFilter)
{
    forEachProduct(g, firstFilter, lastFilter,
                   [&](std::int64_t out, std::int64_t in, std::int64_t weight) {
                       dw[weight] += dy[out] * x[in];
                   });
}

/// Adds the sum of dy of one sample to db, for filters [firstFilter, lastFilter).
template<typename T>
void convolutionBackwardBias(const WindowGeometry& g, const T* dy, T* db, std::int64_t firstFilter,
                             std::int64_t lastFilter)
{
    for (std::int64_t filter = firstFilter; filter < lastFilter; ++filter) {
        for (std::int64_t p = 0; p < g.outPlane(); ++p)
            db[filter] += dy[filter * g.outPlane() + p];
    }
}

} // namespace propago::reference
