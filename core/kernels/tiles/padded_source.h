#pragma once
#include "core/kernels/geometry.h"
#include "core/kernels/isa.h"

#include <cstdint>
#include <vector>

namespace propago {

struct TileTable;

/// Four bytes of any number format.
using UnitWord = std::uint32_t __attribute__((may_alias));

/// One term of a windowed sum: output (y, x) takes source pixel (y + shiftY, x + shiftX) of
/// plane `phase` times weight `tap`; pixels outside the plane count as padding.
struct ShiftedTap {
    int phase = 0;
    std::int64_t shiftY = 0;
    std::int64_t shiftX = 0;
    std::int64_t tap = 0;
};

/// Every strideY-th row and strideX-th column of a source plane, from (firstY, firstX) on.
struct SourcePhase {
    std::int64_t firstY = 0;
    std::int64_t firstX = 0;
};

/// How one channel of a sample lies in memory so that every tap of a window is the same stretch
/// of pixels, shifted: planes split by stride, with padding kept between rows. The gap at the end
/// of a row is also the gap before the next one.
class PaddedSource {
public:
    /// What a source is made of; taps of all windows that will read it.
    struct Layout {
        std::int64_t height = 0;
        std::int64_t width = 0;
        std::int64_t strideY = 1;
        std::int64_t strideX = 1;
        std::vector<SourcePhase> phases;
        std::vector<ShiftedTap> taps;
        std::int64_t outHeight = 0; ///< of the largest window grid
        std::int64_t outWidth = 0;
        std::int64_t stack = 1; ///< samples on top of each other in one plane
        /// A plane for each column of the window: rows as long as the output's, without gaps. Phases
        /// then say where the column starts, which may be before the first pixel; no tap is
        /// shifted sideways.
        bool splitsColumns = false;
    };
    explicit PaddedSource(const Layout& layout, Isa isa = chosenIsa());

    /// Units from one row of a plane to the next, also of the output grid.
    std::int64_t pitch() const { return m_pitch; }
    /// Units of one sample in one plane.
    std::int64_t planeUnits() const { return m_rows * m_pitch; }
    /// Units of one channel: all phases of all stacked samples.
    std::int64_t channelUnits() const;
    /// Units that `channels` channels take, with what vectors read behind the last one.
    std::int64_t totalUnits(std::int64_t channels) const;
    /// Where output (0, 0) finds this tap, in units from the start of a channel.
    std::int64_t offsetOf(const ShiftedTap& tap) const;
    /// The source itself already lies like this: no copy is needed.
    bool isIdentity() const { return m_identity; }

    /// Writes `padding` wherever copyChannel() for all channels will not write; once before the first.
    void fill(UnitWord* padded, std::int64_t channels, std::uint32_t padding) const;
    /// Copies one channel of one sample, of 4-byte units, to its place among the stacked ones.
    /// Leaves the padding alone.
    void copyChannel(const UnitWord* source, UnitWord* paddedChannel,
                     std::int64_t sample = 0) const;

private:
    /// The rectangle of a plane that pixels of a phase are copied to, and where the first one comes from.
    struct Pixels {
        std::int64_t rows = 0;
        std::int64_t columns = 0;
        std::int64_t first = 0; ///< units, in the plane
        std::int64_t from = 0;  ///< units, in the source
    };
    Pixels pixelsOf(const SourcePhase& phase) const;
    void fillGaps(UnitWord* plane, const Pixels& pixels, std::uint32_t padding) const;
    void copyPhase(const SourcePhase& phase, const UnitWord* source, UnitWord* plane) const;

    Layout m_layout;
    const TileTable* m_table;
    std::int64_t m_top = 0;
    std::int64_t m_left = 0;
    std::int64_t m_rows = 0;
    std::int64_t m_pitch = 0;
    bool m_identity = false;
};

/// Where the windows of a forward convolution find their pixels.
PaddedSource::Layout forwardLayout(const WindowGeometry& geometry, std::int64_t stack = 1,
                                   bool splitsColumns = false);

/// The layout for a convolution by tiles of `lanes` pixels: columns are split where the lanes that gaps
/// would waste cost more than the copies.
PaddedSource::Layout tileLayout(const WindowGeometry& geometry, int lanes);

/// A part of the gradient with respect to the input: every strideH-th row and strideW-th column
/// from (firstY, firstX) on, as a window over the output's gradient.
struct BackwardPhase {
    std::int64_t firstY = 0;
    std::int64_t firstX = 0;
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::vector<ShiftedTap> taps;
};
std::vector<BackwardPhase> backwardPhases(const WindowGeometry& geometry);
/// One layout of the output's gradient that serves all of them.
PaddedSource::Layout backwardLayout(const WindowGeometry& geometry,
                                    const std::vector<BackwardPhase>& phases);

} // namespace propago
