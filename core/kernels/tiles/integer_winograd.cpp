#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/winograd.h"

#include <algorithm>
#include <cstring>

// What is different when Winograd multiplies integers: weights and results.
namespace propago {

namespace {

constexpr int kMostCount = 6;

/// Twice G of F(2x2, 3x3), or G of F(4x4, 3x3) with its rows 4, 6, 6, 24, 24 and 1 times.
void transform(int count, const int (&g)[3], int (&u)[kMostCount])
{
    if (count == 4) {
        u[0] = 2 * g[0];
        u[1] = g[0] + g[1] + g[2];
        u[2] = g[0] - g[1] + g[2];
        u[3] = 2 * g[2];
        return;
    }
    u[0] = g[0];
    u[1] = -g[0] - g[1] - g[2];
    u[2] = -g[0] + g[1] - g[2];
    u[3] = g[0] + 2 * g[1] + 4 * g[2];
    u[4] = g[0] - 2 * g[1] + 4 * g[2];
    u[5] = g[2];
}

/// The coefficients of nine taps, whole numbers: four times what they are, at most 9 * 128, for a count of
/// 4 in each line; at most 49 * 128 for 6.
void transformTaps(int count, const std::int8_t* taps,
                   std::int16_t (&coefficients)[kMostCount * kMostCount])
{
    int half[3][kMostCount];
    for (int y = 0; y < 3; ++y)
        transform(count, {taps[3 * y], taps[3 * y + 1], taps[3 * y + 2]}, half[y]);
    for (int x = 0; x < count; ++x) {
        int column[kMostCount];
        transform(count, {half[0][x], half[1][x], half[2][x]}, column);
        for (int y = 0; y < count; ++y)
            coefficients[count * y + x] = static_cast<std::int16_t>(column[y]);
    }
}

} // namespace

void Winograd::packIntegers(const std::int8_t* weights, float* packed) const
{
    const std::int64_t channels = m_grid.geometry().channels;
    const std::int64_t step = m_grid.depth() * m_grid.filters();
    const int lanes = m_grid.table().lanes;
    std::memset(packed, 0, static_cast<std::size_t>(4 * packedFloats()));
    for (std::int64_t filter = 0; filter < m_grid.geometry().filters; ++filter) {
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            std::int16_t coefficients[kMostCount * kMostCount];
            transformTaps(m_grid.side() + 2, weights + (filter * channels + channel) * 9,
                          coefficients);
            float* unit = packedAt(packed, channel / 2, filter / lanes) + filter % lanes;
            for (std::int64_t i = 0; i < m_grid.coefficients(); ++i, unit += step)
                std::memcpy(reinterpret_cast<std::byte*>(unit) + 2 * (channel % 2),
                            &coefficients[i], sizeof(std::int16_t));
        }
    }
}

void Winograd::collectIntegers(const Call& call, std::int64_t sample, std::int64_t block,
                               const float* output) const
{
    const WindowGeometry& g = m_grid.geometry();
    const std::int64_t filter = block * m_grid.table().lanes;
    const bool isReal = call.tail->realOutput, halves = call.tail->halves;
    const std::int64_t plane = halves ? m_grid.windows() : g.outPlane();
    const std::int64_t perPlane = isReal ? 1 : 4;
    const std::int64_t at = 4 * (sample * divided(g.filters, perPlane) + filter / perPlane) * plane;
    const auto slots = static_cast<std::int64_t>(call.scales->starts.size());
    IntegerPlaneMove move;
    move.vectors = output + filter;
    move.places = halves ? m_grid.windowPlaces() : m_grid.outputPlaces();
    move.right = halves ? m_grid.filters() : 0;
    move.below = halves ? m_grid.outputPitch() : 0;
    move.pixels = plane;
    move.starts = call.scales->starts.data() + filter;
    move.channels = static_cast<int>(std::min<std::int64_t>(m_grid.table().lanes, slots - filter));
    move.store.y = reinterpret_cast<std::byte*>(call.y) + at;
    move.store.rowStride = 4 * plane;
    move.store.residual =
        call.residual ? reinterpret_cast<const std::byte*>(call.residual) + at : nullptr;
    move.store.multipliers = call.scales->multipliers.data() + filter;
    move.store.tail = call.tail;
    move.store.output = isReal ? TileOutput::Real : TileOutput::Units;
    move.store.rowsStored =
        static_cast<int>(std::min<std::int64_t>(m_grid.table().lanes, g.filters - filter));
    m_grid.table().integerWinograd.toPlanes(move);
}

} // namespace propago
