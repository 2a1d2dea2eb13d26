#include "core/kernels/tiles/bottleneck_stages.h"

#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/winograd_grid.h"

#include <algorithm>

namespace propago {

namespace {

// Terms of a product whose weights stay in the first cache from pixel to pixel.
constexpr std::int64_t kTerms = 192;

} // namespace

std::int64_t BottleneckStages::spreads() const
{
    return m_layout.hasWindows ? m_layout.expand.channels : m_layout.inSlots / m_layout.lanes;
}

void BottleneckStages::spread(const Call& call, const BottleneckBand& band, std::int64_t item,
                              float* pixels) const
{
    if (m_layout.hasWindows)
        return spreadRows(call, band, item, pixels + item * m_layout.inRows() * m_layout.inPitch);
    const WindowGeometry& g = m_layout.expand;
    const std::int64_t lanes = m_layout.lanes, channel = item * lanes;
    PixelMove move;
    move.planes = call.x + channel * g.inPlane() + band.inFirst * g.width;
    move.planeStride = g.inPlane();
    move.channels = static_cast<int>(std::min(lanes, g.channels - channel));
    move.pixels = (band.inLast - band.inFirst) * g.width;
    move.vectors = pixels + channel;
    move.places = m_layout.places();
    move.scale = m_layout.inSlots;
    m_layout.table->toPixels(move);
}

void BottleneckStages::spreadRows(const Call& call, const BottleneckBand& band,
                                  std::int64_t channel, float* to) const
{
    const WindowGeometry& g = m_layout.expand;
    const float* plane = call.x + channel * g.inPlane();
    const std::int64_t first = band.inFirst * g.strideH - g.padTop;
    const std::int64_t last =
        (band.inLast - 1) * g.strideH - g.padTop + (g.kernelH - 1) * g.dilationH + 1;
    for (std::int64_t row = first; row < last; ++row, to += m_layout.inPitch) {
        std::fill_n(to, m_layout.inPitch, 0.0f);
        if (row >= 0 && row < g.height)
            std::copy_n(plane + row * g.width, g.width, to + g.padLeft);
    }
}

std::int64_t BottleneckStages::tilesOf(const FilterPanel& panel) const
{
    return divided(
        m_layout.depthwise.width,
        m_layout.table->maxProductRows[static_cast<int>(ProductKind::Fp32)][panel.vectors]);
}

/// All pixels of a row, whose `a` moves on by aPixel from one to the next: in tiles as even as can be, some
/// of one pixel more than the others.
template<typename Tile, typename Functions>
void BottleneckStages::runRow(const FilterPanel& panel, Tile& tile, std::int64_t aPixel,
                              const Functions& functions) const
{
    const std::int64_t tiles = tilesOf(panel), width = m_layout.depthwise.width;
    const std::int64_t fewer = width / tiles, larger = width % tiles;
    for (const std::int64_t pixels : {fewer + 1, fewer}) {
        tile.groups = pixels == fewer ? tiles - larger : larger;
        if (tile.groups == 0)
            continue;
        functions[pixels][panel.vectors](tile);
        tile.a += tile.groups * pixels * aPixel;
        tile.y += tile.groups * pixels * m_layout.ringPixel();
        if constexpr (requires { tile.next; })
            tile.next += tile.groups * tile.nextBytes;
    }
}

float* BottleneckStages::firstPixel(const BottleneckBuffers& own, std::int64_t panel,
                                    std::int64_t row) const
{
    return m_layout.ringRow(own, panel, row) + m_layout.depthwise.padLeft * m_layout.ringPixel();
}

/// Weights come from far away: as many as `product` takes now, in `times` pieces.
void BottleneckStages::askFor(ProductTile& product, const float* next, std::int64_t times) const
{
    constexpr std::int64_t kFar = 128 * 1024;
    product.next = reinterpret_cast<const std::byte*>(next);
    if (4 * m_layout.middlePanels.packedFloats() > kFar)
        product.nextBytes = divided(4 * product.depth * product.bStep, times);
}

void BottleneckStages::expandPixels(const Call& call, const BottleneckBand& band,
                                    std::int64_t index, const float* pixels,
                                    const BottleneckBuffers& own) const
{
    const FilterPanel& panel = m_layout.middlePanels[index];
    ProductTile product;
    product.a = pixels;
    product.aRow = m_layout.inSlots;
    product.depth = m_layout.depth;
    product.b = m_layout.middlePanels.weightsOf(m_weights.weights[0], panel);
    product.bStep = panel.vectors * m_layout.lanes;
    product.init = m_weights.bias[0] + panel.first * m_layout.lanes;
    product.yRow = m_layout.ringPixel();
    product.tail = &call.tails[0];
    const bool isLast = index + 1 == m_layout.middlePanels.count();
    askFor(product, isLast ? m_weights.weights[2] : product.b + product.depth * product.bStep,
           tilesOf(panel) * (band.inLast - band.inFirst));
    for (std::int64_t row = band.inFirst; row < band.inLast; ++row) {
        product.y = firstPixel(own, index, row);
        runRow(panel, product, product.aRow, m_layout.table->clampedProducts);
    }
}

void BottleneckStages::expandWindows(const Call& call, const BottleneckBand& band,
                                     std::int64_t index, const float* pixels,
                                     const BottleneckBuffers& own) const
{
    const FilterPanel& panel = m_layout.middlePanels[index];
    const WindowGeometry& g = m_layout.expand;
    WindowTile tile;
    tile.offsets = m_layout.offsets();
    tile.depth = m_layout.depth;
    tile.b = m_layout.middlePanels.weightsOf(m_weights.weights[0], panel);
    tile.init = m_weights.bias[0] + panel.first * m_layout.lanes;
    tile.aPixel = g.strideW;
    tile.yPixel = m_layout.ringPixel();
    tile.tail = &call.tails[0];
    for (std::int64_t row = band.inFirst; row < band.inLast; ++row) {
        tile.a = pixels + (row - band.inFirst) * g.strideH * m_layout.inPitch;
        tile.y = firstPixel(own, index, row);
        runRow(panel, tile, tile.aPixel, m_layout.table->clampedWindows);
    }
}

void BottleneckStages::filterPanel(const Call& call, const BottleneckBand& band, std::int64_t index,
                                   const float* pixels, const BottleneckBuffers& own,
                                   float* middle) const
{
    const FilterPanel& panel = m_layout.middlePanels[index];
    const WindowGeometry& g = m_layout.depthwise;
    if (m_layout.hasWindows)
        expandWindows(call, band, index, pixels, own);
    else
        expandPixels(call, band, index, pixels, own);
    const std::int64_t channel = panel.first * m_layout.lanes;
    PixelWindows out;
    out.weights = m_weights.weights[1] + 9 * channel;
    out.bias = m_weights.bias[1] + channel;
    out.vectors = panel.vectors;
    out.outWidth = m_layout.outWidth;
    out.outPixel = m_layout.middlePanels.slots();
    out.tail = &call.tails[1];
    out.y = middle + channel;
    const auto run =
        m_layout.table->pixelWindows[g.strideH][m_layout.middlePanels.widest() / m_layout.lanes];
    for (std::int64_t row = band.first; row < band.last; ++row) {
        for (int ky = 0; ky < 3; ++ky) {
            const std::int64_t from = row * g.strideH - g.padTop + ky;
            const bool isInside = from >= 0 && from < g.height;
            out.in[ky] = isInside ? m_layout.ringRow(own, index, from) : own.zeros;
        }
        run(out);
        out.y += m_layout.outWidth * out.outPixel;
    }
}

// Terms outermost: what the second layer made would come from afar for every panel otherwise.
void BottleneckStages::project(const Call& call, const BottleneckBand& band, const float* middle,
                               float* sums, std::int64_t first, std::int64_t last) const
{
    const FilterPanels& panels = m_layout.panels;
    const std::int64_t terms = m_layout.project.channels, lanes = m_layout.lanes;
    const std::int64_t pixels = (band.last - band.first) * m_layout.outWidth;
    const std::int64_t slices = divided(terms, kTerms);
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        const std::int64_t term = slice * terms / slices;
        ProductTile product;
        product.a = middle + term;
        product.aRow = m_layout.middlePanels.slots();
        product.depth = (slice + 1) * terms / slices - term;
        product.accumulates = slice > 0;
        product.yRow = panels.slots();
        for (std::int64_t index = first; index < last; ++index) {
            const FilterPanel& panel = panels[index];
            product.bStep = panel.vectors * lanes;
            product.b = panels.weightsOf(m_weights.weights[2], panel) + term * product.bStep;
            product.init = m_weights.bias[2] + panel.first * lanes;
            product.y = sums + panel.first * lanes;
            const bool isLast = index + 1 == last;
            const FilterPanel& next = panels[isLast ? first : index + 1];
            product.next = reinterpret_cast<const std::byte*>(
                panels.weightsOf(m_weights.weights[2], next)
                + (isLast ? term + product.depth : term) * next.vectors * lanes);
            product.nextBytes = 4 * product.depth * product.bStep;
            multiplyTiles(*m_layout.table, ProductKind::Fp32, product, pixels, panel.vectors, true);
        }
    }
    for (std::int64_t index = first; index < last; ++index) {
        const FilterPanel& panel = panels[index];
        for (std::int64_t vector = panel.first; vector < panel.first + panel.vectors; ++vector)
            store(call, band, sums, vector * lanes);
    }
}

void BottleneckStages::store(const Call& call, const BottleneckBand& band, const float* sums,
                             std::int64_t filter) const
{
    const WindowGeometry& g = m_layout.project;
    const std::int64_t at = filter * g.outPlane() + band.first * m_layout.outWidth;
    PlaneMove move;
    move.vectors = sums + filter;
    move.places = m_layout.places();
    move.scale = m_layout.panels.slots();
    move.pixels = (band.last - band.first) * m_layout.outWidth;
    move.planes = call.y + at;
    move.planeStride = g.outPlane();
    move.channels = static_cast<int>(std::min(m_layout.lanes, g.filters - filter));
    move.residual = call.residual ? call.residual + at : nullptr;
    move.tail = &call.tails[2];
    m_layout.table->toPlanes(move);
}

} // namespace propago
