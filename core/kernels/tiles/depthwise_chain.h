#pragma once
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/depthwise.h"
#include "core/kernels/tiles/tile_convolution.h"

#include <cstddef>
#include <cstdint>

namespace propago {

/// An fp32 convolution and the depthwise one that takes its output, together: some filters of some
/// rows of the first, then the second over these while they are still in the nearest caches. Rows
/// that two parts need are computed twice.
struct DepthwiseChain {
    TileBatch batch;
    const WindowGeometry& geometry; ///< of the first
    const Depthwise& next;
    const WindowGeometry& nextGeometry;

    std::size_t scratchBytes(int threads) const;
    /// n samples; `second` says all but where its input lies.
    void run(const std::byte* x, std::int64_t n, const TileConvolution::Call& first,
             const Depthwise::Call& second, ThreadPool* pool, std::byte* scratch) const;

private:
    std::size_t sourceBytes() const;
    std::size_t planesBytes() const;
    void runSample(const TileConvolution::Call& first, const Depthwise::Call& second,
                   ThreadPool* pool, std::byte* planes) const;
    void runRows(const TileConvolution::Call& first, const Depthwise::Call& second,
                 std::int64_t firstBlock, std::int64_t lastBlock, std::int64_t firstRow,
                 std::int64_t lastRow) const;
    std::int64_t stripes() const;
};

} // namespace propago
