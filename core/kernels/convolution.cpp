#include "core/kernels/convolution.h"

#include "core/base/memory.h"
#include "core/kernels/sum_lanes.h"
#include "core/kernels/tiles/depthwise.h"
#include "core/kernels/tiles/input_gradient.h"
#include "core/kernels/tiles/lane_convolution.h"
#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/tile_convolution.h"
#include "core/kernels/tiles/weight_gradient.h"
#include "core/kernels/tiles/winograd.h"
#include "core/kernels/tiles/winograd_gradient.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace propago {

namespace {

const Tail kPlainTail{};

std::size_t aligned(std::int64_t bytes)
{
    return (static_cast<std::size_t>(bytes) + kAlignment - 1) / kAlignment * kAlignment;
}

const WindowGeometry& checked(const WindowGeometry& g)
{
    const bool isWhole = g.groups > 0 && g.channels > 0 && g.filters > 0
                         && g.channels % g.groups == 0 && g.filters % g.groups == 0;
    if (!isWhole || g.kernelH < 1 || g.kernelW < 1 || g.outHeight() < 1 || g.outWidth() < 1)
        throw std::invalid_argument("convolution without output or with uneven groups");
    return g;
}

constexpr std::int64_t kFewestLaneChannels = 4;
// Samples that are turned into fp32 together should stay in the second cache.
constexpr std::int64_t kChunkFloats = 192 * 1024;

TileConvolution::Problem forwardProblem(const WindowGeometry& g, int lanes)
{
    return {g.channels,    g.filters,   g.groups, tileLayout(g, lanes).taps,
            g.outHeight(), g.outWidth()};
}

} // namespace

struct Convolution::Plans {
    Plans(const WindowGeometry& g, Isa isa, Products given)
        : geometry(checked(g))
        , products(given)
        , roundsWeights(!tileTable(isa)->hasBf16Dot)
        , source(tileLayout(g, tileTable(isa)->lanes), isa)
        , tiles(source, forwardProblem(g, tileTable(isa)->lanes), UnitFormat::Fp32, isa)
        , inputGradient(g, isa, winogradFormat())
        , weightGradient(g, isa)
    {
        if (Winograd::suits(g)) {
            winograd.emplace(g, isa, winogradFormat());
            winogradGradient.emplace(g, isa, winogradFormat());
        } else if (LaneConvolution::suits(g)) {
            lanes.emplace(g, isa);
        } else if (Depthwise::suits(g)) {
            depthwise.emplace(g, isa);
        }
        if (winograd && isBf16()) {
            halfWinograd.emplace(g, isa, WinogradFormat::Bf16Planes);
            halfWinogradGradient.emplace(g, isa, WinogradFormat::Bf16Planes);
        }
    }
    bool isBf16() const { return products == Products::Bf16; }
    WinogradFormat winogradFormat() const
    {
        return isBf16() ? WinogradFormat::RoundedToBf16 : WinogradFormat::Fp32;
    }
    TileBatch batch() const
    {
        return {source, tiles, geometry.channels, 0, 4 * inFloats(), 4 * outFloats()};
    }

    /// With few channels a tap is too short a sum, and turning the planes costs more than it saves;
    /// gradients of the weights sum over pixels and always gain.
    bool usesLanes() const { return lanes && geometry.channels >= kFewestLaneChannels; }

    std::size_t weightBytes(std::int64_t batch, int threads) const
    {
        if (lanes)
            return lanes->scratchBytes(batch, threads);
        return winogradGradient ? winogradGradient->scratchBytes() : weightGradient.scratchBytes();
    }
    std::size_t forwardBytes(int threads) const
    {
        if (!winograd)
            return aligned(4 * tiles.packedUnits()) + batch().scratchBytes(threads);
        const std::size_t bytes = winogradBytes(*winograd, threads);
        return halfWinograd ? std::max(bytes, winogradBytes(*halfWinograd, threads)) : bytes;
    }
    static std::size_t winogradBytes(const Winograd& plan, int threads)
    {
        return aligned(4 * plan.packedFloats()) + plan.scratchBytes(threads);
    }

