#include "core/kernels/tiles/pixel_product.h"

#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/winograd_grid.h"

#include <algorithm>
#include <numeric>

namespace propago {

namespace {

double usedLanes(std::int64_t count, int lanes)
{
    return static_cast<double>(count) / static_cast<double>(divided(count, lanes) * lanes);
}

bool isPointwise(const WindowGeometry& g)
{
    return g.taps() == 1 && g.groups == 1 && g.strideH == 1 && g.strideW == 1
           && g.outHeight() == g.height && g.outWidth() == g.width && g.padTop == 0
           && g.padLeft == 0;
}

} // namespace

bool PixelProduct::suits(const WindowGeometry& g, Isa isa)
{
    // What turning the sums back into planes costs in terms of channels.
    constexpr std::int64_t kFewestChannels = 32;
    const int lanes = tileTable(isa)->lanes;
    return isPointwise(g) && g.channels >= kFewestChannels && g.outPlane() > 1
           && usedLanes(g.outPlane(), lanes) < 0.9 * usedLanes(g.filters, lanes);
}

PixelProduct::PixelProduct(const WindowGeometry& geometry, Isa isa)
    : m_geometry(geometry)
    , m_table(tileTable(isa))
    , m_pixels(static_cast<std::size_t>(geometry.outPlane()))
{
    std::iota(m_pixels.begin(), m_pixels.end(), std::int64_t{0});
    const std::int64_t vectors = divided(geometry.filters, m_table->lanes);
    const std::int64_t panels = divided(vectors, m_table->maxProductVectors);
    for (std::int64_t panel = 0; panel < panels; ++panel) {
        const std::int64_t first = panel * vectors / panels;
        m_panels.push_back({first, (panel + 1) * vectors / panels - first});
    }
}

std::int64_t PixelProduct::packedFloats() const
{
    return divided(m_geometry.filters, m_table->lanes) * m_table->lanes * m_geometry.channels;
}

// Panel after panel, each [channel][filter].
void PixelProduct::pack(const float* weights, float* packed) const
{
    for (const Panel& panel : m_panels) {
        for (std::int64_t channel = 0; channel < m_geometry.channels; ++channel) {
            for (std::int64_t i = 0; i < panel.vectors * m_table->lanes; ++i) {
                const std::int64_t filter = panel.first * m_table->lanes + i;
                *packed++ = filter < m_geometry.filters
                                ? weights[filter * m_geometry.channels + channel]
                                : 0.0f;
            }
        }
    }
}

std::size_t PixelProduct::scratchBytes(int threads) const
{
    return alignedFloats(m_geometry.outPlane() * m_table->lanes * m_table->maxProductVectors)
           * static_cast<std::size_t>(threads);
}

void PixelProduct::runPanel(const Call& call, std::int64_t sample, const Panel& panel,
                            float* sums) const
{
    const WindowGeometry& g = m_geometry;
    const int lanes = m_table->lanes;
    ProductTile product;
    product.a = call.x + sample * g.channels * g.inPlane();
    product.aStep = g.inPlane();
    product.b = call.weights + panel.first * lanes * g.channels;
    product.bStep = panel.vectors * lanes;
    product.depth = g.channels;
    product.y = sums;
    product.yRow = panel.vectors * lanes;
    multiplyTiles(*m_table, TileKind::Fp32, product, g.outPlane(), panel.vectors, false);
    for (std::int64_t vector = 0; vector < panel.vectors; ++vector) {
        const std::int64_t filter = (panel.first + vector) * lanes;
        const std::int64_t at = (sample * g.filters + filter) * g.outPlane();
        PlaneMove move;
        move.vectors = sums + vector * lanes;
        move.places = m_pixels.data();
        move.scale = product.yRow;
        move.pixels = g.outPlane();
        move.planes = call.y + at;
        move.planeStride = g.outPlane();
        move.channels = static_cast<int>(std::min<std::int64_t>(lanes, g.filters - filter));
        move.bias = call.bias ? call.bias + filter : nullptr;
        move.residual = call.residual ? call.residual + at : nullptr;
        move.tail = call.tail;
        m_table->toPlanes(move);
    }
}

void PixelProduct::run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const
{
    const auto panels = static_cast<std::int64_t>(m_panels.size());
    const std::int64_t items = n * panels;
    const int tasks = pool ? pool->threads() : 1;
    auto part = [&](int task) {
        std::byte* sums = scratch + static_cast<std::size_t>(task) * scratchBytes(1);
        for (std::int64_t item = task * items / tasks; item < (task + 1) * items / tasks; ++item)
            runPanel(call, item / panels, m_panels[static_cast<std::size_t>(item % panels)],
                     reinterpret_cast<float*>(sums));
    };
    if (tasks == 1)
        part(0);
    else
        pool->run(tasks, part);
}

} // namespace propago
