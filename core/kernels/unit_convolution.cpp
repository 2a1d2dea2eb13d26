#include "core/kernels/tiles/depthwise_chain.h"
#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/pixel_product.h"
#include "core/kernels/tiles/tile_convolution.h"
#include "core/kernels/tiles/winograd.h"
#include "core/kernels/unit_tiles.h"
#include "core/tensor/bfloat16.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace propago {

namespace {

const WindowGeometry& checked(const WindowGeometry& g)
{
    const bool isWhole = g.groups > 0 && g.channels > 0 && g.filters > 0
                         && g.channels % g.groups == 0 && g.filters % g.groups == 0;
    if (!isWhole || g.kernelH < 1 || g.kernelW < 1 || g.outHeight() < 1 || g.outWidth() < 1)
        throw std::invalid_argument("convolution without output or with uneven groups");
    return g;
}

TileConvolution::Problem problemOf(const WindowGeometry& g, int lanes)
{
    return {g.channels,    g.filters,   g.groups, tileLayout(g, lanes).taps,
            g.outHeight(), g.outWidth()};
}

Packing packingOf(UnitFormat format, int weightBits)
{
    const bool isWhole = format != UnitFormat::Int8 || weightBits == 8;
    if (!isWhole && weightBits != 4 && weightBits != 2)
        throw std::invalid_argument("weights have 8, 4 or 2 bits");
    return format == UnitFormat::Fp16 ? Packing::Half
           : isWhole                  ? Packing::None
           : weightBits == 4          ? Packing::Bits4
                                      : Packing::Bits2;
}

bool isInteger(UnitFormat format)
{
    return format == UnitFormat::Int8 || format == UnitFormat::Int16;
}

/// The number in both halves of a unit.
std::uint32_t twice(int number)
{
    return static_cast<std::uint32_t>(number) * 0x00010001u;
}

/// The byte in all four channels of a unit.
std::uint32_t fourTimes(int byte)
{
    return static_cast<std::uint32_t>(byte) * 0x01010101u;
}

} // namespace

struct UnitConvolution::State {
    State(const WindowGeometry& g, UnitFormat unitFormat, Isa isa, Method method, int weightBits)
        : geometry(g)
        , format(unitFormat)
        , table(tileTable(isa))
        , source(tileLayout(g, table->lanes), isa)
        , tiles(source, problemOf(g, table->lanes), unitFormat, isa,
                packingOf(unitFormat, weightBits))
    {
        const bool hasTransform = unitFormat == UnitFormat::Fp32 || unitFormat == UnitFormat::Bf16;
        const bool mayTransform = hasTransform && method == Method::Fastest;
        const bool mayTransformIntegers =
            unitFormat == UnitFormat::Int8 && weightBits == 8 && method == Method::Fastest;
        if (mayTransform && Winograd::suits(g))
            winograd.emplace(g, isa,
                             unitFormat == UnitFormat::Fp32 ? WinogradFormat::Fp32
                                                            : WinogradFormat::Bf16Units);
        else if (mayTransformIntegers && Winograd::suitsIntegers(g, isa))
            winograd.emplace(g, isa, WinogradFormat::Int8Units);
        else if (PixelProduct::suits(g, unitFormat, isa))
            product.emplace(g, unitFormat, isa);
        else if (unitFormat == UnitFormat::Fp32 && Depthwise::suits(g))
            depthwise.emplace(g, isa);
        packed = allocateBytes(static_cast<std::size_t>(4 * packedUnits()));
    }

    std::int64_t packedUnits() const
    {
        return winograd    ? winograd->packedFloats()
               : product   ? product->packedFloats()
               : depthwise ? geometry.weightCount()
                           : tiles.packedUnits();
    }
    static std::vector<float> rounded(const float* weights, std::int64_t count)
    {
        std::vector<float> result(static_cast<std::size_t>(count));
        std::transform(weights, weights + count, result.begin(),
                       [](float weight) { return fromBfloat16(toBfloat16(weight)); });
        return result;
    }
    /// Of bf16 too, where it is multiplied as fp32.
    void packWide(const float* weights)
    {
        auto* to = reinterpret_cast<float*>(packed.get());
        if (product)
            product->pack(weights, to);
        else if (depthwise)
            std::copy_n(weights, geometry.weightCount(), to);
        else
            tiles.pack(weights, strides(), packed.get());
    }
    void packFloats(const float* weights)
    {
        if (winograd) {
            winograd->pack(weights, geometry.channels * geometry.taps(), geometry.taps(), false,
                           reinterpret_cast<float*>(packed.get()), nullptr);
        } else if (format != UnitFormat::Bf16) {
            packWide(weights);
        } else if (product || tiles.takesWidened()) {
            packWide(rounded(weights, geometry.weightCount()).data());
        } else {
            std::vector<std::uint16_t> bits(static_cast<std::size_t>(geometry.weightCount()));
            std::transform(weights, weights + bits.size(), bits.begin(), toBfloat16);
            tiles.pack(bits.data(), strides(), packed.get());
        }
    }
    /// The kernels for special shapes all take the same.
    template<typename Kernel>
    void runSpecial(const Kernel& kernel, const void* x, void* y, std::int64_t n, const Tail& tail,
                    ThreadPool* pool, std::byte* scratch) const
    {
        typename Kernel::Call call{
            static_cast<const float*>(x), reinterpret_cast<const float*>(packed.get()), bias.data(),
            static_cast<float*>(y),       static_cast<const float*>(tail.residual),     &tail};
        if constexpr (std::is_same_v<Kernel, Winograd>)
            call.scales = isInteger(format) ? &scales : nullptr;
        kernel.run(call, n, pool, scratch);
    }

