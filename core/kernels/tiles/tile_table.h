#pragma once
#include "core/kernels/isa.h"
#include "core/kernels/peak.h"
#include "core/kernels/unit_tiles.h"
#include "core/tensor/bfloat16.h"

#include <cstddef>
#include <cstdint>

/// What the instruction-set files export: functions that fill one tile of rows x vectors in
/// registers. A lane is 4 bytes; the only thing that differs between number formats is the
/// instruction that multiplies a lane of B by a broadcast unit of A and adds to a 32-bit sum.
namespace propago {

inline constexpr int kMaxTileRows = 8;
inline constexpr int kMaxTileVectors = 4;
inline constexpr int kTileKinds = 11;
/// Bytes that are asked for at once when memory is read in advance.
inline constexpr std::int64_t kCacheLine = 64;

/// Swapped: A is uint8 and B int8, for fully connected layers, whose lanes are weights. Fp16: A and B
/// are fp32, what is stored is half. The first ones are those of UnitFormat. NarrowInt8: A is within
/// -8..7, so that pairs of products fit into 16 bits. WidenedBf16: B is bf16, A the same numbers in fp32,
/// where products are in fp32 anyway. WidenedInt8: A is 16 bits for each byte, the even ones first.
/// Int8Words: both are pairs of 16 bits. Int8Depthwise: rows are the channels of one unit of B, each with
/// its own weights; A as byte_depthwise_templates.h says. Families that multiply bytes themselves have none
/// of these three.
enum class TileKind {
    Fp32,
    Bf16,
    Int8,
    Fp16,
    Int16,
    Int8Swapped,
    NarrowInt8,
    WidenedBf16,
    WidenedInt8,
    Int8Words,
    Int8Depthwise
};

/// How weights lie in memory. Half: fp16 for fp32 kernels; Bits4 and Bits2: whole numbers for int8
/// kernels, in the bits of as many bytes as numbers fit into one.
enum class Packing { None, Half, Bits4, Bits2 };
inline constexpr int kPackings = 4;
inline constexpr int kMaxPackedRows = 4;

/// Numbers that share the bits of one.
constexpr int sharing(Packing packing)
{
    return packing == Packing::Bits4 ? 2 : packing == Packing::Bits2 ? 4 : 1;
}

/// Packed weights come in pieces of so many 4-byte words of what they become. A piece of Bits4 is 64
/// bytes: the low bits of byte i hold byte i of the first 64, the high bits that of the others.
constexpr std::int64_t pieceWords(Packing packing)
{
    return std::int64_t{16} * sharing(packing);
}
/// Bytes of `words` packed words.
constexpr std::int64_t packedBytes(Packing packing, std::int64_t words)
{
    const std::int64_t pieces = (words + pieceWords(packing) - 1) / pieceWords(packing);
    return packing == Packing::None ? 4 * words : pieces * (packing == Packing::Half ? 32 : 64);
}

/// sum[m][lane] = init[m] + dot(A[k][m], B[offsets[k] + lane]) over all k.
struct TileInput {
    const std::byte* b = nullptr;
    const std::int64_t* offsets = nullptr; ///< bytes from b, one for each k
    std::int64_t depth = 0;                ///< how many k
    const std::byte* a = nullptr;    ///< [depth][rows] units; two words each for the widened kinds
    std::int64_t aStep = 0;          ///< bytes from one k to the next
    const std::byte* init = nullptr; ///< bits of one 32-bit sum for each row; null is zero
    /// So many tiles of as many rows each, whose rows of output and all else lie one behind the other:
    /// with few products, a call takes as long as they do.
    std::int64_t blocks = 1;
    std::int64_t aBlock = 0; ///< bytes from the A of one to that of the next
};

enum class TileOutput { Units, Real, Raw };

/// Where the sums go. Vector v keeps the lanes in masks[v] and writes them side by side from
/// position positions[v] on; without masks, `lanes` lanes are kept.
struct TileStore {
    std::byte* y = nullptr;
    std::int64_t rowStride = 0; ///< bytes between rows of output units (rows, for Real and Raw)
    const std::uint32_t* masks = nullptr;
    const std::int32_t* positions = nullptr;
    std::int64_t lanes = 0;
    const std::byte* residual = nullptr; ///< same layout as y
    const float* multipliers = nullptr;  ///< one for each row; Int8
    const Tail* tail = nullptr;
    TileOutput output = TileOutput::Units;
    bool hasRoom =
        false; ///< behind the last lane, for zeros up to a whole vector; no residual, one row in a unit
    int rowsStored = 0; ///< rows behind this one are computed, not stored; Real and Raw
};

using TileFunction = void (*)(const TileInput&, const TileStore&);

/// sum[m][j] = dot product over `length` floats of A row m and B column j.
struct DotTile {
    const float* a = nullptr;
    std::int64_t aRow = 0; ///< floats
    const float* b = nullptr;
    const std::int64_t* offsets = nullptr; ///< floats from b, one for each column
    std::int64_t length = 0;
    float* y = nullptr;
    std::int64_t yRow = 0;       ///< floats; columns are neighbours
    const float* bias = nullptr; ///< one for each column; may be null
    bool accumulates = false;
};

using DotFunction = void (*)(const DotTile&);

enum class ProductKind { Fp32, Bf16, Int16 };
inline constexpr int kProductKinds = 3;

/// y[r][lane] = sum over k of a[r][k] * b[k][lane], for some groups of rows one after the other. In
/// bf16 and int16 a and b hold units of two numbers, whose products go into the same sum: fp32, or 32
/// bits of an integer.
struct ProductTile {
    const float* a = nullptr;
    std::int64_t aRow = 0;  ///< floats from row to row
    std::int64_t aStep = 0; ///< floats from k to k
    const float* b = nullptr;
    std::int64_t bStep = 0; ///< floats from k to k
    std::int64_t depth = 0;
    std::int64_t groups = 0; ///< of as many rows as the function has
    float* y = nullptr;
    std::int64_t yRow = 0;
    bool accumulates = false;
    /// What will be read after this, asked for in advance: so many bytes in each group.
    const std::byte* next = nullptr;
    std::int64_t nextBytes = 0;
};

using ProductFunction = void (*)(const ProductTile&);

/// As many channel planes as a vector has lanes, and the same numbers pixel by pixel: the channels of
/// one pixel are one vector.
struct PixelMove {
    const float* planes = nullptr;
    std::int64_t planeStride = 0; ///< floats
    int channels = 0;             ///< at most the lanes; the others are zero
    std::int64_t pixels = 0;
    float* vectors = nullptr;
    const std::int64_t* places =
        nullptr; ///< from `vectors` to each pixel's vector, in `scale` floats
    std::int64_t scale = 1;
};

/// The same for planes of bf16. Their vectors are fp32, or bf16 as well: then as many numbers take half
/// the room.
struct HalfPixelMove {
    const Bfloat16* planes = nullptr;
    std::int64_t planeStride = 0; ///< numbers
    int channels = 0;             ///< at most the lanes; the others are zero
    std::int64_t pixels = 0;
    float* vectors = nullptr;
    const std::int64_t* places =
        nullptr; ///< from `vectors` to each pixel's vector, in `scale` floats
    std::int64_t scale = 1;
};

/// The way back from fp32 vectors, rounded when they are stored.
struct HalfPlaneMove {
    const float* vectors = nullptr;
    const std::int64_t* places = nullptr;
    std::int64_t scale = 1;
    std::int64_t pixels = 0;
    Bfloat16* planes = nullptr;
    std::int64_t planeStride = 0;
    int channels = 0;
    const float* bias = nullptr; ///< [channels] or null
    bool accumulates = false;    ///< adds to the planes, before rounding
};

/// The way back, with what follows a convolution.
struct PlaneMove {
    const float* vectors = nullptr;
    const std::int64_t* places = nullptr;
    std::int64_t scale = 1;
    std::int64_t pixels = 0;
    float* planes = nullptr;
    std::int64_t planeStride = 0;
    int channels = 0;
    const float* bias = nullptr;     ///< [channels] or null
    const float* residual = nullptr; ///< null, or same layout as the planes
    const Tail* tail = nullptr;
    /// Floats to the pixels beside and below; with these, what is moved is the largest of 2 x 2.
    std::int64_t right = 0;
    std::int64_t below = 0;
};

/// Pixels of as many channels as a vector has lanes, in 32-bit sums, on their way to planes of int8 units
/// or, with a real output, of fp32.
struct IntegerPlaneMove {
    const float* vectors = nullptr;       ///< bits of integers
    const std::int64_t* places = nullptr; ///< floats to each pixel's vector
    std::int64_t pixels = 0;
    const std::int32_t* starts = nullptr; ///< added to the sums of each channel
    int channels = 0;                     ///< that have one
    TileStore store;                      ///< without masks
    /// As for PlaneMove.
    std::int64_t right = 0;
    std::int64_t below = 0;
};

/// Rows of 4-byte units on their way into a padded plane.
struct RowCopy {
    const std::byte* from = nullptr;
    std::int64_t fromPitch = 0; ///< bytes from row to row
    std::int64_t step = 1;      ///< 2: every other unit
    std::byte* to = nullptr;
    std::int64_t toPitch = 0; ///< bytes
    std::int64_t rows = 0;
    std::int64_t count = 0; ///< units written in each row
};

/// Neighbouring pixels of a row by vectors of filters: y[pixel][filter] = the sum over all terms of
/// a[offset of the term + pixel] * b[term][filter].
struct WindowTile {
    const float* a = nullptr;
    const std::int64_t* offsets = nullptr; ///< [depth], floats
    std::int64_t depth = 0;
    const float* b = nullptr; ///< [depth][vectors]
    float* y = nullptr;       ///< [pixels][vectors]
};

/// Planes of a 3 x 3 convolution whose filters see one channel each: the smallest take less time than a
/// call, so one call does many.
struct DepthwisePlanes {
    const float* x = nullptr;
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t padTop = 0;
    std::int64_t padLeft = 0;
    std::int64_t channels = 0;          ///< planes of x
    std::int64_t filtersPerChannel = 1; ///< planes of y for each
    const float* weights = nullptr;     ///< nine for each filter
    const float* bias = nullptr;        ///< null: 0
    float* y = nullptr;
    std::int64_t outHeight = 0;
    std::int64_t outWidth = 0;
    const float* residual = nullptr; ///< null, or same layout as y
    const Tail* tail = nullptr;
};

/// Neighbouring rows of many channels' output, from rows that have their border of zeros.
struct DepthwiseRows {
    static constexpr int kMostRows = 2;
    /// Rows that so many of the output are made of.
    static constexpr int inRows(int stride, int rows) { return (rows - 1) * stride + 3; }
    static constexpr int kMostIn = 5;

