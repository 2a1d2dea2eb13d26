#include "core/kernels/unit_bottleneck.h"

#include "core/kernels/tiles/depthwise.h"
#include "core/kernels/tiles/filter_panels.h"
#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/winograd_grid.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace propago {

namespace {

// What the last layer may read, in bytes, where planes are worked on whole; and what the rows of larger
// ones may take, so that they stay in the second cache.
constexpr std::int64_t kMostWhole = 512 * 1024;
constexpr std::int64_t kMostNear = 256 * 1024;
// Terms of a product whose weights stay in the first cache from pixel to pixel.
constexpr std::int64_t kTerms = 192;

bool isPointwise(const WindowGeometry& g)
{
    return g.groups == 1 && g.taps() == 1 && g.strideH == 1 && g.strideW == 1 && g.padTop == 0
           && g.padLeft == 0 && g.padBottom == 0 && g.padRight == 0;
}

/// A convolution of so few terms that a copy of its pixels for every output pays as little as it costs.
bool hasFewTerms(const WindowGeometry& g)
{
    constexpr std::int64_t kMostTerms = 64;
    return g.groups == 1 && g.channels * g.taps() <= kMostTerms;
}

bool fillsLanes(std::int64_t channels, int lanes, double share)
{
    const std::int64_t slots = divided(channels, lanes) * lanes;
    return static_cast<double>(channels) >= share * static_cast<double>(slots);
}

/// Calls f(task) for all tasks, here or on the pool.
template<typename F> void forTasks(int tasks, ThreadPool* pool, F f)
{
    if (tasks == 1)
        f(0);
    else
        pool->run(tasks, f);
}

} // namespace

bool UnitBottleneck::suits(const Geometries& layers, Isa isa)
{
    const auto& [expand, depthwise, project] = layers;
    const int lanes = tileTable(isa)->lanes;
    const bool areThree = (isPointwise(expand) || hasFewTerms(expand))
                          && Depthwise::suits(depthwise) && depthwise.groupFilters() == 1
                          && isPointwise(project);
    const bool areInRow =
        depthwise.channels == expand.filters && depthwise.height == expand.outHeight()
        && depthwise.width == expand.outWidth() && project.channels == depthwise.filters
        && project.height == depthwise.outHeight() && project.width == depthwise.outWidth();
    return areThree && areInRow && depthwise.padTop <= 2 && depthwise.padLeft <= 2
           && fillsLanes(expand.filters, lanes, 0.9) && fillsLanes(project.filters, lanes, 0.6);
}

struct UnitBottleneck::State {
    /// Rows of the depthwise layer's output that are worked on together, and where.
    struct Band {
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t inFirst = 0; ///< rows of its input that are not there yet
        std::int64_t inLast = 0;
    };
    /// The memory of a thread.
    struct Buffers {
        float* pixels; ///< of the input, channels side by side
        float*
            ring; ///< rows of the first layer's output, with a border of zeros: [panel][row][pixel]
        float* zeros;  ///< a row of them
        float* middle; ///< the second layer's output, [pixel][channel]
        float* sums;   ///< of the last layer, [pixel][filter]
    };
    struct Call {
        const float* x;
        float* y;
        const float* residual; ///< or null
        const std::array<Tail, kLayers>& tails;
    };

