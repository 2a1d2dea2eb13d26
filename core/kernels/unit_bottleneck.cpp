#include "core/kernels/unit_bottleneck.h"

#include "core/kernels/tiles/bottleneck_stages.h"
#include "core/kernels/tiles/parts.h"

#include <algorithm>

namespace propago {

namespace {

bool isPointwise(const WindowGeometry& g)
{
    return g.groups == 1 && g.taps() == 1 && g.strideH == 1 && g.strideW == 1 && g.padTop == 0
           && g.padLeft == 0 && g.padBottom == 0 && g.padRight == 0;
}

/// A convolution of so few terms that all pixels of its windows are near, in whatever order they come.
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
    using Call = BottleneckStages::Call;

    State(const Geometries& layers, Isa isa) : layout(layers, isa), stages(layout, packed)
    {
        const std::int64_t middle = layout.middlePanels.slots();
        allocate(0, layout.middlePanels.packedFloats(), middle);
        allocate(1, 9 * middle, middle);
        allocate(2, layout.panels.packedFloats(), layout.panels.slots());
    }

    void allocate(std::size_t layer, std::int64_t weightFloats, std::int64_t biasFloats)
    {
        const auto take = [this](AlignedBytes& memory, std::int64_t floats) {
            memory = allocateBytes(static_cast<std::size_t>(4 * floats));
            bytes += 4 * floats;
            return reinterpret_cast<float*>(memory.get());
        };
        packed.weights[layer] = take(weights[layer], weightFloats);
        packed.bias[layer] = take(bias[layer], biasFloats);
    }

    BottleneckBuffers buffersOf(std::byte* scratch, int task) const
    {
        return layout.buffersOf(scratch + static_cast<std::size_t>(task) * layout.ownBytes());
    }

    /// Rows [first, last) of one sample, by one thread.
    void runRows(const Call& call, std::int64_t first, std::int64_t last,
                 const BottleneckBuffers& own) const
    {
        std::int64_t done = 0; // rows of the first layer
        for (std::int64_t row = first; row < last; row += layout.bandRows()) {
            const BottleneckBand band = layout.bandAt(row, last, done);
            done = band.inLast;
            for (std::int64_t item = 0; item < stages.spreads(); ++item)
                stages.spread(call, band, item, own.pixels);
            for (std::int64_t panel = 0; panel < layout.middlePanels.count(); ++panel)
                stages.filterPanel(call, band, panel, own.pixels, own, own.middle);
            stages.project(call, band, own.middle, own.sums, 0, layout.panels.count());
        }
    }

    /// One sample in one band, by all threads: panels are what they share.
    void runPanels(const Call& call, ThreadPool& pool, std::byte* scratch) const
    {
        const BottleneckBand band = layout.bandAt(0, layout.depthwise.outHeight(), 0);
        const BottleneckBuffers shared = buffersOf(scratch, 0);
        splitItems(stages.spreads(), &pool,
                   [&](std::int64_t item) { stages.spread(call, band, item, shared.pixels); });
        const int tasks = pool.threads();
        auto filter = [&](int task) {
            const BottleneckBuffers own = task == 0 ? shared : buffersOf(scratch, task);
            const std::int64_t count = layout.middlePanels.count();
            for (std::int64_t panel = task * count / tasks; panel < (task + 1) * count / tasks;
                 ++panel)
                stages.filterPanel(call, band, panel, shared.pixels, own, shared.middle);
        };
        pool.run(tasks, filter);
        auto project = [&](int task) {
            const std::int64_t count = layout.panels.count();
            stages.project(call, band, shared.middle, shared.sums, task * count / tasks,
                           (task + 1) * count / tasks);
        };
        pool.run(tasks, project);
    }

    Call callFor(const Call& call, std::int64_t sample) const
    {
        const std::int64_t out = sample * layout.project.filters * layout.project.outPlane();
        return {call.x + sample * layout.expand.channels * layout.expand.inPlane(), call.y + out,
                call.residual ? call.residual + out : nullptr, call.tails};
    }

    void run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const
    {
        const int tasks = pool ? pool->threads() : 1;
        if (n < tasks && layout.isWhole()) {
            for (std::int64_t sample = 0; sample < n; ++sample)
                runPanels(callFor(call, sample), *pool, scratch);
            return;
        }
        // Whole samples, or of every sample some rows.
        const bool sharesRows = n < tasks;
        const std::int64_t height = layout.depthwise.outHeight();
        auto part = [&](int task) {
            const BottleneckBuffers own = buffersOf(scratch, task);
            const auto partOf = [&](std::int64_t count, int index) {
                return index * count / tasks;
            };
            const std::int64_t first = sharesRows ? 0 : partOf(n, task);
            const std::int64_t last = sharesRows ? n : partOf(n, task + 1);
            for (std::int64_t sample = first; sample < last; ++sample)
                runRows(callFor(call, sample), sharesRows ? partOf(height, task) : 0,
                        sharesRows ? partOf(height, task + 1) : height, own);
        };
        if (tasks == 1)
            part(0);
        else
            pool->run(tasks, part);
    }

    BottleneckLayout layout;
    BottleneckStages::Weights packed;
    BottleneckStages stages; ///< of these two
    std::array<AlignedBytes, kLayers> weights, bias;
    std::int64_t bytes = 0; ///< of them
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
    const auto index = static_cast<std::size_t>(layer);
    const BottleneckLayout& layout = state.layout;
    auto* packed = reinterpret_cast<float*>(state.weights[index].get());
    const std::int64_t filters = layer == 2 ? layout.project.filters : layout.expand.filters;
    if (bias)
        std::copy_n(bias, filters, reinterpret_cast<float*>(state.bias[index].get()));
    if (layer == 0)
        return layout.middlePanels.pack(weights, packed);
    if (layer == 2)
        return layout.panels.pack(weights, packed);
    const std::int64_t lanes = layout.lanes;
    for (std::int64_t filter = 0; filter < filters; ++filter) {
        for (std::int64_t tap = 0; tap < 9; ++tap)
            packed[(filter / lanes * 9 + tap) * lanes + filter % lanes] = weights[9 * filter + tap];
    }
}

std::int64_t UnitBottleneck::packedBytes() const
{
    return m_state->bytes;
}

std::size_t UnitBottleneck::scratchBytes(int threads) const
{
    return m_state->layout.ownBytes() * static_cast<std::size_t>(threads);
}

void UnitBottleneck::run(const void* x, void* y, std::int64_t n,
                         const std::array<Tail, kLayers>& tails, ThreadPool* pool,
                         std::byte* scratch) const
{
    m_state->run({static_cast<const float*>(x), static_cast<float*>(y),
                  static_cast<const float*>(tails[2].residual), tails.data()},
                 n, pool, scratch);
}

} // namespace propago
