#pragma once
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/depthwise.h"
#include "core/kernels/tiles/tile_convolution.h"

#include <cstddef>
#include <cstdint>

namespace propago {

/// An fp32 convolution, the depthwise one that takes its output, and perhaps one of 1 x 1 behind that,
/// together: a few rows of the first, then the rows of the others that they complete. Of what lies
/// between, only the rows that are still needed are kept, in a ring, with the border of zeros that the
/// second wants. Threads share the rows; what two of them need is computed twice.
class DepthwiseChain {
public:
    struct Last {
        const TileConvolution* tiles = nullptr; ///< null: there is none
        const WindowGeometry* geometry = nullptr;
    };
    /// What each does. Inputs and outputs are run()'s; only the last one adds a residual.
    struct Calls {
        TileConvolution::Call first;
        Depthwise::Call second;
        TileConvolution::Call last;
    };

    DepthwiseChain(const TileBatch& batch, const WindowGeometry& geometry, const Depthwise& next,
                   const WindowGeometry& nextGeometry, const Last& last);

    std::size_t scratchBytes(int threads) const;
    void run(const float* x, float* y, const float* residual, std::int64_t n, const Calls& calls,
             ThreadPool* pool, std::byte* scratch) const;

private:
    /// Rows of the output that one thread computes, and its memory.
    struct Part {
        std::int64_t firstRow = 0;
        std::int64_t lastRow = 0;
        float* ring = nullptr;           ///< filter by filter some rows
        float* zeros = nullptr;          ///< a row of them
        float* middle = nullptr;         ///< what the second gives the last, filter by filter
        std::int64_t* offsets = nullptr; ///< bytes to each filter's in the middle
    };
    std::size_t sourceBytes() const;
    std::size_t ringBytes() const;
    std::size_t middleBytes() const;
    std::size_t partBytes() const;
    std::int64_t ringStep() const { return m_slots * m_pitch; }
    Part partOf(int task, int threads, std::byte* memory) const;
    void prepare(const Part& part) const;
    Calls callsFor(const Calls& calls, std::int64_t sample, float* y, const float* residual) const;
    void runPart(const Calls& calls, const Part& part) const;
    void runFirst(const TileConvolution::Call& call, const Part& part, std::int64_t row) const;
    void runSecond(const Depthwise::Call& call, const Part& part, std::int64_t row,
                   int count) const;
    void runLast(const TileConvolution::Call& call, const Part& part, std::int64_t row,
                 int count) const;

    TileBatch m_batch;
    const WindowGeometry& m_geometry; ///< of the first
    const Depthwise& m_next;
    const WindowGeometry& m_nextGeometry;
    Last m_last;
    std::int64_t m_left; ///< floats before a row's first pixel
    std::int64_t m_pitch;
    std::int64_t m_slots;      ///< rows of a filter
    std::int64_t m_middleStep; ///< floats from filter to filter
};

} // namespace propago
