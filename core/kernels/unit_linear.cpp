#include "core/kernels/tiles/linear_tiles.h"
#include "core/kernels/unit_tiles.h"
#include "core/tensor/bfloat16.h"
#include "core/tensor/half.h"

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

std::uint16_t quantised16(float value)
{
    constexpr auto kMost = static_cast<float>(kInt16Levels);
    return static_cast<std::uint16_t>(
        static_cast<int>(std::nearbyint(std::clamp(value, -kMost, kMost))));
}

TileKind kindFor(UnitFormat format)
{
    return format == UnitFormat::Int8 ? TileKind::Int8Swapped : static_cast<TileKind>(format);
}

Packing packingFor(UnitFormat format, int weightBits)
{
    if (format == UnitFormat::Fp16)
        return Packing::Half;
    if (format != UnitFormat::Int8 || weightBits == 8)
        return Packing::None;
    if (weightBits != 4 && weightBits != 2)
        throw std::invalid_argument("weights have 8, 4 or 2 bits");
    return weightBits == 4 ? Packing::Bits4 : Packing::Bits2;
}

std::int64_t roundedUp(std::int64_t count, std::int64_t step)
{
    return (count + step - 1) / step * step;
}

} // namespace

/// Lanes are output features: packed weights are panels of some vectors of features, one after the
/// other so that a product reads its own in one go, each [depth][lanes of the panel] words: units, or
/// halves for Fp16, whose samples are widened to [channels][pixels] first. Where weights have fewer than
/// 8 bits, some neighbours of the depth share a word. A tile is some samples by some vectors of a
/// panel. Sums go to scratch first; the tail is a line of numbers only.
struct UnitLinear::State {
    State(std::int64_t c, std::int64_t plane, std::int64_t outFeatures, UnitFormat unitFormat,
          Isa isa, int weightBits)
        : channels(c)
        , pixels(plane)
        , out(outFeatures)
        , lanes(roundedUp(outFeatures, kWidestLanes))
        , depth((unitFormat == UnitFormat::Fp16 ? c : unitCount(unitFormat, c)) * plane)
        , format(unitFormat)
        , packing(packingFor(unitFormat, weightBits))
        , share(sharing(packing))
        , words(roundedUp(depth, share) / share)
        , wordBytes(packing == Packing::Half ? 2 : 4)
        , table(tileTable(isa))
        , tiles(*table, kindFor(format), packing)
        , packed(allocateBytes(static_cast<std::size_t>(wordBytes * words * lanes)))
        , bias(static_cast<std::size_t>(out), 0.0f)
    {
        panelLanes = std::min<std::int64_t>(lanes, table->lanes * tiles.most[1]);
        for (std::int64_t word = 0; word < words; ++word) {
            offsets.push_back(word * panelLanes * wordBytes);
            lastOffsets.push_back(word * lanesFrom(lastPanel()) * wordBytes);
        }
    }

    /// First feature of the last panel.
    std::int64_t lastPanel() const { return (lanes - 1) / panelLanes * panelLanes; }
    /// Lanes of the panel that starts with this feature.
    std::int64_t lanesFrom(std::int64_t feature) const
    {
        return std::min(panelLanes, lanes - feature);
    }
    /// Where feature `feature` of word k lies, in words.
    std::int64_t placeOf(std::int64_t k, std::int64_t feature) const
    {
        const std::int64_t first = feature / panelLanes * panelLanes;
        return first * words + k * lanesFrom(first) + feature - first;
    }

