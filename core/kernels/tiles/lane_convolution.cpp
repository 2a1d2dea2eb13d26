#include "core/kernels/tiles/lane_convolution.h"

#include "core/kernels/tiles/parts.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace propago {

namespace {

const Tail kPlainTail{};
// Planes of one vector of samples that still fit into the second cache together.
constexpr std::int64_t kMostFloats = 28 * 1024;
// Planes of all samples that are worked on together.
constexpr std::int64_t kMostTogether = 192 * 1024;
constexpr std::int64_t kMostTaps = 64;
using Taps = std::array<LaneSegment, kMostTaps>;
// Pixels that are computed together.
constexpr std::int64_t kMostPixels = 3;
// So many threads can work on samples of their own, if there are enough samples.
constexpr std::int64_t kFewestGroups = 2;

bool areSameTaps(const Taps& a, const Taps& b, std::int64_t count)
{
    return std::equal(a.begin(), a.begin() + count, b.begin(),
                      [](const LaneSegment& x, const LaneSegment& y) { return x.a == y.a; });
}

std::int64_t paddedFloats(const WindowGeometry& g)
{
    return g.channels * (g.height + g.padTop + g.padBottom) * (g.width + g.padLeft + g.padRight);
}

} // namespace

bool LaneConvolution::suits(const WindowGeometry& g)
{
    return g.groups == 1 && g.taps() <= kMostTaps
           && paddedFloats(g) + g.filters * g.outPlane() <= kMostFloats;
}

LaneConvolution::LaneConvolution(const WindowGeometry& geometry, Isa isa)
    : m_geometry(geometry)
    , m_table(tileTable(isa))
    , m_paddedHeight(geometry.height + geometry.padTop + geometry.padBottom)
    , m_paddedWidth(geometry.width + geometry.padLeft + geometry.padRight)
{
    for (std::int64_t channel = 0; channel < geometry.channels; ++channel) {
        for (std::int64_t y = 0; y < geometry.height; ++y) {
            for (std::int64_t x = 0; x < geometry.width; ++x)
                m_inputPlaces.push_back(channel * paddedPlane()
                                        + (y + geometry.padTop) * m_paddedWidth + x
                                        + geometry.padLeft);
        }
    }
    m_straight.resize(static_cast<std::size_t>(
        std::max(geometry.channels * geometry.inPlane(), geometry.filters * geometry.outPlane())));
    std::iota(m_straight.begin(), m_straight.end(), std::int64_t{0});
}

// Never by the number of threads: gradients of the weights are summed group by group.
std::int64_t LaneConvolution::vectorsFor(std::int64_t n) const
{
    const std::int64_t floats =
        m_table->lanes * (paddedFloats(m_geometry) + m_geometry.filters * m_geometry.outPlane());
    const std::int64_t most =
        std::clamp<std::int64_t>(kMostTogether / floats, 1, m_table->maxProductVectors);
    return std::clamp<std::int64_t>(n / (kFewestGroups * m_table->lanes), 1, most);
}

std::int64_t LaneConvolution::groupCount(std::int64_t n) const
{
    return std::max<std::int64_t>(divided(n, vectorsFor(n) * m_table->lanes), 1);
}

/// Fewer groups than threads: all threads work on one group at a time.
int LaneConvolution::partCount(std::int64_t groups, int threads)
{
    return groups < threads ? 1 : threads;
}

std::size_t LaneConvolution::inputBytes(std::int64_t samples) const
{
    return alignedFloats(samples * paddedFloats(m_geometry));
}

std::size_t LaneConvolution::outputBytes(std::int64_t samples) const
{
    return alignedFloats(samples * m_geometry.filters * m_geometry.outPlane());
}

// Fewer samples may need more groups: each number of vectors counts with the most samples it is for.
std::size_t LaneConvolution::scratchBytes(std::int64_t n, int threads) const
{
    const std::size_t weights = alignedFloats(m_geometry.weightCount());
    const std::int64_t most = vectorsFor(n);
    std::size_t bytes = 0;
    for (std::int64_t vectors = 1; vectors <= most; ++vectors) {
        const std::int64_t samples = vectors * m_table->lanes;
        const std::int64_t last = (vectors + 1) * kFewestGroups * m_table->lanes - 1;
        const std::int64_t groups = groupCount(vectors == most ? n : last);
        const auto parts = static_cast<std::size_t>(partCount(groups, threads));
        bytes = std::max(bytes, parts * (inputBytes(samples) + outputBytes(samples))
                                    + static_cast<std::size_t>(groups) * weights);
    }
    return bytes + kSlack;
}

