#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/tiles/padded_source.h"
#include "core/kernels/tiles/tile_table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace propago {

/// Gradient of a convolution with respect to its weights. Some samples at a time are laid out on
/// top of each other, input and output gradient on the same pitch; then each weight's gradient is
/// one long dot product between a row of dy and a shifted row of x.
class WeightGradient {
public:
    WeightGradient(const WindowGeometry& geometry, Isa isa);

    std::size_t scratchBytes() const;
    void run(const float* x, const float* dy, float* dw, std::int64_t n, ThreadPool& pool,
             std::byte* scratch) const;

private:
    /// Samples laid out together: a matter of cache, never of threads, or sums would change order.
    static std::int64_t stackFor(const WindowGeometry& geometry);
    std::int64_t rowFloats() const;
    void copySamples(const float* x, const float* dy, std::int64_t count, float* paddedX,
                     float* paddedDy, ThreadPool& pool) const;
    void copyGradient(const float* dy, float* paddedDy, std::int64_t sample) const;
    void addChunk(const float* paddedX, const float* paddedDy, float* dw, std::int64_t count,
                  bool accumulates, ThreadPool& pool) const;
    void addItem(std::int64_t item, const float* paddedX, const float* paddedDy, float* dw,
                 std::int64_t first, std::int64_t length, bool accumulates) const;

    WindowGeometry m_geometry;
    std::int64_t m_stack;
    PaddedSource m_source;
    const TileTable* m_table;
    std::vector<std::int64_t> m_offsets; ///< floats, by channel and tap
    std::int64_t m_rowBlocks;            ///< of one group
    std::int64_t m_columnBlocks;
};

} // namespace propago