    TileConvolution::Call tileCall(const Tail& tail) const
    {
        TileConvolution::Call call;
        call.weights = packed.get();
        call.init = isInteger(format) ? reinterpret_cast<const std::byte*>(scales.starts.data())
                                      : reinterpret_cast<const std::byte*>(bias.data());
        call.multipliers = scales.multipliers.empty() ? nullptr : scales.multipliers.data();
        call.tail = &tail;
        return call;
    }
    TileBatch batch(bool realOutput) const
    {
        const std::int64_t out = realOutput
                                     ? 4 * geometry.filters * geometry.outPlane()
                                     : unitBytes(format, geometry.filters, geometry.outPlane());
        return {source,
                tiles,
                tiles.sourceUnits(),
                scales.padding,
                unitBytes(format, geometry.channels, geometry.inPlane()),
                out,
                tiles.takesPairs()           ? table->spreadBytes
                : format == UnitFormat::Fp16 ? table->widenLane
                                             : nullptr};
    }
    bool takesPairs() const { return !winograd && tiles.takesPairs(); }
    /// Whether it can be the last one of a chain: its weights are read for every few rows.
    bool isPlain1x1() const
    {
        constexpr std::int64_t kMostWeights = 16 * 1024;
        return format == UnitFormat::Fp32 && !winograd && !product && geometry.groups == 1
               && geometry.taps() == 1 && source.isIdentity()
               && geometry.weightCount() <= kMostWeights;
    }
    DepthwiseChain into(const UnitChain& chain) const
    {
        const State& next = *chain.second->m_state;
        DepthwiseChain::Last last;
        if (chain.third)
            last = {&chain.third->m_state->tiles, &chain.third->m_state->geometry};
        return {batch(false), geometry, *next.depthwise, next.geometry, last};
    }
    WeightStrides strides() const
    {
        const std::int64_t out = geometry.groupChannels() * geometry.taps();
        return {geometry.groupFilters() * out, out, geometry.taps()};
    }

    /// Of integers: what every sum starts with, and what turns it into steps of the output.
    void takeScales(const float* factors, std::vector<std::int32_t> starts)
    {
        const auto slots = static_cast<std::size_t>(tiles.filterSlots());
        scales.multipliers.assign(slots, 0.0f);
        std::copy_n(factors, geometry.filters, scales.multipliers.begin());
        scales.starts = std::move(starts);
        scales.starts.resize(slots, 0);
    }

    WindowGeometry geometry;
    UnitFormat format;
    const TileTable* table;
    PaddedSource source;
    TileConvolution tiles;
    std::optional<Winograd> winograd;
    std::optional<PixelProduct> product;
    std::optional<Depthwise> depthwise;
    AlignedBytes packed;
    std::vector<float> bias;
    Winograd::IntegerScales scales;
};

UnitConvolution::UnitConvolution(const WindowGeometry& geometry, UnitFormat format, Isa isa,
                                 Method method, int weightBits)
    : m_state(std::make_unique<State>(checked(geometry), format, isa, method, weightBits))
{}

UnitConvolution::~UnitConvolution() = default;
UnitConvolution::UnitConvolution(UnitConvolution&&) noexcept = default;
UnitConvolution& UnitConvolution::operator=(UnitConvolution&&) noexcept = default;

const WindowGeometry& UnitConvolution::geometry() const
{
    return m_state->geometry;
}

UnitFormat UnitConvolution::format() const
{
    return m_state->format;
}

void UnitConvolution::packWeights(const float* weights, const float* bias)
{
    State& state = *m_state;
    if (isInteger(state.format))
        throw std::invalid_argument("integer kernels take integer weights");
    state.bias.assign(
        static_cast<std::size_t>(divided(state.tiles.filterSlots(), state.table->lanes)
                                 * state.table->lanes),
        0.0f);
    if (bias)
        std::copy_n(bias, state.geometry.filters, state.bias.begin());
    state.packFloats(weights);
}