LaneConvolution::Work LaneConvolution::workFor(std::int64_t n, int threads, int part,
                                               std::byte* scratch) const
{
    Work work;
    work.vectors = vectorsFor(n);
    work.samples = work.vectors * m_table->lanes;
    work.groups = groupCount(n);
    work.parts = partCount(work.groups, threads);
    const std::size_t input = inputBytes(work.samples), output = outputBytes(work.samples);
    std::byte* own = scratch + static_cast<std::size_t>(part) * (input + output);
    work.input = reinterpret_cast<float*>(own);
    work.output = reinterpret_cast<float*>(own + input);
    work.weights =
        reinterpret_cast<float*>(scratch + static_cast<std::size_t>(work.parts) * (input + output));
    return work;
}

/// Calls f(work, group, first sample, samples, pool) for all groups: each thread goes through its own
/// alone, so that samples stay in its cache, or all go through one after the other together.
template<typename F>
void LaneConvolution::forGroups(std::int64_t n, bool clears, ThreadPool& pool, std::byte* scratch,
                                F f) const
{
    const int threads = pool.threads();
    const int parts = partCount(groupCount(n), threads);
    auto part = [&](int index) {
        const Work work = workFor(n, threads, index, scratch);
        if (clears)
            std::fill_n(work.input, work.samples * paddedFloats(m_geometry), 0.0f);
        for (std::int64_t group = index * work.groups / parts;
             group < (index + 1) * work.groups / parts; ++group) {
            const std::int64_t first = group * work.samples;
            f(work, group, first, std::min(work.samples, n - first), parts > 1 ? nullptr : &pool);
        }
    };
    if (parts > 1)
        pool.run(parts, part);
    else
        part(0);
}

/// One vector of samples leaves room for more pixels: then a weight is loaded for all of them.
std::int64_t LaneConvolution::mostColumns(std::int64_t vectors)
{
    return vectors == 1 ? kMostPixels : vectors;
}

std::int64_t LaneConvolution::blockCount(std::int64_t rows, std::int64_t vectors) const
{
    return divided(
        rows, m_table->maxProductRows[static_cast<int>(ProductKind::Fp32)][mostColumns(vectors)]);
}

/// `count` samples of `elements` numbers become vectors; lanes without a sample become zero.
void LaneConvolution::spread(StoredNumbers from, const std::int64_t* places, std::int64_t elements,
                             std::int64_t count, const Work& work, float* to,
                             ThreadPool* pool) const
{
    const int lanes = m_table->lanes;
    const auto moved = [&](auto move, std::int64_t vector) {
        move.planeStride = elements;
        move.channels =
            static_cast<int>(std::clamp<std::int64_t>(count - vector * lanes, 0, lanes));
        move.pixels = elements;
        move.vectors = to + vector * lanes;
        move.places = places;
        move.scale = work.samples;
        return move;
    };
    splitItems(work.vectors, pool, [&](std::int64_t vector) {
        const StoredNumbers planes = from.from(vector * lanes * elements);
        if (planes.isBf16())
            m_table->widenToPixels(moved(HalfPixelMove{planes.bf16()}, vector));
        else
            m_table->toPixels(moved(PixelMove{planes.fp32()}, vector));
    });
}

void LaneConvolution::collect(const float* from, StoredTarget to, std::int64_t elements,
                              std::int64_t count, bool accumulate, const Work& work,
                              ThreadPool* pool) const
{
    const int lanes = m_table->lanes;
    const auto moved = [&](auto move, std::int64_t vector) {
        move.vectors = from + vector * lanes;
        move.places = m_straight.data();
        move.scale = work.samples;
        move.pixels = elements;
        move.planeStride = elements;
        move.channels = static_cast<int>(std::min<std::int64_t>(count - vector * lanes, lanes));
        return move;
    };
    splitItems(divided(count, lanes), pool, [&](std::int64_t vector) {
        const StoredTarget planes = to.from(vector * lanes * elements);
        if (planes.isBf16()) {
            auto move = moved(HalfPlaneMove{}, vector);
            move.planes = planes.bf16();
            move.accumulates = accumulate;
            return m_table->roundToPlanes(move);
        }
        auto move = moved(PlaneMove{}, vector);
        move.planes = planes.fp32();
        move.residual = accumulate ? move.planes : nullptr;
        move.tail = &kPlainTail;
        m_table->toPlanes(move);
    });
}

// Blocks of rows one after the other, each [tap][term][row]: rows are filters on the way forward and
// terms channels, on the way back the other way round.
void LaneConvolution::pack(const float* w, bool isForward, const Work& work) const
{
    const WindowGeometry& g = m_geometry;
    const std::int64_t rows = isForward ? g.filters : g.channels;
    const std::int64_t depth = isForward ? g.channels : g.filters;
    const std::int64_t rowStride = g.taps() * (isForward ? g.channels : 1);
    const std::int64_t termStride = g.taps() * (isForward ? 1 : g.channels);
    const std::int64_t blocks = blockCount(rows, work.vectors);
    float* to = work.weights;
    for (std::int64_t block = 0; block < blocks; ++block) {
        const std::int64_t first = block * rows / blocks, last = (block + 1) * rows / blocks;
        for (std::int64_t tap = 0; tap < g.taps(); ++tap) {
            for (std::int64_t term = 0; term < depth; ++term) {
                for (std::int64_t row = first; row < last; ++row)
                    *to++ = w[row * rowStride + term * termStride + tap];
            }
        }
    }
}