    State(const Geometries& layers, Isa isa)
        : expand(layers[0])
        , depthwise(layers[1])
        , project(layers[2])
        , table(tileTable(isa))
        , lanes(table->lanes)
        , middleRows(depthwise, isa)
        , hasWindows(!isPointwise(expand))
        , depth(expand.channels * expand.taps())
        , middlePanels(expand.filters, depth, *table)
        , panels(project.filters, project.channels, *table)
    {
        const std::int64_t left = depthwise.padLeft;
        outWidth = depthwise.outWidth();
        pitch = std::max(left + depthwise.width, (outWidth - 1) * depthwise.strideW + 3);
        inSlots = divided(expand.channels, lanes) * lanes;
        inPitch = expand.padLeft + expand.width + expand.padRight;
        chooseRows();
        findOffsets();
        places.resize(static_cast<std::size_t>(std::max(slots * depthwise.width, rows * outWidth)));
        std::iota(places.begin(), places.end(), std::int64_t{0});
        for (std::int64_t row = 0; row < depthwise.height; ++row)
            ringPlaces.push_back(row % slots * rowFloats());
        weights[0] = allocateBytes(static_cast<std::size_t>(4 * middlePanels.packedFloats()));
        weights[1] = allocateBytes(static_cast<std::size_t>(4 * 9 * middlePanels.slots()));
        weights[2] = allocateBytes(static_cast<std::size_t>(4 * panels.packedFloats()));
        for (int layer = 0; layer < kLayers; ++layer)
            bias[layer] = allocateBytes(static_cast<std::size_t>(4 * filterSlots(layer)));
    }

    std::int64_t filterSlots(int layer) const
    {
        return layer == 2 ? panels.slots() : middlePanels.slots();
    }
    const float* biasOf(int layer) const
    {
        return reinterpret_cast<const float*>(bias[layer].get());
    }
    const float* weightsOf(int layer) const
    {
        return reinterpret_cast<const float*>(weights[layer].get());
    }

    bool isWhole() const { return rows == depthwise.outHeight(); }
    /// Floats from pixel to pixel in the ring: with steps of whole lines, some places of the first cache
    /// would have too many lines to hold and others none.
    std::int64_t ringPixel() const { return middlePanels.widest() + lanes; }
    std::int64_t rowFloats() const { return pitch * ringPixel(); }
    std::int64_t ringPanels() const { return isWhole() ? 1 : middlePanels.count(); }
    std::int64_t ringFloats() const { return ringPanels() * slots * rowFloats(); }
    std::int64_t middleFloats() const { return rows * outWidth * middlePanels.slots(); }
    std::int64_t sumFloats() const { return rows * outWidth * panels.slots(); }
    /// Rows of the input that all rows of the ring are made of.
    std::int64_t inRows() const
    {
        return (slots - 1) * expand.strideH + (expand.kernelH - 1) * expand.dilationH + 1;
    }
    std::int64_t pixelFloats() const
    {
        return hasWindows ? expand.channels * inRows() * inPitch : slots * expand.width * inSlots;
    }
    /// Of the terms of a window, from its first one.
    void findOffsets()
    {
        for (std::int64_t channel = 0; channel < expand.channels; ++channel) {
            for (std::int64_t tap = 0; tap < expand.taps(); ++tap) {
                const std::int64_t row = tap / expand.kernelW * expand.dilationH;
                offsets.push_back((channel * inRows() + row) * inPitch
                                  + tap % expand.kernelW * expand.dilationW);
            }
        }
    }

    void setRows(std::int64_t count)
    {
        rows = count;
        slots = (count - 1) * depthwise.strideH + 3;
    }
    void chooseRows()
    {
        setRows(depthwise.outHeight());
        if (4 * middleFloats() <= kMostWhole)
            return;
        do {
            setRows(rows - 1);
        } while (rows > 1 && 4 * (ringFloats() + middleFloats()) > kMostNear);
    }

    std::size_t ownBytes() const
    {
        return alignedFloats(pixelFloats()) + alignedFloats(ringFloats())
               + alignedFloats(rowFloats()) + alignedFloats(middleFloats())
               + alignedFloats(sumFloats());
    }
    Buffers buffersOf(std::byte* memory) const
    {
        const auto take = [&memory](std::int64_t floats) {
            auto* taken = reinterpret_cast<float*>(memory);
            memory += alignedFloats(floats);
            return taken;
        };
        Buffers own{};
        own.pixels = take(pixelFloats());
        own.ring = take(ringFloats());
        own.zeros = take(rowFloats());
        own.middle = take(middleFloats());
        own.sums = take(sumFloats());
        std::fill_n(own.zeros, rowFloats(), 0.0f);
        const std::int64_t width = ringPixel();
        const std::int64_t left = depthwise.padLeft * width;
        const std::int64_t right = left + depthwise.width * width;
        for (std::int64_t row = 0; row < ringPanels() * slots; ++row) {
            float* from = own.ring + row * rowFloats();
            std::fill(from, from + left, 0.0f);
            std::fill(from + right, from + rowFloats(), 0.0f);
        }
        return own;
    }

