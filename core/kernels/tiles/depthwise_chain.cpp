#include "core/kernels/tiles/depthwise_chain.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>
#include <tuple>

namespace propago {

namespace {

// Rows of the second convolution at a time.
constexpr int kRows = DepthwiseRows::kMostRows;
// What the widest vector may read behind the last pixel that counts.
constexpr std::int64_t kReach = 32;

} // namespace

DepthwiseChain::DepthwiseChain(const TileBatch& batch, const WindowGeometry& geometry,
                               const Depthwise& next, const WindowGeometry& nextGeometry)
    : m_batch(batch)
    , m_geometry(geometry)
    , m_next(next)
    , m_nextGeometry(nextGeometry)
    , m_left(divided(nextGeometry.padLeft, 8) * 8)
    , m_slots(DepthwiseRows::inRows(static_cast<int>(nextGeometry.strideH), kRows))
{
    const std::int64_t behind =
        m_left - m_nextGeometry.padLeft + (m_nextGeometry.outWidth() - 1) * m_nextGeometry.strideW;
    m_pitch = divided(std::max(behind, m_left + geometry.outWidth()) + kReach, 8) * 8;
}

std::size_t DepthwiseChain::sourceBytes() const
{
    return m_batch.source.isIdentity() ? 0 : m_batch.paddedBytes();
}

std::size_t DepthwiseChain::ringBytes() const
{
    return alignedFloats((m_geometry.filters * m_slots + 1) * m_pitch);
}

std::size_t DepthwiseChain::scratchBytes(int threads) const
{
    return sourceBytes() + static_cast<std::size_t>(threads) * ringBytes();
}

DepthwiseChain::Part DepthwiseChain::partOf(int task, int threads, std::byte* rings) const
{
    const std::int64_t blocks = m_batch.tiles.blocks();
    Part part;
    part.firstBlock = task * blocks / threads;
    part.lastBlock = (task + 1) * blocks / threads;
    if (part.firstBlock < part.lastBlock)
        std::tie(part.filter, part.filters) =
            m_batch.tiles.filtersOfBlocks(part.firstBlock, part.lastBlock);
    part.ring = reinterpret_cast<float*>(rings + static_cast<std::size_t>(task) * ringBytes());
    part.zeros = part.ring + part.filters * m_slots * m_pitch;
    return part;
}

void DepthwiseChain::clearBorders(const Part& part) const
{
    const std::int64_t right = m_left + m_geometry.outWidth();
    for (std::int64_t row = 0; row < part.filters * m_slots; ++row) {
        float* pixels = part.ring + row * m_pitch;
        std::fill(pixels, pixels + m_left, 0.0f);
        std::fill(pixels + right, pixels + m_pitch, 0.0f);
    }
    std::fill_n(part.zeros, m_pitch, 0.0f);
}

void DepthwiseChain::run(const std::byte* x, std::int64_t n, const TileConvolution::Call& first,
                         const Depthwise::Call& second, ThreadPool* pool, std::byte* scratch) const
{
    const bool copies = !m_batch.source.isIdentity();
    const std::int64_t out = m_nextGeometry.filters * m_nextGeometry.outPlane();
    const int threads = pool ? pool->threads() : 1;
    if (copies)
        m_batch.source.fill(reinterpret_cast<UnitWord*>(scratch), m_batch.channelUnits, 0);
    for (std::int64_t sample = 0; sample < n; ++sample) {
        TileConvolution::Call one = first;
        one.source = x + sample * m_batch.sampleBytesIn;
        if (copies) {
            splitRange(m_batch.channelUnits, pool, [&](std::int64_t from, std::int64_t to) {
                m_batch.copySample(one.source, scratch, from, to);
            });
            one.source = scratch;
        }
        Depthwise::Call two = second;
        two.y += sample * out;
        if (two.residual)
            two.residual += sample * out;
        auto part = [&](int task) {
            const Part own = partOf(task, threads, scratch + sourceBytes());
            if (sample == 0)
                clearBorders(own);
            runPart(one, two, own);
        };
        if (threads == 1)
            part(0);
        else
            pool->run(threads, part);
    }
}

void DepthwiseChain::runPart(const TileConvolution::Call& first, const Depthwise::Call& second,
                             const Part& part) const
{
    const std::int64_t rows = m_nextGeometry.outHeight(), step = m_slots * m_pitch;
    std::int64_t done = 0; // rows of the first convolution
    for (std::int64_t row = 0; row < rows; row += kRows) {
        const std::int64_t count = std::min<std::int64_t>(kRows, rows - row);
        const auto [needed, last] = m_next.rowsFor(row, row + count);
        TileConvolution::Call one = first;
        for (done = std::max(done, needed); done < last; ++done) {
            one.y = reinterpret_cast<std::byte*>(part.ring + done % m_slots * m_pitch + m_left);
            m_batch.tiles.runRow(one, part.firstBlock, part.lastBlock, done, 4 * step);
        }
        m_next.runRows(second, part.filter, row, static_cast<int>(count),
                       rowsOf(part, row, static_cast<int>(count)));
    }
}

DepthwiseRows DepthwiseChain::rowsOf(const Part& part, std::int64_t firstRow, int count) const
{
    const std::int64_t top = firstRow * m_nextGeometry.strideH - m_nextGeometry.padTop;
    const int in = DepthwiseRows::inRows(static_cast<int>(m_nextGeometry.strideH), count);
    DepthwiseRows rows;
    rows.channels = part.filters;
    for (int i = 0; i < in; ++i) {
        const std::int64_t row = top + i;
        const bool isInside = row >= 0 && row < m_geometry.outHeight();
        const float* pixels = isInside ? part.ring + row % m_slots * m_pitch : part.zeros;
        rows.in[i] = pixels + m_left - m_nextGeometry.padLeft;
        rows.step[i] = isInside ? m_slots * m_pitch : 0;
    }
    return rows;
}

} // namespace propago