/// `segments(y, x, list)` writes the taps of one output pixel, their weights as for one row, and returns
/// how many there are.
template<typename Segments>
void LaneConvolution::multiply(const Product& product, const Work& work, ThreadPool* pool,
                               Segments segments) const
{
    const bool isAlone = work.vectors == 1;
    const std::int64_t most = isAlone ? kMostPixels : 1, step = product.neighbours.step;
    const std::int64_t width = product.width, plane = width * product.height;
    const std::int64_t rows = product.rows, depth = product.depth;
    const std::int64_t blocks = blockCount(rows, work.vectors);
    splitRange(product.height, pool, [&](std::int64_t firstRow, std::int64_t lastRow) {
        Taps first, next;
        LaneTile tile;
        tile.depth = depth;
        tile.b = product.from;
        tile.bStep = product.fromPlane * work.samples;
        tile.bColumn = isAlone ? product.neighbours.source * work.samples : m_table->lanes;
        tile.yRow = plane * work.samples;
        tile.yColumn = isAlone ? step * work.samples : m_table->lanes;
        const auto runPixels = [&](std::int64_t pixel, std::int64_t pixels) {
            Taps scaled;
            tile.segments = scaled.data();
            for (std::int64_t block = 0; block < blocks; ++block) {
                const std::int64_t row = block * rows / blocks;
                const std::int64_t count = (block + 1) * rows / blocks - row;
                for (std::int64_t i = 0; i < tile.count; ++i) {
                    const auto at = static_cast<std::size_t>(i);
                    scaled[at] = {first[at].a * count, first[at].b * work.samples};
                }
                tile.a = work.weights + row * m_geometry.taps() * depth;
                tile.init = product.bias ? product.bias + row : nullptr;
                tile.y = product.to + (row * plane + pixel) * work.samples;
                m_table->laneTiles[count][isAlone ? pixels : work.vectors](tile);
            }
        };
        for (std::int64_t y = firstRow; y < lastRow; ++y) {
            for (std::int64_t phase = 0; phase < std::min(step, width); ++phase) {
                for (std::int64_t x = phase, pixels = 1; x < width; x += pixels * step) {
                    tile.count = segments(y, x, first);
                    pixels = 1;
                    while (pixels < most && x + pixels * step < width
                           && segments(y, x + pixels * step, next) == tile.count
                           && areSameTaps(first, next, tile.count))
                        ++pixels;
                    runPixels(y * width + x, pixels);
                }
            }
        }
    });
}

void LaneConvolution::forward(StoredNumbers x, const float* w, const float* bias, StoredTarget y,
                              std::int64_t n, ThreadPool& pool, std::byte* scratch) const
{
    const WindowGeometry& g = m_geometry;
    pack(w, true, workFor(n, pool.threads(), 0, scratch));
    const std::int64_t in = g.channels * g.inPlane(), out = g.filters * g.outPlane();
    const auto segments = [&](std::int64_t outY, std::int64_t outX, auto& taps) {
        const std::int64_t base = outY * g.strideH * m_paddedWidth + outX * g.strideW;
        for (std::int64_t tap = 0; tap < g.taps(); ++tap)
            taps[static_cast<std::size_t>(tap)] = {
                tap * g.channels, base + tap / g.kernelW * g.dilationH * m_paddedWidth
                                      + tap % g.kernelW * g.dilationW};
        return g.taps();
    };
    forGroups(n, true, pool, scratch,
              [&](const Work& work, std::int64_t, std::int64_t first, std::int64_t count,
                  ThreadPool* helpers) {
                  spread(x.from(first * in), m_inputPlaces.data(), in, count, work, work.input,
                         helpers);
                  multiply({g.outWidth(),
                            g.outHeight(),
                            g.filters,
                            g.channels,
                            work.input,
                            paddedPlane(),
                            work.output,
                            bias,
                            {1, g.strideW}},
                           work, helpers, segments);
                  collect(work.output, y.from(first * out), out, count, false, work, helpers);
              });
}

