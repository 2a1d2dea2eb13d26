#include "core/kernels/tiles/padded_source.h"

#include "core/kernels/tiles/tile_table.h"

#include <algorithm>

namespace propago {

namespace {

/// The widest vector that a kernel may load at once, in units.
constexpr std::int64_t kVectorUnits = 16;

std::int64_t floorDivide(std::int64_t a, std::int64_t b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/// Padding before and behind a line of `size` pixels for windows of `count` outputs.
struct Gaps {
    std::int64_t before = 0;
    std::int64_t behind = 0;
    void include(std::int64_t shift, std::int64_t count, std::int64_t size)
    {
        before = std::max(before, -shift);
        behind = std::max(behind, count - 1 + shift - (size - 1));
    }
};

} // namespace

PaddedSource::PaddedSource(const Layout& layout, Isa isa)
    : m_layout(layout), m_table(tileTable(isa))
{
    // Phases differ by one row or column at most; all get the room of the smallest plus its gap.
    Gaps vertical;
    Gaps horizontal;
    std::int64_t height = 0;
    std::int64_t width = 0;
    for (const SourcePhase& phase : layout.phases) {
        height = std::max(height, windowCount(layout.height - phase.firstY, 1, layout.strideY));
        width = std::max(width, layout.splitsColumns
                                    ? layout.outWidth
                                    : windowCount(layout.width - phase.firstX, 1, layout.strideX));
    }
    for (const ShiftedTap& tap : layout.taps) {
        vertical.include(tap.shiftY, layout.outHeight, height);
        horizontal.include(tap.shiftX, layout.outWidth, width);
    }
    m_top = vertical.before;
    m_left = horizontal.before;
    m_pitch = std::max(width + std::max(horizontal.before, horizontal.behind), layout.outWidth);
    m_rows = std::max(height
                          + (layout.stack > 1 ? std::max(vertical.before, vertical.behind)
                                              : vertical.before + vertical.behind),
                      layout.outHeight);
    m_identity = !layout.splitsColumns && layout.phases.size() == 1 && layout.strideY == 1
                 && layout.strideX == 1 && layout.stack == 1 && m_rows == layout.height
                 && m_pitch == layout.width;
}

std::int64_t PaddedSource::channelUnits() const
{
    return static_cast<std::int64_t>(m_layout.phases.size()) * m_layout.stack * planeUnits();
}

std::int64_t PaddedSource::totalUnits(std::int64_t channels) const
{
    // Behind the last plane: its lower gap (shared with the next sample when stacked), the gap
    // of its last row, and the rest of the last vector.
    const std::int64_t gapRows = m_layout.stack > 1 ? m_rows : 0;
    return channels * channelUnits() + (gapRows + 1) * m_pitch + kVectorUnits;
}

std::int64_t PaddedSource::offsetOf(const ShiftedTap& tap) const
{
    return tap.phase * m_layout.stack * planeUnits() + (m_top + tap.shiftY) * m_pitch + m_left
           + tap.shiftX;
}

void PaddedSource::fill(UnitWord* padded, std::int64_t channels, std::uint32_t padding) const
{
    // Smaller planes are filled in less time than many short gaps.
    constexpr std::int64_t kSmall = 4096;
    const bool isFull = std::ranges::all_of(m_layout.phases, [this](const SourcePhase& phase) {
        const Pixels pixels = pixelsOf(phase);
        return pixels.rows * pixels.columns == planeUnits();
    });
    if (m_layout.stack > 1 || (planeUnits() < kSmall && !isFull)) {
        std::fill_n(padded, totalUnits(channels), padding);
        return;
    }
    for (std::int64_t channel = 0; channel < channels && !isFull; ++channel) {
        UnitWord* plane = padded + channel * channelUnits();
        for (std::size_t i = 0; i < m_layout.phases.size(); ++i, plane += planeUnits())
            fillGaps(plane, pixelsOf(m_layout.phases[i]), padding);
    }
    std::fill(padded + channels * channelUnits(), padded + totalUnits(channels), padding);
}

void PaddedSource::fillGaps(UnitWord* plane, const Pixels& pixels, std::uint32_t padding) const
{
    UnitWord* gap = plane;
    for (std::int64_t row = 0; row < pixels.rows; ++row) {
        UnitWord* first = plane + pixels.first + row * m_pitch;
        std::fill(gap, first, padding);
        gap = first + pixels.columns;
    }
    std::fill(gap, plane + planeUnits(), padding);
}

void PaddedSource::copyChannel(const UnitWord* source, UnitWord* paddedChannel,
                               std::int64_t sample) const
{
    for (std::size_t i = 0; i < m_layout.phases.size(); ++i) {
        const std::int64_t plane = static_cast<std::int64_t>(i) * m_layout.stack + sample;
        copyPhase(m_layout.phases[i], source, paddedChannel + plane * planeUnits());
    }
}

PaddedSource::Pixels PaddedSource::pixelsOf(const SourcePhase& phase) const
{
    const std::int64_t step = m_layout.strideX;
    Pixels pixels;
    pixels.rows = windowCount(m_layout.height - phase.firstY, 1, m_layout.strideY);
    pixels.first = m_top * m_pitch + m_left;
    pixels.from = phase.firstY * m_layout.width + phase.firstX;
    if (m_layout.splitsColumns) {
        const std::int64_t missing = phase.firstX >= 0 ? 0 : (-phase.firstX + step - 1) / step;
        const std::int64_t end =
            std::min(m_layout.outWidth, (m_layout.width - phase.firstX + step - 1) / step);
        pixels.columns = end - missing;
        pixels.first += missing;
        pixels.from += missing * step;
    } else {
        pixels.columns = windowCount(m_layout.width - phase.firstX, 1, step);
    }
    return pixels.rows > 0 && pixels.columns > 0 ? pixels : Pixels{};
}

void PaddedSource::copyPhase(const SourcePhase& phase, const UnitWord* source,
                             UnitWord* plane) const
{
    const Pixels pixels = pixelsOf(phase);
    const std::int64_t step = m_layout.strideX;
    if (pixels.rows == 0)
        return;
    source += pixels.from;
    plane += pixels.first;
    if (step <= 2) {
        const std::int64_t pitch = 4 * m_layout.strideY * m_layout.width;
        return m_table->copyRows({reinterpret_cast<const std::byte*>(source), pitch, step,
                                  reinterpret_cast<std::byte*>(plane), 4 * m_pitch, pixels.rows,
                                  pixels.columns});
    }
    for (std::int64_t y = 0; y < pixels.rows; ++y, plane += m_pitch) {
        const UnitWord* row = source + y * m_layout.strideY * m_layout.width;
        for (std::int64_t x = 0; x < pixels.columns; ++x)
            plane[x] = row[x * step];
    }
}

PaddedSource::Layout tileLayout(const WindowGeometry& geometry, int lanes)
{
    const PaddedSource::Layout plain = forwardLayout(geometry);
    const auto vectors = [&](std::int64_t pitch) {
        return ((geometry.outHeight() - 1) * pitch + geometry.outWidth() + lanes - 1) / lanes;
    };
    const std::int64_t wasted = vectors(PaddedSource(plain).pitch()) - vectors(geometry.outWidth());
    // A short row costs about as much to copy as five products of a vector, one with a stride more.
    const std::int64_t rowCost = geometry.strideW == 1 ? 5 : 5 + 2 * geometry.outWidth();
    const std::int64_t rows = geometry.kernelW * geometry.height;
    if (geometry.taps() * geometry.groupFilters() * wasted <= rowCost * rows)
        return plain;
    return forwardLayout(geometry, 1, true);
}

PaddedSource::Layout forwardLayout(const WindowGeometry& geometry, std::int64_t stack,
                                   bool splitsColumns)
{
    PaddedSource::Layout layout{geometry.height,
                                geometry.width,
                                geometry.strideH,
                                geometry.strideW,
                                {},
                                {},
                                geometry.outHeight(),
                                geometry.outWidth(),
                                stack,
                                splitsColumns};
    for (std::int64_t ky = 0; ky < geometry.kernelH; ++ky) {
        for (std::int64_t kx = 0; kx < geometry.kernelW; ++kx) {
            const std::int64_t y = ky * geometry.dilationH - geometry.padTop;
            const std::int64_t x = kx * geometry.dilationW - geometry.padLeft;
            const std::int64_t shiftY = floorDivide(y, geometry.strideH);
            const std::int64_t shiftX = splitsColumns ? 0 : floorDivide(x, geometry.strideW);
            const SourcePhase phase{y - shiftY * geometry.strideH, x - shiftX * geometry.strideW};
            auto known = std::find_if(
                layout.phases.begin(), layout.phases.end(), [&](const SourcePhase& other) {
                    return other.firstY == phase.firstY && other.firstX == phase.firstX;
                });
            if (known == layout.phases.end())
                known = layout.phases.insert(known, phase);
            layout.taps.push_back({static_cast<int>(known - layout.phases.begin()), shiftY, shiftX,
                                   ky * geometry.kernelW + kx});
        }
    }
    return layout;
}

std::vector<BackwardPhase> backwardPhases(const WindowGeometry& geometry)
{
    // Input row i was read by output row o through kernel row k where
    // o * stride + k * dilation - pad = i; for fixed i modulo stride those are fixed shifts.
    std::vector<BackwardPhase> phases;
    const std::int64_t countY = std::min(geometry.strideH, geometry.height);
    const std::int64_t countX = std::min(geometry.strideW, geometry.width);
    for (std::int64_t firstY = 0; firstY < countY; ++firstY) {
        for (std::int64_t firstX = 0; firstX < countX; ++firstX) {
            BackwardPhase phase{firstY,
                                firstX,
                                windowCount(geometry.height - firstY, 1, geometry.strideH),
                                windowCount(geometry.width - firstX, 1, geometry.strideW),
                                {}};
            for (std::int64_t ky = 0; ky < geometry.kernelH; ++ky) {
                for (std::int64_t kx = 0; kx < geometry.kernelW; ++kx) {
                    const std::int64_t y = firstY + geometry.padTop - ky * geometry.dilationH;
                    const std::int64_t x = firstX + geometry.padLeft - kx * geometry.dilationW;
                    if (y % geometry.strideH == 0 && x % geometry.strideW == 0)
                        phase.taps.push_back({0, y / geometry.strideH, x / geometry.strideW,
                                              ky * geometry.kernelW + kx});
                }
            }
            phases.push_back(std::move(phase));
        }
    }
    return phases;
}

PaddedSource::Layout backwardLayout(const WindowGeometry& geometry,
                                    const std::vector<BackwardPhase>& phases)
{
    PaddedSource::Layout layout;
    layout.height = geometry.outHeight();
    layout.width = geometry.outWidth();
    layout.phases = {{}};
    for (const BackwardPhase& phase : phases) {
        layout.taps.insert(layout.taps.end(), phase.taps.begin(), phase.taps.end());
        layout.outHeight = std::max(layout.outHeight, phase.height);
        layout.outWidth = std::max(layout.outWidth, phase.width);
    }
    return layout;
}

} // namespace propago
