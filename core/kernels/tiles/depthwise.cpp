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

} // namespace propago
