#pragma once
#include "core/kernels/isa.h"
#include "core/kernels/peak.h"
#include "core/kernels/tiles/depthwise_planes.h"
#include "core/kernels/tiles/tile_moves.h"
#include "core/kernels/tiles/tile_products.h"
#include "core/kernels/tiles/winograd_moves.h"

#include <cstddef>
#include <cstdint>

/// What the instruction-set files export.
namespace propago {

struct TileTable {
    int lanes;       ///< of one vector
    bool hasBf16Dot; ///< the processor multiplies bf16 itself, twice as many numbers as in fp32
    /// One fp32 row over any number of vectors, for layers whose filters see one channel each.
    void (*strip)(const TileInput&, const TileStore&, std::int64_t vectors);
    int maxRows[kTileKinds];
    int rowStep[kTileKinds];                      ///< rows come in multiples of it
    int maxVectors[kTileKinds][kMaxTileRows + 1]; ///< by rows
    TileFunction tiles[kTileKinds][kMaxTileRows + 1][kMaxTileVectors + 1];
    int maxDotRows;
    int maxDotColumns;
    DotFunction dots[kMaxTileRows + 1][kMaxTileVectors + 1];
    int maxProductVectors;
    int maxProductRows[kProductKinds][kMaxTileVectors + 1]; ///< by vectors
    ProductFunction rowProducts[kProductKinds][kMaxTileRows + 1]
                               [kMaxTileVectors + 1]; ///< aStep is 1
    ProductFunction stepProducts[kProductKinds][kMaxTileRows + 1]
                                [kMaxTileVectors + 1]; ///< aRow is 1
    ProductFunction clampedProducts[kMaxTileRows + 1]
                                   [kMaxTileVectors + 1]; ///< rowProducts of fp32, then clamped
    void (*laneTiles[kMaxTileRows + 1][kMaxTileVectors + 1])(const LaneTile&); ///< as the products
    void (*laneDots[kMaxTileRows + 1][kMaxTileVectors + 1])(const LaneDot&);   ///< as the dots
    void (*windowTiles[kMaxTileRows + 1][kMaxTileVectors + 1])(
        const WindowTile&); ///< as the products of fp32
    void (*clampedWindows[kMaxTileRows + 1][kMaxTileVectors + 1])(const WindowTile&);
    void (*depthwise[3])(const DepthwisePlanes&); ///< by stride, 1 or 2
    void (*depthwiseRows[3][DepthwiseRows::kMostRows + 1])(
        const DepthwiseRows&); ///< by stride and rows
    void (*pixelWindows[3][kMaxTileVectors + 1])(
        const PixelWindows&); ///< by stride and vectors of a pixel
    void (*depthwiseDots[3])(const DepthwiseDot&);
    void (*copyRows)(const RowCopy&);
    void (*halve)(const HalvingRow&);
    void (*doubleUp)(const DoublingRow&);
    void (*halfHalve)(const HalfHalvingRow&);
    void (*halfDoubleUp)(const HalfDoublingRow&);
    void (*halveUnits[kUnitFormats])(const UnitHalving&); ///< by UnitFormat
    void (*toPixels)(const PixelMove&);
    void (*unitsToPixels)(const PixelMove&);     ///< from planes of bf16 units to fp32 vectors
    void (*widenToPixels)(const HalfPixelMove&); ///< to fp32 vectors
    void (*toHalfPixels)(const HalfPixelMove&);  ///< to vectors in bf16
    void (*roundToPlanes)(const HalfPlaneMove&);
    void (*toPlanes)(const PlaneMove&);
    void (*toUnitPlanes)(const PlaneMove&); ///< to planes of bf16 units, as is the residual
    /// units[i] = two numbers rounded to bf16, for a multiple of `lanes` numbers.
    void (*pairUp)(const float* first, const float* second, float* units, std::int64_t count);
    WinogradTable winograd2; ///< F(2x2, 3x3)
    WinogradTable winograd4; ///< F(4x4, 3x3)
    IntegerWinogradTable integerWinograd;
    /// Fully connected layers with packed weights: A is fp32 or uint8 units, B[k] a vector of words for
    /// each sharing(packing) of A's k. Stores the bare sums of all rows and lanes.
    int maxPackedVectors[kPackings][kMaxPackedRows + 1];
    TileFunction packedTiles[kPackings][kMaxPackedRows + 1][kMaxTileVectors + 1];
    /// Whole pieces of packed words to words, for at least `words` of them.
    void (*unpack[kPackings])(const std::byte* packed, std::byte* words, std::int64_t count);
    /// One lane (0 or 1) of units of two halves to fp32, rounding `count` up to whole vectors.
    WidenFunction widenLane;
    /// The lower (0) or upper (1) two of four bytes as 16 bits each, for as many units.
    WidenFunction spreadBytes;
    PeakLoop fp64Peak, fp32Peak, bf16Peak, int16Peak, int8Peak, int4Peak;
};

/// Null when this build does not contain the family.
const TileTable* tileTable(Isa isa);

const TileTable* baselineTiles();
const TileTable* avx2Tiles();
const TileTable* avx512Tiles();

} // namespace propago
