#include "core/kernels/tiles/winograd_grid.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>
#include <limits>

namespace propago {

namespace {

// Below this many channels or filters the transforms cost more than the products save.
constexpr std::int64_t kFewestChannels = 16;
// Coefficients of a chunk, in and out: a good half of the second cache.
constexpr std::int64_t kChunkFloats = 144 * 1024;
constexpr std::int64_t kSmallestChunk = 16;
constexpr std::int64_t kLargestChunk = 128;
constexpr std::int64_t kMostStacked = 16;
// Weights that do not stay in the second cache cost more than the products of a few tiles.
constexpr std::int64_t kCachedWeights = 256 * 1024;

// Sums of integers that tiles of 4 x 4 give right: 26 bits with their sign.
constexpr std::int64_t kIntegerLimit4 = std::int64_t{1} << 25;

/// Of bytes times weights of at least -128, nine for each channel.
std::int64_t largestSum(const WindowGeometry& g)
{
    return std::int64_t{255} * 128 * 9 * g.channels;
}

/// Rows of words in a larger plane; all in words.
struct Inside {
    std::int64_t all;
    std::int64_t pitch;
    std::int64_t first;
    std::int64_t rows;
    std::int64_t count; ///< of a row
};

void fillAround(UnitWord* plane, const Inside& inside, UnitWord word)
{
    std::int64_t from = 0;
    for (std::int64_t row = 0; row < inside.rows; ++row) {
        const std::int64_t at = inside.first + row * inside.pitch;
        std::fill(plane + from, plane + at, word);
        from = at + inside.count;
    }
    std::fill(plane + from, plane + inside.all, word);
}

/// Products of one filter and channel, with what loading its coefficients costs counted as tiles.
std::int64_t costOf(const WindowGeometry& g, int side)
{
    const std::int64_t coefficients = std::int64_t{side + 2} * (side + 2);
    const bool isCached = coefficients * g.channels * g.filters <= kCachedWeights;
    return coefficients
           * (divided(g.outHeight(), side) * divided(g.outWidth(), side) + (isCached ? 2 : 6));
}

} // namespace

bool WinogradGrid::suits(const WindowGeometry& g)
{
    return g.kernelH == 3 && g.kernelW == 3 && g.strideH == 1 && g.strideW == 1 && g.dilationH == 1
           && g.dilationW == 1 && g.groups == 1 && g.channels >= kFewestChannels
           && g.filters >= kFewestChannels && g.outHeight() >= 4 && g.outWidth() >= 4;
}

bool WinogradGrid::suitsIntegers(const WindowGeometry& g, Isa isa)
{
    return tileTable(isa)->integerWinograd.toPlanes && suits(g)
           && 4 * largestSum(g) <= std::numeric_limits<std::int32_t>::max();
}

int WinogradGrid::chosenSide() const
{
    if (hasIntegers() && largestSum(m_geometry) >= kIntegerLimit4)
        return 2;
    return costOf(m_geometry, 4) < costOf(m_geometry, 2) ? 4 : 2;
}

WinogradGrid::WinogradGrid(const WindowGeometry& geometry, Isa isa, WinogradFormat format)
    : m_geometry(geometry)
    , m_format(format)
    , m_table(tileTable(isa))
    , m_side(chosenSide())
    , m_rows(divided(geometry.outHeight(), m_side))
    , m_columns(divided(geometry.outWidth(), m_side))
    , m_channels(divided(geometry.channels, channelsPerBlock()) * channelsPerBlock())
    , m_filters(divided(geometry.filters, m_table->lanes) * m_table->lanes)
    , m_inputPixel(pixelFloats())
    , m_inRows(m_rows * m_side + 2)
    , m_inColumns(m_columns * m_side + 2)
{
    const std::int64_t most = std::clamp(
        kChunkFloats / (coefficients() * (inputTile() + m_filters)), kSmallestChunk, kLargestChunk);
    m_stack = std::clamp<std::int64_t>(most / tiles(), 1, kMostStacked);
    // Chunks of equal size: a short one at the end would waste its loads of the weights.
    const std::int64_t all = m_stack * tiles();
    m_chunk = divided(all, divided(all, most));
    const std::int64_t vectors = filterBlocks();
    const std::int64_t panels = divided(vectors, m_table->maxProductVectors);
    for (std::int64_t panel = 0; panel < panels; ++panel) {
        const std::int64_t first = panel * vectors / panels;
        m_panels.push_back({first, (panel + 1) * vectors / panels - first});
    }
    place();
}

std::int64_t WinogradGrid::pixelFloats() const
{
    if (m_format == WinogradFormat::Bf16Units || hasIntegers())
        return divided(inputPlanes(), m_table->lanes) * m_table->lanes;
    return hasHalfPixels() ? m_channels / 2 : m_channels;
}

std::int64_t WinogradGrid::inputPlanes() const
{
    const std::int64_t perUnit = hasIntegers() ? 4 : m_format == WinogradFormat::Bf16Units ? 2 : 1;
    return divided(m_geometry.channels, perUnit);
}

const WinogradGrid::Panel& WinogradGrid::panelOf(std::int64_t vector) const
{
    std::size_t panel = 0;
    while (vector >= m_panels[panel].first + m_panels[panel].vectors)
        ++panel;
    return m_panels[panel];
}

const WinogradTable& WinogradGrid::transforms() const
{
    return m_side == 4 ? m_table->winograd4 : m_table->winograd2;
}

const IntegerWinogradTable::Transforms& WinogradGrid::integerTransforms() const
{
    return m_side == 4 ? m_table->integerWinograd.side4 : m_table->integerWinograd.side2;
}

void WinogradGrid::place()
{
    const WindowGeometry& g = m_geometry;
    for (std::int64_t y = 0; y < g.height; ++y) {
        for (std::int64_t x = 0; x < g.width; ++x)
            m_inputPlaces.push_back((y + g.padTop) * inputPitch() + (x + g.padLeft) * m_inputPixel);
    }
    for (std::int64_t y = 0; y < g.outHeight(); ++y) {
        for (std::int64_t x = 0; x < g.outWidth(); ++x)
            m_outputPlaces.push_back(y * outputPitch() + x * m_filters);
    }
    for (std::int64_t y = 0; y + 1 < g.outHeight(); y += 2) {
        for (std::int64_t x = 0; x + 1 < g.outWidth(); x += 2)
            m_windowPlaces.push_back(y * outputPitch() + x * m_filters);
    }
    for (std::int64_t tile = 0; tile < m_stack * tiles(); ++tile) {
        const std::int64_t sample = tile / tiles();
        const std::int64_t y = tile % tiles() / m_columns * m_side;
        const std::int64_t x = tile % m_columns * m_side;
        m_inputCorners.push_back(sample * inputFloats() + y * inputPitch() + x * m_inputPixel);
        m_outputCorners.push_back(sample * outputFloats() + y * outputPitch() + x * m_filters);
    }
}

void WinogradGrid::fillInputBorder(UnitWord* pixels, std::int64_t samples, UnitWord word) const
{
    const std::int64_t first = m_geometry.padTop * inputPitch() + m_geometry.padLeft * m_inputPixel;
    for (std::int64_t sample = 0; sample < samples; ++sample, pixels += inputFloats())
        fillAround(pixels,
                   {inputFloats(), inputPitch(), first, m_geometry.height,
                    m_geometry.width * m_inputPixel},
                   word);
}

void WinogradGrid::fillOutputBorder(UnitWord* pixels, std::int64_t samples, UnitWord word) const
{
    for (std::int64_t sample = 0; sample < samples; ++sample, pixels += outputFloats())
        fillAround(pixels,
                   {outputFloats(), outputPitch(), 0, m_geometry.outHeight(),
                    m_geometry.outWidth() * m_filters},
                   word);
}

void multiplyTiles(const TileTable& table, ProductKind kind, const ProductTile& product,
                   std::int64_t rows, std::int64_t vectors, bool isRowProduct)
{
    const std::int64_t columns = divided(vectors, table.maxProductVectors);
    for (std::int64_t column = 0; column < columns; ++column) {
        const std::int64_t first = column * vectors / columns;
        const std::int64_t count = (column + 1) * vectors / columns - first;
        const std::int64_t groups =
            divided(rows, table.maxProductRows[static_cast<int>(kind)][count]);
        const std::int64_t fewer = rows / groups;
        ProductTile part = product;
        part.b += first * table.lanes;
        part.y += first * table.lanes;
        part.nextBytes = divided(product.nextBytes, groups);
        // Groups as equal as can be: some of `fewer` rows, the others of one row more.
        const std::int64_t larger = rows % groups;
        for (const std::int64_t size : {fewer + 1, fewer}) {
            part.groups = size == fewer ? groups - larger : larger;
            if (part.groups == 0)
                continue;
            const auto& functions = isRowProduct ? table.rowProducts : table.stepProducts;
            functions[static_cast<int>(kind)][size][count](part);
            part.a += part.groups * size * (isRowProduct ? part.aRow : 1);
            part.y += part.groups * size * part.yRow;
            part.next += part.groups * part.nextBytes;
        }
    }
}

} // namespace propago
