#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/pixel_templates.h"
#include "core/kernels/tiles/product_templates.h"
#include "core/kernels/tiles/winograd_templates.h"

/// Minimal filtering without rounding: coefficients of pixels and of weights are whole numbers of 16 bits,
/// those of weights because each is taken so many times that it becomes one. What that makes of a result
/// is undone in the end. Sums may wrap round on the way: what counts is that the result fits.
namespace propago {
namespace {

template<typename Vec, int Side> struct IntegerLine;

/// F(2x2, 3x3), four times.
template<typename Vec> struct IntegerLine<Vec, 2> : WinogradLine<Vec, 2> {
    static typename Vec::I finished(typename Vec::U sum, int, int)
    {
        return reinterpret_cast<typename Vec::I>(sum) >> 2;
    }
};

/// F(4x4, 3x3) on the points 0, +-1, +-2 and infinity (Lavin and Gray). Coefficients of pixels are at most
/// 68 * 255 large, those of weights 49 * 128. A line's results are 24, 12, 6 and 6 times what they should
/// be. Three divides them: modulo 2^32 that is a product with its inverse, and what is left is a shift.
/// So results keep 26 bits.
template<typename Vec> struct IntegerLine<Vec, 4> {
    static constexpr int kSide = 4;
    static constexpr int kCount = 6;
    template<typename Number> static void input(const Number (&d)[6], Number (&v)[6])
    {
        const Number even = d[4] - d[2], odd = (d[3] - d[1]) << 1;
        const Number outer = d[4] - (d[2] << 2), inner = d[3] - (d[1] << 2);
        v[0] = ((d[0] - d[2]) << 2) + even;
        v[1] = outer + inner;
        v[2] = outer - inner;
        v[3] = even + odd;
        v[4] = even - odd;
        v[5] = ((d[1] - d[3]) << 2) + d[5] - d[3];
    }
    template<typename Number> static void output(const Number (&m)[6], Number (&y)[4])
    {
        const Number sumA = m[1] + m[2], differenceA = m[1] - m[2];
        const Number sumB = m[3] + m[4], differenceB = m[3] - m[4];
        y[0] = ((m[0] + sumA) << 2) + (m[0] << 1) + sumB;
        y[1] = (differenceA << 1) + differenceB;
        y[2] = sumA + sumB;
        y[3] = differenceA + ((differenceB + m[5] + (m[5] << 1)) << 1);
    }
    static typename Vec::I finished(typename Vec::U sum, int y, int x)
    {
        constexpr int kTwos[4] = {3, 2, 1, 1}; // of 24, 12, 6 and 6
        constexpr std::uint32_t kNinth = 954437177;
        static_assert(kNinth * 9u == 1u);
        return reinterpret_cast<typename Vec::I>(sum * kNinth) >> (kTwos[y] + kTwos[x]);
    }
};

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

/// Without signs, as sums may wrap round.
template<typename Vec, typename Line> struct WrappingSums {
    using Number = typename Vec::U;
    static Number load(const float* from) { return reinterpret_cast<Number>(Vec::load(from)); }
    static typename Vec::I finished(Number sum, int y, int x) { return Line::finished(sum, y, x); }
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

template<typename Vec, int Side> constexpr IntegerWinogradTable::Transforms integerTransforms()
{
    using Line = IntegerLine<Vec, Side>;
    return {&winogradInput<Line, WidenedBytes<Vec>, WordPairs<Vec>>,
            &winogradOutput<Line, WrappingSums<Vec, Line>>};
}

template<typename Vec, typename Int16Dot, int MaxRows, int Registers>
constexpr void addIntegerWinograd(TileTable& table)
{
    table.integerWinograd = {integerTransforms<Vec, 2>(), integerTransforms<Vec, 4>(),
                             &toIntegerPlanes<Vec>};
    addAllProducts<Vec, Int16Dot, MaxRows, Registers>(table, ProductKind::Int16);
}

} // namespace
} // namespace propago
