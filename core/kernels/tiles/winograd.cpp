#include "core/kernels/tiles/winograd.h"

#include "core/base/memory.h"

#include <algorithm>

namespace propago {

namespace {

constexpr std::int64_t kCoefficients = 16;
constexpr std::int64_t kVectorFloats = 16;
// Below this many channels or filters the transforms cost more than the products save.
constexpr std::int64_t kFewestChannels = 16;
// Tiles side by side: enough to fill vectors, few enough for the second cache.
constexpr std::int64_t kTiles = 192;
const Tail kPlainTail{};

/// The 4 x 4 windows with stride 2 that tiles read.
WindowGeometry tileWindows(const WindowGeometry& g)
{
    WindowGeometry windows = g;
    windows.kernelH = windows.kernelW = 4;
    windows.strideH = windows.strideW = 2;
    windows.padBottom = 2 * ((g.outHeight() + 1) / 2) + 2 - g.height - g.padTop;
    windows.padRight = 2 * ((g.outWidth() + 1) / 2) + 2 - g.width - g.padLeft;
    return windows;
}

std::size_t aligned(std::int64_t floats)
{
    return (static_cast<std::size_t>(4 * floats) + kAlignment - 1) / kAlignment * kAlignment;
}

/// G g transposed(G) of one filter's nine taps.
void transformTaps(const float* taps, bool flipped, float (&out)[kCoefficients])
{
    float half[4][3];
    for (int x = 0; x < 3; ++x) {
        float column[3];
        for (int y = 0; y < 3; ++y)
            column[y] = taps[flipped ? 8 - (3 * y + x) : 3 * y + x];
        half[0][x] = column[0];
        half[1][x] = 0.5f * (column[0] + column[1] + column[2]);
        half[2][x] = 0.5f * (column[0] - column[1] + column[2]);
        half[3][x] = column[2];
    }
    for (int r = 0; r < 4; ++r) {
        out[4 * r] = half[r][0];
        out[4 * r + 1] = 0.5f * (half[r][0] + half[r][1] + half[r][2]);
        out[4 * r + 2] = 0.5f * (half[r][0] - half[r][1] + half[r][2]);
        out[4 * r + 3] = half[r][2];
    }
}

} // namespace

bool Winograd::suits(const WindowGeometry& g)
{
    return g.kernelH == 3 && g.kernelW == 3 && g.strideH == 1 && g.strideW == 1 && g.dilationH == 1
           && g.dilationW == 1 && g.groups == 1 && g.channels >= kFewestChannels
           && g.filters >= kFewestChannels && g.outHeight() >= 4 && g.outWidth() >= 4;
}

Winograd::Winograd(const WindowGeometry& geometry, Isa isa)
    : m_geometry(geometry)
    , m_rows((geometry.outHeight() + 1) / 2)
    , m_columns((geometry.outWidth() + 1) / 2)
    , m_stack(std::clamp<std::int64_t>(kTiles / (m_rows * m_columns), 1, 16))
    , m_lanes((m_stack * m_rows * m_columns + kVectorFloats - 1) / kVectorFloats * kVectorFloats
              + kVectorFloats)
    , m_source(forwardLayout(tileWindows(geometry)))
    , m_table(tileTable(isa))
    , m_blocks((geometry.filters + m_table->maxRows[0] - 1) / m_table->maxRows[0])
{
    for (const ShiftedTap& tap : forwardLayout(tileWindows(geometry)).taps)
        m_taps.push_back(m_source.offsetOf(tap));
    for (std::int64_t channel = 0; channel < geometry.channels; ++channel)
        m_offsets.push_back(4 * channel * m_lanes);
}

std::int64_t Winograd::packedFloats() const
{
    return kCoefficients * m_geometry.filters * m_geometry.channels;
}

std::int64_t Winograd::blockFirst(std::int64_t block) const
{
    return block * m_geometry.filters / m_blocks;
}

// One vector more than the rows need, or the coefficients would all fall into the same cache sets.
std::int64_t Winograd::inputStep() const
{
    return m_geometry.channels * m_lanes + kVectorFloats;
}

std::int64_t Winograd::sumStep() const
{
    return m_geometry.filters * m_lanes + kVectorFloats;
}

void Winograd::pack(const float* weights, std::int64_t filterStride, std::int64_t channelStride,
                    bool flipped, float* packed) const
{
    const std::int64_t channels = m_geometry.channels;
    for (std::int64_t block = 0; block < m_blocks; ++block) {
        const std::int64_t first = blockFirst(block);
        const std::int64_t rows = blockFirst(block + 1) - first;
        for (std::int64_t row = 0; row < rows; ++row) {
            for (std::int64_t channel = 0; channel < channels; ++channel) {
                float coefficients[kCoefficients];
                transformTaps(weights + (first + row) * filterStride + channel * channelStride,
                              flipped, coefficients);
                float* to = packed + first * channels + channel * rows + row;
                for (std::int64_t i = 0; i < kCoefficients; ++i)
                    to[i * m_geometry.filters * channels] = coefficients[i];
            }
        }
    }
}

std::size_t Winograd::slotBytes() const
{
    return aligned(m_source.totalUnits(m_geometry.channels)) + aligned(kCoefficients * inputStep())
           + aligned(kCoefficients * sumStep()) + kSlack;
}

std::size_t Winograd::scratchBytes(int threads) const
{
    return slotBytes() * static_cast<std::size_t>(threads);
}

Winograd::Buffers Winograd::buffersAt(std::byte* slot) const
{
    std::byte* input = slot + aligned(m_source.totalUnits(m_geometry.channels));
    std::byte* sums = input + aligned(kCoefficients * inputStep());
    return {reinterpret_cast<float*>(slot), reinterpret_cast<float*>(input),
            reinterpret_cast<float*>(sums)};
}

void Winograd::transformInput(const Call& call, std::int64_t sample, std::int64_t samples,
                              std::int64_t channel, const Buffers& buffers) const
{
    auto* padded = buffers.padded + channel * m_source.channelUnits();
    for (std::int64_t i = 0; i < samples; ++i) {
        const float* from =
            call.x + ((sample + i) * m_geometry.channels + channel) * m_geometry.inPlane();
        m_source.copyChannel(reinterpret_cast<const UnitWord*>(from),
                             reinterpret_cast<UnitWord*>(padded));
        WinogradInput input;
        input.source = padded;
        input.taps = m_taps.data();
        input.pitch = m_source.pitch();
        input.rows = m_rows;
        input.columns = m_columns;
        input.coefficients = buffers.input + channel * m_lanes + i * m_rows * m_columns;
        input.step = inputStep();
        m_table->winogradInput(input);
    }
}

/// Item: a coefficient and a column of tiles; all filters.
void Winograd::multiply(const Call& call, std::int64_t item, std::int64_t samples,
                        const Buffers& buffers) const
{
    const std::int64_t coefficient = item;
    const std::int64_t vectors =
        (samples * m_rows * m_columns + m_table->lanes - 1) / m_table->lanes;
    const std::int64_t mostRows = (m_geometry.filters + m_blocks - 1) / m_blocks;
    const int most = m_table->maxVectors[0][mostRows];
    const std::int64_t groups = (vectors + most - 1) / most;
    for (std::int64_t group = 0; group < groups; ++group) {
        const std::int64_t firstVector = group * vectors / groups;
        const std::int64_t count = (group + 1) * vectors / groups - firstVector;
        for (std::int64_t block = 0; block < m_blocks; ++block) {
            const std::int64_t first = blockFirst(block);
            const std::int64_t rows = blockFirst(block + 1) - first;
            TileInput input;
            input.b = reinterpret_cast<const std::byte*>(buffers.input + coefficient * inputStep()
                                                         + firstVector * m_table->lanes);
            input.offsets = m_offsets.data();
            input.depth = m_geometry.channels;
            input.a = reinterpret_cast<const std::byte*>(
                call.weights + (coefficient * m_geometry.filters + first) * m_geometry.channels);
            input.aStep = 4 * rows;
            TileStore store;
            store.y =
                reinterpret_cast<std::byte*>(buffers.sums + coefficient * sumStep()
                                             + first * m_lanes + firstVector * m_table->lanes);
            store.rowStride = 4 * m_lanes;
            store.lanes = count * m_table->lanes;
            store.output = TileOutput::Raw;
            store.rowsStored = static_cast<int>(rows);
            store.tail = &kPlainTail;
            m_table->tiles[0][rows][count](input, store);
        }
    }
}

void Winograd::transformOutput(const Call& call, std::int64_t sample, std::int64_t samples,
                               std::int64_t filter, const Buffers& buffers) const
{
    for (std::int64_t i = 0; i < samples; ++i) {
        const std::int64_t at =
            ((sample + i) * m_geometry.filters + filter) * m_geometry.outPlane();
        WinogradOutput output;
        output.coefficients = buffers.sums + filter * m_lanes + i * m_rows * m_columns;
        output.step = sumStep();
        output.rows = m_rows;
        output.columns = m_columns;
        output.outHeight = m_geometry.outHeight();
        output.outWidth = m_geometry.outWidth();
        output.bias = call.bias ? call.bias[filter] : 0;
        output.y = call.y + at;
        output.residual = call.residual ? call.residual + at : nullptr;
        output.tail = call.tail;
        m_table->winogradOutput(output);
    }
}

template<typename F> void Winograd::split(std::int64_t count, ThreadPool* pool, F f)
{
    const int tasks = pool ? pool->threads() : 1;
    auto part = [&](int task) {
        for (std::int64_t item = task * count / tasks; item < (task + 1) * count / tasks; ++item)
            f(item);
    };
    if (pool)
        pool->run(tasks, part);
    else
        part(0);
}

void Winograd::runGroup(const Call& call, std::int64_t first, std::int64_t samples,
                        const Buffers& buffers, ThreadPool* pool) const
{
    split(m_geometry.channels, pool,
          [&](std::int64_t channel) { transformInput(call, first, samples, channel, buffers); });
    split(kCoefficients, pool, [&](std::int64_t item) { multiply(call, item, samples, buffers); });
    split(m_geometry.filters, pool,
          [&](std::int64_t filter) { transformOutput(call, first, samples, filter, buffers); });
}

void Winograd::run(const Call& call, std::int64_t n, ThreadPool* pool, std::byte* scratch) const
{
    const int threads = pool ? pool->threads() : 1;
    // Few samples: all threads share each of them. Otherwise each thread has its own.
    const bool sharesSamples = threads > 1 && n < 2 * threads;
    const int tasks = sharesSamples ? 1 : threads;
    auto part = [&](int task) {
        const Buffers buffers = buffersAt(scratch + static_cast<std::size_t>(task) * slotBytes());
        m_source.fill(reinterpret_cast<UnitWord*>(buffers.padded), m_geometry.channels, 0);
        const std::int64_t last = (task + 1) * n / tasks;
        for (std::int64_t first = task * n / tasks; first < last; first += m_stack)
            runGroup(call, first, std::min(m_stack, last - first), buffers,
                     sharesSamples ? pool : nullptr);
    };
    if (tasks == 1)
        part(0);
    else
        pool->run(tasks, part);
}

} // namespace propago