    /// fp32 numbers of the whole batch: behind the scratch that the kernels use.
    struct Copies {
        float* x;
        float* w;
        float* dy;
    };
    std::size_t kernelBytes(std::int64_t batch, int threads) const
    {
        return std::max({aligned(4 * geometry.weightCount()), forwardBytes(threads),
                         inputGradient.scratchBytes(threads), weightBytes(batch, threads)})
               + kSlack;
    }
    std::size_t copiedBytes(std::int64_t batch) const
    {
        if (!isBf16())
            return 0;
        return alignedFloats(batch * inFloats()) + alignedFloats(geometry.weightCount())
               + alignedFloats(batch * outFloats()) + 3 * kSlack;
    }
    Copies copies(std::int64_t batch, int threads, std::byte* scratch) const
    {
        std::byte* x = scratch + divided(kernelBytes(batch, threads), kAlignment) * kAlignment;
        std::byte* w = x + alignedFloats(batch * inFloats()) + kSlack;
        std::byte* dy = w + alignedFloats(geometry.weightCount()) + kSlack;
        return {reinterpret_cast<float*>(x), reinterpret_cast<float*>(w),
                reinterpret_cast<float*>(dy)};
    }
    std::int64_t inFloats() const { return geometry.channels * geometry.inPlane(); }
    std::int64_t outFloats() const { return geometry.filters * geometry.outPlane(); }
    /// Samples at a time, as many for each thread.
    std::int64_t chunkFor(int threads) const
    {
        const std::int64_t most = kChunkFloats / (inFloats() + outFloats()) / threads;
        return std::max<std::int64_t>(most, 1) * threads;
    }

    void forward(const float* x, const float* w, const float* bias, float* y, std::int64_t n,
                 ThreadPool& pool, std::byte* scratch) const;
    void forwardWinograd(const Winograd& plan, const Winograd::Call& call, const float* w,
                         std::int64_t n, ThreadPool& pool, std::byte* scratch) const;
    void forwardChunks(StoredNumbers x, const float* w, const float* bias, StoredTarget y,
                       std::int64_t n, ThreadPool& pool, std::byte* scratch) const;
    void backwardInput(const float* dy, const float* w, float* dx, std::int64_t n, bool accumulate,
                       ThreadPool& pool, std::byte* scratch) const;
    void backwardInputChunks(StoredNumbers dy, const float* w, StoredTarget dx, std::int64_t n,
                             bool accumulate, ThreadPool& pool, std::byte* scratch) const;
    void backwardWeights(const float* x, const float* dy, float* dw, std::int64_t n,
                         ThreadPool& pool, std::byte* scratch) const;

    WindowGeometry geometry;
    Products products;
    bool roundsWeights; ///< before Winograd's transform, which then keeps fp32
    PaddedSource source;
    TileConvolution tiles;
    InputGradient inputGradient;
    WeightGradient weightGradient;
    std::optional<Winograd> winograd, halfWinograd;
    std::optional<WinogradGradient> winogradGradient, halfWinogradGradient;
    std::optional<LaneConvolution> lanes;
    std::optional<Depthwise> depthwise;
};

void Convolution::Plans::forwardWinograd(const Winograd& plan, const Winograd::Call& call,
                                         const float* w, std::int64_t n, ThreadPool& pool,
                                         std::byte* scratch) const
{
    Winograd::Call packed = call;
    packed.weights = reinterpret_cast<float*>(scratch);
    packed.tail = &kPlainTail;
    plan.pack(w, geometry.groupChannels() * geometry.taps(), geometry.taps(), false,
              reinterpret_cast<float*>(scratch), &pool);
    plan.run(packed, n, &pool, scratch + aligned(4 * plan.packedFloats()));
}

void Convolution::Plans::forward(const float* x, const float* w, const float* bias, float* y,
                                 std::int64_t n, ThreadPool& pool, std::byte* scratch) const
{
    if (usesLanes())
        return lanes->forward(x, w, bias, y, n, pool, scratch);
    if (depthwise)
        return depthwise->run({x, w, bias, y, nullptr, &kPlainTail}, n, &pool, nullptr);
    if (winograd)
        return forwardWinograd(*winograd, {x, nullptr, bias, y}, w, n, pool, scratch);
    const std::int64_t out = geometry.groupChannels() * geometry.taps();
    tiles.pack(w, {geometry.groupFilters() * out, out, geometry.taps()}, scratch);
    TileConvolution::Call call;
    call.weights = scratch;
    call.init = reinterpret_cast<const std::byte*>(bias);
    call.tail = &kPlainTail;
    call.y = reinterpret_cast<std::byte*>(y);
    batch().run(reinterpret_cast<const std::byte*>(x), n, call, &pool,
                scratch + aligned(4 * tiles.packedUnits()));
}

