#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/tiles/winograd_grid.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace propago {

/// 3 x 3 convolution with stride 1, with fp32, bf16 or integer products, by Winograd's minimal filtering F(4x4, 3x3) or F(2x2, 3x3)
/// (Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016): 36 products
/// where the definition takes 144, or 16 where it takes 36. For each coefficient a matrix product
/// runs over channels. Integers come out exactly as by the definition.
class Winograd {
public:
    /// What turns sums of int8 products into steps of the output; for whole units of filters.
    struct IntegerScales {
        std::vector<std::int32_t> starts; ///< what every sum starts with
        std::vector<float> multipliers;
        std::uint32_t padding = 0; ///< the input's zero point in all bytes of a unit
    };
    /// What one call works on.
    struct Call {
        /// Planes; of units for Bf16Units and Int8Units, of bf16 for Bf16Planes, as y and the residual
        /// are.
        const float* x = nullptr;
        const float* weights = nullptr; ///< packed
        const float* bias = nullptr;    ///< [filters] or null
        float* y = nullptr;
        const float* residual = nullptr; ///< same layout as y, or null; y itself for Bf16Planes
        const Tail* tail =
            nullptr; ///< of no effect for Bf16Planes; with realOutput, y and the residual are fp32 in any format
        const IntegerScales* scales = nullptr; ///< Int8Units, in place of the bias
    };

    static bool suits(const WindowGeometry& geometry) { return WinogradGrid::suits(geometry); }
    static bool suitsIntegers(const WindowGeometry& geometry, Isa isa)
    {
        return WinogradGrid::suitsIntegers(geometry, isa);
    }

    Winograd(const WindowGeometry& geometry, Isa isa, WinogradFormat format = WinogradFormat::Fp32)
        : m_grid(geometry, isa, format)
    {}

    std::int64_t packedFloats() const;
    /// Weight (filter, channel) starts at filter * filterStride + channel * channelStride; its
    /// nine taps are read backwards when `flipped`.
    void pack(const float* weights, std::int64_t filterStride, std::int64_t channelStride,
              bool flipped, float* packed, ThreadPool* pool) const;
    /// The same for Int8Units; the nine taps of a channel, and the channels, are neighbours.
    void packIntegers(const std::int8_t* weights, float* packed) const;
    std::size_t scratchBytes(int threads) const;
    void run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const;

private:
    static constexpr int kMostCoefficients = 36;
    static constexpr int kMostLanes = 16;
    void packOne(WinogradTaps taps, std::int64_t channel, std::int64_t channelStride) const;
    void packPair(const WinogradTaps& taps, std::int64_t pair, std::int64_t channelStride) const;
    struct Buffers {
        float* pixels;
        float* input;
        float* sums;
        float* output;
    };
    /// Tiles [first, first + count) of the stacked samples.
    struct Chunk {
        std::int64_t first;
        std::int64_t count;
    };
    Buffers buffersAt(std::byte* slot) const;
    std::size_t slotBytes() const;
    void runGroup(const Call& call, std::int64_t first, std::int64_t samples,
                  const Buffers& buffers, ThreadPool* pool) const;
    void spreadInput(const Call& call, std::int64_t sample, std::int64_t block,
                     float* pixels) const;
    void spreadHalves(const Call& call, std::int64_t sample, std::int64_t block,
                      float* pixels) const;
    void collectOutput(const Call& call, std::int64_t sample, std::int64_t block,
                       const float* output) const;
    void collectHalves(const Call& call, std::int64_t sample, std::int64_t block,
                       const float* output) const;
    void collectIntegers(const Call& call, std::int64_t sample, std::int64_t block,
                         const float* output) const;
    float* packedAt(float* packed, std::int64_t k, std::int64_t block) const;
    void transformInput(const Buffers& buffers, const Chunk& chunk, std::int64_t block) const;
    void transformOutput(const Buffers& buffers, const Chunk& chunk, std::int64_t block) const;
    void multiply(const Call& call, const Buffers& buffers, std::int64_t tiles,
                  std::int64_t coefficient) const;

    WinogradGrid m_grid;
};

} // namespace propago
