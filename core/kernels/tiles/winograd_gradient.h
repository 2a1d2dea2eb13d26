#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/stored_numbers.h"
#include "core/kernels/tiles/winograd_grid.h"

#include <cstddef>
#include <cstdint>

namespace propago {

/// Gradient of a 3 x 3 convolution with respect to its weights in Winograd's coefficients: the
/// transposes of the forward transforms, and for each coefficient a matrix product over all tiles of
/// the batch. Samples are summed in an order that only the geometry decides.
class WinogradGradient {
public:
    static bool suits(const WindowGeometry& geometry) { return WinogradGrid::suits(geometry); }

    /// `format`: any but Bf16Units.
    WinogradGradient(const WindowGeometry& geometry, Isa isa,
                     WinogradFormat format = WinogradFormat::Fp32)
        : m_grid(geometry, isa)
        , m_isFp32(WinogradGrid(geometry, isa, format).isFp32())
        , m_hasHalfPixels(format == WinogradFormat::Bf16Planes && !m_isFp32)
    {}

    std::size_t scratchBytes() const;
    /// dw [filters][channels][3][3] = sum over n samples. x and dy are bf16 for Bf16Planes, else fp32.
    void run(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n, ThreadPool& pool,
             std::byte* scratch) const;

private:
    struct Buffers {
        float* inputPixels;
        float* outputPixels;
        float* input;
        float* output;
        float* sums; ///< [coefficient][filter][channel]
    };
    Buffers buffersAt(std::byte* scratch) const;
    std::int64_t sumStep() const { return m_grid.geometry().filters * m_grid.channels(); }
    /// Floats of the channels of a pixel that fill a vector.
    std::int64_t pixelBlock() const
    {
        return m_hasHalfPixels ? m_grid.table().lanes / 2 : m_grid.table().lanes;
    }
    void spread(StoredNumbers x, StoredNumbers dy, std::int64_t samples, const Buffers& buffers,
                ThreadPool& pool) const;
    void transform(const Buffers& buffers, std::int64_t first, std::int64_t count,
                   ThreadPool& pool) const;
    void multiply(const Buffers& buffers, std::int64_t tiles, bool accumulates,
                  ThreadPool& pool) const;
    void finish(const Buffers& buffers, float* dw, ThreadPool& pool) const;

    WinogradGrid m_grid;
    bool m_isFp32;        ///< else tiles share units two by two
    bool m_hasHalfPixels; ///< in bf16, which take half the room of the grid's
};

} // namespace propago
