#include "core/kernels/tiles/bottleneck_layout.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>
#include <numeric>

namespace propago {

namespace {

// What the last layer may read, in bytes, where planes are worked on whole; and what the rows of larger
// ones may take, so that they stay in the second cache.
constexpr std::int64_t kMostWhole = 512 * 1024;
constexpr std::int64_t kMostNear = 256 * 1024;

bool slides(const WindowGeometry& g)
{
    return g.taps() > 1 || g.strideH > 1 || g.strideW > 1 || g.padTop > 0 || g.padLeft > 0
           || g.padBottom > 0 || g.padRight > 0;
}

} // namespace

BottleneckLayout::BottleneckLayout(const Geometries& layers, Isa isa)
    : expand(layers[0])
    , depthwise(layers[1])
    , project(layers[2])
    , table(tileTable(isa))
    , lanes(table->lanes)
    , hasWindows(slides(expand))
    , depth(expand.channels * expand.taps())
    , middlePanels(expand.filters, depth, *table)
    , panels(project.filters, project.channels, *table)
    , outWidth(depthwise.outWidth())
    , inSlots(divided(expand.channels, lanes) * lanes)
    , inPitch(expand.padLeft + expand.width + expand.padRight)
    , m_depthwise(depthwise, isa)
    , m_pitch(std::max(depthwise.padLeft + depthwise.width,
                       (outWidth - 1) * depthwise.strideW + depthwise.kernelW))
{
    chooseRows();
    findOffsets();
    m_places.resize(
        static_cast<std::size_t>(std::max(m_slots * depthwise.width, m_rows * outWidth)));
    std::iota(m_places.begin(), m_places.end(), std::int64_t{0});
    for (std::int64_t row = 0; row < depthwise.height; ++row)
        m_ringPlaces.push_back(row % m_slots * rowFloats());
}

void BottleneckLayout::setRows(std::int64_t count)
{
    m_rows = count;
    m_slots = (count - 1) * depthwise.strideH + depthwise.kernelH;
}

void BottleneckLayout::chooseRows()
{
    setRows(depthwise.outHeight());
    if (4 * middleFloats() <= kMostWhole)
        return;
    do {
        setRows(m_rows - 1);
    } while (m_rows > 1 && 4 * (ringFloats() + middleFloats()) > kMostNear);
}

void BottleneckLayout::findOffsets()
{
    for (std::int64_t channel = 0; channel < expand.channels; ++channel) {
        for (std::int64_t tap = 0; tap < expand.taps(); ++tap) {
            const std::int64_t row = tap / expand.kernelW * expand.dilationH;
            m_offsets.push_back((channel * inRows() + row) * inPitch
                                + tap % expand.kernelW * expand.dilationW);
        }
    }
}

std::int64_t BottleneckLayout::pixelFloats() const
{
    return hasWindows ? expand.channels * inRows() * inPitch : m_slots * expand.width * inSlots;
}

BottleneckBand BottleneckLayout::bandAt(std::int64_t row, std::int64_t end, std::int64_t done) const
{
    const std::int64_t last = std::min(end, row + m_rows);
    const auto [needed, inLast] = m_depthwise.rowsFor(row, last);
    return {row, last, std::max(done, needed), inLast};
}

std::size_t BottleneckLayout::ownBytes() const
{
    return alignedFloats(pixelFloats()) + alignedFloats(ringFloats()) + alignedFloats(rowFloats())
           + alignedFloats(middleFloats()) + alignedFloats(sumFloats());
}

BottleneckBuffers BottleneckLayout::buffersOf(std::byte* memory) const
{
    const auto take = [&memory](std::int64_t floats) {
        auto* taken = reinterpret_cast<float*>(memory);
        memory += alignedFloats(floats);
        return taken;
    };
    BottleneckBuffers own{};
    own.pixels = take(pixelFloats());
    own.ring = take(ringFloats());
    own.zeros = take(rowFloats());
    own.middle = take(middleFloats());
    own.sums = take(sumFloats());
    std::fill_n(own.zeros, rowFloats(), 0.0f);
    const std::int64_t left = depthwise.padLeft * ringPixel();
    const std::int64_t right = left + depthwise.width * ringPixel();
    for (std::int64_t row = 0; row < ringPanels() * m_slots; ++row) {
        float* from = own.ring + row * rowFloats();
        std::fill(from, from + left, 0.0f);
        std::fill(from + right, from + rowFloats(), 0.0f);
    }
    return own;
}

} // namespace propago