    Band bandAt(std::int64_t row, std::int64_t end, std::int64_t done) const
    {
        const std::int64_t last = std::min(end, row + rows);
        const auto [needed, inLast] = middleRows.rowsFor(row, last);
        return {row, last, std::max(done, needed), inLast};
    }
    float* ringRow(const Buffers& own, std::int64_t panel, std::int64_t row) const
    {
        return own.ring + (isWhole() ? 0 : panel * slots * rowFloats())
               + ringPlaces[static_cast<std::size_t>(row)];
    }

    /// What the rows that a band adds are made of: blocks of channels whose pixels come to lie side by
    /// side, or for windows a channel's rows with their border of zeros.
    std::int64_t spreads() const { return hasWindows ? expand.channels : inSlots / lanes; }
    void spread(const Call& call, const Band& band, std::int64_t item, float* pixels) const
    {
        if (hasWindows)
            return copyRows(call, band, item, pixels + item * inRows() * inPitch);
        const std::int64_t channel = item * lanes;
        PixelMove move;
        move.planes = call.x + channel * expand.inPlane() + band.inFirst * expand.width;
        move.planeStride = expand.inPlane();
        move.channels = static_cast<int>(std::min<std::int64_t>(lanes, expand.channels - channel));
        move.pixels = (band.inLast - band.inFirst) * expand.width;
        move.vectors = pixels + channel;
        move.places = places.data();
        move.scale = inSlots;
        table->toPixels(move);
    }
    void copyRows(const Call& call, const Band& band, std::int64_t channel, float* to) const
    {
        const float* plane = call.x + channel * expand.inPlane();
        const std::int64_t first = band.inFirst * expand.strideH - expand.padTop;
        const std::int64_t last = (band.inLast - 1) * expand.strideH - expand.padTop
                                  + (expand.kernelH - 1) * expand.dilationH + 1;
        for (std::int64_t row = first; row < last; ++row, to += inPitch) {
            std::fill_n(to, inPitch, 0.0f);
            if (row >= 0 && row < expand.height)
                std::copy_n(plane + row * expand.width, expand.width, to + expand.padLeft);
        }
    }

    /// Calls f(pixels, groups) for tiles of a row as even as can be: some of one pixel more than the others.
    template<typename F> void forTiles(const FilterPanel& panel, F f) const
    {
        const std::int64_t tiles = tilesOf(panel);
        const std::int64_t fewer = depthwise.width / tiles, larger = depthwise.width % tiles;
        if (larger > 0)
            f(fewer + 1, larger);
        f(fewer, tiles - larger);
    }
    std::int64_t tilesOf(const FilterPanel& panel) const
    {
        return divided(depthwise.width,
                       table->maxProductRows[static_cast<int>(ProductKind::Fp32)][panel.vectors]);
    }
    float* firstPixel(const Buffers& own, std::int64_t panel, std::int64_t row) const
    {
        return ringRow(own, panel, row) + depthwise.padLeft * ringPixel();
    }