void UnitConvolution::packWeights(const std::int8_t* weights, const std::int32_t* bias,
                                  const float* multipliers, int inputZeroPoint)
{
    State& state = *m_state;
    if (state.format != UnitFormat::Int8)
        throw std::invalid_argument("int8 weights need an int8 kernel");
    const std::int64_t perFilter = state.geometry.groupChannels() * state.geometry.taps();
    state.scales.padding = state.takesPairs() ? twice(inputZeroPoint) : fourTimes(inputZeroPoint);
    std::vector<std::int32_t> starts;
    for (std::int64_t filter = 0; filter < state.geometry.filters; ++filter) {
        // sum w (x - zero) = sum w x - zero * sum w
        std::int32_t sum = 0;
        for (std::int64_t i = 0; i < perFilter; ++i)
            sum += weights[filter * perFilter + i];
        starts.push_back((bias ? bias[filter] : 0) - inputZeroPoint * sum);
    }
    state.takeScales(multipliers, std::move(starts));
    if (state.winograd)
        return state.winograd->packIntegers(weights, reinterpret_cast<float*>(state.packed.get()));
    std::fill_n(state.packed.get(), 4 * state.packedUnits(), std::byte{});
    if (state.tiles.takesWords()) {
        const std::vector<std::int16_t> words(weights, weights + state.geometry.weightCount());
        state.tiles.pack(words.data(), state.strides(), state.packed.get());
    } else {
        state.tiles.pack(weights, state.strides(), state.packed.get());
    }
    state.tiles.leaveOutZeros(state.packed.get());
}

void UnitConvolution::packWeights(const std::int16_t* weights, const std::int32_t* bias,
                                  const float* multipliers)
{
    State& state = *m_state;
    if (state.format != UnitFormat::Int16)
        throw std::invalid_argument("int16 weights need an int16 kernel");
    std::vector<std::int32_t> starts(static_cast<std::size_t>(state.geometry.filters), 0);
    if (bias)
        std::copy_n(bias, state.geometry.filters, starts.begin());
    state.takeScales(multipliers, std::move(starts));
    state.tiles.pack(weights, state.strides(), state.packed.get());
    state.tiles.leaveOutZeros(state.packed.get());
}

bool UnitConvolution::savesProducts() const
{
    return m_state->winograd.has_value();
}

bool UnitConvolution::canHalve() const
{
    return m_state->winograd.has_value();
}

std::int64_t UnitConvolution::packedBytes() const
{
    const State& state = *m_state;
    return 4 * state.packedUnits()
           + 4
                 * static_cast<std::int64_t>(state.bias.size() + state.scales.starts.size()
                                             + state.scales.multipliers.size());
}

std::size_t UnitConvolution::scratchBytes(std::int64_t, int threads) const
{
    if (m_state->winograd)
        return m_state->winograd->scratchBytes(threads);
    if (m_state->product)
        return m_state->product->scratchBytes(threads);
    if (m_state->depthwise)
        return 0;
    return m_state->batch(false).scratchBytes(threads);
}

void UnitConvolution::run(const void* x, void* y, std::int64_t n, const Tail& tail,
                          ThreadPool* pool, std::byte* scratch) const
{
    const State& state = *m_state;
    if (state.winograd)
        return state.runSpecial(*state.winograd, x, y, n, tail, pool, scratch);
    if (state.product)
        return state.runSpecial(*state.product, x, y, n, tail, pool, scratch);
    if (state.depthwise)
        return state.runSpecial(*state.depthwise, x, y, n, tail, pool, scratch);
    TileConvolution::Call call = state.tileCall(tail);
    call.y = static_cast<std::byte*>(y);
    call.residual = static_cast<const std::byte*>(tail.residual);
    state.batch(tail.realOutput).run(static_cast<const std::byte*>(x), n, call, pool, scratch);
}

bool UnitConvolution::gainsInto(const UnitConvolution& next) const
{
    // Planes of all filters, in bytes: half of what the second cache of a usual processor holds.
    constexpr std::int64_t kMostNear = 512 * 1024;
    const State& first = *m_state;
    const State& second = *next.m_state;
    const bool isPlain = first.format == UnitFormat::Fp32 && !first.winograd && !first.product
                         && first.geometry.groups == 1;
    return isPlain && second.depthwise && second.geometry.groupFilters() == 1
           && 4 * first.geometry.filters * first.geometry.outPlane() > kMostNear;
}

bool UnitConvolution::gainsAfter(const UnitConvolution& first, const UnitConvolution& second) const
{
    return first.gainsInto(second) && m_state->isPlain1x1();
}

std::size_t UnitConvolution::scratchBytesInto(const UnitChain& chain, int threads) const
{
    return m_state->into(chain).scratchBytes(threads);
}

void UnitConvolution::runInto(const UnitChain& chain, const void* x, void* y, std::int64_t n,
                              const Tail& tail, ThreadPool* pool, std::byte* scratch) const
{
    const State& second = *chain.second->m_state;
    DepthwiseChain::Calls calls;
    calls.first = m_state->tileCall(tail);
    calls.second.weights = reinterpret_cast<const float*>(second.packed.get());
    calls.second.bias = second.bias.data();
    calls.second.tail = &chain.secondTail;
    if (chain.third)
        calls.last = chain.third->m_state->tileCall(chain.thirdTail);
    const Tail& last = chain.third ? chain.thirdTail : chain.secondTail;
    m_state->into(chain).run(static_cast<const float*>(x), static_cast<float*>(y),
                             static_cast<const float*>(last.residual), n, calls, pool, scratch);
}

} // namespace propago
