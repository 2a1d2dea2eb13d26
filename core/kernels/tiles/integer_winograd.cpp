#include "core/kernels/tiles/parts.h"
#include "core/kernels/tiles/winograd.h"

#include <algorithm>
#include <cstring>

// What is different when Winograd multiplies integers: weights and results.
namespace propago {

namespace {

constexpr int kCount = 4; ///< coefficients of a tile's side

/// Twice G of F(2x2, 3x3).
void transform(const int (&g)[3], int (&u)[kCount])
{
    u[0] = 2 * g[0];
    u[1] = g[0] + g[1] + g[2];
    u[2] = g[0] - g[1] + g[2];
    u[3] = 2 * g[2];
}

/// Four times the coefficients of nine taps, so that they are whole; at most 9 * 128 large.
void transformTaps(const std::int8_t* taps, std::int16_t (&coefficients)[kCount * kCount])
{
    int half[3][kCount];
    for (int y = 0; y < 3; ++y)
        transform({taps[3 * y], taps[3 * y + 1], taps[3 * y + 2]}, half[y]);
    for (int x = 0; x < kCount; ++x) {
        int column[kCount];
        transform({half[0][x], half[1][x], half[2][x]}, column);
        for (int y = 0; y < kCount; ++y)
            coefficients[kCount * y + x] = static_cast<std::int16_t>(column[y]);
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
            std::int16_t coefficients[kCount * kCount];
            transformTaps(weights + (filter * channels + channel) * 9, coefficients);
            float* unit = packedAt(packed, channel / 2, filter / lanes) + filter % lanes;
            for (int i = 0; i < kCount * kCount; ++i, unit += step)
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