    /// Calls f(weight index, index in the packed numbers, which of those that share it) for each.
    template<typename F> void forEachWeight(F f) const
    {
        const int width = packing == Packing::Half ? 1 : channelsPerUnit(format);
        for (std::int64_t feature = 0; feature < out; ++feature) {
            for (std::int64_t channel = 0; channel < channels; ++channel) {
                for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
                    const std::int64_t k = channel / width * pixels + pixel;
                    f((feature * channels + channel) * pixels + pixel,
                      placeOf(k / share, feature) * width + channel % width,
                      static_cast<int>(k % share));
                }
            }
        }
    }

    template<typename T> void pack(const T* weights)
    {
        auto* to = reinterpret_cast<T*>(packed.get());
        forEachWeight([&](std::int64_t from, std::int64_t at, int) { to[at] = weights[from]; });
    }
    void packBits(const std::int8_t* weights)
    {
        const int bits = 8 / share;
        std::fill_n(packed.get(), wordBytes * words * lanes, std::byte{});
        forEachWeight([&](std::int64_t from, std::int64_t at, int which) {
            const int number = weights[from] & ((1 << bits) - 1);
            packed[static_cast<std::size_t>(at)] |=
                static_cast<std::byte>(number << (bits * which));
        });
    }

    std::int64_t mostRows() const { return tiles.rows; }
    std::int64_t inBytes() const { return unitBytes(format, channels, pixels); }
    /// A sample as sums() reads it.
    std::int64_t termBytes() const { return 4 * depth; }
    /// Of widened samples; the last vector may end behind them.
    std::int64_t wideBytes() const
    {
        return packing == Packing::Half ? mostRows() * termBytes() + 4 * kWidestLanes : 0;
    }
    std::int64_t outBytes(const Tail& tail) const
    {
        return 4 * (tail.realOutput ? out : unitCount(format, out));
    }

    void widen(const std::byte* x, std::byte* to) const;
    void sums(const std::byte* x, std::int64_t rows, std::byte* columnA, std::byte* y) const;
    void store(const std::byte* sums, std::byte* y, const Tail& tail) const;
    float valueAt(const std::byte* sums, std::int64_t feature) const;

    std::int64_t channels;
    std::int64_t pixels;
    std::int64_t out;
    std::int64_t lanes;
    std::int64_t depth;
    UnitFormat format;
    Packing packing;
    int share;              ///< neighbours of the depth in a word
    std::int64_t words;     ///< of the depth
    std::int64_t wordBytes; ///< of one feature
    const TileTable* table;
    LinearTiles tiles;
    AlignedBytes packed;
    std::int64_t panelLanes = 0;
    std::vector<std::int64_t> offsets, lastOffsets; ///< bytes from word to word
    std::vector<float> bias;
    std::vector<std::int32_t> corrections;
    std::vector<float> multipliers;
};

/// One sample of fp16 units as fp32 [channels][pixels].
void UnitLinear::State::widen(const std::byte* x, std::byte* to) const
{
    auto* numbers = reinterpret_cast<float*>(to);
    if (pixels == 1) // neighbours already
        return table->unpack[static_cast<int>(Packing::Half)](x, to, channels);
    for (std::int64_t channel = 0; channel < channels; ++channel)
        table->widenLane(x + channel / 2 * 4 * pixels, static_cast<int>(channel % 2),
                         numbers + channel * pixels, pixels);
}

/// Sums of `rows` samples; `columnA` takes their units interleaved, k by k.
void UnitLinear::State::sums(const std::byte* x, std::int64_t rows, std::byte* columnA,
                             std::byte* y) const
{
    const int tileRows = static_cast<int>(rows);
    TileInput input;
    input.depth = words;
    input.a = x;
    input.aStep = 4;
    if (tileRows > 1) {
        for (std::int64_t k = 0; k < depth; ++k) {
            for (int row = 0; row < tileRows; ++row)
                std::memcpy(columnA + 4 * (k * tileRows + row), x + row * termBytes() + 4 * k, 4);
        }
        input.a = columnA;
        input.aStep = std::int64_t{4} * tileRows;
    }
    TileStore store;
    store.rowStride = 4 * lanes;
    store.output = TileOutput::Raw;
    store.rowsStored = static_cast<int>(rows);
    const int most = tiles.most[tileRows];
    for (std::int64_t panel = 0; panel < lanes; panel += panelLanes) {
        input.offsets = panel == lastPanel() ? lastOffsets.data() : offsets.data();
        const std::int64_t vectors = lanesFrom(panel) / table->lanes;
        const std::int64_t parts = (vectors + most - 1) / most;
        for (std::int64_t part = 0; part < parts; ++part) {
            const std::int64_t first = part * vectors / parts;
            const std::int64_t count = (part + 1) * vectors / parts - first;
            input.b = packed.get() + (panel * words + first * table->lanes) * wordBytes;
            store.y = y + (panel + first * table->lanes) * 4;
            store.lanes = count * table->lanes;
            tiles.functions[tileRows][count](input, store);
        }
    }
}