    const float* in[kMostIn] = {};   ///< of the first channel, at the first tap of its first output
    std::int64_t step[kMostIn] = {}; ///< floats from channel to channel; none where a row is zero
    std::int64_t channels = 0;
    const float* weights = nullptr; ///< nine for each channel
    const float* bias = nullptr;    ///< null: 0
    float* y = nullptr;
    std::int64_t plane = 0; ///< floats from channel to channel of y
    std::int64_t outWidth = 0;
    const float* residual = nullptr; ///< null, or same layout as y
    const Tail* tail = nullptr;
};

/// What one channel of some samples adds to the gradient of its nine weights.
struct DepthwiseDot {
    const float* x = nullptr;
    std::int64_t xSample = 0; ///< floats from sample to sample
    const float* dy = nullptr;
    std::int64_t dySample = 0;
    std::int64_t samples = 0;
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t padTop = 0;
    std::int64_t padLeft = 0;
    std::int64_t outHeight = 0;
    std::int64_t outWidth = 0;
    float* dw = nullptr; ///< nine
};

/// A tap of one output pixel: floats from LaneTile::a and ::b to its first term.
struct LaneSegment {
    std::int64_t a = 0;
    std::int64_t b = 0;
};

/// y[r] = init[r] + sum over segments and k of a[r] * b: samples in the lanes, and columns that are more
/// samples of one output pixel, or further pixels.
struct LaneTile {
    const float* a = nullptr; ///< the rows of one term are neighbours
    const float* b = nullptr;
    const LaneSegment* segments = nullptr;
    std::int64_t count = 0;   ///< of segments
    std::int64_t depth = 0;   ///< terms of each
    std::int64_t bStep = 0;   ///< floats from term to term; of a it is the rows
    std::int64_t bColumn = 0; ///< floats from column to column
    const float* init = nullptr;
    float* y = nullptr;
    std::int64_t yRow = 0;
    std::int64_t yColumn = 0;
};

/// y[r][j] = sum over lines, pixels and samples of a[r] * b[j]: gradients of some weights.
struct LaneDot {
    const float* a = nullptr;
    std::int64_t aRow = 0;
    const float* b = nullptr;
    const std::int64_t* offsets = nullptr; ///< floats from b, one for each column
    std::int64_t lines = 0;
    std::int64_t pixels = 0;  ///< of a line
    std::int64_t vectors = 0; ///< of a pixel; neighbours, as the pixels of a are
    std::int64_t aLine = 0;
    std::int64_t bLine = 0;
    std::int64_t bPixel = 0;
    float* y = nullptr;
    std::int64_t yRow = 0;
    bool accumulates = false;
};

/// Square windows of pixels to or from planes of coefficients, a vector of channels at a time. All
/// distances count 4 bytes: one fp32 number, or two in bf16.
struct WinogradMove {
    const float* from = nullptr;
    float* to = nullptr;
    const std::int64_t* corners = nullptr; ///< floats to each window's first pixel
    std::int64_t pitch = 0;                ///< floats from one row of pixels to the next
    std::int64_t pixel = 0;                ///< floats from one pixel to the next
    std::int64_t tile = 0;        ///< floats from one tile's coefficients to the next one's
    std::int64_t coefficient = 0; ///< floats from one coefficient to the next
    std::int64_t tiles = 0;
};

/// The nine taps of a vector of filters, one channel; and back, for one filter and a vector of channels.
struct WinogradTaps {
    const float* taps = nullptr;
    float* out = nullptr;
    const float* coefficients = nullptr;
    float* to = nullptr;
    std::int64_t stride = 0;      ///< floats from one lane's taps to the next one's
    std::int64_t coefficient = 0; ///< floats from one coefficient to the next
    int lanes = 0;                ///< in use
    bool flipped = false;
};

/// Winograd's transforms for one tile size. Rounded: fp32 pixels to coefficients in bf16, channels side
/// by side; Units: the same from pixels in bf16; Pairs: units of two neighbouring tiles, tile by tile;
/// Half: from pixels in bf16.
struct WinogradTable {
    void (*input)(const WinogradMove&);
    void (*inputRounded)(const WinogradMove&);
    void (*inputUnits)(const WinogradMove&);
    void (*inputPairs)(const WinogradMove&);
    void (*gradientPairs)(const WinogradMove&);
    void (*halfInput)(const WinogradMove&);
    void (*halfInputPairs)(const WinogradMove&);
    void (*halfGradientPairs)(const WinogradMove&);
    void (*output)(const WinogradMove&);
    void (*gradient)(const WinogradMove&); ///< the transpose of `output`
    void (*weights)(const WinogradTaps&);  ///< taps -> to
    void (*taps)(const WinogradTaps&);     ///< coefficients -> out, the transpose of `weights`
};

/// Winograd in integers, from pixels of bytes to coefficients of 16 bits and from sums of 32 bits to
/// pixels; null where products of bytes have instructions of their own, which are quicker.
struct IntegerWinogradTable {
    struct Transforms {
        void (*input)(const WinogradMove&);
        void (*output)(const WinogradMove&);
    };
    Transforms side2; ///< F(2x2, 3x3)
    Transforms side4; ///< F(4x4, 3x3)
    void (*toPlanes)(const IntegerPlaneMove&);
};

/// One row of windows of 2 x 2 pixels. `upper` and `lower` are places in the plane, `place` the first one's.
struct HalvingRow {
    const float* upper = nullptr;
    const float* lower = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0; ///< windows
    float* y = nullptr;
    std::int32_t* winners = nullptr;
};

/// The way back: every pixel takes its window's gradient if it won, else zero.
struct DoublingRow {
    const float* dy = nullptr;
    const std::int32_t* winners = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0;
    float* upper = nullptr;
    float* lower = nullptr;
};

/// HalvingRow and DoublingRow for numbers in bf16, in planes of fewer than 2^15 pixels.
struct HalfHalvingRow {
    const Bfloat16* upper = nullptr;
    const Bfloat16* lower = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0; ///< windows
    Bfloat16* y = nullptr;
    std::int16_t* winners = nullptr;
};
struct HalfDoublingRow {
    const Bfloat16* dy = nullptr;
    const std::int16_t* winners = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0;
    Bfloat16* upper = nullptr;
    Bfloat16* lower = nullptr;
};

/// A part of each of `count` units becomes a unit of wider numbers.
using WidenFunction = void (*)(const std::byte* units, int part, void* to, std::int64_t count);

/// A plane of windows of 2 x 2 units without winners.
struct UnitHalving {
    const std::byte* plane = nullptr;
    std::int64_t width = 0;   ///< units of a row of the plane
    std::int64_t rows = 0;    ///< of windows
    std::int64_t columns = 0; ///< of windows
    std::byte* y = nullptr;
};

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
                                [kMaxTileVectors + 1];                         ///< aRow is 1
    void (*laneTiles[kMaxTileRows + 1][kMaxTileVectors + 1])(const LaneTile&); ///< as the products
    void (*laneDots[kMaxTileRows + 1][kMaxTileVectors + 1])(const LaneDot&);   ///< as the dots
    void (*windowTiles[kMaxTileRows + 1][kMaxTileVectors + 1])(
        const WindowTile&);                       ///< as the products of fp32
    void (*depthwise[3])(const DepthwisePlanes&); ///< by stride, 1 or 2
    void (*depthwiseRows[3][DepthwiseRows::kMostRows + 1])(
        const DepthwiseRows&); ///< by stride and rows
    void (*depthwiseDots[3])(const DepthwiseDot&);
    void (*copyRows)(const RowCopy&);
    void (*halve)(const HalvingRow&);
    void (*doubleUp)(const DoublingRow&);
    void (*halfHalve)(const HalfHalvingRow&);
    void (*halfDoubleUp)(const HalfDoublingRow&);
    void (*halveUnits[kUnitFormats])(const UnitHalving&); ///< by UnitFormat
    void (*toPixels)(const PixelMove&);
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