    /// Rows [band.inFirst, band.inLast) of the first layer, as far as one panel goes.
    void expandRows(const Call& call, const Band& band, std::int64_t index, const float* pixels,
                    const Buffers& own) const
    {
        const FilterPanel& panel = middlePanels[index];
        ProductTile product;
        product.a = pixels;
        product.aRow = inSlots;
        product.depth = depth;
        product.b = middlePanels.weightsOf(weightsOf(0), panel);
        product.bStep = panel.vectors * lanes;
        product.init = biasOf(0) + panel.first * lanes;
        product.yRow = ringPixel();
        product.tail = &call.tails[0];
        askFor(product,
               index + 1 < middlePanels.count() ? product.b + product.depth * product.bStep
                                                : weightsOf(2),
               tilesOf(panel) * (band.inLast - band.inFirst));
        for (std::int64_t row = band.inFirst; row < band.inLast; ++row) {
            product.y = firstPixel(own, index, row);
            forTiles(panel, [&](std::int64_t size, std::int64_t groups) {
                product.groups = groups;
                table->clampedProducts[size][panel.vectors](product);
                product.a += groups * size * product.aRow;
                product.y += groups * size * product.yRow;
                product.next += groups * product.nextBytes;
            });
        }
    }

    /// The same for windows.
    void expandWindows(const Call& call, const Band& band, std::int64_t index, const float* pixels,
                       const Buffers& own) const
    {
        const FilterPanel& panel = middlePanels[index];
        WindowTile tile;
        tile.offsets = offsets.data();
        tile.depth = depth;
        tile.b = middlePanels.weightsOf(weightsOf(0), panel);
        tile.init = biasOf(0) + panel.first * lanes;
        tile.aPixel = expand.strideW;
        tile.yPixel = ringPixel();
        tile.tail = &call.tails[0];
        for (std::int64_t row = band.inFirst; row < band.inLast; ++row) {
            tile.a = pixels + (row - band.inFirst) * expand.strideH * inPitch;
            tile.y = firstPixel(own, index, row);
            forTiles(panel, [&](std::int64_t size, std::int64_t groups) {
                tile.groups = groups;
                table->clampedWindows[size][panel.vectors](tile);
                tile.a += groups * size * tile.aPixel;
                tile.y += groups * size * tile.yPixel;
            });
        }
    }

    /// Weights come from far away: as many as `product` takes now, in `times` pieces.
    void askFor(ProductTile& product, const float* next, std::int64_t times) const
    {
        constexpr std::int64_t kFar = 128 * 1024;
        product.next = reinterpret_cast<const std::byte*>(next);
        if (4 * middlePanels.packedFloats() > kFar)
            product.nextBytes = divided(4 * product.depth * product.bStep, times);
    }

    /// The first two layers of one panel of channels, in one band.
    void filterPanel(const Call& call, const Band& band, std::int64_t index, const float* pixels,
                     const Buffers& own, float* middle) const
    {
        const FilterPanel& panel = middlePanels[index];
        if (hasWindows)
            expandWindows(call, band, index, pixels, own);
        else
            expandRows(call, band, index, pixels, own);
        PixelWindows out;
        out.inPixel = ringPixel();
        out.weights = weightsOf(1) + 9 * panel.first * lanes;
        out.bias = biasOf(1) + panel.first * lanes;
        out.vectors = panel.vectors;
        out.outWidth = outWidth;
        out.outPixel = middlePanels.slots();
        out.tail = &call.tails[1];
        out.y = middle + panel.first * lanes;
        for (std::int64_t row = band.first; row < band.last; ++row) {
            for (int ky = 0; ky < 3; ++ky) {
                const std::int64_t from = row * depthwise.strideH - depthwise.padTop + ky;
                const bool isInside = from >= 0 && from < depthwise.height;
                out.in[ky] = isInside ? ringRow(own, index, from) : own.zeros;
            }
            table->pixelWindows[depthwise.strideH](out);
            out.y += outWidth * out.outPixel;
        }
    }

