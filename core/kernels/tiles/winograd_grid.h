#pragma once
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/padded_source.h"
#include "core/kernels/tiles/tile_table.h"

#include <cstdint>
#include <vector>

namespace propago {

/// What a Winograd kernel multiplies, and what pixels it takes: fp32; fp32 rounded to bf16 on the way to
/// the products; planes of bf16 units or of bf16, whose coefficients stay fp32 where the processor would
/// only widen them again; or planes of int8 units, whose coefficients are 16-bit integers.
enum class WinogradFormat { Fp32, RoundedToBf16, Bf16Units, Bf16Planes, Int8Units };

/// How Winograd's minimal filtering cuts a 3 x 3 convolution with stride 1 into tiles, and where the
/// pixels of some stacked samples lie for it: channels last, padded to whole vectors, with a border
/// that lets every tile read its whole window.
class WinogradGrid {
public:
    /// Whether this convolution can run like this and gains from it: a matter of geometry alone,
    /// so that bits depend on nothing else.
    static bool suits(const WindowGeometry& geometry);
    /// The same in integers: besides, four times any result has to fit into 32 bits. Tiles of 4 x 4 take
    /// results of 26 bits.
    static bool suitsIntegers(const WindowGeometry& geometry, Isa isa);

    WinogradGrid(const WindowGeometry& geometry, Isa isa,
                 WinogradFormat format = WinogradFormat::Fp32);

