#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/filter_panels.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace propago {

/// Convolution without padding or stride over planes so small that rows of pixels would leave lanes empty:
/// filters fill the lanes, pixels the rows. In fp32; or from bf16 units, windows of one pixel, where the
/// processor multiplies bf16 as fp32 anyway.
class PixelProduct {
public:
    /// What one call works on.
    struct Call {
        const float* x = nullptr;       ///< or units, as y and residual
        const float* weights = nullptr; ///< packed
        const float* bias = nullptr;    ///< [filters], filled up to whole vectors
        float* y = nullptr;
        const float* residual = nullptr; ///< same layout as y, or null
        const Tail* tail = nullptr;
    };

    /// Whether filters fill more lanes than pixels would.
    static bool suits(const WindowGeometry& geometry, UnitFormat format, Isa isa);

    PixelProduct(const WindowGeometry& geometry, UnitFormat format, Isa isa);

    std::int64_t packedFloats() const { return m_panels.packedFloats(); }
    /// From [filters][channels][window], rounded before for bf16.
    void pack(const float* weights, float* packed) const { m_panels.pack(weights, packed); }
    std::size_t scratchBytes(int threads) const;
    void run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const;

private:
    /// What a thread works with.
    struct Buffers {
        float* sums;
        float* pixels; ///< of one sample, channels side by side
    };
    std::int64_t depth() const { return m_geometry.channels * m_geometry.taps(); }
    bool hasWindows() const { return m_geometry.taps() > 1; }
    std::int64_t channelBlocks() const;
    std::int64_t channelSlots() const { return channelBlocks() * m_table->lanes; }
    std::size_t sumBytes() const;
    std::size_t pixelBytes() const;
    Buffers buffersAt(std::byte* scratch, int task) const;
    const float* sampleOf(const Call& call, std::int64_t sample) const;
    void spread(const float* x, std::int64_t block, float* pixels) const;
    void runTogether(const Call& call, std::int64_t n, ThreadPool& pool, std::byte* scratch) const;
    void runPanel(const Call& call, std::int64_t sample, const FilterPanel& panel,
                  const Buffers& buffers) const;
    void multiplyPixels(const Call& call, const FilterPanel& panel, const Buffers& buffers) const;
    void multiplyWindows(const Call& call, const float* x, const FilterPanel& panel,
                         float* sums) const;

    bool hasUnits() const { return m_format == UnitFormat::Bf16; }

    WindowGeometry m_geometry;
    UnitFormat m_format;
    const TileTable* m_table;
    FilterPanels m_panels;
    std::vector<std::int64_t> m_pixels;  ///< 0, 1, 2, ...
    std::vector<std::int64_t> m_offsets; ///< of each term of a window
};

} // namespace propago