// By kernels that know fp32 only: some samples at a time go through it. Winograd's rounds by itself.
void Convolution::Plans::forwardChunks(StoredNumbers x, const float* w, const float* bias,
                                       StoredTarget y, std::int64_t n, ThreadPool& pool,
                                       std::byte* scratch) const
{
    const Copies copy = copies(n, pool.threads(), scratch);
    const std::int64_t in = inFloats(), out = outFloats(), chunk = chunkFor(pool.threads());
    for (std::int64_t first = 0; first < n; first += chunk) {
        const std::int64_t count = std::min(chunk, n - first);
        (winograd ? widen : roundToBf16)(x.from(first * in), copy.x, count * in, pool);
        const StoredTarget target = y.from(first * out);
        float* values = target.isBf16() ? copy.dy : target.fp32();
        forward(copy.x, w, bias, values, count, pool, scratch);
        if (target.isBf16())
            store(values, target, count * out, false, pool);
    }
}

void Convolution::Plans::backwardInput(const float* dy, const float* w, float* dx, std::int64_t n,
                                       bool accumulate, ThreadPool& pool, std::byte* scratch) const
{
    if (usesLanes())
        return lanes->backwardInput(dy, w, dx, n, accumulate, pool, scratch);
    if (depthwise && Depthwise::canTurn(geometry))
        return depthwise->backwardInput(dy, w, dx, n, accumulate, pool,
                                        reinterpret_cast<float*>(scratch));
    inputGradient.run(dy, w, dx, n, accumulate, pool, scratch);
}

void Convolution::Plans::backwardInputChunks(StoredNumbers dy, const float* w, StoredTarget dx,
                                             std::int64_t n, bool accumulate, ThreadPool& pool,
                                             std::byte* scratch) const
{
    const Copies copy = copies(n, pool.threads(), scratch);
    const std::int64_t in = inFloats(), out = outFloats(), chunk = chunkFor(pool.threads());
    const auto turn = inputGradient.usesWinograd() ? widen : roundToBf16;
    for (std::int64_t first = 0; first < n; first += chunk) {
        const std::int64_t count = std::min(chunk, n - first);
        turn(dy.from(first * out), copy.dy, count * out, pool);
        const StoredTarget target = dx.from(first * in);
        float* values = target.isBf16() ? copy.x : target.fp32();
        backwardInput(copy.dy, w, values, count, accumulate && !target.isBf16(), pool, scratch);
        if (target.isBf16())
            store(values, target, count * in, accumulate, pool);
    }
}

void Convolution::Plans::backwardWeights(const float* x, const float* dy, float* dw, std::int64_t n,
                                         ThreadPool& pool, std::byte* scratch) const
{
    if (lanes)
        lanes->backwardWeights(x, dy, dw, n, pool, scratch);
    else if (depthwise && Depthwise::hasSingles(geometry))
        depthwise->backwardWeights(x, dy, dw, n, pool);
    else if (winogradGradient)
        winogradGradient->run(x, dy, dw, n, pool, scratch);
    else
        weightGradient.run(x, dy, dw, n, pool, scratch);
}

namespace {

/// What is stored as bf16 as it is; fp32 rounded to it, in `copy`.
StoredNumbers factorsOf(StoredNumbers numbers, float* copy, std::int64_t count, ThreadPool& pool)
{
    if (numbers.isBf16())
        return numbers;
    roundToBf16(numbers, copy, count, pool);
    return copy;
}

} // namespace

Convolution::Convolution(const WindowGeometry& geometry, Isa isa, Products products)
    : m_plans(std::make_unique<Plans>(checked(geometry), isa, products))
{}

Convolution::~Convolution() = default;
Convolution::Convolution(Convolution&&) noexcept = default;
Convolution& Convolution::operator=(Convolution&&) noexcept = default;

const WindowGeometry& Convolution::geometry() const
{
    return m_plans->geometry;
}

