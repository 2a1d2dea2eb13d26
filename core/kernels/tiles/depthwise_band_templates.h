#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/depthwise_templates.h"

/// Depthwise windows for processors without masks of their own: some rows are copied with a border of
/// zeros first, so that no product has to ask what lies outside.
namespace propago {
namespace {

/// A part of a plane that stays in the first cache. With a stride of two, even and odd columns lie apart:
/// neighbouring outputs take neighbouring numbers then.
template<typename Vec, int Stride> struct DepthwiseBand {
    static constexpr std::int64_t kColumns = 128 / Stride; ///< of outputs
    static constexpr std::int64_t kRows = 28 / Stride;
    static constexpr std::int64_t kInRows = (kRows - 1) * Stride + 3;
    /// Of one half of the columns, or of all: up to two more than outputs, and what vectors reach beyond.
    static constexpr std::int64_t kHalf = kColumns + 2 * Vec::kLanes;
    static constexpr std::int64_t kPitch = kHalf * Stride;

    /// Floats from an output's place to the pixel of a tap.
    static constexpr std::int64_t offsetOf(int tap)
    {
        const int ky = tap / 3, kx = tap % 3;
        return ky * kPitch + (Stride == 1 ? kx : kx % 2 * kHalf + kx / 2);
    }

    alignas(64) float pixels[kInRows * kPitch];
};

/// Columns of a plane that some outputs take: where they lie in it, and in a row with its border.
struct BandColumns {
    std::int64_t from;  ///< first one
    std::int64_t count; ///< that exist
    std::int64_t to;
};

template<typename Vec, int Stride>
inline void copyBandRow(const float* row, const BandColumns& columns, float* to)
{
    using F = typename Vec::F;
    const auto load = [&](std::int64_t x, std::int64_t left) {
        const float* from = row + columns.from + x;
        return reinterpret_cast<F>(left >= Vec::kLanes ? Vec::load(from)
                                                       : Vec::loadPart(from, lanesLeft<Vec>(left)));
    };
    if constexpr (Stride == 1) {
        std::int64_t left = columns.count;
        float* target = to + columns.to;
        for (; left >= Vec::kLanes;
             left -= Vec::kLanes, row += Vec::kLanes, target += Vec::kLanes) {
            const F pixels = load(0, Vec::kLanes);
            __builtin_memcpy(target, &pixels, sizeof(F));
        }
        if (left > 0) {
            const F pixels = load(0, left);
            __builtin_memcpy(target, &pixels, sizeof(F));
        }
    } else {
        constexpr std::int64_t kHalf = DepthwiseBand<Vec, Stride>::kHalf;
        const auto placeOf = [&](std::int64_t at) { return to + at % 2 * kHalf + at / 2; };
        float* first = placeOf(columns.to);
        float* second = placeOf(columns.to + 1);
        for (std::int64_t x = 0; x < columns.count; x += 2 * Vec::kLanes) {
            F even, odd;
            const std::int64_t left = columns.count - x;
            if (left >= 2 * Vec::kLanes)
                Vec::loadSeparated(row + columns.from + x, even, odd);
            else
                Vec::separate(load(x, left), load(x + Vec::kLanes, left - Vec::kLanes), even, odd);
            __builtin_memcpy(first + x / 2, &even, sizeof(F));
            __builtin_memcpy(second + x / 2, &odd, sizeof(F));
        }
    }
}

/// A row outside the plane, for `columns` outputs in whole vectors.
template<typename Vec, int Stride> inline void clearBandRow(std::int64_t columns, float* to)
{
    // Held, or the compiler would call a function that sets bytes, which takes longer to start.
    const auto zero = Vec::held(Vec::broadcastF(0));
    for (std::int64_t x = 0; x < columns + 2 + Vec::kLanes; x += Vec::kLanes) {
        for (int half = 0; half < Stride; ++half)
            __builtin_memcpy(to + half * DepthwiseBand<Vec, Stride>::kHalf + x, &zero,
                             sizeof(zero));
    }
}

/// Where a vector of neighbouring outputs of some rows comes from and goes.
struct DepthwiseColumn {
    const float* pixels;
    const float* taps;
    float bias;
    float* y;
    const float* residual; ///< or null
    int count;             ///< outputs that exist
    int wholeRows;         ///< of which more may be written: what comes later overwrites it
};

template<typename Vec, int Stride, int Rows>
inline void bandRows(const DepthwisePlanes& in, const DepthwiseColumn& column)
{
    using F = typename Vec::F;
    using Band = DepthwiseBand<Vec, Stride>;
    F sums[Rows];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r)
        sums[r] = Vec::broadcastF(column.bias);
#pragma GCC unroll 9
    for (int tap = 0; tap < 9; ++tap) {
        const F weight = Vec::held(Vec::broadcastF(column.taps[tap]));
        const float* from = column.pixels + Band::offsetOf(tap);
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r)
            sums[r] = Vec::fma(reinterpret_cast<F>(Vec::load(from + r * Stride * Band::kPitch)),
                               weight, sums[r]);
    }
    withActivation<Vec>(*in.tail, [&](auto activation) {
        std::int64_t at = 0;
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r, at += in.outWidth) {
            F value = sums[r];
            if (column.residual)
                value =
                    value + reinterpret_cast<F>(Vec::loadPart(column.residual + at, column.count));
            Vec::storePart(column.y + at, reinterpret_cast<typename Vec::I>(activation(value)),
                           r < column.wholeRows ? Vec::kLanes : column.count);
        }
    });
}

