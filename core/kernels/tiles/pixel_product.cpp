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

bool isPlain(const WindowGeometry& g)
{
    return g.groups == 1 && g.strideH == 1 && g.strideW == 1 && g.padTop == 0 && g.padLeft == 0
           && g.padBottom == 0 && g.padRight == 0;
}

} // namespace

bool PixelProduct::suits(const WindowGeometry& g, Isa isa)
{
    // What turning the sums back into planes costs in terms of products.
    constexpr std::int64_t kFewestTerms = 32;
    const int lanes = tileTable(isa)->lanes;
    return isPlain(g) && g.channels * g.taps() >= kFewestTerms && g.outPlane() > 1
           && usedLanes(g.outPlane(), lanes) < 0.9 * usedLanes(g.filters, lanes);
}

PixelProduct::PixelProduct(const WindowGeometry& geometry, Isa isa)
    : m_geometry(geometry)
    , m_table(tileTable(isa))
    , m_pixels(static_cast<std::size_t>(geometry.outPlane()))
{
    std::iota(m_pixels.begin(), m_pixels.end(), std::int64_t{0});
    for (std::int64_t channel = 0; channel < geometry.channels; ++channel) {
        for (std::int64_t tap = 0; tap < geometry.taps(); ++tap)
            m_offsets.push_back(channel * geometry.inPlane()
                                + tap / geometry.kernelW * geometry.dilationH * geometry.width
                                + tap % geometry.kernelW * geometry.dilationW);
    }
    const std::int64_t vectors = divided(geometry.filters, m_table->lanes);
    const std::int64_t panels = divided(vectors, m_table->maxProductVectors);
    for (std::int64_t panel = 0; panel < panels; ++panel) {
        const std::int64_t first = panel * vectors / panels;
        m_panels.push_back({first, (panel + 1) * vectors / panels - first});
    }
}

std::int64_t PixelProduct::packedFloats() const
{
    return divided(m_geometry.filters, m_table->lanes) * m_table->lanes * depth();
}

// Panel after panel, each [channel][tap][filter].
void PixelProduct::pack(const float* weights, float* packed) const
{
    for (const Panel& panel : m_panels) {
        for (std::int64_t term = 0; term < depth(); ++term) {
            for (std::int64_t i = 0; i < panel.vectors * m_table->lanes; ++i) {
                const std::int64_t filter = panel.first * m_table->lanes + i;
                *packed++ = filter < m_geometry.filters ? weights[filter * depth() + term] : 0.0f;
            }
        }
    }
}

std::size_t PixelProduct::scratchBytes(int threads) const
{
    return alignedFloats(m_geometry.outPlane() * m_table->lanes * m_table->maxProductVectors)
           * static_cast<std::size_t>(threads);
}

void PixelProduct::multiplyPixels(const float* x, const float* weights, const Panel& panel,
                                  float* sums) const
{
    ProductTile product;
    product.a = x;
    product.aStep = m_geometry.inPlane();
    product.b = weights;
    product.bStep = panel.vectors * m_table->lanes;
    product.depth = m_geometry.channels;
    product.y = sums;
    product.yRow = panel.vectors * m_table->lanes;
    multiplyTiles(*m_table, ProductKind::Fp32, product, m_geometry.outPlane(), panel.vectors,
                  false);
}

void PixelProduct::multiplyWindows(const float* x, const float* weights, const Panel& panel,
                                   float* sums) const
{
    const std::int64_t width = m_geometry.outWidth(), height = m_geometry.outHeight();
    const std::int64_t parts =
        divided(width, m_table->maxProductRows[static_cast<int>(ProductKind::Fp32)][panel.vectors]);
    WindowTile tile;
    tile.offsets = m_offsets.data();
    tile.depth = depth();
    tile.b = weights;
    tile.y = sums;
    for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t part = 0; part < parts; ++part) {
            const std::int64_t first = part * width / parts;
            const std::int64_t pixels = (part + 1) * width / parts - first;
            tile.a = x + y * m_geometry.width + first;
            m_table->windowTiles[pixels][panel.vectors](tile);
            tile.y += pixels * panel.vectors * m_table->lanes;
        }
    }
}

void PixelProduct::runPanel(const Call& call, std::int64_t sample, const Panel& panel,
                            float* sums) const
{
    const WindowGeometry& g = m_geometry;
    const int lanes = m_table->lanes;
    const float* x = call.x + sample * g.channels * g.inPlane();
    const float* weights = call.weights + panel.first * lanes * depth();
    if (g.taps() == 1)
        multiplyPixels(x, weights, panel, sums);
    else
        multiplyWindows(x, weights, panel, sums);
    for (std::int64_t vector = 0; vector < panel.vectors; ++vector) {
        const std::int64_t filter = (panel.first + vector) * lanes;
        const std::int64_t at = (sample * g.filters + filter) * g.outPlane();
        PlaneMove move;
        move.vectors = sums + vector * lanes;
        move.places = m_pixels.data();
        move.scale = panel.vectors * lanes;
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