void LaneConvolution::backwardInput(StoredNumbers dy, const float* w, StoredTarget dx,
                                    std::int64_t n, bool accumulate, ThreadPool& pool,
                                    std::byte* scratch) const
{
    const WindowGeometry& g = m_geometry;
    pack(w, false, workFor(n, pool.threads(), 0, scratch));
    const std::int64_t in = g.channels * g.inPlane(), out = g.filters * g.outPlane();
    // Only taps whose output pixel exists: nothing is multiplied by padding.
    const auto segments = [&](std::int64_t y, std::int64_t x, auto& taps) {
        std::int64_t count = 0;
        for (std::int64_t tap = 0; tap < g.taps(); ++tap) {
            const std::int64_t atY = y + g.padTop - tap / g.kernelW * g.dilationH;
            const std::int64_t atX = x + g.padLeft - tap % g.kernelW * g.dilationW;
            const std::int64_t outY = atY / g.strideH, outX = atX / g.strideW;
            if (atY < 0 || atX < 0 || atY % g.strideH != 0 || atX % g.strideW != 0
                || outY >= g.outHeight() || outX >= g.outWidth())
                continue;
            taps[static_cast<std::size_t>(count++)] = {tap * g.filters, outY * g.outWidth() + outX};
        }
        return count;
    };
    forGroups(n, false, pool, scratch,
              [&](const Work& work, std::int64_t, std::int64_t first, std::int64_t count,
                  ThreadPool* helpers) {
                  spread(dy.from(first * out), m_straight.data(), out, count, work, work.output,
                         helpers);
                  multiply({g.width,
                            g.height,
                            g.channels,
                            g.filters,
                            work.output,
                            g.outPlane(),
                            work.input,
                            nullptr,
                            {g.strideW, 1}},
                           work, helpers, segments);
                  collect(work.input, dx.from(first * in), in, count, accumulate, work, helpers);
              });
}

void LaneConvolution::multiplyWeights(const Work& work, float* dw, ThreadPool* pool) const
{
    const WindowGeometry& g = m_geometry;
    const std::int64_t columns = g.channels * g.taps();
    const std::int64_t rowBlocks = divided(g.filters, m_table->maxDotRows);
    const std::int64_t columnBlocks = divided(columns, m_table->maxDotColumns);
    splitRange(rowBlocks * columnBlocks, pool, [&](std::int64_t firstItem, std::int64_t lastItem) {
        for (std::int64_t item = firstItem; item < lastItem; ++item) {
            const std::int64_t rowBlock = item / columnBlocks, columnBlock = item % columnBlocks;
            const std::int64_t row = rowBlock * g.filters / rowBlocks;
            const std::int64_t rows = (rowBlock + 1) * g.filters / rowBlocks - row;
            const std::int64_t column = columnBlock * columns / columnBlocks;
            const std::int64_t count = (columnBlock + 1) * columns / columnBlocks - column;
            std::array<std::int64_t, kMaxTileVectors> offsets{};
            for (std::int64_t i = 0; i < count; ++i) {
                const std::int64_t channel = (column + i) / g.taps(), tap = (column + i) % g.taps();
                offsets[static_cast<std::size_t>(i)] =
                    work.samples
                    * (channel * paddedPlane() + tap / g.kernelW * g.dilationH * m_paddedWidth
                       + tap % g.kernelW * g.dilationW);
            }
            LaneDot dot;
            dot.a = work.output + row * g.outPlane() * work.samples;
            dot.aRow = g.outPlane() * work.samples;
            dot.b = work.input;
            dot.offsets = offsets.data();
            dot.lines = g.outHeight();
            dot.pixels = g.outWidth();
            dot.vectors = work.vectors;
            dot.aLine = g.outWidth() * work.samples;
            dot.bLine = g.strideH * m_paddedWidth * work.samples;
            dot.bPixel = g.strideW * work.samples;
            dot.y = dw + row * columns + column;
            dot.yRow = columns;
            m_table->laneDots[rows][count](dot);
        }
    });
}

void LaneConvolution::backwardWeights(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n,
                                      ThreadPool& pool, std::byte* scratch) const
{
    const WindowGeometry& g = m_geometry;
    const std::int64_t in = g.channels * g.inPlane(), out = g.filters * g.outPlane();
    const std::int64_t pitch = static_cast<std::int64_t>(alignedFloats(g.weightCount())) / 4;
    forGroups(
        n, true, pool, scratch,
        [&](const Work& work, std::int64_t group, std::int64_t first, std::int64_t count,
            ThreadPool* helpers) {
            spread(x.from(first * in), m_inputPlaces.data(), in, count, work, work.input, helpers);
            spread(dy.from(first * out), m_straight.data(), out, count, work, work.output, helpers);
            multiplyWeights(work, work.weights + group * pitch, helpers);
        });
    const Work work = workFor(n, pool.threads(), 0, scratch);
    std::copy_n(work.weights, g.weightCount(), dw);
    for (std::int64_t group = 1; group < work.groups; ++group) {
        const float* more = work.weights + group * pitch;
        for (std::int64_t i = 0; i < g.weightCount(); ++i)
            dw[i] += more[i];
    }
}

} // namespace propago
