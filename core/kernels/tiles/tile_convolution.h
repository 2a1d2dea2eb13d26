#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/tiles/padded_source.h"
#include "core/kernels/tiles/tile_table.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace propago {

/// Where element (group, out, in, tap) of a weight tensor lies, with out and in inside the group.
struct WeightStrides {
    std::int64_t group = 0;
    std::int64_t out = 0;
    std::int64_t in = 0;
};

/// Steps over a padded source: out[f] = sum of weights * shifted pixels, for all filters, tile by
/// tile. Forward convolution and the gradient with respect to the input are both this.
class TileConvolution {
public:
    struct Problem {
        std::int64_t channels = 0;
        std::int64_t filters = 0;
        std::int64_t groups = 1;
        std::vector<ShiftedTap> taps;
        std::int64_t outHeight = 0;
        std::int64_t outWidth = 0;
    };
    /// What one call works on; all but the source is for one sample.
    struct Call {
        const std::byte* source = nullptr;  ///< laid out as PaddedSource says
        const std::byte* weights = nullptr; ///< packed
        const std::byte* init = nullptr;    ///< 32-bit sums [filterSlots()] or null
        const float* multipliers = nullptr; ///< [filterSlots()] or null
        std::byte* y = nullptr;
        const std::byte* residual = nullptr;
        const Tail* tail = nullptr;
        std::byte* unpacked = nullptr; ///< unpackedBytes() of this thread's own
        std::byte* panel = nullptr;    ///< panelBytes() of this thread's own, or null
    };

    /// The source of Fp16 holds channels of fp32.
    TileConvolution(const PaddedSource& source, const Problem& problem, UnitFormat format, Isa isa,
                    Packing packing = Packing::None);

    /// 4-byte units of the packed weights.
    std::int64_t packedUnits() const { return m_packedUnits; }
    /// What the weights of one block take as the kernels read them; 0 where they lie like that.
    std::int64_t unpackedBytes() const;
    /// What the pixels of one tile take side by side, where that makes the products with many filters
    /// quicker than it takes to copy them; or 0.
    std::int64_t panelBytes() const { return m_panelBytes; }
    /// Whether weights of Bf16 are packed as fp32, rounded before.
    bool takesWidened() const { return isKind(TileKind::WidenedBf16); }
    /// Whether weights of Int8 are packed as std::int16_t.
    bool takesWords() const
    {
        return isKind(TileKind::WidenedInt8) || isKind(TileKind::Int8Depthwise) || takesPairs();
    }
    /// Whether the source of Int8 is spread: pairs of channels, each as 16 bits.
    bool takesPairs() const { return isKind(TileKind::Int8Words); }
    /// Units of the source, as it is read.
    std::int64_t sourceUnits() const { return (m_problem.channels + m_lanes - 1) / m_lanes; }
    /// Filters rounded up to whole units.
    std::int64_t filterSlots() const;
    /// Packs weights of type T (float for Fp32, Fp16 and where takesWidened(), std::uint16_t bits for Bf16,
    /// std::int16_t for Int16 and where takesWords(), std::int8_t for Int8).
    template<typename T>
    void pack(const T* weights, const WeightStrides& strides, std::byte* packed) const;
    /// After pack(), for integers: steps whose weights are all zero are not multiplied from now on.
    void leaveOutZeros(std::byte* packed);
    /// Tiles of one sample; they may run in any order and at the same time.
    std::int64_t tiles() const;
    void run(const Call& call, std::int64_t firstTile, std::int64_t lastTile) const;

