#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/tile_table.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace propago {

/// fp32 convolution with a 3 x 3 window and one channel for each filter, stride 1 or 2: plane by plane,
/// straight from the input without a padded copy.
class Depthwise {
public:
    /// What one call works on.
    struct Call {
        const float* x = nullptr;
        const float* weights = nullptr; ///< [filters][9]
        const float* bias = nullptr;    ///< [filters] or null
        float* y = nullptr;
        const float* residual = nullptr; ///< same layout as y, or null
        const Tail* tail = nullptr;
    };

    static bool suits(const WindowGeometry& geometry);

    Depthwise(const WindowGeometry& geometry, Isa isa);

    void run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const;
    /// `count` rows of the outputs of all channels, from such input and to such places as `rows` says;
    /// the rest is `call`'s.
    void runRows(const Call& call, int count, DepthwiseRows rows) const;
    /// First and last (excluded) row of the input that these rows of the output are made of.
    std::pair<std::int64_t, std::int64_t> rowsFor(std::int64_t firstRow,
                                                  std::int64_t lastRow) const;

    /// Gradients, for as many filters as channels: with respect to the input, where canTurn(), with
    /// scratch for the weights; and with respect to the weights.
    static bool canTurn(const WindowGeometry& geometry);
    static bool hasSingles(const WindowGeometry& geometry)
    {
        return suits(geometry) && geometry.filters == geometry.channels;
    }
    void backwardInput(const float* dy, const float* w, float* dx, std::int64_t n, bool accumulate,
                       ThreadPool& pool, float* turnedWeights) const;
    void backwardWeights(const float* x, const float* dy, float* dw, std::int64_t n,
                         ThreadPool& pool) const;

private:
    DepthwisePlanes planesOf(const Call& call, std::int64_t channel) const;

    WindowGeometry m_geometry;
    const TileTable* m_table;
};

} // namespace propago
