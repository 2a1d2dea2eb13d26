#include "core/kernels/tiles/depthwise.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

bool Depthwise::suits(const WindowGeometry& g)
{
    return g.groups == g.channels && g.kernelH == 3 && g.kernelW == 3 && g.dilationH == 1
           && g.dilationW == 1 && g.strideH == g.strideW && g.strideH <= 2;
}

Depthwise::Depthwise(const WindowGeometry& geometry, Isa isa)
    : m_geometry(geometry), m_table(tileTable(isa))
{}

DepthwisePlanes Depthwise::planesOf(const Call& call, std::int64_t channel) const
{
    const WindowGeometry& g = m_geometry;
    const std::int64_t filter = channel * g.groupFilters();
    DepthwisePlanes planes;
    planes.x = call.x;
    planes.height = g.height;
    planes.width = g.width;
    planes.padTop = g.padTop;
    planes.padLeft = g.padLeft;
    planes.filtersPerChannel = g.groupFilters();
    planes.weights = call.weights + filter * 9;
    planes.bias = call.bias ? call.bias + filter : nullptr;
    planes.y = call.y;
    planes.outHeight = g.outHeight();
    planes.outWidth = g.outWidth();
    planes.residual = call.residual;
    planes.tail = call.tail;
    return planes;
}

void Depthwise::run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte*) const
{
    const WindowGeometry& g = m_geometry;
    const std::int64_t in = g.inPlane(), out = g.groupFilters() * g.outPlane();
    splitRange(n * g.channels, pool, [&](std::int64_t first, std::int64_t last) {
        std::int64_t count = 0;
        for (std::int64_t item = first; item < last; item += count) {
            const std::int64_t channel = item % g.channels;
            count = std::min(last - item, g.channels - channel);
            Call part = call;
            part.x += item * in;
            part.y += item * out;
            if (part.residual)
                part.residual += item * out;
            DepthwisePlanes planes = planesOf(part, channel);
            planes.channels = count;
            m_table->depthwise[g.strideH](planes);
        }
    });
}

void Depthwise::runRows(const Call& call, int count, DepthwiseRows rows) const
{
    rows.weights = call.weights;
    rows.bias = call.bias;
    rows.outWidth = m_geometry.outWidth();
    rows.tail = call.tail;
    m_table->depthwiseRows[m_geometry.strideH][count](rows);
}

std::pair<std::int64_t, std::int64_t> Depthwise::rowsFor(std::int64_t firstRow,
                                                         std::int64_t lastRow) const
{
    const WindowGeometry& g = m_geometry;
    return {std::max<std::int64_t>(0, firstRow * g.strideH - g.padTop),
            std::min(g.height, (lastRow - 1) * g.strideH - g.padTop + 3)};
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
