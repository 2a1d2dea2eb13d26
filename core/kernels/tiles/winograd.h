#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/padded_source.h"
#include "core/kernels/tiles/tile_table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace propago {

/// fp32 3 x 3 convolution with stride 1 by Winograd's minimal filtering F(2x2, 3x3) (Lavin and
/// Gray, "Fast algorithms for convolutional neural networks", CVPR 2016): 16 products where the
/// definition takes 36. Tiles of some samples lie side by side, and for each of the 16 coefficients
/// a matrix product runs over channels.
class Winograd {
public:
    /// What one call works on.
    struct Call {
        const float* x = nullptr;
        const float* weights = nullptr; ///< packed
        const float* bias = nullptr;    ///< [filters] or null
        float* y = nullptr;
        const float* residual = nullptr; ///< same layout as y, or null
        const Tail* tail = nullptr;
    };

    /// Whether this convolution can run like this and gains from it: a matter of geometry alone,
    /// so that bits depend on nothing else.
    static bool suits(const WindowGeometry& geometry);

    Winograd(const WindowGeometry& geometry, Isa isa);

    std::int64_t packedFloats() const;
    /// Weight (filter, channel) starts at filter * filterStride + channel * channelStride; its
    /// nine taps are read backwards when `flipped`.
    void pack(const float* weights, std::int64_t filterStride, std::int64_t channelStride,
              bool flipped, float* packed) const;
    std::size_t scratchBytes(int threads) const;
    void run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const;

private:
    struct Buffers {
        float* padded;
        float* input;
        float* sums;
    };
    /// Runs f(first, last) over [0, count), on the pool if there is one.
    template<typename F> static void split(std::int64_t count, ThreadPool* pool, F f);
    Buffers buffersAt(std::byte* slot) const;
    void runGroup(const Call& call, std::int64_t first, std::int64_t samples,
                  const Buffers& buffers, ThreadPool* pool) const;
    void transformInput(const Call& call, std::int64_t sample, std::int64_t samples,
                        std::int64_t channel, const Buffers& buffers) const;
    void multiply(const Call& call, std::int64_t item, std::int64_t samples,
                  const Buffers& buffers) const;
    void transformOutput(const Call& call, std::int64_t sample, std::int64_t samples,
                         std::int64_t filter, const Buffers& buffers) const;
    std::int64_t blockFirst(std::int64_t block) const;
    std::int64_t inputStep() const;
    std::int64_t sumStep() const;
    std::size_t slotBytes() const;

    WindowGeometry m_geometry;
    std::int64_t m_rows; ///< of tiles in a sample
    std::int64_t m_columns;
    std::int64_t m_stack; ///< samples side by side
    std::int64_t m_lanes; ///< room for the tiles of one coefficient
    PaddedSource m_source;
    std::vector<std::int64_t> m_taps;
    std::vector<std::int64_t> m_offsets; ///< bytes, by channel
    const TileTable* m_table;
    std::int64_t m_blocks; ///< of filters
};

} // namespace propago
