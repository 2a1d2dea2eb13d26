#pragma once
#include "core/kernels/unit_tiles.h"

#include <cstddef>
#include <cstdint>

/// What the kernels that multiply take: tiles of rows x vectors whose sums stay in registers. A lane is 4
/// bytes; the only thing that differs between number formats is the instruction that multiplies a lane of B by
/// a broadcast unit of A and adds to a 32-bit sum.
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
    const float* init =
        nullptr; ///< [lanes of the vectors] that sums start with unless they accumulate; or null
    const Tail* tail = nullptr; ///< of clampedProducts
    /// What will be read after this, asked for in advance: so many bytes in each group.
    const std::byte* next = nullptr;
    std::int64_t nextBytes = 0;
};

using ProductFunction = void (*)(const ProductTile&);

/// Neighbouring pixels of a row by vectors of filters: y[pixel][filter] = the sum over all terms of
/// a[offset of the term + pixel] * b[term][filter].
struct WindowTile {
    const float* a = nullptr;
    const std::int64_t* offsets = nullptr; ///< [depth], floats
    std::int64_t depth = 0;
    const float* b = nullptr;    ///< [depth][vectors]
    const float* init = nullptr; ///< [vectors], what sums start with
    float* y = nullptr;          ///< [pixels][vectors]
    /// Of clampedWindows, which do some groups of pixels one after the other.
    std::int64_t aPixel = 1; ///< floats from pixel to pixel
    std::int64_t yPixel = 0;
    std::int64_t groups = 0;
    const Tail* tail = nullptr;
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

} // namespace propago
