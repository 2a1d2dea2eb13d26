#include "core/kernels/tiles/pixel_product.h"

#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/winograd_grid.h"

#include <algorithm>
#include <numeric>

namespace propago {

namespace {

// Terms of a product whose weights stay in the first cache from pixel to pixel.
constexpr std::int64_t kTerms = 192;

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

bool PixelProduct::suits(const WindowGeometry& g, UnitFormat format, Isa isa)
{
    // What turning the sums back into planes costs in terms of products.
    constexpr std::int64_t kFewestTerms = 32;
    const int lanes = tileTable(isa)->lanes;
    const bool takes =
        format == UnitFormat::Fp32
        || (format == UnitFormat::Bf16 && !tileTable(isa)->hasBf16Dot && g.taps() == 1);
    return takes && isPlain(g) && g.channels * g.taps() >= kFewestTerms
           && usedLanes(g.outPlane(), lanes) < 0.9 * usedLanes(g.filters, lanes);
}

PixelProduct::PixelProduct(const WindowGeometry& geometry, UnitFormat format, Isa isa)
    : m_geometry(geometry)
    , m_format(format)
    , m_table(tileTable(isa))
    , m_panels(geometry.filters, geometry.channels * geometry.taps(), *m_table)
    , m_pixels(static_cast<std::size_t>(geometry.outPlane()))
{
    std::iota(m_pixels.begin(), m_pixels.end(), std::int64_t{0});
    for (std::int64_t channel = 0; channel < geometry.channels; ++channel) {
        for (std::int64_t tap = 0; tap < geometry.taps(); ++tap)
            m_offsets.push_back(channel * geometry.inPlane()
                                + tap / geometry.kernelW * geometry.dilationH * geometry.width
                                + tap % geometry.kernelW * geometry.dilationW);
    }
}

std::int64_t PixelProduct::channelBlocks() const
{
    return hasWindows() ? 0 : divided(m_geometry.channels, m_table->lanes);
}

std::size_t PixelProduct::sumBytes() const
{
    return alignedFloats(m_geometry.outPlane() * m_table->lanes * m_table->maxProductVectors);
}

std::size_t PixelProduct::pixelBytes() const
{
    return alignedFloats(m_geometry.inPlane() * channelSlots());
}

std::size_t PixelProduct::scratchBytes(int threads) const
{
    return (sumBytes() + pixelBytes()) * static_cast<std::size_t>(threads);
}

PixelProduct::Buffers PixelProduct::buffersAt(std::byte* scratch, int task) const
{
    std::byte* own = scratch + static_cast<std::size_t>(task) * scratchBytes(1);
    return {reinterpret_cast<float*>(own), reinterpret_cast<float*>(own + sumBytes())};
}

const float* PixelProduct::sampleOf(const Call& call, std::int64_t sample) const
{
    return call.x + sample * unitCount(m_format, m_geometry.channels) * m_geometry.inPlane();
}

/// Channels of one block: pixel by pixel they are neighbours for the products, where planes would lie a
/// line of the cache apart for each of them.
void PixelProduct::spread(const float* x, std::int64_t block, float* pixels) const
{
    const std::int64_t channel = block * m_table->lanes;
    PixelMove move;
    move.planes = x + channel / channelsPerUnit(m_format) * m_geometry.inPlane();
    move.planeStride = m_geometry.inPlane();
    move.channels =
        static_cast<int>(std::min<std::int64_t>(m_table->lanes, m_geometry.channels - channel));
    move.pixels = m_geometry.inPlane();
    move.vectors = pixels + channel;
    move.places = m_pixels.data();
    move.scale = channelSlots();
    (hasUnits() ? m_table->unitsToPixels : m_table->toPixels)(move);
}

void PixelProduct::multiplyPixels(const Call& call, const FilterPanel& panel,
                                  const Buffers& buffers) const
{
    const float* weights = m_panels.weightsOf(call.weights, panel);
    ProductTile product;
    product.aRow = channelSlots();
    product.bStep = panel.vectors * m_table->lanes;
    product.y = buffers.sums;
    product.yRow = panel.vectors * m_table->lanes;
    product.init = call.bias + panel.first * m_table->lanes;
    const std::int64_t slices = divided(m_geometry.channels, kTerms);
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        const std::int64_t first = slice * m_geometry.channels / slices;
        product.a = buffers.pixels + first;
        product.b = weights + first * product.bStep;
        product.depth = (slice + 1) * m_geometry.channels / slices - first;
        product.accumulates = first > 0;
        // Panels lie one behind the other, and come from far away.
        product.nextBytes = 4 * product.depth * product.bStep;
        product.next = reinterpret_cast<const std::byte*>(product.b) + product.nextBytes;
        multiplyTiles(*m_table, ProductKind::Fp32, product, m_geometry.outPlane(), panel.vectors,
                      true);
    }
}

void PixelProduct::multiplyWindows(const Call& call, const float* x, const FilterPanel& panel,
                                   float* sums) const
{
    const std::int64_t width = m_geometry.outWidth(), height = m_geometry.outHeight();
    const std::int64_t parts =
        divided(width, m_table->maxProductRows[static_cast<int>(ProductKind::Fp32)][panel.vectors]);
    WindowTile tile;
    tile.offsets = m_offsets.data();
    tile.depth = depth();
    tile.b = m_panels.weightsOf(call.weights, panel);
    tile.init = call.bias + panel.first * m_table->lanes;
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

void PixelProduct::runPanel(const Call& call, std::int64_t sample, const FilterPanel& panel,
                            const Buffers& buffers) const
{
    const WindowGeometry& g = m_geometry;
    const int lanes = m_table->lanes;
    if (hasWindows())
        multiplyWindows(call, sampleOf(call, sample), panel, buffers.sums);
    else
        multiplyPixels(call, panel, buffers);
    const bool makesUnits = hasUnits() && !call.tail->realOutput;
    const int perPlane = makesUnits ? 2 : 1;
    for (std::int64_t vector = 0; vector < panel.vectors; ++vector) {
        const std::int64_t filter = (panel.first + vector) * lanes;
        const std::int64_t at =
            (sample * divided(g.filters, perPlane) + filter / perPlane) * g.outPlane();
        PlaneMove move;
        move.vectors = buffers.sums + vector * lanes;
        move.places = m_pixels.data();
        move.scale = panel.vectors * lanes;
        move.pixels = g.outPlane();
        move.planes = call.y + at;
        move.planeStride = g.outPlane();
        move.channels = static_cast<int>(std::min<std::int64_t>(lanes, g.filters - filter));
        move.residual = call.residual ? call.residual + at : nullptr;
        move.tail = call.tail;
        (makesUnits ? m_table->toUnitPlanes : m_table->toPlanes)(move);
    }
}

/// All threads at one sample after the other, whose pixels they share.
void PixelProduct::runTogether(const Call& call, std::int64_t n, ThreadPool& pool,
                               std::byte* scratch) const
{
    const int tasks = pool.threads();
    const std::int64_t panels = m_panels.count();
    float* pixels = buffersAt(scratch, 0).pixels;
    for (std::int64_t sample = 0; sample < n; ++sample) {
        splitItems(channelBlocks(), &pool,
                   [&](std::int64_t block) { spread(sampleOf(call, sample), block, pixels); });
        auto part = [&](int task) {
            const Buffers buffers{buffersAt(scratch, task).sums, pixels};
            for (std::int64_t panel = task * panels / tasks; panel < (task + 1) * panels / tasks;
                 ++panel)
                runPanel(call, sample, m_panels[panel], buffers);
        };
        pool.run(tasks, part);
    }
}

void PixelProduct::run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const
{
    const int tasks = pool ? pool->threads() : 1;
    if (tasks > 1 && n < tasks)
        return runTogether(call, n, *pool, scratch);
    auto part = [&](int task) {
        const Buffers buffers = buffersAt(scratch, task);
        for (std::int64_t sample = task * n / tasks; sample < (task + 1) * n / tasks; ++sample) {
            for (std::int64_t block = 0; block < channelBlocks(); ++block)
                spread(sampleOf(call, sample), block, buffers.pixels);
            for (const FilterPanel& panel : m_panels)
                runPanel(call, sample, panel, buffers);
        }
    };
    if (tasks == 1)
        part(0);
    else
        pool->run(tasks, part);
}

} // namespace propago
