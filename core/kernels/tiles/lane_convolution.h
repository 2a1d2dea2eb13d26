#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/stored_numbers.h"
#include "core/kernels/tiles/tile_table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace propago {

/// Convolution with fp32 products and its gradients with samples in the lanes of a vector: for layers so small that
/// rows of pixels would leave lanes empty. Planes of some samples are turned into vectors first.
class LaneConvolution {
public:
    /// A matter of geometry alone, so that bits depend on nothing else.
    static bool suits(const WindowGeometry& geometry);

    LaneConvolution(const WindowGeometry& geometry, Isa isa);

    /// For calls with at most `n` samples.
    std::size_t scratchBytes(std::int64_t n, int threads) const;
    void forward(StoredNumbers x, const float* w, const float* bias, StoredTarget y, std::int64_t n,
                 ThreadPool& pool, std::byte* scratch) const;
    void backwardInput(StoredNumbers dy, const float* w, StoredTarget dx, std::int64_t n,
                       bool accumulate, ThreadPool& pool, std::byte* scratch) const;
    void backwardWeights(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n,
                         ThreadPool& pool, std::byte* scratch) const;

private:
    /// What a thread works with: samples side by side, and where things lie in the scratch memory.
    struct Work {
        std::int64_t vectors;
        std::int64_t samples; ///< of a group: vectors times lanes
        std::int64_t groups;
        int parts;      ///< threads that have groups of their own
        float* input;   ///< of this part
        float* output;  ///< of this part
        float* weights; ///< of all: packed, or the gradients from each group
    };
    std::int64_t vectorsFor(std::int64_t n) const;
    std::int64_t groupCount(std::int64_t n) const;
    static int partCount(std::int64_t groups, int threads);
    std::size_t inputBytes(std::int64_t samples) const;
    std::size_t outputBytes(std::int64_t samples) const;
    Work workFor(std::int64_t n, int threads, int part, std::byte* scratch) const;
    template<typename F>
    void forGroups(std::int64_t n, bool clears, ThreadPool& pool, std::byte* scratch, F f) const;
    /// How output pixels with the same taps lie: `step` pixels apart, their sources `source`.
    struct Neighbours {
        std::int64_t step;
        std::int64_t source;
    };
    /// Planes whose pixels are sums over the taps of other planes.
    struct Product {
        std::int64_t width;
        std::int64_t height;
        std::int64_t rows;  ///< planes of the result
        std::int64_t depth; ///< planes that are summed up
        const float* from;
        std::int64_t fromPlane; ///< pixels
        float* to;
        const float* bias; ///< [rows] or null
        Neighbours neighbours;
    };
    static std::int64_t mostColumns(std::int64_t vectors);
    std::int64_t blockCount(std::int64_t rows, std::int64_t vectors) const;
    std::int64_t paddedPlane() const { return m_paddedHeight * m_paddedWidth; }
    void spread(StoredNumbers from, const std::int64_t* places, std::int64_t elements,
                std::int64_t count, const Work& work, float* to, ThreadPool* pool) const;
    void collect(const float* from, StoredTarget to, std::int64_t elements, std::int64_t count,
                 bool accumulate, const Work& work, ThreadPool* pool) const;
    void pack(const float* w, bool isForward, const Work& work) const;
    template<typename Segments>
    void multiply(const Product& product, const Work& work, ThreadPool* pool,
                  Segments segments) const;
    void multiplyWeights(const Work& work, float* dw, ThreadPool* pool) const;

    WindowGeometry m_geometry;
    const TileTable* m_table;
    std::int64_t m_paddedHeight;
    std::int64_t m_paddedWidth;
    std::vector<std::int64_t> m_inputPlaces; ///< element of a sample -> place in its padded planes
    std::vector<std::int64_t> m_straight;    ///< element -> itself
};

} // namespace propago