template<typename Vec, int Stride, int Rows>
inline void bandRowsOf(int rows, const DepthwisePlanes& in, const DepthwiseColumn& column)
{
    if (rows == Rows)
        bandRows<Vec, Stride, Rows>(in, column);
    else if constexpr (Rows > 1)
        bandRowsOf<Vec, Stride, Rows - 1>(rows, in, column);
}

/// Outputs of one filter whose pixels are in the band: `rows` rows of `columns`.
template<typename Vec, int Stride>
inline void runBand(const DepthwisePlanes& in, const DepthwiseBand<Vec, Stride>& band,
                    const DepthwiseColumn& first, std::int64_t rows, std::int64_t columns)
{
    // As many sums at once as hide how long a product takes. Many networks have planes of 7 * 2^n rows.
    constexpr int kMostRows = 8;
    const int groups = (static_cast<int>(rows) + kMostRows - 1) / kMostRows;
    const int fewer = groups == 1 ? static_cast<int>(rows) : static_cast<int>(rows) / groups;
    const int larger = static_cast<int>(rows) - fewer * groups; // groups of one row more
    // Where rows are shorter than a vector, the next ones overwrite what reaches into them.
    const bool isAlone = in.outWidth <= Vec::kLanes && !first.residual;
    const int reached = isAlone ? (Vec::kLanes - 1) / static_cast<int>(in.outWidth) : 0;
    const int wholeRows = isAlone ? static_cast<int>(rows) - reached : 0;
    for (std::int64_t next = 0; next < columns; next += Vec::kLanes) {
        // Rather some outputs twice than a part of a vector, unless what is added may be the output.
        const bool isShort = next + Vec::kLanes > columns;
        const std::int64_t x =
            isShort && columns >= Vec::kLanes && !first.residual ? columns - Vec::kLanes : next;
        DepthwiseColumn column = first;
        column.count = lanesLeft<Vec>(columns - x);
        std::int64_t row = 0;
        for (int group = 0, count = 0; group < groups; ++group, row += count) {
            const std::int64_t at = row * in.outWidth + x;
            count = fewer + (group < larger ? 1 : 0);
            column.pixels = band.pixels + row * Stride * DepthwiseBand<Vec, Stride>::kPitch + x;
            column.y = first.y + at;
            column.residual = first.residual ? first.residual + at : nullptr;
            column.wholeRows = wholeRows - static_cast<int>(row);
            bandRowsOf<Vec, Stride, kMostRows>(count, in, column);
        }
    }
}

/// All filters of a channel over some of the columns.
template<typename Vec, int Stride>
inline void runBandColumns(const DepthwisePlanes& in, std::int64_t channel, std::int64_t x,
                           std::int64_t columns, const BandColumns& pixels,
                           DepthwiseBand<Vec, Stride>& band)
{
    using Band = DepthwiseBand<Vec, Stride>;
    const float* plane = in.x + channel * in.height * in.width;
    for (std::int64_t y = 0; y < in.outHeight; y += Band::kRows) {
        const std::int64_t rows = in.outHeight - y < Band::kRows ? in.outHeight - y : Band::kRows;
        for (std::int64_t i = 0; i < (rows - 1) * Stride + 3; ++i) {
            const std::int64_t row = y * Stride - in.padTop + i;
            float* to = band.pixels + i * Band::kPitch;
            if (row >= 0 && row < in.height)
                copyBandRow<Vec, Stride>(plane + row * in.width, pixels, to);
            else if (in.outHeight > Band::kRows)
                clearBandRow<Vec, Stride>(columns, to);
        }
        for (std::int64_t i = 0; i < in.filtersPerChannel; ++i) {
            const std::int64_t filter = channel * in.filtersPerChannel + i;
            const std::int64_t at = (filter * in.outHeight + y) * in.outWidth + x;
            runBand<Vec, Stride>(in, band,
                                 {nullptr, in.weights + 9 * filter, in.bias ? in.bias[filter] : 0,
                                  in.y + at, in.residual ? in.residual + at : nullptr, 0, 0},
                                 rows, columns);
        }
    }
}

template<typename Vec, int Stride> void depthwiseByBands(const DepthwisePlanes& given)
{
    using Band = DepthwiseBand<Vec, Stride>;
    const DepthwisePlanes in = given; // nothing that is stored can change it
    for (std::int64_t x = 0; x < in.outWidth; x += Band::kColumns) {
        const std::int64_t left = in.outWidth - x;
        const std::int64_t columns = left < Band::kColumns ? left : Band::kColumns;
        const std::int64_t first = x * Stride - in.padLeft;
        const std::int64_t end = first + (columns - 1) * Stride + 3;
        BandColumns pixels;
        pixels.from = first < 0 ? 0 : first;
        pixels.count = (end < in.width ? end : in.width) - pixels.from;
        pixels.to = pixels.from - first;
        // The border of zeros stays as it is from channel to channel.
        Band band;
        for (std::int64_t row = 0; row < Band::kInRows; ++row)
            clearBandRow<Vec, Stride>(columns, band.pixels + row * Band::kPitch);
        for (std::int64_t channel = 0; channel < in.channels; ++channel)
            runBandColumns<Vec, Stride>(in, channel, x, columns, pixels, band);
    }
}

template<typename Vec> constexpr void addDepthwiseBands(TileTable& table)
{
    table.depthwise[1] = &depthwiseByBands<Vec, 1>;
    table.depthwise[2] = &depthwiseByBands<Vec, 2>;
}

} // namespace
} // namespace propago