float UnitLinear::State::valueAt(const std::byte* sums, std::int64_t feature) const
{
    const auto i = static_cast<std::size_t>(feature);
    if (format == UnitFormat::Int8 || format == UnitFormat::Int16) {
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
    if (format == UnitFormat::Fp16)
        return writeAll(reinterpret_cast<std::uint16_t*>(y), toHalf);
    if (format == UnitFormat::Int16)
        return writeAll(reinterpret_cast<std::uint16_t*>(y), quantised16);
    writeAll(reinterpret_cast<std::uint8_t*>(y),
             [&](float value) { return quantised(value, tail.outputZeroPoint); });
}

UnitLinear::UnitLinear(std::int64_t channels, std::int64_t height, std::int64_t width,
                       std::int64_t outFeatures, UnitFormat format, Isa isa, int weightBits)
    : m_state(
        std::make_unique<State>(channels, height * width, outFeatures, format, isa, weightBits))
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
    if (state.format == UnitFormat::Int8 || state.format == UnitFormat::Int16)
        throw std::invalid_argument("integer kernels take integer weights");
    std::fill(state.bias.begin(), state.bias.end(), 0.0f);
    if (bias)
        std::copy_n(bias, state.out, state.bias.begin());
    if (state.format == UnitFormat::Fp32)
        return state.pack(weights);
    const auto count = static_cast<std::size_t>(state.out * state.channels * state.pixels);
    std::vector<std::uint16_t> rounded(count);
    std::transform(weights, weights + count, rounded.begin(),
                   state.format == UnitFormat::Bf16 ? toBfloat16 : toHalf);
    state.pack(rounded.data());
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
    if (state.packing == Packing::None)
        state.pack(weights);
    else
        state.packBits(weights);
}

void UnitLinear::packWeights(const std::int16_t* weights, const std::int32_t* bias,
                             const float* multipliers)
{
    State& state = *m_state;
    if (state.format != UnitFormat::Int16)
        throw std::invalid_argument("int16 weights need an int16 kernel");
    state.bias.clear();
    state.multipliers.assign(multipliers, multipliers + state.out);
    state.corrections.assign(static_cast<std::size_t>(state.out), 0);
    if (bias)
        std::copy_n(bias, state.out, state.corrections.begin());
    state.pack(weights);
}

std::int64_t UnitLinear::packedBytes() const
{
    const State& state = *m_state;
    return state.wordBytes * state.words * state.lanes
           + 4
                 * static_cast<std::int64_t>(state.bias.size() + state.corrections.size()
                                             + state.multipliers.size());
}

std::size_t UnitLinear::scratchBytes(std::int64_t, int threads) const
{
    const State& state = *m_state;
    const auto slot = static_cast<std::size_t>(4 * state.mostRows() * (state.depth + state.lanes)
                                               + state.wideBytes());
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
        std::byte* sums = columnA + state.mostRows() * state.termBytes();
        std::byte* wide = sums + 4 * state.mostRows() * state.lanes;
        const std::int64_t last = (task + 1) * n / threads;
        for (std::int64_t first = task * n / threads; first < last; first += state.mostRows()) {
            const std::int64_t rows = std::min<std::int64_t>(state.mostRows(), last - first);
            const std::byte* from = static_cast<const std::byte*>(x) + first * state.inBytes();
            for (std::int64_t row = 0; row < rows && state.wideBytes() > 0; ++row)
                state.widen(from + row * state.inBytes(), wide + row * state.termBytes());
            state.sums(state.wideBytes() > 0 ? wide : from, rows, columnA, sums);
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
