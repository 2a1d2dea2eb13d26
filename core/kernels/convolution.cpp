#include "core/kernels/convolution.h"

#include "core/base/memory.h"
#include "core/kernels/tiles/depthwise.h"
#include "core/kernels/tiles/input_gradient.h"
#include "core/kernels/tiles/lane_convolution.h"
#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/tile_convolution.h"
#include "core/kernels/tiles/weight_gradient.h"
#include "core/kernels/tiles/winograd.h"
#include "core/kernels/tiles/winograd_gradient.h"
#include "core/kernels/wide.h"

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

constexpr int kSumLanes = 32;
constexpr std::int64_t kFewestLaneChannels = 4;

/// Adds value i to lane i modulo their number: an order that any width of vectors can keep.
PROPAGO_WIDE void addLanes(const float* values, std::int64_t count, double (&lanes)[kSumLanes])
{
    std::int64_t i = 0;
    for (; i + kSumLanes <= count; i += kSumLanes) {
        for (int lane = 0; lane < kSumLanes; ++lane)
            lanes[lane] += static_cast<double>(values[i + lane]);
    }
    for (; i < count; ++i)
        lanes[i % kSumLanes] += static_cast<double>(values[i]);
}

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
    }
    WinogradFormat winogradFormat() const
    {
        return products == Products::Fp32 ? WinogradFormat::Fp32 : WinogradFormat::RoundedToBf16;
    }
    TileBatch batch() const
    {
        return {source,
                tiles,
                geometry.channels,
                0,
                4 * geometry.channels * geometry.inPlane(),
                4 * geometry.filters * geometry.outPlane()};
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
        if (winograd)
            return aligned(4 * winograd->packedFloats()) + winograd->scratchBytes(threads);
        return aligned(4 * tiles.packedUnits()) + batch().scratchBytes(threads);
    }

    /// Numbers of the whole batch, rounded: behind the scratch that the fp32 kernels use.
    struct Rounded {
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
    std::size_t roundedBytes(std::int64_t batch) const
    {
        if (products == Products::Fp32)
            return 0;
        return alignedFloats(batch * inFloats()) + alignedFloats(geometry.weightCount())
               + alignedFloats(batch * outFloats()) + 3 * kSlack;
    }
    Rounded rounded(std::int64_t batch, int threads, std::byte* scratch) const
    {
        std::byte* x = scratch + divided(kernelBytes(batch, threads), kAlignment) * kAlignment;
        std::byte* w = x + alignedFloats(batch * inFloats()) + kSlack;
        std::byte* dy = w + alignedFloats(geometry.weightCount()) + kSlack;
        return {reinterpret_cast<float*>(x), reinterpret_cast<float*>(w),
                reinterpret_cast<float*>(dy)};
    }
    std::int64_t inFloats() const { return geometry.channels * geometry.inPlane(); }
    std::int64_t outFloats() const { return geometry.filters * geometry.outPlane(); }

    WindowGeometry geometry;
    Products products;
    PaddedSource source;
    TileConvolution tiles;
    InputGradient inputGradient;
    WeightGradient weightGradient;
    std::optional<Winograd> winograd;
    std::optional<WinogradGradient> winogradGradient;
    std::optional<LaneConvolution> lanes;
    std::optional<Depthwise> depthwise;
};

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
           + m_plans->roundedBytes(batch);
}

