#pragma once
// Included like tile_templates.h, and for the same reason in an unnamed namespace.
#include "core/kernels/tiles/tile_templates.h"

namespace propago {
namespace {

// Enough independent sums to hide the latency of every multiply-add of two units, and few enough
// that they stay in registers beside what they are made from.
constexpr int kPeakSums = 12;

/// Makes a value unknown to the compiler, at no cost: it cannot know that a product repeats.
template<typename T> inline void hide(T& value)
{
    if constexpr (requires { value.even; }) {
        hide(value.even);
        hide(value.odd);
    } else {
#if defined(__x86_64__) && !defined(PROPAGO_EMULATE_AVX512)
        asm volatile("" : "+x"(value));
#elif defined(__aarch64__)
        asm volatile("" : "+w"(value));
#else
        asm volatile("" : "+m"(value));
#endif
    }
}

/// Nothing but the multiply-adds of `Dot`, in registers.
template<typename Dot> void peakTurns(std::int64_t turns)
{
    alignas(64) const std::byte zeros[64] = {};
    typename Dot::Sum sums[kPeakSums] = {};
    auto column = Dot::load(zeros);
    auto row = Dot::broadcast(zeros);
    hide(row);
    for (std::int64_t turn = 0; turn < turns; ++turn) {
#pragma GCC unroll 12
        for (int i = 0; i < kPeakSums; ++i) {
            hide(column);
            sums[i] = Dot::dot(sums[i], column, row);
        }
    }
#pragma GCC unroll 12
    for (int i = 0; i < kPeakSums; ++i)
        hide(sums[i]);
}

/// fp64 has no tiles of its own: as many lanes as fit into the same register.
template<typename Vec> struct Fp64Dot {
    using Sum = typename Vec::D;
    static Sum load(const void*) { return Sum{}; }
    static Sum broadcast(const void*) { return Sum{}; }
    static Sum dot(Sum sum, Sum column, Sum row) { return Vec::fma(column, row, sum); }
};

/// Products in a lane of what multiplies int8.
template<typename Int8> constexpr int int8Products()
{
    if constexpr (requires { Int8::kProducts; })
        return Int8::kProducts;
    else
        return 4;
}

template<typename Vec, typename Fp32, typename Bf16, typename Int16, typename Int8, typename Int4>
constexpr void addPeaks(TileTable& table)
{
    constexpr std::int64_t kLanes = kPeakSums * Vec::kLanes;
    table.fp64Peak = {&peakTurns<Fp64Dot<Vec>>, kLanes / 2};
    table.fp32Peak = {&peakTurns<Fp32>, kLanes};
    table.bf16Peak = {&peakTurns<Bf16>, 2 * kLanes};
    table.int16Peak = {&peakTurns<Int16>, 2 * kLanes};
    table.int8Peak = {&peakTurns<Int8>, int8Products<Int8>() * kLanes};
    table.int4Peak = {&peakTurns<Int4>, 4 * kLanes};
}

} // namespace
} // namespace propago
