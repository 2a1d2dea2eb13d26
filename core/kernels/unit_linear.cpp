#include "core/kernels/tiles/tile_table.h"
#include "core/kernels/unit_tiles.h"
#include "core/tensor/bfloat16.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace propago {

namespace {

constexpr std::int64_t kWidestLanes = 16;

float activated(float value, const Tail& tail)
{
    switch (tail.activation) {
    case TailActivation::None: return value;
    case TailActivation::Relu: return value < 0 ? 0.0f : value;
    case TailActivation::LeakyRelu: return value < 0 ? value * tail.slope : value;
    case TailActivation::Clip: {
        const float raised = value < tail.low ? tail.low : value;
        return raised > tail.high ? tail.high : raised;
    }
    }
    return value;
}

std::uint8_t quantised(float value, int zeroPoint)
{
    const float low = static_cast<float>(-zeroPoint);
    const float high = static_cast<float>(255 - zeroPoint);
    const float clamped = std::clamp(value, low, high);
    return static_cast<std::uint8_t>(static_cast<int>(std::nearbyint(clamped)) + zeroPoint);
}

TileKind kindFor(UnitFormat format)
{
    return format == UnitFormat::Fp32   ? TileKind::Fp32
           : format == UnitFormat::Bf16 ? TileKind::Bf16
                                        : TileKind::Int8Swapped;
}

} // namespace

/// Lanes are output features: packed weights are panels of some vectors of features, one after the
/// other so that a product reads its own in one go, each [depth][lanes of the panel] units. A tile is
/// some samples by some vectors of a panel. Sums go to scratch first; the tail is a line of numbers only.
struct UnitLinear::State {
    State(std::int64_t c, std::int64_t plane, std::int64_t outFeatures, UnitFormat unitFormat,
          Isa isa)
        : channels(c)
        , pixels(plane)
        , out(outFeatures)
        , lanes((outFeatures + kWidestLanes - 1) / kWidestLanes * kWidestLanes)
        , depth(unitCount(unitFormat, c) * plane)
        , format(unitFormat)
        , table(tileTable(isa))
        , packed(allocateBytes(static_cast<std::size_t>(4 * depth * lanes)))
        , bias(static_cast<std::size_t>(out), 0.0f)
    {
        panelLanes = std::min<std::int64_t>(
            lanes, table->lanes * table->maxVectors[static_cast<int>(kindFor(format))][1]);
        for (std::int64_t k = 0; k < depth; ++k) {
            offsets.push_back(k * panelLanes * 4);
            lastOffsets.push_back(k * lanesFrom(lastPanel()) * 4);
        }
    }

    /// First feature of the last panel.
    std::int64_t lastPanel() const { return (lanes - 1) / panelLanes * panelLanes; }
    /// Lanes of the panel that starts with this feature.
    std::int64_t lanesFrom(std::int64_t feature) const
    {
        return std::min(panelLanes, lanes - feature);
    }
    /// Where feature `feature` of term k lies, in units.
    std::int64_t placeOf(std::int64_t k, std::int64_t feature) const
    {
        const std::int64_t first = feature / panelLanes * panelLanes;
        return first * depth + k * lanesFrom(first) + feature - first;
    }

    /// Calls f(weight index, index in the packed numbers) for each weight.
    template<typename F> void forEachWeight(F f) const
    {
        const int width = channelsPerUnit(format);
        for (std::int64_t feature = 0; feature < out; ++feature) {
            for (std::int64_t channel = 0; channel < channels; ++channel) {
                for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
                    const std::int64_t k = channel / width * pixels + pixel;
                    f((feature * channels + channel) * pixels + pixel,
                      placeOf(k, feature) * width + channel % width);
                }
            }
        }
    }

    int mostRows() const { return table->maxRows[static_cast<int>(kindFor(format))]; }
    std::int64_t inBytes() const { return 4 * depth; }
    std::int64_t outBytes(const Tail& tail) const
    {
        return 4 * (tail.realOutput ? out : unitCount(format, out));
    }

    void sums(const std::byte* x, std::int64_t rows, std::byte* columnA, std::byte* y) const;
    void store(const std::byte* sums, std::byte* y, const Tail& tail) const;
    float valueAt(const std::byte* sums, std::int64_t feature) const;

    std::int64_t channels;
    std::int64_t pixels;
    std::int64_t out;
    std::int64_t lanes;
    std::int64_t depth;
    UnitFormat format;
    const TileTable* table;
    AlignedBytes packed;
    std::int64_t panelLanes = 0;
    std::vector<std::int64_t> offsets, lastOffsets; ///< bytes from term to term
    std::vector<float> bias;
    std::vector<std::int32_t> corrections;
    std::vector<float> multipliers;
};

