#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/tiles/padded_source.h"
#include "core/kernels/tiles/tile_convolution.h"
#include "core/kernels/tiles/winograd.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace propago {

/// Gradient of a convolution with respect to its input: itself a convolution of dy, with the
/// weights turned around. With a stride it falls apart into as many windows as the stride has
/// phases; each fills a compact plane that is then spread out.
class InputGradient {
public:
    InputGradient(const WindowGeometry& geometry, Isa isa,
                  WinogradFormat format = WinogradFormat::Fp32);
    bool usesWinograd() const { return m_winograd.has_value(); }
    /// Whether runHalves() can be called: with Winograd's method and a format other than fp32.
    bool takesHalves() const { return m_halfWinograd.has_value(); }

    std::size_t scratchBytes(int threads) const;
    void run(const float* dy, const float* w, float* dx, std::int64_t n, bool accumulate,
             ThreadPool& pool, std::byte* scratch) const;
    /// The same for gradients stored in bf16.
    void runHalves(const Bfloat16* dy, const float* w, Bfloat16* dx, std::int64_t n,
                   bool accumulate, ThreadPool& pool, std::byte* scratch) const;

private:
    TileBatch batch(std::size_t phase) const;
    std::size_t packedBytes() const;
    std::size_t slotBytes() const;
    void pack(const float* w, std::byte* packed) const;
    void runWinograd(const Winograd& winograd, const float* dy, const float* w, float* dx,
                     std::int64_t n, bool accumulate, ThreadPool& pool, std::byte* scratch) const;
    void runWhole(const float* dy, float* dx, std::int64_t n, bool accumulate, ThreadPool& pool,
                  const std::byte* packed, std::byte* threadScratch) const;
    void runPhases(const float* dy, float* dx, bool accumulate, const std::byte* packed,
                   std::byte* slot) const;
    void copyFilters(const float* dy, std::int64_t first, std::int64_t count,
                     std::byte* padded) const;
    void spread(const BackwardPhase& phase, std::pair<std::int64_t, std::int64_t> made,
                const float* compact, float* dx, bool accumulate) const;

    WindowGeometry m_geometry;
    std::vector<BackwardPhase> m_phases;
    PaddedSource m_source;
    std::vector<TileConvolution> m_tiles; ///< one for each phase
    std::optional<Winograd> m_winograd, m_halfWinograd;
};

} // namespace propago
