#include "core/kernels/reduction.h"

#include "core/kernels/parallel_range.h"
#include "core/kernels/wide.h"

namespace propago {

namespace {

using Offsets = LoopNest::Offsets;

// Calls f(offsets, iteration) for each iteration of `nest` in [first, end).
template<typename F> void forEach(const LoopNest& nest, std::int64_t first, std::int64_t end, F f)
{
    const Offsets step = nest.innerSteps();
    nest.run(first, end, [&](Offsets at, std::int64_t length) {
        for (std::int64_t i = 0; i < length; ++i) {
            f(at, first++);
            for (std::size_t k = 0; k < at.size(); ++k)
                at[k] += step[k];
        }
    });
}

// Calls f(offsets, result) for each result, on all threads.
template<typename F> void forResults(const ReduceLoops& loops, ThreadPool& pool, F f)
{
    const std::int64_t reduced = std::clamp<std::int64_t>(loops.reduced.count(), 1, 16 * 1024);
    const auto range = [&](std::int64_t first, std::int64_t end) {
        forEach(loops.kept, first, end, f);
    };
    forRanges(loops.kept.count(), pool, range, 16 * 1024 / reduced);
}

constexpr int kSumLanes = 16;

/// Adds value i to sum i modulo their number: an order that any width of vectors can keep.
template<typename T>
PROPAGO_WIDE void addRun(const T* x, std::int64_t length, double (&sums)[kSumLanes])
{
    std::int64_t i = 0;
    for (; i + kSumLanes <= length; i += kSumLanes) {
        for (int lane = 0; lane < kSumLanes; ++lane)
            sums[lane] += static_cast<double>(x[i + lane]);
    }
    for (; i < length; ++i)
        sums[i % kSumLanes] += static_cast<double>(x[i]);
}

template<typename T> double sumOf(const LoopNest& reduced, const T* x)
{
    const std::int64_t step = reduced.innerSteps()[1];
    double sums[kSumLanes] = {};
    reduced.run(0, reduced.count(), [&](const Offsets& at, std::int64_t length) {
        if (step == 1)
            return addRun(x + at[1], length, sums);
        for (std::int64_t i = 0; i < length; ++i)
            sums[0] += static_cast<double>(x[at[1] + i * step]);
    });
    double sum = 0;
    for (const double each : sums)
        sum += each;
    return sum;
}

template<typename T> T largestOf(const LoopNest& reduced, const T* x, std::int32_t& winner)
{
    T largest = x[0];
    winner = 0;
    forEach(reduced, 0, reduced.count(), [&](const Offsets& at, std::int64_t iteration) {
        const T value = x[at[1]];
        const bool isNan = value != value;
        if (largest == largest && (value > largest || isNan)) {
            largest = value;
            winner = static_cast<std::int32_t>(iteration);
        }
    });
    return largest;
}

} // namespace

template<typename T>
void reduceForward(ReduceFunction function, const ReduceLoops& loops, const T* x, T* y,
                   std::int32_t* winners, ThreadPool& pool)
{
    const double share =
        function == ReduceFunction::Mean ? 1 / static_cast<double>(loops.reduced.count()) : 1;
    forResults(loops, pool, [&](const Offsets& at, std::int64_t) {
        if (function == ReduceFunction::Max)
            y[at[0]] = largestOf(loops.reduced, x + at[1], winners[at[0]]);
        else
            y[at[0]] = static_cast<T>(sumOf(loops.reduced, x + at[1]) * share);
    });
}

template<typename T>
void reduceBackward(ReduceFunction function, const ReduceLoops& loops, const T* dy, T* dx,
                    const std::int32_t* winners, bool accumulates, ThreadPool& pool)
{
    const double share =
        function == ReduceFunction::Mean ? 1 / static_cast<double>(loops.reduced.count()) : 1;
    forResults(loops, pool, [&](const Offsets& at, std::int64_t) {
        const T gradient = static_cast<T>(static_cast<double>(dy[at[0]]) * share);
        forEach(loops.reduced, 0, loops.reduced.count(),
                [&](const Offsets& more, std::int64_t iteration) {
                    const bool counts =
                        function != ReduceFunction::Max || winners[at[0]] == iteration;
                    const T part = counts ? gradient : T(0);
                    T& to = dx[at[1] + more[1]];
                    to = accumulates ? to + part : part;
                });
    });
}

template<typename T> void rearrangeForward(const LoopNest& nest, const T* x, T* y, ThreadPool& pool)
{
    forRanges(nest.count(), pool, [&](std::int64_t first, std::int64_t end) {
        forEach(nest, first, end, [&](const Offsets& at, std::int64_t) { y[at[0]] = x[at[1]]; });
    });
}

template<typename T>
void rearrangeBackward(const LoopNest& nest, const T* dy, T* dx, bool accumulates, ThreadPool& pool)
{
    forRanges(nest.count(), pool, [&](std::int64_t first, std::int64_t end) {
        forEach(nest, first, end, [&](const Offsets& at, std::int64_t) {
            dx[at[1]] = accumulates ? dx[at[1]] + dy[at[0]] : dy[at[0]];
        });
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void reduceForward(ReduceFunction, const ReduceLoops&, const T*, T*, std::int32_t*,   \
                                ThreadPool&);                                                      \
    template void reduceBackward(ReduceFunction, const ReduceLoops&, const T*, T*,                 \
                                 const std::int32_t*, bool, ThreadPool&);                          \
    template void rearrangeForward(const LoopNest&, const T*, T*, ThreadPool&);                    \
    template void rearrangeBackward(const LoopNest&, const T*, T*, bool, ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