std::size_t Convolution::scratchBytes(std::int64_t batch, int threads) const
{
    return divided(m_plans->kernelBytes(batch, threads), kAlignment) * kAlignment
           + m_plans->copiedBytes(batch);
}

void Convolution::forward(StoredNumbers x, const float* w, const float* bias, StoredTarget y,
                          std::int64_t n, ThreadPool& pool, std::byte* scratch) const
{
    const Plans& p = *m_plans;
    if (!p.isBf16())
        return p.forward(x.fp32(), w, bias, y.fp32(), n, pool, scratch);
    const Plans::Copies copy = p.copies(n, pool.threads(), scratch);
    const bool isHalf = x.isBf16() && y.isBf16() && p.halfWinograd;
    if (isHalf ? p.roundsWeights : !p.winograd) {
        roundToBf16(w, copy.w, p.geometry.weightCount(), pool);
        w = copy.w;
    }
    if (isHalf)
        return p.forwardWinograd(*p.halfWinograd,
                                 {reinterpret_cast<const float*>(x.bf16()), nullptr, bias,
                                  reinterpret_cast<float*>(y.bf16())},
                                 w, n, pool, scratch);
    if (p.usesLanes())
        return p.lanes->forward(factorsOf(x, copy.x, n * p.inFloats(), pool), w, bias, y, n, pool,
                                scratch);
    p.forwardChunks(x, w, bias, y, n, pool, scratch);
}

void Convolution::backwardInput(StoredNumbers dy, const float* w, StoredTarget dx, std::int64_t n,
                                bool accumulate, ThreadPool& pool, std::byte* scratch) const
{
    const Plans& p = *m_plans;
    if (!p.isBf16())
        return p.backwardInput(dy.fp32(), w, dx.fp32(), n, accumulate, pool, scratch);
    const Plans::Copies copy = p.copies(n, pool.threads(), scratch);
    const bool isHalf = dy.isBf16() && dx.isBf16() && p.inputGradient.takesHalves();
    if (isHalf ? p.roundsWeights : !p.inputGradient.usesWinograd()) {
        roundToBf16(w, copy.w, p.geometry.weightCount(), pool);
        w = copy.w;
    }
    if (isHalf)
        return p.inputGradient.runHalves(dy.bf16(), w, dx.bf16(), n, accumulate, pool, scratch);
    if (p.usesLanes())
        return p.lanes->backwardInput(factorsOf(dy, copy.dy, n * p.outFloats(), pool), w, dx, n,
                                      accumulate, pool, scratch);
    p.backwardInputChunks(dy, w, dx, n, accumulate, pool, scratch);
}

void Convolution::backwardWeights(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n,
                                  ThreadPool& pool, std::byte* scratch) const
{
    const Plans& p = *m_plans;
    if (!p.isBf16())
        return p.backwardWeights(x.fp32(), dy.fp32(), dw, n, pool, scratch);
    if (x.isBf16() && dy.isBf16() && p.halfWinogradGradient)
        return p.halfWinogradGradient->run(x, dy, dw, n, pool, scratch);
    const Plans::Copies copy = p.copies(n, pool.threads(), scratch);
    const std::int64_t in = n * p.inFloats(), out = n * p.outFloats();
    if (p.lanes)
        return p.lanes->backwardWeights(factorsOf(x, copy.x, in, pool),
                                        factorsOf(dy, copy.dy, out, pool), dw, n, pool, scratch);
    const auto turn = p.winogradGradient ? widen : roundToBf16;
    turn(x, copy.x, in, pool);
    turn(dy, copy.dy, out, pool);
    p.backwardWeights(copy.x, copy.dy, dw, n, pool, scratch);
}

void Convolution::backwardBias(StoredNumbers dy, float* db, std::int64_t n, ThreadPool& pool) const
{
    const std::int64_t plane = m_plans->geometry.outPlane();
    const std::int64_t filters = m_plans->geometry.filters;
    auto sum = [&](int filter) {
        double lanes[kSumLanes] = {};
        for (std::int64_t sample = 0; sample < n; ++sample)
            addToLanes(dy.from((sample * filters + filter) * plane), plane, lanes);
        double total = 0;
        for (const double lane : lanes)
            total += lane;
        db[filter] = static_cast<float>(total);
    };
    pool.run(static_cast<int>(filters), sum);
}

} // namespace propago
