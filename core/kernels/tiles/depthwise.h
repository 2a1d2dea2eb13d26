#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/tile_table.h"

#include <cstddef>
#include <cstdint>

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

private:
    WindowGeometry m_geometry;
    const TileTable* m_table;
};

} // namespace propago
