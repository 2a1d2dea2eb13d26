#include "core/kernels/tiles/depthwise_chain.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

namespace {

// What the rows of all channels that a stripe reads may take: they are read again for every group of
// blocks, whose own planes are as many bytes again.
constexpr std::int64_t kStripeBytes = 160 * 1024;
// Blocks of filters that see a tile of pixels while it is in the first cache.
constexpr std::int64_t kBlocks = 4;

} // namespace

std::size_t DepthwiseChain::sourceBytes() const
{
    return batch.source.isIdentity() ? 0 : batch.paddedBytes();
}

std::size_t DepthwiseChain::planesBytes() const
{
    return alignedFloats(kBlocks * batch.tiles.filtersOfBlocks(0, 1).second * geometry.outPlane())
           + kSlack;
}

std::size_t DepthwiseChain::scratchBytes(int threads) const
{
    return sourceBytes() + static_cast<std::size_t>(threads) * planesBytes();
}

std::int64_t DepthwiseChain::stripes() const
{
    const std::int64_t bytes = 4 * geometry.channels * geometry.inPlane();
    return std::min(divided(bytes, kStripeBytes), nextGeometry.outHeight());
}

void DepthwiseChain::run(const std::byte* x, std::int64_t n, const TileConvolution::Call& first,
                         const Depthwise::Call& second, ThreadPool* pool, std::byte* scratch) const
{
    const bool copies = !batch.source.isIdentity();
    const std::int64_t out = nextGeometry.filters * nextGeometry.outPlane();
    if (copies)
        batch.source.fill(reinterpret_cast<UnitWord*>(scratch), batch.channelUnits, 0);
    for (std::int64_t sample = 0; sample < n; ++sample) {
        TileConvolution::Call one = first;
        one.source = x + sample * batch.sampleBytesIn;
        if (copies) {
            splitRange(batch.channelUnits, pool, [&](std::int64_t from, std::int64_t to) {
                batch.copySample(one.source, scratch, from, to);
            });
            one.source = scratch;
        }
        Depthwise::Call two = second;
        two.y += sample * out;
        if (two.residual)
            two.residual += sample * out;
        runSample(one, two, pool, scratch + sourceBytes());
    }
}

void DepthwiseChain::runSample(const TileConvolution::Call& first, const Depthwise::Call& second,
                               ThreadPool* pool, std::byte* planes) const
{
    const int threads = pool ? pool->threads() : 1;
    const std::int64_t count = stripes(), rows = nextGeometry.outHeight();
    auto part = [&](int task) {
        TileConvolution::Call one = first;
        one.y = planes + static_cast<std::size_t>(task) * planesBytes();
        const std::int64_t last = (task + 1) * batch.tiles.blocks() / threads;
        for (std::int64_t stripe = 0; stripe < count; ++stripe) {
            for (std::int64_t block = task * batch.tiles.blocks() / threads; block < last;
                 block += kBlocks)
                runRows(one, second, block, std::min(block + kBlocks, last), stripe * rows / count,
                        (stripe + 1) * rows / count);
        }
    };
    if (threads == 1)
        part(0);
    else
        pool->run(threads, part);
}

void DepthwiseChain::runRows(const TileConvolution::Call& first, const Depthwise::Call& second,
                             std::int64_t firstBlock, std::int64_t lastBlock, std::int64_t firstRow,
                             std::int64_t lastRow) const
{
    const auto [filter, count] = batch.tiles.filtersOfBlocks(firstBlock, lastBlock);
    const auto [from, to] = next.rowsFor(firstRow, lastRow);
    batch.tiles.runBlockRows(first, firstBlock, lastBlock, from, to);
    Depthwise::Call two = second;
    two.x = reinterpret_cast<const float*>(first.y);
    two.y += filter * nextGeometry.outPlane();
    if (two.residual)
        two.residual += filter * nextGeometry.outPlane();
    next.runRows(two, filter, count, firstRow, lastRow);
}

} // namespace propago
