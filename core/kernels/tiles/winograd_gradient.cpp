#include "core/kernels/tiles/winograd_gradient.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

namespace {

/// Planes of one block of channels to pixels.
void spreadBlock(const TileTable& table, StoredNumbers planes, bool staysHalf, std::int64_t plane,
                 std::int64_t channels, std::int64_t block, float* pixels,
                 const std::int64_t* places)
{
    const std::int64_t first = block * table.lanes;
    const int count = static_cast<int>(std::min<std::int64_t>(table.lanes, channels - first));
    if (planes.isBf16()) {
        HalfPixelMove move;
        move.planes = planes.bf16() + first * plane;
        move.planeStride = plane;
        move.channels = count;
        move.pixels = plane;
        move.vectors = pixels + (staysHalf ? first / 2 : first);
        move.places = places;
        return (staysHalf ? table.toHalfPixels : table.widenToPixels)(move);
    }
    PixelMove move;
    move.planes = planes.fp32() + first * plane;
    move.planeStride = plane;
    move.channels = count;
    move.pixels = plane;
    move.vectors = pixels + first;
    move.places = places;
    table.toPixels(move);
}

} // namespace

std::size_t WinogradGradient::scratchBytes() const
{
    return alignedFloats(m_grid.stack() * m_grid.inputFloats())
           + alignedFloats(m_grid.stack() * m_grid.outputFloats())
           + alignedFloats(m_grid.coefficients() * m_grid.inputStep())
           + alignedFloats(m_grid.coefficients() * m_grid.outputStep())
           + alignedFloats(m_grid.coefficients() * sumStep()) + kSlack;
}

WinogradGradient::Buffers WinogradGradient::buffersAt(std::byte* scratch) const
{
    std::byte* outputPixels = scratch + alignedFloats(m_grid.stack() * m_grid.inputFloats());
    std::byte* input = outputPixels + alignedFloats(m_grid.stack() * m_grid.outputFloats());
    std::byte* output = input + alignedFloats(m_grid.coefficients() * m_grid.inputStep());
    std::byte* sums = output + alignedFloats(m_grid.coefficients() * m_grid.outputStep());
    return {reinterpret_cast<float*>(scratch), reinterpret_cast<float*>(outputPixels),
            reinterpret_cast<float*>(input), reinterpret_cast<float*>(output),
            reinterpret_cast<float*>(sums)};
}

void WinogradGradient::spread(StoredNumbers x, StoredNumbers dy, std::int64_t samples,
                              const Buffers& buffers, ThreadPool& pool) const
{
    const WindowGeometry& g = m_grid.geometry();
    const std::int64_t in = m_grid.channelBlocks(), both = in + m_grid.filterBlocks();
    splitItems(samples * both, &pool, [&](std::int64_t item) {
        const std::int64_t sample = item / both, block = item % both;
        if (block < in)
            spreadBlock(m_grid.table(), x.from(sample * g.channels * g.inPlane()), m_hasHalfPixels,
                        g.inPlane(), g.channels, block,
                        buffers.inputPixels + sample * m_grid.inputFloats(), m_grid.inputPlaces());
        else
            spreadBlock(m_grid.table(), dy.from(sample * g.filters * g.outPlane()), m_hasHalfPixels,
                        g.outPlane(), g.filters, block - in,
                        buffers.outputPixels + sample * m_grid.outputFloats(),
                        m_grid.outputPlaces());
    });
}

