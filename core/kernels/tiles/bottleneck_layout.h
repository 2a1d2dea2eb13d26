#pragma once
#include "core/kernels/geometry.h"
#include "core/kernels/tiles/depthwise.h"
#include "core/kernels/tiles/filter_panels.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace propago {

/// Rows of a depthwise layer's output that are worked on together.
struct BottleneckBand {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t inFirst = 0; ///< rows of its input that are not there yet
    std::int64_t inLast = 0;
};

/// The memory of a thread.
struct BottleneckBuffers {
    float* pixels; ///< of the input: channels side by side, or rows with their border
    float* ring;  ///< rows of the first layer's output, with a border of zeros: [panel][row][pixel]
    float* zeros; ///< a row of them
    float* middle; ///< the second layer's output, [pixel][channel]
    float* sums;   ///< of the last layer, [pixel][filter]
};

/// Where the numbers of a bottleneck lie while it runs (UnitBottleneck): how many rows are worked on
/// together, and what that takes.
class BottleneckLayout {
public:
    using Geometries = std::array<WindowGeometry, 3>;
    BottleneckLayout(const Geometries& layers, Isa isa);

    const WindowGeometry expand, depthwise, project;
    const TileTable* const table;
    const std::int64_t lanes;
    const bool hasWindows;           ///< the first layer
    const std::int64_t depth;        ///< its terms
    const FilterPanels middlePanels; ///< of what the first two layers make
    const FilterPanels panels;       ///< of the last one
    const std::int64_t outWidth;     ///< of the depthwise layer
    const std::int64_t inSlots;      ///< channels of the input, filled up
    const std::int64_t inPitch;      ///< pixels of a row of the input with its border

    /// Whether planes are worked on whole, one panel after the other: then the ring has room for one.
    bool isWhole() const { return m_rows == depthwise.outHeight(); }
    std::int64_t bandRows() const { return m_rows; }
    /// The band that starts with `row`, when `done` rows of the first layer have been there.
    BottleneckBand bandAt(std::int64_t row, std::int64_t end, std::int64_t done) const;
    /// Floats from pixel to pixel in the ring: with steps of whole lines, some places of the first cache
    /// would have too many lines to hold and others none.
    std::int64_t ringPixel() const { return middlePanels.widest() + lanes; }
    /// A row of the first layer's output with its border.
    float* ringRow(const BottleneckBuffers& own, std::int64_t panel, std::int64_t row) const
    {
        return own.ring + (isWhole() ? 0 : panel * m_slots * rowFloats())
               + m_ringPlaces[static_cast<std::size_t>(row)];
    }
    /// Rows of the input that all rows of the ring are made of.
    std::int64_t inRows() const
    {
        return (m_slots - 1) * expand.strideH + (expand.kernelH - 1) * expand.dilationH + 1;
    }
    /// 0, 1, 2, ... for pixels that are neighbours.
    const std::int64_t* places() const { return m_places.data(); }
    /// Floats to each term of a window of the first layer, from its first one.
    const std::int64_t* offsets() const { return m_offsets.data(); }

    /// What a thread needs.
    std::size_t ownBytes() const;
    BottleneckBuffers buffersOf(std::byte* memory) const;

private:
    void setRows(std::int64_t count);
    void chooseRows();
    void findOffsets();
    std::int64_t rowFloats() const { return m_pitch * ringPixel(); }
    std::int64_t ringPanels() const { return isWhole() ? 1 : middlePanels.count(); }
    std::int64_t ringFloats() const { return ringPanels() * m_slots * rowFloats(); }
    std::int64_t middleFloats() const { return m_rows * outWidth * middlePanels.slots(); }
    std::int64_t sumFloats() const { return m_rows * outWidth * panels.slots(); }
    std::int64_t pixelFloats() const;

    Depthwise m_depthwise;
    std::int64_t m_pitch;     ///< pixels of a row of the ring
    std::int64_t m_rows = 0;  ///< of a band
    std::int64_t m_slots = 0; ///< rows of the ring
    std::vector<std::int64_t> m_places, m_offsets;
    std::vector<std::int64_t> m_ringPlaces; ///< floats to each row of the depthwise layer's input
};

} // namespace propago
