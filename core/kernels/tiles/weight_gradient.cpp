#include "core/kernels/tiles/weight_gradient.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

namespace {

// The padded input and gradient of one chunk should stay in the second cache.
constexpr std::int64_t kChunkFloats = 192 * 1024;
// Pixels of one dot product: eight rows of them should stay in the first cache.
constexpr std::int64_t kSegment = 1024;

} // namespace

std::int64_t WeightGradient::stackFor(const WindowGeometry& geometry)
{
    const std::int64_t floats =
        geometry.channels * geometry.inPlane() + geometry.filters * geometry.outPlane();
    return std::clamp<std::int64_t>(kChunkFloats / std::max<std::int64_t>(floats, 1), 2, 64);
}

WeightGradient::WeightGradient(const WindowGeometry& geometry, Isa isa)
    : m_geometry(geometry)
    , m_stack(stackFor(geometry))
    , m_source(forwardLayout(geometry, m_stack), isa)
    , m_table(tileTable(isa))
    , m_rowBlocks(divided(geometry.groupFilters(), m_table->maxDotRows))
    , m_columnBlocks(divided(geometry.groupChannels() * geometry.taps(), m_table->maxDotColumns))
{
    const PaddedSource::Layout layout = forwardLayout(geometry, m_stack);
    for (std::int64_t channel = 0; channel < geometry.channels; ++channel) {
        for (const ShiftedTap& tap : layout.taps)
            m_offsets.push_back(channel * m_source.channelUnits() + m_source.offsetOf(tap));
    }
}

std::int64_t WeightGradient::rowFloats() const
{
    // Whole cache lines, so that rows of the gradient load aligned.
    return (m_stack * m_source.planeUnits() + 15) / 16 * 16;
}

std::size_t WeightGradient::scratchBytes() const
{
    return alignedFloats(m_source.totalUnits(m_geometry.channels))
           + alignedFloats(m_geometry.filters * rowFloats()) + kSlack;
}

void WeightGradient::copyGradient(const float* dy, float* paddedDy, std::int64_t sample) const
{
    const std::int64_t height = m_geometry.outHeight();
    const std::int64_t width = m_geometry.outWidth();
    for (std::int64_t filter = 0; filter < m_geometry.filters; ++filter) {
        const float* from = dy + filter * height * width;
        float* to = paddedDy + filter * rowFloats() + sample * m_source.planeUnits();
        m_table->copyRows({reinterpret_cast<const std::byte*>(from), 4 * width, 1,
                           reinterpret_cast<std::byte*>(to), 4 * m_source.pitch(), height, width});
    }
}

void WeightGradient::copySamples(const float* x, const float* dy, std::int64_t count,
                                 float* paddedX, float* paddedDy, ThreadPool& pool) const
{
    auto copy = [&](int task) {
        const std::int64_t sampleFloats = m_geometry.channels * m_geometry.inPlane();
        for (std::int64_t channel = 0; channel < m_geometry.channels; ++channel)
            m_source.copyChannel(
                reinterpret_cast<const UnitWord*>(x + task * sampleFloats
                                                  + channel * m_geometry.inPlane()),
                reinterpret_cast<UnitWord*>(paddedX + channel * m_source.channelUnits()), task);
        copyGradient(dy + task * m_geometry.filters * m_geometry.outPlane(), paddedDy, task);
    };
    pool.run(static_cast<int>(count), copy);
}

void WeightGradient::addItem(std::int64_t item, const float* paddedX, const float* paddedDy,
                             float* dw, std::int64_t first, std::int64_t length,
                             bool accumulates) const
{
    const std::int64_t filters = m_geometry.groupFilters();
    const std::int64_t columns = m_geometry.groupChannels() * m_geometry.taps();
    const std::int64_t group = item / (m_rowBlocks * m_columnBlocks);
    const std::int64_t rowBlock = item / m_columnBlocks % m_rowBlocks;
    const std::int64_t columnBlock = item % m_columnBlocks;
    const std::int64_t row = group * filters + rowBlock * filters / m_rowBlocks;
    const std::int64_t rowEnd = group * filters + (rowBlock + 1) * filters / m_rowBlocks;
    const std::int64_t column = columnBlock * columns / m_columnBlocks;
    const std::int64_t columnEnd = (columnBlock + 1) * columns / m_columnBlocks;

    DotTile tile;
    tile.a = paddedDy + row * rowFloats() + first;
    tile.aRow = rowFloats();
    tile.b = paddedX + first;
    tile.offsets = m_offsets.data() + group * columns + column;
    tile.length = length;
    tile.y = dw + row * columns + column;
    tile.yRow = columns;
    tile.accumulates = accumulates;
    m_table->dots[rowEnd - row][columnEnd - column](tile);
}

void WeightGradient::addChunk(const float* paddedX, const float* paddedDy, float* dw,
                              std::int64_t count, bool accumulates, ThreadPool& pool) const
{
    const std::int64_t pixels = (count - 1) * m_source.planeUnits()
                                + (m_geometry.outHeight() - 1) * m_source.pitch()
                                + m_geometry.outWidth();
    const std::int64_t items = m_geometry.groups * m_rowBlocks * m_columnBlocks;
    const std::int64_t tasks = std::min<std::int64_t>(pool.threads(), items);
    auto part = [&](int task) {
        for (std::int64_t first = 0; first < pixels; first += kSegment) {
            const std::int64_t length = std::min(kSegment, pixels - first);
            for (std::int64_t item = task * items / tasks; item < (task + 1) * items / tasks;
                 ++item)
                addItem(item, paddedX, paddedDy, dw, first, length, accumulates || first > 0);
        }
    };
    pool.run(static_cast<int>(tasks), part);
}

void WeightGradient::run(const float* x, const float* dy, float* dw, std::int64_t n,
                         ThreadPool& pool, std::byte* scratch) const
{
    auto* paddedX = reinterpret_cast<float*>(scratch);
    auto* paddedDy =
        reinterpret_cast<float*>(scratch + alignedFloats(m_source.totalUnits(m_geometry.channels)));
    m_source.fill(reinterpret_cast<UnitWord*>(paddedX), m_geometry.channels, 0);
    std::fill_n(paddedDy, m_geometry.filters * rowFloats(), 0.0f);
    if (n == 0)
        std::fill_n(dw, m_geometry.weightCount(), 0.0f);
    for (std::int64_t first = 0; first < n; first += m_stack) {
        const std::int64_t count = std::min(m_stack, n - first);
        copySamples(x + first * m_geometry.channels * m_geometry.inPlane(),
                    dy + first * m_geometry.filters * m_geometry.outPlane(), count, paddedX,
                    paddedDy, pool);
        addChunk(paddedX, paddedDy, dw, count, first > 0, pool);
    }
}

} // namespace propago
