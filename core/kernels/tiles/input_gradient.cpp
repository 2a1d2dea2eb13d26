#include "core/kernels/tiles/input_gradient.h"

#include "core/base/memory.h"

#include <algorithm>

namespace propago {

namespace {

const Tail kPlainTail{};

std::size_t aligned(std::int64_t bytes)
{
    return (static_cast<std::size_t>(bytes) + kAlignment - 1) / kAlignment * kAlignment;
}

/// The convolution of dy that gives dx, for a 3 x 3 window without stride.
WindowGeometry turned(const WindowGeometry& g)
{
    return {g.filters,    g.outHeight(), g.outWidth(),    g.channels,     3, 3, 1, 1,
            2 - g.padTop, 2 - g.padLeft, 2 - g.padBottom, 2 - g.padRight, 1, 1, 1};
}

bool suitsWinograd(const WindowGeometry& g)
{
    return Winograd::suits(g) && std::max({g.padTop, g.padLeft, g.padBottom, g.padRight}) <= 2
           && Winograd::suits(turned(g));
}

} // namespace

InputGradient::InputGradient(const WindowGeometry& geometry, Isa isa, WinogradFormat format)
    : m_geometry(geometry)
    , m_phases(backwardPhases(geometry))
    , m_source(backwardLayout(geometry, m_phases), isa)
{
    for (const BackwardPhase& phase : m_phases)
        m_tiles.emplace_back(m_source,
                             TileConvolution::Problem{geometry.filters, geometry.channels,
                                                      geometry.groups, phase.taps, phase.height,
                                                      phase.width},
                             UnitFormat::Fp32, isa);
    if (suitsWinograd(geometry))
        m_winograd.emplace(turned(geometry), isa, format);
    if (m_winograd && format != WinogradFormat::Fp32)
        m_halfWinograd.emplace(turned(geometry), isa, WinogradFormat::Bf16Planes);
}

TileBatch InputGradient::batch(std::size_t phase) const
{
    return {m_source,
            m_tiles[phase],
            m_geometry.filters,
            0,
            4 * m_geometry.filters * m_geometry.outPlane(),
            4 * m_geometry.channels * m_geometry.inPlane()};
}

std::size_t InputGradient::packedBytes() const
{
    const std::int64_t halves = m_halfWinograd ? m_halfWinograd->packedFloats() : 0;
    if (m_winograd)
        return aligned(4 * std::max(m_winograd->packedFloats(), halves));
    std::size_t bytes = 0;
    for (const TileConvolution& part : m_tiles)
        bytes += aligned(4 * part.packedUnits());
    return bytes;
}

std::size_t InputGradient::slotBytes() const
{
    return batch(0).paddedBytes() + aligned(4 * m_geometry.channels * m_geometry.inPlane())
           + kSlack;
}

std::size_t InputGradient::scratchBytes(int threads) const
{
    const std::size_t halves = m_halfWinograd ? m_halfWinograd->scratchBytes(threads) : 0;
    if (m_winograd)
        return packedBytes() + std::max(m_winograd->scratchBytes(threads), halves);
    return packedBytes() + slotBytes() * static_cast<std::size_t>(threads);
}

void InputGradient::pack(const float* w, std::byte* packed) const
{
    const std::int64_t in = m_geometry.groupChannels() * m_geometry.taps();
    const WeightStrides strides{m_geometry.groupFilters() * in, m_geometry.taps(), in};
    for (const TileConvolution& part : m_tiles) {
        part.pack(w, strides, packed);
        packed += aligned(4 * part.packedUnits());
    }
}

void InputGradient::run(const float* dy, const float* w, float* dx, std::int64_t n, bool accumulate,
                        ThreadPool& pool, std::byte* scratch) const
{
    if (m_winograd)
        return runWinograd(*m_winograd, dy, w, dx, n, accumulate, pool, scratch);
    pack(w, scratch);
    std::byte* threadScratch = scratch + packedBytes();
    if (m_phases.size() == 1)
        return runWhole(dy, dx, n, accumulate, pool, scratch, threadScratch);
    const int tasks = static_cast<int>(std::min<std::int64_t>(pool.threads(), n));
    auto part = [&](int task) {
        std::byte* slot = threadScratch + static_cast<std::size_t>(task) * slotBytes();
        m_source.fill(reinterpret_cast<UnitWord*>(slot),
                      m_tiles[0].isGrouped() ? m_tiles[0].mostBlockUnits() : m_geometry.filters, 0);
        for (std::int64_t sample = task * n / tasks; sample < (task + 1) * n / tasks; ++sample)
            runPhases(dy + sample * m_geometry.filters * m_geometry.outPlane(),
                      dx + sample * m_geometry.channels * m_geometry.inPlane(), accumulate, scratch,
                      slot);
    };
    pool.run(tasks, part);
}

void InputGradient::runHalves(const Bfloat16* dy, const float* w, Bfloat16* dx, std::int64_t n,
                              bool accumulate, ThreadPool& pool, std::byte* scratch) const
{
    runWinograd(*m_halfWinograd, reinterpret_cast<const float*>(dy), w,
                reinterpret_cast<float*>(dx), n, accumulate, pool, scratch);
}

void InputGradient::runWinograd(const Winograd& winograd, const float* dy, const float* w,
                                float* dx, std::int64_t n, bool accumulate, ThreadPool& pool,
                                std::byte* scratch) const
{
    auto* packed = reinterpret_cast<float*>(scratch);
    winograd.pack(w, 9, 9 * m_geometry.channels, true, packed, &pool);
    const Winograd::Call call{dy, packed, nullptr, dx, accumulate ? dx : nullptr, &kPlainTail};
    winograd.run(call, n, &pool, scratch + packedBytes());
}

void InputGradient::runWhole(const float* dy, float* dx, std::int64_t n, bool accumulate,
                             ThreadPool& pool, const std::byte* packed,
                             std::byte* threadScratch) const
{
    TileConvolution::Call call;
    call.weights = packed;
    call.tail = &kPlainTail;
    call.y = reinterpret_cast<std::byte*>(dx);
    call.residual = accumulate ? call.y : nullptr;
    batch(0).run(reinterpret_cast<const std::byte*>(dy), n, call, &pool, threadScratch);
}

/// Copies filters [first, first + count) of one sample to the front of `padded`.
void InputGradient::copyFilters(const float* dy, std::int64_t first, std::int64_t count,
                                std::byte* padded) const
{
    for (std::int64_t i = 0; i < count; ++i)
        m_source.copyChannel(
            reinterpret_cast<const UnitWord*>(dy + (first + i) * m_geometry.outPlane()),
            reinterpret_cast<UnitWord*>(padded) + i * m_source.channelUnits());
}

void InputGradient::runPhases(const float* dy, float* dx, bool accumulate, const std::byte* packed,
                              std::byte* slot) const
{
    TileConvolution::Call call;
    call.source = slot;
    call.tail = &kPlainTail;
    call.y = slot + batch(0).paddedBytes();
    const auto* compact = reinterpret_cast<const float*>(call.y);
    const auto forEachPhase = [&](auto f) {
        call.weights = packed;
        for (std::size_t i = 0; i < m_phases.size(); ++i) {
            f(i);
            call.weights += aligned(4 * m_tiles[i].packedUnits());
        }
    };
    if (!m_tiles[0].isGrouped()) {
        copyFilters(dy, 0, m_geometry.filters, slot);
        forEachPhase([&](std::size_t i) {
            m_tiles[i].run(call, 0, m_tiles[i].tiles());
            spread(m_phases[i], {0, m_geometry.channels}, compact, dx, accumulate);
        });
        return;
    }
    for (std::int64_t block = 0; block < m_tiles[0].blocks(); ++block) {
        const auto seen = m_tiles[0].unitsOfBlock(block);
        copyFilters(dy, seen.first, seen.second, slot);
        forEachPhase([&](std::size_t i) {
            m_tiles[i].runBlock(call, block);
            spread(m_phases[i], m_tiles[i].filtersOfBlocks(block, block + 1), compact, dx,
                   accumulate);
        });
    }
}

/// Channels `made` = first and count.
void InputGradient::spread(const BackwardPhase& phase, std::pair<std::int64_t, std::int64_t> made,
                           const float* compact, float* dx, bool accumulate) const
{
    for (std::int64_t row = made.first * phase.height;
         row < (made.first + made.second) * phase.height; ++row) {
        const std::int64_t channel = row / phase.height;
        const std::int64_t y = phase.firstY + row % phase.height * m_geometry.strideH;
        float* to = dx + channel * m_geometry.inPlane() + y * m_geometry.width + phase.firstX;
        const float* from = compact + row * phase.width;
        for (std::int64_t x = 0; x < phase.width; ++x) {
            float& target = to[x * m_geometry.strideW];
            target = accumulate ? target + from[x] : from[x];
        }
    }
}

} // namespace propago