void Convolution::forward(const float* x, const float* w, const float* bias, float* y,
                          std::int64_t n, ThreadPool& pool, std::byte* scratch) const
{
    if (m_plans->products == Products::Bf16 && !m_plans->winograd) {
        const Plans::Rounded rounded = m_plans->rounded(n, pool.threads(), scratch);
        roundToBf16(x, rounded.x, n * m_plans->inFloats(), pool);
        roundToBf16(w, rounded.w, m_plans->geometry.weightCount(), pool);
        x = rounded.x;
        w = rounded.w;
    }
    if (m_plans->usesLanes())
        return m_plans->lanes->forward(x, w, bias, y, n, pool, scratch);
    if (m_plans->depthwise)
        return m_plans->depthwise->run({x, w, bias, y, nullptr, &kPlainTail}, n, &pool, nullptr);
    const WindowGeometry& g = m_plans->geometry;
    const std::int64_t out = g.groupChannels() * g.taps();
    if (const auto& winograd = m_plans->winograd) {
        auto* packed = reinterpret_cast<float*>(scratch);
        winograd->pack(w, out, g.taps(), false, packed, &pool);
        winograd->run({x, packed, bias, y, nullptr, &kPlainTail}, n, &pool,
                      scratch + aligned(4 * winograd->packedFloats()));
        return;
    }
    m_plans->tiles.pack(w, {g.groupFilters() * out, out, g.taps()}, scratch);
    TileConvolution::Call call;
    call.weights = scratch;
    call.init = reinterpret_cast<const std::byte*>(bias);
    call.tail = &kPlainTail;
    call.y = reinterpret_cast<std::byte*>(y);
    m_plans->batch().run(reinterpret_cast<const std::byte*>(x), n, call, &pool,
                         scratch + aligned(4 * m_plans->tiles.packedUnits()));
}

void Convolution::backwardInput(const float* dy, const float* w, float* dx, std::int64_t n,
                                bool accumulate, ThreadPool& pool, std::byte* scratch) const
{
    if (m_plans->products == Products::Bf16 && !m_plans->inputGradient.usesWinograd()) {
        const Plans::Rounded rounded = m_plans->rounded(n, pool.threads(), scratch);
        roundToBf16(dy, rounded.dy, n * m_plans->outFloats(), pool);
        roundToBf16(w, rounded.w, m_plans->geometry.weightCount(), pool);
        dy = rounded.dy;
        w = rounded.w;
    }
    if (m_plans->usesLanes())
        return m_plans->lanes->backwardInput(dy, w, dx, n, accumulate, pool, scratch);
    if (m_plans->depthwise && Depthwise::canTurn(m_plans->geometry))
        return m_plans->depthwise->backwardInput(dy, w, dx, n, accumulate, pool,
                                                 reinterpret_cast<float*>(scratch));
    m_plans->inputGradient.run(dy, w, dx, n, accumulate, pool, scratch);
}

void Convolution::backwardWeights(const float* x, const float* dy, float* dw, std::int64_t n,
                                  ThreadPool& pool, std::byte* scratch) const
{
    if (m_plans->products == Products::Bf16 && !m_plans->winogradGradient) {
        const Plans::Rounded rounded = m_plans->rounded(n, pool.threads(), scratch);
        roundToBf16(x, rounded.x, n * m_plans->inFloats(), pool);
        roundToBf16(dy, rounded.dy, n * m_plans->outFloats(), pool);
        x = rounded.x;
        dy = rounded.dy;
    }
    if (m_plans->lanes)
        m_plans->lanes->backwardWeights(x, dy, dw, n, pool, scratch);
    else if (m_plans->depthwise && Depthwise::hasSingles(m_plans->geometry))
        m_plans->depthwise->backwardWeights(x, dy, dw, n, pool);
    else if (m_plans->winogradGradient)
        m_plans->winogradGradient->run(x, dy, dw, n, pool, scratch);
    else
        m_plans->weightGradient.run(x, dy, dw, n, pool, scratch);
}

void Convolution::backwardBias(const float* dy, float* db, std::int64_t n, ThreadPool& pool) const
{
    const std::int64_t plane = m_plans->geometry.outPlane();
    const std::int64_t filters = m_plans->geometry.filters;
    auto sum = [&](int filter) {
        double lanes[kSumLanes] = {};
        for (std::int64_t sample = 0; sample < n; ++sample)
            addLanes(dy + (sample * filters + filter) * plane, plane, lanes);
        double total = 0;
        for (const double lane : lanes)
            total += lane;
        db[filter] = static_cast<float>(total);
    };
    pool.run(static_cast<int>(filters), sum);
}

} // namespace propago
