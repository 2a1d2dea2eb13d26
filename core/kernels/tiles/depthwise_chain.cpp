#include "core/kernels/tiles/depthwise_chain.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

namespace {

// Rows of the second convolution at a time.
constexpr int kRows = DepthwiseRows::kMostRows;
// What the widest vector may read behind the last pixel that counts.
constexpr std::int64_t kReach = 32;

} // namespace

DepthwiseChain::DepthwiseChain(const TileBatch& batch, const WindowGeometry& geometry,
                               const Depthwise& next, const WindowGeometry& nextGeometry,
                               const Last& last)
    : m_batch(batch)
    , m_geometry(geometry)
    , m_next(next)
    , m_nextGeometry(nextGeometry)
    , m_last(last)
    , m_left(divided(nextGeometry.padLeft, 8) * 8)
    , m_slots(DepthwiseRows::inRows(static_cast<int>(nextGeometry.strideH), kRows))
    // Whole lines of the cache and one more, or planes as wide as a page would share its few places.
    , m_middleStep((divided(kRows * nextGeometry.outWidth(), 16) + 1) * 16)
{
    const std::int64_t behind =
        m_left - nextGeometry.padLeft + (nextGeometry.outWidth() - 1) * nextGeometry.strideW;
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

std::size_t DepthwiseChain::middleBytes() const
{
    return m_last.tiles ? alignedFloats(m_nextGeometry.filters * m_middleStep + kReach) : 0;
}

std::size_t DepthwiseChain::partBytes() const
{
    const std::size_t offsets = m_last.tiles ? alignedFloats(2 * m_nextGeometry.filters) : 0;
    return ringBytes() + middleBytes() + offsets;
}

std::size_t DepthwiseChain::scratchBytes(int threads) const
{
    return sourceBytes() + static_cast<std::size_t>(threads) * partBytes();
}

DepthwiseChain::Part DepthwiseChain::partOf(int task, int threads, std::byte* memory) const
{
    const std::int64_t rows = m_nextGeometry.outHeight(), steps = divided(rows, kRows);
    std::byte* own = memory + static_cast<std::size_t>(task) * partBytes();
    Part part;
    part.firstRow = task * steps / threads * kRows;
    part.lastRow = std::min((task + 1) * steps / threads * kRows, rows);
    part.ring = reinterpret_cast<float*>(own);
    part.zeros = part.ring + m_geometry.filters * ringStep();
    part.middle = reinterpret_cast<float*>(own + ringBytes());
    part.offsets = reinterpret_cast<std::int64_t*>(own + ringBytes() + middleBytes());
    return part;
}

void DepthwiseChain::prepare(const Part& part) const
{
    const std::int64_t right = m_left + m_geometry.outWidth();
    for (std::int64_t row = 0; row < m_geometry.filters * m_slots; ++row) {
        float* pixels = part.ring + row * m_pitch;
        std::fill(pixels, pixels + m_left, 0.0f);
        std::fill(pixels + right, pixels + m_pitch, 0.0f);
    }
    std::fill_n(part.zeros, m_pitch, 0.0f);
    for (std::int64_t filter = 0; m_last.tiles && filter < m_nextGeometry.filters; ++filter)
        part.offsets[filter] = 4 * filter * m_middleStep;
}

DepthwiseChain::Calls DepthwiseChain::callsFor(const Calls& calls, std::int64_t sample, float* y,
                                               const float* residual) const
{
    const WindowGeometry& g = m_last.tiles ? *m_last.geometry : m_nextGeometry;
    const std::int64_t at = sample * g.filters * g.outPlane();
    Calls one = calls;
    one.second.y = y + at;
    one.second.residual = residual ? residual + at : nullptr;
    one.last.y = reinterpret_cast<std::byte*>(one.second.y);
    one.last.residual = reinterpret_cast<const std::byte*>(one.second.residual);
    return one;
}

void DepthwiseChain::run(const float* x, float* y, const float* residual, std::int64_t n,
                         const Calls& calls, ThreadPool* pool, std::byte* scratch) const
{
    const bool copies = !m_batch.source.isIdentity();
    const int threads = pool ? pool->threads() : 1;
    if (copies)
        m_batch.source.fill(reinterpret_cast<UnitWord*>(scratch), m_batch.channelUnits, 0);
    for (std::int64_t sample = 0; sample < n; ++sample) {
        Calls one = callsFor(calls, sample, y, residual);
        one.first.source = reinterpret_cast<const std::byte*>(x) + sample * m_batch.sampleBytesIn;
        if (copies) {
            splitRange(m_batch.channelUnits, pool, [&](std::int64_t from, std::int64_t to) {
                m_batch.copySample(one.first.source, scratch, from, to);
            });
            one.first.source = scratch;
        }
        auto part = [&](int task) {
            const Part own = partOf(task, threads, scratch + sourceBytes());
            if (sample == 0)
                prepare(own);
            runPart(one, own);
        };
        if (threads == 1)
            part(0);
        else
            pool->run(threads, part);
    }
}

void DepthwiseChain::runPart(const Calls& calls, const Part& part) const
{
    std::int64_t done = 0; // rows of the first convolution
    for (std::int64_t row = part.firstRow; row < part.lastRow; row += kRows) {
        const auto count = static_cast<int>(std::min<std::int64_t>(kRows, part.lastRow - row));
        const auto [needed, end] = m_next.rowsFor(row, row + count);
        for (done = std::max(done, needed); done < end; ++done)
            runFirst(calls.first, part, done);
        runSecond(calls.second, part, row, count);
        if (m_last.tiles)
            runLast(calls.last, part, row, count);
    }
}

void DepthwiseChain::runFirst(const TileConvolution::Call& call, const Part& part,
                              std::int64_t row) const
{
    TileConvolution::Line line = m_batch.tiles.lineOf(call, row);
    line.y = reinterpret_cast<std::byte*>(part.ring + row % m_slots * m_pitch + m_left);
    line.stride = 4 * ringStep();
    line.hasRoom = true;
    m_batch.tiles.runLine(call, line);
}

void DepthwiseChain::runSecond(const Depthwise::Call& call, const Part& part, std::int64_t row,
                               int count) const
{
    const std::int64_t top = row * m_nextGeometry.strideH - m_nextGeometry.padTop;
    const int in = DepthwiseRows::inRows(static_cast<int>(m_nextGeometry.strideH), count);
    DepthwiseRows rows;
    rows.channels = m_nextGeometry.filters;
    for (int i = 0; i < in; ++i) {
        const std::int64_t at = top + i;
        const bool isInside = at >= 0 && at < m_geometry.outHeight();
        const float* pixels = isInside ? part.ring + at % m_slots * m_pitch : part.zeros;
        rows.in[i] = pixels + m_left - m_nextGeometry.padLeft;
        rows.step[i] = isInside ? ringStep() : 0;
    }
    const std::int64_t at = row * m_nextGeometry.outWidth();
    rows.y = m_last.tiles ? part.middle : call.y + at;
    rows.plane = m_last.tiles ? m_middleStep : m_nextGeometry.outPlane();
    rows.residual = !m_last.tiles && call.residual ? call.residual + at : nullptr;
    m_next.runRows(call, count, rows);
}

void DepthwiseChain::runLast(const TileConvolution::Call& call, const Part& part, std::int64_t row,
                             int count) const
{
    const std::int64_t at = 4 * row * m_last.geometry->outWidth();
    TileConvolution::Line line;
    line.source = reinterpret_cast<const std::byte*>(part.middle);
    line.offsets = part.offsets;
    line.pixels = count * m_last.geometry->outWidth();
    line.y = call.y + at;
    line.stride = 4 * m_last.geometry->outPlane();
    line.residual = call.residual ? call.residual + at : nullptr;
    m_last.tiles->runLine(call, line);
}

} // namespace propago
