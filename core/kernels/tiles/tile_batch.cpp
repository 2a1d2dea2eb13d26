#include "core/kernels/tiles/tile_convolution.h"

#include "core/base/memory.h"

#include <algorithm>

namespace propago {

std::size_t TileBatch::paddedBytes() const
{
    const auto bytes = static_cast<std::size_t>(
        4 * source.totalUnits(runsByBlock() ? tiles.mostBlockUnits() : channelUnits));
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::size_t TileBatch::planeBytes() const
{
    const std::int64_t planes = (channelUnits + 1) / 2;
    return widen ? static_cast<std::size_t>(sampleBytesIn / planes) + kAlignment : 0;
}

std::size_t TileBatch::aloneBytes() const
{
    const std::size_t bytes =
        planeBytes() + static_cast<std::size_t>(tiles.unpackedBytes() + tiles.panelBytes());
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::byte* TileBatch::aloneOf(std::byte* scratch, int task, int threads) const
{
    const std::size_t padded = copies() ? paddedBytes() * static_cast<std::size_t>(threads) : 0;
    return scratch + padded + static_cast<std::size_t>(task) * aloneBytes();
}

std::size_t TileBatch::scratchBytes(int threads) const
{
    return static_cast<std::size_t>(threads) * (aloneBytes() + (copies() ? paddedBytes() : 0));
}

void TileBatch::copyUnit(const std::byte* x, std::int64_t unit, std::byte* padded,
                         std::byte* alone) const
{
    auto* to = reinterpret_cast<UnitWord*>(padded);
    const std::int64_t plane = sampleBytesIn / (widen ? (channelUnits + 1) / 2 : channelUnits);
    if (!widen)
        return source.copyChannel(reinterpret_cast<const UnitWord*>(x + unit * plane), to);
    widen(x + unit / 2 * plane, static_cast<int>(unit % 2), alone, plane / 4);
    source.copyChannel(reinterpret_cast<const UnitWord*>(alone), to);
}

TileConvolution::Call TileBatch::sampleCall(const TileConvolution::Call& call,
                                            std::int64_t sample) const
{
    TileConvolution::Call one = call;
    one.y += sample * sampleBytesOut;
    if (one.residual)
        one.residual += sample * sampleBytesOut;
    return one;
}

void TileBatch::copySample(const std::byte* x, std::byte* padded, std::int64_t first,
                           std::int64_t last, std::byte* alone) const
{
    for (std::int64_t unit = first; unit < last; ++unit)
        copyUnit(x, unit, padded + 4 * unit * source.channelUnits(), alone);
}

// Block after block of one sample; blocks that see the same channels share one copy of them.
void TileBatch::runBlocks(const std::byte* x, const TileConvolution::Call& call, std::int64_t first,
                          std::int64_t last, std::byte* padded, std::byte* alone) const
{
    std::pair<std::int64_t, std::int64_t> copied{-1, 0};
    TileConvolution::Call one = call;
    one.source = padded;
    one.unpacked = alone + planeBytes();
    for (std::int64_t block = first; block < last; ++block) {
        const auto seen = tiles.unitsOfBlock(block);
        for (std::int64_t unit = 0; seen != copied && unit < seen.second; ++unit)
            copyUnit(x, seen.first + unit, padded + 4 * unit * source.channelUnits(), alone);
        copied = seen;
        tiles.runBlock(one, block);
    }
}

void TileBatch::runSamples(const std::byte* x, std::int64_t first, std::int64_t last,
                           const TileConvolution::Call& call, std::byte* padded,
                           std::byte* alone) const
{
    const bool byBlock = runsByBlock();
    if (copies())
        source.fill(reinterpret_cast<UnitWord*>(padded),
                    byBlock ? tiles.mostBlockUnits() : channelUnits, padding);
    for (std::int64_t sample = first; sample < last; ++sample) {
        TileConvolution::Call one = sampleCall(call, sample);
        one.source = x + sample * sampleBytesIn;
        one.unpacked = alone + planeBytes();
        one.panel = one.unpacked + tiles.unpackedBytes();
        if (byBlock) {
            runBlocks(one.source, one, 0, tiles.blocks(), padded, alone);
            continue;
        }
        if (copies()) {
            copySample(one.source, padded, 0, channelUnits, alone);
            one.source = padded;
        }
        tiles.run(one, 0, tiles.tiles());
    }
}

void TileBatch::splitBlocks(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
                            ThreadPool& pool, std::byte* scratch) const
{
    const int tasks = pool.threads();
    const std::int64_t items = n * tiles.blocks();
    auto part = [&](int task) {
        std::byte* padded = scratch + static_cast<std::size_t>(task) * paddedBytes();
        source.fill(reinterpret_cast<UnitWord*>(padded), tiles.mostBlockUnits(), padding);
        const std::int64_t last = (task + 1) * items / tasks;
        for (std::int64_t item = task * items / tasks; item < last;) {
            const std::int64_t sample = item / tiles.blocks(), first = item % tiles.blocks();
            const std::int64_t end = std::min(tiles.blocks(), first + last - item);
            runBlocks(x + sample * sampleBytesIn, sampleCall(call, sample), first, end, padded,
                      aloneOf(scratch, task, tasks));
            item += end - first;
        }
    };
    pool.run(tasks, part);
}

void TileBatch::splitSamples(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
                             ThreadPool& pool, std::byte* scratch) const
{
    const int tasks = pool.threads();
    if (copies())
        source.fill(reinterpret_cast<UnitWord*>(scratch), channelUnits, padding);
    for (std::int64_t sample = 0; sample < n; ++sample) {
        TileConvolution::Call one = sampleCall(call, sample);
        one.source = x + sample * sampleBytesIn;
        if (copies()) {
            auto copy = [&](int task) {
                copySample(x + sample * sampleBytesIn, scratch, task * channelUnits / tasks,
                           (task + 1) * channelUnits / tasks, aloneOf(scratch, task, tasks));
            };
            pool.run(tasks, copy);
            one.source = scratch;
        }
        auto compute = [&](int task) {
            TileConvolution::Call part = one;
            part.unpacked = aloneOf(scratch, task, tasks) + planeBytes();
            part.panel = part.unpacked + tiles.unpackedBytes();
            tiles.run(part, task * tiles.tiles() / tasks, (task + 1) * tiles.tiles() / tasks);
        };
        pool.run(tasks, compute);
    }
}

void TileBatch::run(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
                    ThreadPool* pool, std::byte* scratch) const
{
    const int threads = pool ? pool->threads() : 1;
    if (threads > 1 && n < threads && runsByBlock())
        return splitBlocks(x, n, call, *pool, scratch);
    if (threads > 1 && n < threads)
        return splitSamples(x, n, call, *pool, scratch);
    auto part = [&](int task) {
        std::byte* padded =
            copies() ? scratch + static_cast<std::size_t>(task) * paddedBytes() : nullptr;
        runSamples(x, task * n / threads, (task + 1) * n / threads, call, padded,
                   aloneOf(scratch, task, threads));
    };
    if (threads == 1)
        part(0);
    else
        pool->run(threads, part);
}

} // namespace propago