    /// Whether filters see only some of the channels, so that block after block may run over a copy
    /// of its own channels, small enough for the first caches.
    bool isGrouped() const { return m_problem.groups > 1; }
    std::int64_t blocks() const { return static_cast<std::int64_t>(m_blocks.size()); }
    /// First channel unit that a block sees, and how many.
    std::pair<std::int64_t, std::int64_t> unitsOfBlock(std::int64_t block) const;
    std::int64_t mostBlockUnits() const;
    /// First filter of blocks [first, last), and how many they have.
    std::pair<std::int64_t, std::int64_t> filtersOfBlocks(std::int64_t first,
                                                          std::int64_t last) const;
    /// All tiles of one block; `call.source` holds nothing but the block's own channel units.
    void runBlock(const Call& call, std::int64_t block) const;
    /// Neighbouring pixels of all filters, without groups.
    struct Line {
        const std::byte* source = nullptr;
        const std::int64_t* offsets = nullptr; ///< bytes to each channel's and tap's pixels
        std::int64_t pixels = 0;
        std::byte* y = nullptr;
        std::int64_t stride = 0;             ///< bytes from filter to filter
        const std::byte* residual = nullptr; ///< same layout as y
        bool hasRoom = false;                ///< as in TileStore
    };
    /// Weights, start and tail are `call`'s.
    void runLine(const Call& call, const Line& line) const;
    /// The line that one row of the output is made of, still without a place to go.
    Line lineOf(const Call& call, std::int64_t row) const;

private:
    /// Neighbouring filters that see the same channel units.
    struct Block {
        std::int64_t first = 0;
        int rows = 0;
        std::int64_t unitFirst = 0;
        std::int64_t units = 0;
        std::int64_t packedFirst = 0; ///< units
        std::int64_t alike = 1; ///< blocks from this one on that have as many rows and see the same
    };
    bool isKind(TileKind kind) const { return m_kind == static_cast<int>(kind); }
    void makeBlocks();
    int rowsFrom(std::int64_t first, std::int64_t same) const;
    bool isZero(const std::byte* packed, std::int64_t step) const;
    void countAlike();
    void makePanel(std::int64_t units);
    void makeVectors(const PaddedSource& source);
    std::pair<std::int64_t, std::int64_t> unitsOf(std::int64_t firstFilter, int rows) const;
    std::int64_t placeOf(std::int64_t lane) const;
    template<typename T>
    void packDepthwise(const Block& block, const T* weights, const WeightStrides& strides,
                       T* packed) const;
    template<typename T>
    void packBlock(const Block& block, const T* weights, const WeightStrides& strides,
                   T* packed) const;
    std::int64_t wordsOf(const Block& block) const;
    /// Words of the weights of one step.
    std::int64_t stepWords(int rows) const
    {
        return takesWidened() || isKind(TileKind::WidenedInt8) ? 2 * rows : rows;
    }
    void unpack(const Call& call, const Block& block) const;
    void runPacked(const Call& call, std::int64_t firstTile, std::int64_t lastTile) const;
    void askFor(const Call& call, std::int64_t firstVector) const;
    TileInput inputOf(const Call& call, const Block& block, std::int64_t firstVector) const;
    /// Of so many blocks alike.
    TileStore storeOf(const Call& call, const Block& block, std::int64_t firstVector,
                      std::int64_t blocks) const;
    void copyPanel(const Call& call, std::int64_t firstVector, int vectors) const;

    Problem m_problem;
    UnitFormat m_format;
    Packing m_packing;
    int m_kind; ///< of tiles, TileKind
    const TileTable* m_table;
    int m_rowStep; ///< filters in a unit of the output
    int m_lanes;   ///< channels in a unit of the source
    std::vector<Block> m_blocks;
    std::vector<std::int64_t> m_offsets; ///< bytes, by channel unit and tap
    std::vector<std::int64_t> m_steps;   ///< those that are multiplied
    std::vector<std::uint32_t> m_masks;
    std::vector<std::int32_t> m_positions;
    std::int64_t m_pitch;
    bool m_asksAhead =
        false; ///< windows of one pixel: nothing else has read the planes just before
    int m_mostVectors = kMaxTileVectors;
    std::int64_t m_panelBytes = 0;
    std::vector<std::int64_t>
        m_panelOffsets[kMaxTileVectors + 1]; ///< m_offsets, in a panel of so many vectors
    std::vector<std::int64_t> m_groups;      ///< first vector of each column of tiles
    std::int64_t m_packedUnits = 0;
};

/// A batch for one TileConvolution.
struct TileBatch {
    const PaddedSource& source;
    const TileConvolution& tiles;
    std::int64_t channelUnits = 0;
    std::uint32_t padding = 0;
    std::int64_t sampleBytesIn = 0;
    std::int64_t sampleBytesOut = 0; ///< also of the residual
    /// What makes two units of the source from one of x, or null: they are the same then.
    WidenFunction widen = nullptr;

    /// Bytes of one padded sample, or of what one block of filters sees of it.
    std::size_t paddedBytes() const;
    /// Bytes that run() needs.
    std::size_t scratchBytes(int threads) const;
    /// Runs n samples; source, y and residual of `call` are filled in from x and the strides.
    void run(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
             ThreadPool* pool, std::byte* scratch) const;
    /// Units [first, last) of one sample to their places in `padded`, which was filled before.
    void copySample(const std::byte* x, std::byte* padded, std::int64_t first, std::int64_t last,
                    std::byte* alone = nullptr) const;

private:
    bool copies() const { return widen || !source.isIdentity(); }
    bool runsByBlock() const { return tiles.isGrouped() && copies(); }
    std::size_t planeBytes() const;
    /// What a thread needs beside the padded source: a widened plane, unpacked weights.
    std::size_t aloneBytes() const;
    std::byte* aloneOf(std::byte* scratch, int task, int threads) const;
    void copyUnit(const std::byte* x, std::int64_t unit, std::byte* padded, std::byte* alone) const;
    void runBlocks(const std::byte* x, const TileConvolution::Call& call, std::int64_t first,
                   std::int64_t last, std::byte* padded, std::byte* alone) const;
    TileConvolution::Call sampleCall(const TileConvolution::Call& call, std::int64_t sample) const;
    void runSamples(const std::byte* x, std::int64_t first, std::int64_t last,
                    const TileConvolution::Call& call, std::byte* padded, std::byte* alone) const;
    void splitBlocks(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
                     ThreadPool& pool, std::byte* scratch) const;
    void splitSamples(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
                      ThreadPool& pool, std::byte* scratch) const;
};

} // namespace propago
