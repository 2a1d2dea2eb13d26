#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/pixel_templates.h"
#include "core/kernels/tiles/product_templates.h"
#include "core/kernels/tiles/winograd_templates.h"

/// Minimal filtering F(2x2, 3x3) without rounding. Coefficients of pixels are sums of four bytes and fit
/// into 16 bits; those of weights are made four times as large, which makes them whole, and the results
/// are divided by four again. Sums may wrap round on the way: what counts is that the result fits.
namespace propago {
namespace {

/// Bytes of neighbouring channels, widened to 16 bits.
template<typename Vec> struct WidenedBytes {
    using Number = typename Vec::Words;
    static Number load(const float* from)
    {
        typename Vec::HalfBytes bytes;
        __builtin_memcpy(&bytes, from, sizeof(bytes));
        return __builtin_convertvector(bytes, Number);
    }
};

template<typename Vec> struct WordPairs {
    static void store(float* to, typename Vec::Words value) { put(to, value); }
};

/// Four times the result comes in.
template<typename Vec> struct FourfoldSums {
    using Number = typename Vec::I;
    static Number load(const float* from) { return Vec::load(from); }
    static void store(float* to, Number value) { put(to, value >> 2); }
};

/// The sums of one pixel, or the largest of 2 x 2.
template<typename Vec>
inline typename Vec::I movedSums(const IntegerPlaneMove& in, std::int64_t pixel)
{
    const float* at = in.vectors + in.places[pixel];
    if (in.right == 0)
        return Vec::load(at);
    const auto larger = [](typename Vec::I a, typename Vec::I b) { return b > a ? b : a; };
    return larger(larger(Vec::load(at), Vec::load(at + in.right)),
                  larger(Vec::load(at + in.below), Vec::load(at + in.below + in.right)));
}

template<typename Vec> void toIntegerPlanes(const IntegerPlaneMove& in)
{
    using F = typename Vec::F;
    using I = typename Vec::I;
    constexpr int kLanes = Vec::kLanes;
    const I starts = Vec::loadPart(in.starts, in.channels);
    const bool isWhole = in.store.output == TileOutput::Units && in.channels == kLanes
                         && Clamp<Vec>::suits(*in.store.tail);
    const ByteStore<Vec> bytes(in.store);
    for (std::int64_t pixel = 0; pixel < in.pixels; pixel += kLanes) {
        const int count = lanesLeft<Vec>(in.pixels - pixel);
        F block[kLanes];
#pragma GCC unroll 16
        for (int p = 0; p < kLanes; ++p)
            block[p] =
                reinterpret_cast<F>(p < count ? movedSums<Vec>(in, pixel + p) + starts : I{});
        transpose<Vec>(block);
        I sums[kLanes][1];
#pragma GCC unroll 16
        for (int c = 0; c < kLanes; ++c)
            sums[c][0] = reinterpret_cast<I>(block[c]);
        const Lanes lanes{(1u << count) - 1u, count, pixel};
        if (isWhole && count == kLanes) {
            for (int c = 0; c < kLanes; c += 4) {
                const I four[4] = {sums[c][0], sums[c + 1][0], sums[c + 2][0], sums[c + 3][0]};
                const std::int64_t at = c / 4 * in.store.rowStride + 4 * pixel;
                const float* multipliers = in.store.multipliers + c;
                const I units = in.store.residual
                                    ? bytes.template units<true>(four, multipliers,
                                                                 Vec::load(in.store.residual + at))
                                    : bytes.template units<false>(four, multipliers, I{});
                __builtin_memcpy(in.store.y + at, &units, sizeof(units));
            }
        } else if (in.store.output == TileOutput::Units) {
            for (int c = 0; c + Int8Format::kRows <= in.channels; c += Int8Format::kRows)
                storeUnits<Vec, Int8Format>(sums, c, 0, lanes, in.store);
        } else {
            for (int c = 0; c < kLanes; ++c)
                storeRow<Vec, Int8Format>(sums[c][0], c, lanes, in.store);
        }
    }
}

template<typename Vec, typename Int16Dot, int MaxRows, int Registers>
constexpr void addIntegerWinograd(TileTable& table)
{
    using Line = WinogradLine<Vec, 2>;
    table.integerWinograd = {&winogradInput<Line, WidenedBytes<Vec>, WordPairs<Vec>>,
                             &winogradOutput<Line, FourfoldSums<Vec>>, &toIntegerPlanes<Vec>};
    addAllProducts<Vec, Int16Dot, MaxRows, Registers>(table, ProductKind::Int16);
}

} // namespace
} // namespace propago
