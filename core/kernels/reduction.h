#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/loop_nest.h"

#include <cstdint>

/// One number out of many, and moving numbers about; instantiated for float and double. Sums run in
/// fp64 in a fixed order.
namespace propago {

enum class ReduceFunction : std::uint8_t { Mean, Sum, Max };

/// `kept` runs over the results, `reduced` over what goes into each of them. Arrays of both: y, x.
struct ReduceLoops {
    LoopNest kept, reduced;
};

/// y = mean, sum or largest. Max leaves the number of the winning iteration of `reduced`, the first
/// of equals, in `winners` (one for each y); the others do not use it. NaN wins.
template<typename T>
void reduceForward(ReduceFunction function, const ReduceLoops& loops, const T* x, T* y,
                   std::int32_t* winners, ThreadPool& pool);
/// dx from dy, or added to dx when it `accumulates`.
template<typename T>
void reduceBackward(ReduceFunction function, const ReduceLoops& loops, const T* dy, T* dx,
                    const std::int32_t* winners, bool accumulates, ThreadPool& pool);

/// y = x in another order. The arrays of `nest`: y, x.
template<typename T>
void rearrangeForward(const LoopNest& nest, const T* x, T* y, ThreadPool& pool);
template<typename T>
void rearrangeBackward(const LoopNest& nest, const T* dy, T* dx, bool accumulates,
                       ThreadPool& pool);

} // namespace propago