    /// The last layer of a band, for panels [first, last): terms outermost, or what the second layer made
    /// would come from afar for every panel.
    void projectBand(const Call& call, const Band& band, const float* middle, float* sums,
                     std::int64_t first, std::int64_t last) const
    {
        const std::int64_t pixels = (band.last - band.first) * outWidth;
        const std::int64_t slices = divided(project.channels, kTerms);
        for (std::int64_t slice = 0; slice < slices; ++slice) {
            const std::int64_t term = slice * project.channels / slices;
            ProductTile product;
            product.a = middle + term;
            product.aRow = middlePanels.slots();
            product.depth = (slice + 1) * project.channels / slices - term;
            product.accumulates = slice > 0;
            product.yRow = panels.slots();
            for (std::int64_t index = first; index < last; ++index) {
                const FilterPanel& panel = panels[index];
                product.bStep = panel.vectors * lanes;
                product.b = panels.weightsOf(weightsOf(2), panel) + term * product.bStep;
                product.init = biasOf(2) + panel.first * lanes;
                product.y = sums + panel.first * lanes;
                const bool isLast = index + 1 == last;
                const FilterPanel& next = panels[isLast ? first : index + 1];
                product.next = reinterpret_cast<const std::byte*>(
                    panels.weightsOf(weightsOf(2), next)
                    + (isLast ? term + product.depth : term) * next.vectors * lanes);
                product.nextBytes = 4 * product.depth * product.bStep;
                multiplyTiles(*table, ProductKind::Fp32, product, pixels, panel.vectors, true);
            }
        }
        for (std::int64_t index = first; index < last; ++index) {
            const FilterPanel& panel = panels[index];
            for (std::int64_t vector = panel.first; vector < panel.first + panel.vectors; ++vector)
                store(call, band, sums, vector * lanes);
        }
    }

    void store(const Call& call, const Band& band, const float* sums, std::int64_t filter) const
    {
        const std::int64_t at = filter * project.outPlane() + band.first * outWidth;
        PlaneMove move;
        move.vectors = sums + filter;
        move.places = places.data();
        move.scale = panels.slots();
        move.pixels = (band.last - band.first) * outWidth;
        move.planes = call.y + at;
        move.planeStride = project.outPlane();
        move.channels = static_cast<int>(std::min<std::int64_t>(lanes, project.filters - filter));
        move.residual = call.residual ? call.residual + at : nullptr;
        move.tail = &call.tails[2];
        table->toPlanes(move);
    }

    /// Rows [first, last) of one sample, by one thread.
    void runRows(const Call& call, std::int64_t first, std::int64_t last, const Buffers& own) const
    {
        std::int64_t done = 0; // rows of the first layer
        for (std::int64_t row = first; row < last; row += rows) {
            const Band band = bandAt(row, last, done);
            done = band.inLast;
            for (std::int64_t block = 0; block < spreads(); ++block)
                spread(call, band, block, own.pixels);
            for (std::int64_t panel = 0; panel < middlePanels.count(); ++panel)
                filterPanel(call, band, panel, own.pixels, own, own.middle);
            projectBand(call, band, own.middle, own.sums, 0, panels.count());
        }
    }

    /// One sample in one band, by all threads: panels are what they share.
    void runPanels(const Call& call, ThreadPool& pool, std::byte* scratch) const
    {
        const Band band = bandAt(0, depthwise.outHeight(), 0);
        const Buffers shared = buffersOf(scratch);
        splitItems(spreads(), &pool,
                   [&](std::int64_t block) { spread(call, band, block, shared.pixels); });
        const int tasks = pool.threads();
        auto filter = [&](int task) {
            const Buffers own =
                task == 0 ? shared
                          : buffersOf(scratch + static_cast<std::size_t>(task) * ownBytes());
            const std::int64_t count = middlePanels.count();
            for (std::int64_t panel = task * count / tasks; panel < (task + 1) * count / tasks;
                 ++panel)
                filterPanel(call, band, panel, shared.pixels, own, shared.middle);
        };
        pool.run(tasks, filter);
        auto finish = [&](int task) {
            projectBand(call, band, shared.middle, shared.sums, task * panels.count() / tasks,
                        (task + 1) * panels.count() / tasks);
        };
        pool.run(tasks, finish);
    }

    Call callFor(const Call& call, std::int64_t sample) const
    {
        const std::int64_t out = sample * project.filters * project.outPlane();
        return {call.x + sample * expand.channels * expand.inPlane(), call.y + out,
                call.residual ? call.residual + out : nullptr, call.tails};
    }

