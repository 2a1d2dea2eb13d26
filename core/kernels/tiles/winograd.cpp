#include "core/kernels/tiles/winograd.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

std::int64_t Winograd::packedFloats() const
{
    return m_grid.coefficients() * m_grid.depth() * m_grid.filters();
}

void Winograd::packOne(WinogradTaps taps, std::int64_t channel, std::int64_t channelStride) const
{
    taps.taps += channel * channelStride;
    m_grid.transforms().weights(taps);
}

void Winograd::packPair(const WinogradTaps& taps, std::int64_t pair,
                        std::int64_t channelStride) const
{
    const int lanes = m_grid.table().lanes;
    float halves[2][kMostCoefficients * kMostLanes] = {};
    for (std::int64_t half = 0; half < 2; ++half) {
        if (2 * pair + half == m_grid.geometry().channels)
            continue;
        WinogradTaps one = taps;
        one.to = halves[half];
        one.coefficient = lanes;
        packOne(one, 2 * pair + half, channelStride);
    }
    for (std::int64_t i = 0; i < m_grid.coefficients(); ++i)
        m_grid.table().pairUp(halves[0] + i * lanes, halves[1] + i * lanes,
                              taps.to + i * taps.coefficient, lanes);
}

// [coefficient][panel of filters][depth][filter]: one product reads its weights in one go.
float* Winograd::packedAt(float* packed, std::int64_t k, std::int64_t block) const
{
    const WinogradGrid::Panel& panel = m_grid.panelOf(block);
    return packed
           + m_grid.table().lanes
                 * (panel.first * m_grid.depth() + k * panel.vectors + block - panel.first);
}

void Winograd::pack(const float* weights, std::int64_t filterStride, std::int64_t channelStride,
                    bool flipped, float* packed, ThreadPool* pool) const
{
    const int lanes = m_grid.table().lanes;
    splitItems(m_grid.depth(), pool, [&](std::int64_t k) {
        for (std::int64_t block = 0; block < m_grid.filterBlocks(); ++block) {
            const std::int64_t filter = block * lanes;
            WinogradTaps taps;
            taps.taps = weights + filter * filterStride;
            taps.stride = filterStride;
            taps.lanes =
                static_cast<int>(std::min<std::int64_t>(lanes, m_grid.geometry().filters - filter));
            taps.flipped = flipped;
            taps.to = packedAt(packed, k, block);
            taps.coefficient = m_grid.depth() * m_grid.filters();
            m_grid.isFp32() ? packOne(taps, k, channelStride) : packPair(taps, k, channelStride);
        }
    });
}

std::size_t Winograd::slotBytes() const
{
    return alignedFloats(m_grid.stack() * m_grid.inputFloats())
           + alignedFloats(m_grid.coefficients() * m_grid.inputStep())
           + alignedFloats(m_grid.coefficients() * m_grid.outputStep())
           + alignedFloats(m_grid.stack() * m_grid.outputFloats()) + kSlack;
}

std::size_t Winograd::scratchBytes(int threads) const
{
    return slotBytes() * static_cast<std::size_t>(threads);
}

Winograd::Buffers Winograd::buffersAt(std::byte* slot) const
{
    std::byte* input = slot + alignedFloats(m_grid.stack() * m_grid.inputFloats());
    std::byte* sums = input + alignedFloats(m_grid.coefficients() * m_grid.inputStep());
    std::byte* output = sums + alignedFloats(m_grid.coefficients() * m_grid.outputStep());
    return {reinterpret_cast<float*>(slot), reinterpret_cast<float*>(input),
            reinterpret_cast<float*>(sums), reinterpret_cast<float*>(output)};
}

void Winograd::spreadInput(const Call& call, std::int64_t sample, std::int64_t block,
                           float* pixels) const
{
    if (m_grid.hasBf16Planes())
        return spreadHalves(call, sample, block, pixels);
    const WindowGeometry& g = m_grid.geometry();
    const std::int64_t plane = block * m_grid.table().lanes, planes = m_grid.inputPlanes();
    PixelMove move;
    move.planes = call.x + (sample * planes + plane) * g.inPlane();
    move.planeStride = g.inPlane();
    move.channels = static_cast<int>(std::min<std::int64_t>(m_grid.table().lanes, planes - plane));
    move.pixels = g.inPlane();
    move.vectors = pixels + plane;
    move.places = m_grid.inputPlaces();
    m_grid.table().toPixels(move);
}