    const WindowGeometry& geometry() const { return m_geometry; }
    WinogradFormat format() const { return m_format; }
    /// Of the coefficients.
    bool isFp32() const
    {
        const bool hasBf16Pixels = hasBf16Planes() || m_format == WinogradFormat::Bf16Units;
        return m_format == WinogradFormat::Fp32 || (hasBf16Pixels && !m_table->hasBf16Dot);
    }
    bool hasIntegers() const { return m_format == WinogradFormat::Int8Units; }
    bool hasBf16Planes() const { return m_format == WinogradFormat::Bf16Planes; }
    /// Whether pixels stay in bf16 when channels come to lie side by side.
    bool hasHalfPixels() const
    {
        return m_format == WinogradFormat::Bf16Units || (hasBf16Planes() && !isFp32());
    }
    const TileTable& table() const { return *m_table; }
    /// Pixels of a tile's side, 2 or 4.
    int side() const { return m_side; }
    const WinogradTable& transforms() const;
    const IntegerWinogradTable::Transforms& integerTransforms() const;
    std::int64_t coefficients() const { return std::int64_t{m_side + 2} * (m_side + 2); }
    /// Tiles of one sample, and of all stacked ones.
    std::int64_t tiles() const { return m_rows * m_columns; }
    std::int64_t stack() const { return m_stack; }
    /// Tiles whose coefficients are worked on at once, so that they stay in the second cache.
    std::int64_t chunk() const { return m_chunk; }
    /// Channels and filters, filled up to whole vectors.
    std::int64_t channels() const { return m_channels; }
    std::int64_t filters() const { return m_filters; }
    std::int64_t channelBlocks() const { return m_channels / channelsPerBlock(); }
    std::int64_t filterBlocks() const { return m_filters / m_table->lanes; }
    /// Planes of the input (of filled up units, for Bf16Units and Int8Units), and blocks of as many as a vector has lanes.
    std::int64_t inputPlanes() const;
    std::int64_t inputPlaneBlocks() const
    {
        const bool halves = hasBf16Planes() && hasHalfPixels();
        return m_inputPixel / (halves ? m_table->lanes / 2 : m_table->lanes);
    }
    /// Floats of one input pixel; 4 bytes each in any format, as all that is called floats here.
    std::int64_t inputPixel() const { return m_inputPixel; }
    /// Floats of a pixel's channels that as many coefficients as a vector has lanes are made of.
    std::int64_t inputPixelBlock() const
    {
        return hasHalfPixels() || hasIntegers() ? m_table->lanes / 2 : m_table->lanes;
    }
    /// Floats of the channels of one coefficient, of one block of them, and of those that count.
    std::int64_t inputTile() const { return isFp32() ? m_channels : m_channels / 2; }
    std::int64_t inputTileBlock() const
    {
        return isFp32() || hasIntegers() ? m_table->lanes : m_table->lanes / 2;
    }
    std::int64_t depth() const
    {
        return isFp32() ? m_geometry.channels : (m_geometry.channels + 1) / 2;
    }
    ProductKind productKind() const
    {
        return isFp32()        ? ProductKind::Fp32
               : hasIntegers() ? ProductKind::Int16
                               : ProductKind::Bf16;
    }
    /// Neighbouring vectors of filters that one product runs over.
    struct Panel {
        std::int64_t first = 0;
        std::int64_t vectors = 0;
    };
    const std::vector<Panel>& panels() const { return m_panels; }
    /// The panel that holds this vector of filters.
    const Panel& panelOf(std::int64_t vector) const;
    /// Floats of one sample.
    std::int64_t inputFloats() const { return m_inRows * m_inColumns * m_inputPixel; }
    std::int64_t outputFloats() const { return m_rows * m_columns * m_side * m_side * m_filters; }
    std::int64_t inputPitch() const { return m_inColumns * m_inputPixel; }
    std::int64_t outputPitch() const { return m_columns * m_side * m_filters; }
    /// Floats from a sample's start to each pixel of an input or output plane.
    const std::int64_t* inputPlaces() const { return m_inputPlaces.data(); }
    const std::int64_t* outputPlaces() const { return m_outputPlaces.data(); }
    /// The same for the first pixel of each 2 x 2.
    const std::int64_t* windowPlaces() const { return m_windowPlaces.data(); }
    std::int64_t windows() const { return static_cast<std::int64_t>(m_windowPlaces.size()); }
    /// Floats to the first pixel of each stacked tile.
    const std::int64_t* inputCorners() const { return m_inputCorners.data(); }
    const std::int64_t* outputCorners() const { return m_outputCorners.data(); }
    /// Words around the pixels of some stacked samples of the input (output) become `word`.
    void fillInputBorder(UnitWord* pixels, std::int64_t samples, UnitWord word) const;
    void fillOutputBorder(UnitWord* pixels, std::int64_t samples, UnitWord word) const;
    /// Floats between two coefficients of a chunk; a vector more than needed, or all of them would
    /// fall into the same cache sets.
    std::int64_t inputStep() const { return m_chunk * inputTile() + m_table->lanes; }
    std::int64_t outputStep() const { return m_chunk * m_filters + m_table->lanes; }

private:
    /// Of one vector of coefficients.
    std::int64_t channelsPerBlock() const
    {
        return hasIntegers() ? 2 * m_table->lanes : m_table->lanes;
    }
    int chosenSide() const;
    std::int64_t pixelFloats() const;
    void place();

    WindowGeometry m_geometry;
    WinogradFormat m_format;
    const TileTable* m_table;
    int m_side;
    std::int64_t m_rows; ///< of tiles in a sample
    std::int64_t m_columns;
    std::int64_t m_channels;
    std::int64_t m_filters;
    std::int64_t m_inputPixel;
    std::int64_t m_inRows;
    std::int64_t m_inColumns;
    std::int64_t m_stack;
    std::int64_t m_chunk;
    std::vector<Panel> m_panels;
    std::vector<std::int64_t> m_inputPlaces, m_outputPlaces, m_windowPlaces;
    std::vector<std::int64_t> m_inputCorners, m_outputCorners;
};

/// Products of a matrix with `rows` rows and one with `vectors` vectors in each row, in register tiles.
/// `isRowProduct` says which of ProductTile's two orders A has. All of product.nextBytes is asked for once.
void multiplyTiles(const TileTable& table, ProductKind kind, const ProductTile& product,
                   std::int64_t rows, std::int64_t vectors, bool isRowProduct);

} // namespace propago
