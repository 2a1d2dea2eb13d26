#pragma once
#include "core/kernels/tiles/bottleneck_layout.h"

#include <array>
#include <cstdint>

namespace propago {

/// What the three layers of a bottleneck do to one sample, stage by stage; UnitBottleneck says who does
/// which stage, and when.
class BottleneckStages {
public:
    /// Packed: of the first and the last layer as FilterPanels do, of the depthwise one
    /// [vectors][9][lanes]. Biases are filled up to whole vectors.
    struct Weights {
        std::array<const float*, 3> weights = {};
        std::array<const float*, 3> bias = {};
    };
    /// One sample.
    struct Call {
        const float* x = nullptr;
        float* y = nullptr;
        const float* residual = nullptr; ///< or null
        const Tail* tails = nullptr;     ///< of the three layers
    };

    BottleneckStages(const BottleneckLayout& layout, const Weights& weights)
        : m_layout(layout), m_weights(weights)
    {}

    /// What the rows that a band adds are made of, in so many items: blocks of channels whose pixels
    /// come to lie side by side, or for windows a channel's rows with their border of zeros.
    std::int64_t spreads() const;
    void spread(const Call& call, const BottleneckBand& band, std::int64_t item,
                float* pixels) const;
    /// The first two layers of one panel of channels.
    void filterPanel(const Call& call, const BottleneckBand& band, std::int64_t index,
                     const float* pixels, const BottleneckBuffers& own, float* middle) const;
    /// The last layer, for panels [first, last).
    void project(const Call& call, const BottleneckBand& band, const float* middle, float* sums,
                 std::int64_t first, std::int64_t last) const;

private:
    void spreadRows(const Call& call, const BottleneckBand& band, std::int64_t channel,
                    float* to) const;
    void expandPixels(const Call& call, const BottleneckBand& band, std::int64_t index,
                      const float* pixels, const BottleneckBuffers& own) const;
    void expandWindows(const Call& call, const BottleneckBand& band, std::int64_t index,
                       const float* pixels, const BottleneckBuffers& own) const;
    void askFor(ProductTile& product, const float* next, std::int64_t times) const;
    std::int64_t tilesOf(const FilterPanel& panel) const;
    template<typename Tile, typename Functions>
    void runRow(const FilterPanel& panel, Tile& tile, std::int64_t aPixel,
                const Functions& functions) const;
    float* firstPixel(const BottleneckBuffers& own, std::int64_t panel, std::int64_t row) const;
    void store(const Call& call, const BottleneckBand& band, const float* sums,
               std::int64_t filter) const;

    const BottleneckLayout& m_layout;
    const Weights& m_weights;
};

} // namespace propago