    void run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const
    {
        const int tasks = pool ? pool->threads() : 1;
        if (n < tasks && isWhole()) {
            for (std::int64_t sample = 0; sample < n; ++sample)
                runPanels(callFor(call, sample), *pool, scratch);
            return;
        }
        // Whole samples, or of every sample some rows.
        const bool sharesRows = n < tasks;
        const std::int64_t height = depthwise.outHeight();
        auto part = [&](int task) {
            const Buffers own = buffersOf(scratch + static_cast<std::size_t>(task) * ownBytes());
            if (!sharesRows) {
                for (std::int64_t s = task * n / tasks; s < (task + 1) * n / tasks; ++s)
                    runRows(callFor(call, s), 0, height, own);
                return;
            }
            for (std::int64_t s = 0; s < n; ++s)
                runRows(callFor(call, s), task * height / tasks, (task + 1) * height / tasks, own);
        };
        forTasks(tasks, pool, part);
    }

    WindowGeometry expand, depthwise, project;
    const TileTable* table;
    std::int64_t lanes;
    Depthwise middleRows;
    bool hasWindows;           ///< the first layer
    std::int64_t depth;        ///< its terms
    FilterPanels middlePanels; ///< of what the first two layers make
    FilterPanels panels;       ///< of the last one
    std::int64_t pitch = 0;    ///< pixels of a row of the ring
    std::int64_t inSlots = 0;  ///< channels of the input, filled up
    std::int64_t inPitch = 0;  ///< pixels of a row of the input with its border
    std::int64_t rows = 0;     ///< of a band
    std::int64_t slots = 0;    ///< rows of the ring
    std::int64_t outWidth = 0;
    std::vector<std::int64_t> places;     ///< 0, 1, 2, ...
    std::vector<std::int64_t> offsets;    ///< floats to each term of a window
    std::vector<std::int64_t> ringPlaces; ///< floats to each row of the depthwise layer's input
    std::array<AlignedBytes, kLayers> weights, bias;
};

UnitBottleneck::UnitBottleneck(const Geometries& layers, Isa isa)
    : m_state(std::make_unique<State>(layers, isa))
{}

UnitBottleneck::~UnitBottleneck() = default;
UnitBottleneck::UnitBottleneck(UnitBottleneck&&) noexcept = default;
UnitBottleneck& UnitBottleneck::operator=(UnitBottleneck&&) noexcept = default;

void UnitBottleneck::packWeights(int layer, const float* weights, const float* bias)
{
    State& state = *m_state;
    auto* packed = reinterpret_cast<float*>(state.weights[layer].get());
    const std::int64_t filters = layer == 2 ? state.project.filters : state.expand.filters;
    if (bias)
        std::copy_n(bias, filters, reinterpret_cast<float*>(state.bias[layer].get()));
    if (layer == 0)
        return state.middlePanels.pack(weights, packed);
    if (layer == 2)
        return state.panels.pack(weights, packed);
    for (std::int64_t filter = 0; filter < filters; ++filter) {
        for (std::int64_t tap = 0; tap < 9; ++tap)
            packed[(filter / state.lanes * 9 + tap) * state.lanes + filter % state.lanes] =
                weights[9 * filter + tap];
    }
}

std::int64_t UnitBottleneck::packedBytes() const
{
    const State& state = *m_state;
    return 4
           * (state.middlePanels.packedFloats() + 11 * state.middlePanels.slots()
              + state.panels.packedFloats() + state.panels.slots());
}

std::size_t UnitBottleneck::scratchBytes(int threads) const
{
    return m_state->ownBytes() * static_cast<std::size_t>(threads);
}

void UnitBottleneck::run(const void* x, void* y, std::int64_t n,
                         const std::array<Tail, kLayers>& tails, ThreadPool* pool,
                         std::byte* scratch) const
{
    m_state->run({static_cast<const float*>(x), static_cast<float*>(y),
                  static_cast<const float*>(tails[2].residual), tails},
                 n, pool, scratch);
}

} // namespace propago