void Winograd::spreadHalves(const Call& call, std::int64_t sample, std::int64_t block,
                            float* pixels) const
{
    const WindowGeometry& g = m_grid.geometry();
    const int lanes = m_grid.table().lanes;
    const std::int64_t channel = block * lanes;
    HalfPixelMove move;
    move.planes =
        reinterpret_cast<const Bfloat16*>(call.x) + (sample * g.channels + channel) * g.inPlane();
    move.planeStride = g.inPlane();
    move.channels = static_cast<int>(std::min<std::int64_t>(lanes, g.channels - channel));
    move.pixels = g.inPlane();
    move.vectors = pixels + block * m_grid.inputPixelBlock();
    move.places = m_grid.inputPlaces();
    (m_grid.hasHalfPixels() ? m_grid.table().toHalfPixels : m_grid.table().widenToPixels)(move);
}

void Winograd::collectHalves(const Call& call, std::int64_t sample, std::int64_t block,
                             const float* output) const
{
    const WindowGeometry& g = m_grid.geometry();
    const int lanes = m_grid.table().lanes;
    const std::int64_t filter = block * lanes;
    HalfPlaneMove move;
    move.vectors = output + filter;
    move.places = m_grid.outputPlaces();
    move.pixels = g.outPlane();
    move.planes =
        reinterpret_cast<Bfloat16*>(call.y) + (sample * g.filters + filter) * g.outPlane();
    move.planeStride = g.outPlane();
    move.channels = static_cast<int>(std::min<std::int64_t>(lanes, g.filters - filter));
    move.bias = call.bias ? call.bias + filter : nullptr;
    move.accumulates = call.residual != nullptr;
    m_grid.table().roundToPlanes(move);
}

void Winograd::collectOutput(const Call& call, std::int64_t sample, std::int64_t block,
                             const float* output) const
{
    if (m_grid.hasBf16Planes())
        return collectHalves(call, sample, block, output);
    if (m_grid.hasIntegers())
        return collectIntegers(call, sample, block, output);
    const WindowGeometry& g = m_grid.geometry();
    const std::int64_t filter = block * m_grid.table().lanes;
    const bool isUnits = m_grid.format() == WinogradFormat::Bf16Units && !call.tail->realOutput;
    const std::int64_t perPlane = isUnits ? 2 : 1, planes = divided(g.filters, perPlane);
    const bool halves = call.tail->halves;
    const std::int64_t plane = halves ? m_grid.windows() : g.outPlane();
    const std::int64_t at = (sample * planes + filter / perPlane) * plane;
    PlaneMove move;
    move.vectors = output + filter;
    move.places = halves ? m_grid.windowPlaces() : m_grid.outputPlaces();
    move.right = halves ? m_grid.filters() : 0;
    move.below = halves ? m_grid.outputPitch() : 0;
    move.pixels = plane;
    move.planes = call.y + at;
    move.planeStride = plane;
    move.channels =
        static_cast<int>(std::min<std::int64_t>(m_grid.table().lanes, g.filters - filter));
    move.bias = call.bias ? call.bias + filter : nullptr;
    move.residual = call.residual ? call.residual + at : nullptr;
    move.tail = call.tail;
    (isUnits ? m_grid.table().toUnitPlanes : m_grid.table().toPlanes)(move);
}

void Winograd::transformInput(const Buffers& buffers, const Chunk& chunk, std::int64_t block) const
{
    WinogradMove move;
    move.from = buffers.pixels + block * m_grid.inputPixelBlock();
    move.to = buffers.input + block * m_grid.inputTileBlock();
    move.corners = m_grid.inputCorners() + chunk.first;
    move.pitch = m_grid.inputPitch();
    move.pixel = m_grid.inputPixel();
    move.tile = m_grid.inputTile();
    move.coefficient = m_grid.inputStep();
    move.tiles = chunk.count;
    const WinogradTable& transforms = m_grid.transforms();
    switch (m_grid.format()) {
    case WinogradFormat::Fp32: return transforms.input(move);
    case WinogradFormat::RoundedToBf16: return transforms.inputRounded(move);
    case WinogradFormat::Bf16Planes:
        return m_grid.isFp32() ? transforms.input(move) : transforms.inputUnits(move);
    case WinogradFormat::Bf16Units:
        return m_grid.isFp32() ? transforms.halfInput(move) : transforms.inputUnits(move);
    case WinogradFormat::Int8Units: return m_grid.integerTransforms().input(move);
    }
}