void WinogradGradient::transform(const Buffers& buffers, std::int64_t first, std::int64_t count,
                                 ThreadPool& pool) const
{
    const int lanes = m_grid.table().lanes;
    const WinogradTable& transforms = m_grid.transforms();
    const auto input = [&](std::int64_t block) {
        const WinogradMove move{buffers.inputPixels + block * pixelBlock(),
                                buffers.input + block * lanes,
                                m_grid.inputCorners() + first,
                                m_grid.inputPitch(),
                                m_grid.channels(),
                                m_grid.channels(),
                                m_grid.inputStep(),
                                count};
        if (m_isFp32)
            transforms.input(move);
        else
            (m_hasHalfPixels ? transforms.halfInputPairs : transforms.inputPairs)(move);
    };
    const auto output = [&](std::int64_t block) {
        const WinogradMove move{buffers.outputPixels + block * pixelBlock(),
                                buffers.output + block * lanes,
                                m_grid.outputCorners() + first,
                                m_grid.outputPitch(),
                                m_grid.filters(),
                                m_grid.filters(),
                                m_grid.outputStep(),
                                count};
        if (m_isFp32)
            transforms.gradient(move);
        else
            (m_hasHalfPixels ? transforms.halfGradientPairs : transforms.gradientPairs)(move);
    };
    const std::int64_t in = m_grid.channelBlocks();
    splitItems(in + m_grid.filterBlocks(), &pool,
               [&](std::int64_t item) { item < in ? input(item) : output(item - in); });
}

void WinogradGradient::multiply(const Buffers& buffers, std::int64_t tiles, bool accumulates,
                                ThreadPool& pool) const
{
    splitItems(m_grid.coefficients(), &pool, [&](std::int64_t coefficient) {
        ProductTile product;
        product.a = buffers.output + coefficient * m_grid.outputStep();
        product.aStep = m_grid.filters();
        product.b = buffers.input + coefficient * m_grid.inputStep();
        product.bStep = m_grid.channels();
        product.depth = m_isFp32 ? tiles : (tiles + 1) / 2;
        product.y = buffers.sums + coefficient * sumStep();
        product.yRow = m_grid.channels();
        product.accumulates = accumulates;
        multiplyTiles(m_grid.table(), m_isFp32 ? ProductKind::Fp32 : ProductKind::Bf16, product,
                      m_grid.geometry().filters, m_grid.channelBlocks(), false);
    });
}

void WinogradGradient::finish(const Buffers& buffers, float* dw, ThreadPool& pool) const
{
    const std::int64_t channels = m_grid.geometry().channels;
    const int lanes = m_grid.table().lanes;
    splitItems(m_grid.geometry().filters, &pool, [&](std::int64_t filter) {
        for (std::int64_t block = 0; block < m_grid.channelBlocks(); ++block) {
            WinogradTaps taps;
            taps.coefficients = buffers.sums + filter * m_grid.channels() + block * lanes;
            taps.coefficient = sumStep();
            taps.out = dw + (filter * channels + block * lanes) * 9;
            taps.stride = 9;
            taps.lanes = static_cast<int>(std::min<std::int64_t>(lanes, channels - block * lanes));
            m_grid.transforms().taps(taps);
        }
    });
}

void WinogradGradient::run(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n,
                           ThreadPool& pool, std::byte* scratch) const
{
    const WindowGeometry& g = m_grid.geometry();
    const Buffers buffers = buffersAt(scratch);
    const std::int64_t most = std::min(m_grid.stack(), n);
    m_grid.fillInputBorder(reinterpret_cast<UnitWord*>(buffers.inputPixels), most, 0);
    m_grid.fillOutputBorder(reinterpret_cast<UnitWord*>(buffers.outputPixels), most, 0);
    if (n == 0)
        std::fill_n(buffers.sums, m_grid.coefficients() * sumStep(), 0.0f);
    for (std::int64_t sample = 0; sample < n; sample += m_grid.stack()) {
        const std::int64_t samples = std::min(m_grid.stack(), n - sample);
        spread(x.from(sample * g.channels * g.inPlane()),
               dy.from(sample * g.filters * g.outPlane()), samples, buffers, pool);
        const std::int64_t tiles = samples * m_grid.tiles();
        for (std::int64_t first = 0; first < tiles; first += m_grid.chunk()) {
            const std::int64_t count = std::min(m_grid.chunk(), tiles - first);
            transform(buffers, first, count, pool);
            multiply(buffers, count, sample + first > 0, pool);
        }
    }
    finish(buffers, dw, pool);
}

} // namespace propago
