#pragma once
#include "core/kernels/unit_tiles.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace propago {

/// The inverted residual of MobileNetV2 (Sandler et al. 2018) in fp32 as one kernel: a 1 x 1 convolution
/// to many channels (or one of few terms, as networks start with), a depthwise 3 x 3 one, and a 1 x 1 one
/// back to few. What lies between them is never
/// in planes: the channels of a pixel lie side by side, which is how the lanes want to be filled. Small
/// planes are worked on whole, one panel of channels after the other; of large ones only the rows that
/// are still needed are kept, in a ring.
/// Threads share samples, panels or rows; sums add up in the same order as in UnitConvolution.
class UnitBottleneck {
public:
    static constexpr int kLayers = 3;
    using Geometries = std::array<WindowGeometry, kLayers>;

    /// Whether three layers in a row are that, with channels that fill the lanes.
    static bool suits(const Geometries& layers, Isa isa = chosenIsa());

    explicit UnitBottleneck(const Geometries& layers, Isa isa = chosenIsa());
    ~UnitBottleneck();
    UnitBottleneck(UnitBottleneck&&) noexcept;
    UnitBottleneck& operator=(UnitBottleneck&&) noexcept;

    /// Of layer 0, 1 or 2, as UnitConvolution takes them.
    void packWeights(int layer, const float* weights, const float* bias);
    std::int64_t packedBytes() const;
    std::size_t scratchBytes(int threads) const;
    /// Tails of the layers; the first two clamp (any activation but LeakyRelu), only the last one may add
    /// a residual.
    void run(const void* x, void* y, std::int64_t n, const std::array<Tail, kLayers>& tails,
             ThreadPool* pool, std::byte* scratch) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace propago