void Winograd::transformOutput(const Buffers& buffers, const Chunk& chunk, std::int64_t block) const
{
    WinogradMove move;
    move.from = buffers.sums + block * m_grid.table().lanes;
    move.to = buffers.output + block * m_grid.table().lanes;
    move.corners = m_grid.outputCorners() + chunk.first;
    move.pitch = m_grid.outputPitch();
    move.pixel = m_grid.filters();
    move.tile = m_grid.filters();
    move.coefficient = m_grid.outputStep();
    move.tiles = chunk.count;
    m_grid.hasIntegers() ? m_grid.integerTransforms().output(move)
                         : m_grid.transforms().output(move);
}

void Winograd::multiply(const Call& call, const Buffers& buffers, std::int64_t tiles,
                        std::int64_t coefficient) const
{
    ProductTile product;
    product.a = buffers.input + coefficient * m_grid.inputStep();
    product.aRow = m_grid.inputTile();
    product.b = call.weights + coefficient * m_grid.depth() * m_grid.filters();
    product.depth = m_grid.depth();
    product.y = buffers.sums + coefficient * m_grid.outputStep();
    product.yRow = m_grid.filters();
    for (const WinogradGrid::Panel& panel : m_grid.panels()) {
        const std::int64_t floats = panel.vectors * m_grid.table().lanes;
        product.bStep = floats;
        multiplyTiles(m_grid.table(), m_grid.productKind(), product, tiles, panel.vectors, true);
        product.b += m_grid.depth() * floats;
        product.y += floats;
    }
}

void Winograd::runGroup(const Call& call, std::int64_t first, std::int64_t samples,
                        const Buffers& buffers, ThreadPool* pool) const
{
    const std::int64_t planes = m_grid.inputPlaneBlocks(), in = m_grid.channelBlocks(),
                       out = m_grid.filterBlocks();
    splitItems(samples * planes, pool, [&](std::int64_t item) {
        spreadInput(call, first + item / planes, item % planes,
                    buffers.pixels + item / planes * m_grid.inputFloats());
    });
    const std::int64_t tiles = samples * m_grid.tiles();
    for (Chunk chunk{0, 0}; chunk.first < tiles; chunk.first += chunk.count) {
        chunk.count = std::min(m_grid.chunk(), tiles - chunk.first);
        splitItems(in, pool, [&](std::int64_t block) { transformInput(buffers, chunk, block); });
        splitItems(m_grid.coefficients(), pool, [&](std::int64_t coefficient) {
            multiply(call, buffers, chunk.count, coefficient);
        });
        splitItems(out, pool, [&](std::int64_t block) { transformOutput(buffers, chunk, block); });
    }
    splitItems(samples * out, pool, [&](std::int64_t item) {
        collectOutput(call, first + item / out, item % out,
                      buffers.output + item / out * m_grid.outputFloats());
    });
}

void Winograd::run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const
{
    const int threads = pool ? pool->threads() : 1;
    // Few samples: all threads share each of them. Otherwise each thread has its own.
    const bool sharesSamples = threads > 1 && n < 2 * threads;
    const int tasks = sharesSamples ? 1 : threads;
    auto part = [&](int task) {
        const Buffers buffers = buffersAt(scratch + static_cast<std::size_t>(task) * slotBytes());
        const std::int64_t last = (task + 1) * n / tasks;
        m_grid.fillInputBorder(reinterpret_cast<UnitWord*>(buffers.pixels),
                               std::min(m_grid.stack(), last - task * n / tasks),
                               call.scales ? call.scales->padding : 0);
        for (std::int64_t first = task * n / tasks; first < last; first += m_grid.stack())
            runGroup(call, first, std::min(m_grid.stack(), last - first), buffers,
                     sharesSamples ? pool : nullptr);
    };
    if (tasks == 1)
        part(0);
    else
        pool->run(tasks, part);
}

} // namespace propago