/// Sums of `rows` samples; `columnA` takes their units interleaved, k by k.
void UnitLinear::State::sums(const std::byte* x, std::int64_t rows, std::byte* columnA,
                             std::byte* y) const
{
    const int kind = static_cast<int>(kindFor(format));
    const int tileRows = static_cast<int>(rows);
    TileInput input;
    input.depth = depth;
    input.a = x;
    input.aStep = 4;
    if (tileRows > 1) {
        for (std::int64_t k = 0; k < depth; ++k) {
            for (int row = 0; row < tileRows; ++row)
                std::memcpy(columnA + 4 * (k * tileRows + row), x + row * inBytes() + 4 * k, 4);
        }
        input.a = columnA;
        input.aStep = std::int64_t{4} * tileRows;
    }
    TileStore store;
    store.rowStride = 4 * lanes;
    store.output = TileOutput::Raw;
    store.rowsStored = static_cast<int>(rows);
    const int most = table->maxVectors[kind][tileRows];
    for (std::int64_t panel = 0; panel < lanes; panel += panelLanes) {
        input.offsets = panel == lastPanel() ? lastOffsets.data() : offsets.data();
        const std::int64_t vectors = lanesFrom(panel) / table->lanes;
        const std::int64_t parts = (vectors + most - 1) / most;
        for (std::int64_t part = 0; part < parts; ++part) {
            const std::int64_t first = part * vectors / parts;
            const std::int64_t count = (part + 1) * vectors / parts - first;
            input.b = packed.get() + (panel * depth + first * table->lanes) * 4;
            store.y = y + (panel + first * table->lanes) * 4;
            store.lanes = count * table->lanes;
            table->tiles[kind][tileRows][count](input, store);
        }
    }
}

float UnitLinear::State::valueAt(const std::byte* sums, std::int64_t feature) const
{
    const auto i = static_cast<std::size_t>(feature);
    if (format == UnitFormat::Int8) {
        std::int32_t sum;
        std::memcpy(&sum, sums + 4 * feature, sizeof(sum));
        return static_cast<float>(sum + corrections[i]) * multipliers[i];
    }
    float sum;
    std::memcpy(&sum, sums + 4 * feature, sizeof(sum));
    return sum + bias[i];
}

void UnitLinear::State::store(const std::byte* sums, std::byte* y, const Tail& tail) const
{
    const auto writeAll = [&](auto* to, auto converted) {
        for (std::int64_t feature = 0; feature < out; ++feature)
            to[feature] = converted(activated(valueAt(sums, feature), tail));
    };
    if (tail.realOutput || format == UnitFormat::Fp32)
        return writeAll(reinterpret_cast<float*>(y), [](float value) { return value; });
    std::memset(y + outBytes(tail) - 4, 0, 4);
    if (format == UnitFormat::Bf16)
        return writeAll(reinterpret_cast<std::uint16_t*>(y), toBfloat16);
    writeAll(reinterpret_cast<std::uint8_t*>(y),
             [&](float value) { return quantised(value, tail.outputZeroPoint); });
}

UnitLinear::UnitLinear(std::int64_t channels, std::int64_t height, std::int64_t width,
                       std::int64_t outFeatures, UnitFormat format, Isa isa)
    : m_state(std::make_unique<State>(channels, height * width, outFeatures, format, isa))
{}

