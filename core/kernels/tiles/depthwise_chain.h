#pragma once
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/depthwise.h"
#include "core/kernels/tiles/tile_convolution.h"

#include <cstddef>
#include <cstdint>

namespace propago {

/// An fp32 convolution and the depthwise one that takes its output, together: a few rows of the first,
/// then the rows of the second that they complete. Of what lies between, only the rows that are still
/// needed are kept, in a ring, with the border of zeros that the second wants.
class DepthwiseChain {
public:
    DepthwiseChain(const TileBatch& batch, const WindowGeometry& geometry, const Depthwise& next,
                   const WindowGeometry& nextGeometry);

    std::size_t scratchBytes(int threads) const;
    /// n samples; `second` says all but where its input lies.
    void run(const std::byte* x, std::int64_t n, const TileConvolution::Call& first,
             const Depthwise::Call& second, ThreadPool* pool, std::byte* scratch) const;

private:
    /// The filters that one thread computes, and where their rows are: filter by filter as many as the
    /// ring has, then a row of zeros for all.
    struct Part {
        std::int64_t firstBlock = 0;
        std::int64_t lastBlock = 0;
        std::int64_t filter = 0; ///< the first one
        std::int64_t filters = 0;
        float* ring = nullptr;
        float* zeros = nullptr;
    };
    std::size_t sourceBytes() const;
    std::size_t ringBytes() const;
    Part partOf(int task, int threads, std::byte* rings) const;
    void clearBorders(const Part& part) const;
    void runPart(const TileConvolution::Call& first, const Depthwise::Call& second,
                 const Part& part) const;
    DepthwiseRows rowsOf(const Part& part, std::int64_t firstRow, int count) const;

    TileBatch m_batch;
    const WindowGeometry& m_geometry; ///< of the first
    const Depthwise& m_next;
    const WindowGeometry& m_nextGeometry;
    std::int64_t m_left; ///< floats before a row's first pixel
    std::int64_t m_pitch;
    std::int64_t m_slots; ///< rows of a filter
};

} // namespace propago
