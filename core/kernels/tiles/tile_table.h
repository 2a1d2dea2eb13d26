#pragma once
#include "core/kernels/isa.h"
#include "core/kernels/unit_tiles.h"

#include <cstddef>
#include <cstdint>

/// What the instruction-set files export: functions that fill one tile of rows x vectors in
/// registers. A lane is 4 bytes; the only thing that differs between number formats is the
/// instruction that multiplies a lane of B by a broadcast unit of A and adds to a 32-bit sum.
namespace propago {

inline constexpr int kMaxTileRows = 8;
inline constexpr int kMaxTileVectors = 4;
inline constexpr int kTileKinds = 4;

/// Swapped: A is uint8 and B int8, for fully connected layers, whose lanes are weights.
enum class TileKind { Fp32, Bf16, Int8, Int8Swapped };

/// sum[m][lane] = init[m] + dot(A[k][m], B[offsets[k] + lane]) over all k.
struct TileInput {
    const std::byte* b = nullptr;
    const std::int64_t* offsets = nullptr; ///< bytes from b, one for each k
    std::int64_t depth = 0;                ///< how many k
    const std::byte* a = nullptr;          ///< [depth][rows] units
    std::int64_t aStep = 0;                ///< bytes from one k to the next
    const std::byte* init = nullptr;       ///< bits of one 32-bit sum for each row; null is zero
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

/// One channel of Winograd's input transform: sixteen planes of tile coefficients from the pixels.
struct WinogradInput {
    const float* source = nullptr;
    const std::int64_t* taps = nullptr; ///< [4][4] floats from source to the pixels of tile 0
    std::int64_t pitch = 0;
    std::int64_t rows = 0; ///< of tiles
    std::int64_t columns = 0;
    float* coefficients = nullptr; ///< tiles side by side, without gaps; 15 more are overwritten
    std::int64_t step = 0;         ///< floats from one coefficient to the next
};

/// One filter of Winograd's output transform.
struct WinogradOutput {
    const float* coefficients = nullptr;
    std::int64_t step = 0;
    std::int64_t rows = 0; ///< of tiles
    std::int64_t columns = 0;
    std::int64_t outHeight = 0;
    std::int64_t outWidth = 0;
    float bias = 0;
    float* y = nullptr;
    const float* residual = nullptr; ///< null, or same layout as y
    const Tail* tail = nullptr;
};

struct TileTable {
    int lanes; ///< of one vector
    int maxRows[kTileKinds];
    int maxVectors[kTileKinds][kMaxTileRows + 1]; ///< by rows
    TileFunction tiles[kTileKinds][kMaxTileRows + 1][kMaxTileVectors + 1];
    int maxDotRows;
    int maxDotColumns;
    DotFunction dots[kMaxTileRows + 1][kMaxTileVectors + 1];
    void (*winogradInput)(const WinogradInput&);
    void (*winogradOutput)(const WinogradOutput&);
};

/// Null when this build does not contain the family.
const TileTable* tileTable(Isa isa);

const TileTable* baselineTiles();
const TileTable* avx2Tiles();
const TileTable* avx512Tiles();

} // namespace propago