UnitLinear::~UnitLinear() = default;
UnitLinear::UnitLinear(UnitLinear&&) noexcept = default;
UnitLinear& UnitLinear::operator=(UnitLinear&&) noexcept = default;

UnitFormat UnitLinear::format() const
{
    return m_state->format;
}

void UnitLinear::packWeights(const float* weights, const float* bias)
{
    State& state = *m_state;
    if (state.format == UnitFormat::Int8)
        throw std::invalid_argument("int8 kernels take int8 weights");
    std::fill(state.bias.begin(), state.bias.end(), 0.0f);
    if (bias)
        std::copy_n(bias, state.out, state.bias.begin());
    if (state.format == UnitFormat::Fp32) {
        auto* to = reinterpret_cast<float*>(state.packed.get());
        state.forEachWeight([&](std::int64_t from, std::int64_t at) { to[at] = weights[from]; });
        return;
    }
    auto* to = reinterpret_cast<std::uint16_t*>(state.packed.get());
    state.forEachWeight(
        [&](std::int64_t from, std::int64_t at) { to[at] = toBfloat16(weights[from]); });
}

void UnitLinear::packWeights(const std::int8_t* weights, const std::int32_t* bias,
                             const float* multipliers, int inputZeroPoint)
{
    State& state = *m_state;
    if (state.format != UnitFormat::Int8)
        throw std::invalid_argument("int8 weights need an int8 kernel");
    state.bias.clear();
    state.multipliers.assign(multipliers, multipliers + state.out);
    state.corrections.assign(static_cast<std::size_t>(state.out), 0);
    const std::int64_t perFeature = state.channels * state.pixels;
    for (std::int64_t feature = 0; feature < state.out; ++feature) {
        std::int32_t sum = 0;
        for (std::int64_t i = 0; i < perFeature; ++i)
            sum += weights[feature * perFeature + i];
        state.corrections[static_cast<std::size_t>(feature)] =
            (bias ? bias[feature] : 0) - inputZeroPoint * sum;
    }
    auto* to = reinterpret_cast<std::int8_t*>(state.packed.get());
    state.forEachWeight([&](std::int64_t from, std::int64_t at) { to[at] = weights[from]; });
}

std::int64_t UnitLinear::packedBytes() const
{
    const State& state = *m_state;
    return 4 * state.depth * state.lanes
           + 4
                 * static_cast<std::int64_t>(state.bias.size() + state.corrections.size()
                                             + state.multipliers.size());
}

std::size_t UnitLinear::scratchBytes(std::int64_t, int threads) const
{
    const State& state = *m_state;
    const auto slot = static_cast<std::size_t>(4 * state.mostRows() * (state.depth + state.lanes));
    return (slot + kSlack) * static_cast<std::size_t>(threads);
}

void UnitLinear::run(const void* x, void* y, std::int64_t n, const Tail& tail, ThreadPool* pool,
                     std::byte* scratch) const
{
    const State& state = *m_state;
    const int threads = pool ? pool->threads() : 1;
    const std::size_t slotBytes = scratchBytes(n, 1);
    auto part = [&](int task) {
        std::byte* columnA = scratch + static_cast<std::size_t>(task) * slotBytes;
        std::byte* sums = columnA + 4 * state.mostRows() * state.depth;
        const std::int64_t last = (task + 1) * n / threads;
        for (std::int64_t first = task * n / threads; first < last; first += state.mostRows()) {
            const std::int64_t rows = std::min<std::int64_t>(state.mostRows(), last - first);
            state.sums(static_cast<const std::byte*>(x) + first * state.inBytes(), rows, columnA,
                       sums);
            for (std::int64_t row = 0; row < rows; ++row)
                state.store(sums + 4 * row * state.lanes,
                            static_cast<std::byte*>(y) + (first + row) * state.outBytes(tail),
                            tail);
        }
    };
    if (threads == 1)
        part(0);
    else
        pool->run(threads, part);
}

} // namespace propago
