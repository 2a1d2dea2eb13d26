#include "core/kernels/tiles/tile_convolution.h"

#include "core/base/memory.h"

namespace propago {

std::size_t TileBatch::paddedBytes() const
{
    const auto bytes = static_cast<std::size_t>(4 * source.totalUnits(channelUnits));
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::size_t TileBatch::scratchBytes(int threads) const
{
    return source.isIdentity() ? 0 : paddedBytes() * static_cast<std::size_t>(threads);
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
                           std::int64_t last) const
{
    const std::int64_t plane = sampleBytesIn / channelUnits;
    for (std::int64_t unit = first; unit < last; ++unit)
        source.copyChannel(reinterpret_cast<const UnitWord*>(x + unit * plane),
                           reinterpret_cast<UnitWord*>(padded) + unit * source.channelUnits());
}

void TileBatch::runSamples(const std::byte* x, std::int64_t first, std::int64_t last,
                           const TileConvolution::Call& call, std::byte* padded) const
{
    if (!source.isIdentity())
        source.fill(reinterpret_cast<UnitWord*>(padded), channelUnits, padding);
    for (std::int64_t sample = first; sample < last; ++sample) {
        TileConvolution::Call one = sampleCall(call, sample);
        one.source = x + sample * sampleBytesIn;
        if (!source.isIdentity()) {
            copySample(one.source, padded, 0, channelUnits);
            one.source = padded;
        }
        tiles.run(one, 0, tiles.tiles());
    }
}

void TileBatch::splitSamples(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
                             ThreadPool& pool, std::byte* padded) const
{
    const int tasks = pool.threads();
    if (!source.isIdentity())
        source.fill(reinterpret_cast<UnitWord*>(padded), channelUnits, padding);
    for (std::int64_t sample = 0; sample < n; ++sample) {
        TileConvolution::Call one = sampleCall(call, sample);
        one.source = x + sample * sampleBytesIn;
        if (!source.isIdentity()) {
            auto copy = [&](int task) {
                copySample(x + sample * sampleBytesIn, padded, task * channelUnits / tasks,
                           (task + 1) * channelUnits / tasks);
            };
            pool.run(tasks, copy);
            one.source = padded;
        }
        auto compute = [&](int task) {
            tiles.run(one, task * tiles.tiles() / tasks, (task + 1) * tiles.tiles() / tasks);
        };
        pool.run(tasks, compute);
    }
}

void TileBatch::run(const std::byte* x, std::int64_t n, const TileConvolution::Call& call,
                    ThreadPool* pool, std::byte* scratch) const
{
    const int threads = pool ? pool->threads() : 1;
    if (threads > 1 && n < threads)
        return splitSamples(x, n, call, *pool, scratch);
    auto part = [&](int task) {
        std::byte* padded = source.isIdentity()
                                ? nullptr
                                : scratch + static_cast<std::size_t>(task) * paddedBytes();
        runSamples(x, task * n / threads, (task + 1) * n / threads, call, padded);
    };
    if (threads == 1)
        part(0);
    else
        pool->run(threads, part);
}

} // namespace propago
