#include "core/kernels/tiles/depthwise.h"

#include "core/kernels/tiles/parts.h"

namespace propago {

bool Depthwise::suits(const WindowGeometry& g)
{
    return g.groups == g.channels && g.kernelH == 3 && g.kernelW == 3 && g.dilationH == 1
           && g.dilationW == 1 && g.strideH == g.strideW && g.strideH <= 2;
}

Depthwise::Depthwise(const WindowGeometry& geometry, Isa isa)
    : m_geometry(geometry), m_table(tileTable(isa))
{}

void Depthwise::run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte*) const
{
    const WindowGeometry& g = m_geometry;
    splitItems(n * g.filters, pool, [&](std::int64_t item) {
        const std::int64_t filter = item % g.filters;
        const std::int64_t channel = item / g.filters * g.channels + filter / g.groupFilters();
        DepthwisePlane plane;
        plane.x = call.x + channel * g.inPlane();
        plane.height = g.height;
        plane.width = g.width;
        plane.padTop = g.padTop;
        plane.padLeft = g.padLeft;
        plane.weights = call.weights + filter * g.taps();
        plane.bias = call.bias ? call.bias[filter] : 0;
        plane.y = call.y + item * g.outPlane();
        plane.outHeight = g.outHeight();
        plane.outWidth = g.outWidth();
        plane.residual = call.residual ? call.residual + item * g.outPlane() : nullptr;
        plane.tail = call.tail;
        m_table->depthwise[g.strideH](plane);
    });
}

bool Depthwise::canTurn(const WindowGeometry& g)
{
    return hasSingles(g) && g.strideH == 1 && g.padTop <= 2 && g.padLeft <= 2 && g.padBottom <= 2
           && g.padRight <= 2;
}

// The same convolution over dy, with its window turned by half a turn.
void Depthwise::backwardInput(const float* dy, const float* w, float* dx, std::int64_t n,
                              bool accumulate, ThreadPool& pool, float* turnedWeights) const
{
    const WindowGeometry& g = m_geometry;
    WindowGeometry turned = g;
    turned.height = g.outHeight();
    turned.width = g.outWidth();
    turned.padTop = 2 - g.padTop;
    turned.padLeft = 2 - g.padLeft;
    turned.padBottom = 2 - g.padBottom;
    turned.padRight = 2 - g.padRight;
    for (std::int64_t i = 0; i < g.weightCount(); ++i)
        turnedWeights[i] = w[i / 9 * 9 + 8 - i % 9];
    Depthwise back(*this);
    back.m_geometry = turned;
    const Tail plain{};
    back.run({dy, turnedWeights, nullptr, dx, accumulate ? dx : nullptr, &plain}, n, &pool,
             nullptr);
}

void Depthwise::backwardWeights(const float* x, const float* dy, float* dw, std::int64_t n,
                                ThreadPool& pool) const
{
    const WindowGeometry& g = m_geometry;
    splitItems(g.channels, &pool, [&](std::int64_t channel) {
        DepthwiseDot dot;
        dot.x = x + channel * g.inPlane();
        dot.xSample = g.channels * g.inPlane();
        dot.dy = dy + channel * g.outPlane();
        dot.dySample = g.channels * g.outPlane();
        dot.samples = n;
        dot.height = g.height;
        dot.width = g.width;
        dot.padTop = g.padTop;
        dot.padLeft = g.padLeft;
        dot.outHeight = g.outHeight();
        dot.outWidth = g.outWidth();
        dot.dw = dw + channel * 9;
        m_table->depthwiseDots[g.strideH](dot);
    });
}

} // namespace propago
