#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/loop_nest.h"

#include <cstdint>

/// Functions of two numbers, element by element, where an operand may be spread along some axes;
/// instantiated for float and double. Sums of gradients run in fp64 in a fixed order.
namespace propago {

enum class BinaryFunction : std::uint8_t {
    Add,
    Sub,
    Mul,
    Div,
    PRelu ///< a above 0, else a * b
};

/// y = f(a, b). The arrays of `nest`: y, a, b.
template<typename T>
void binaryForward(BinaryFunction function, const LoopNest& nest, const T* a, const T* b, T* y,
                   ThreadPool& pool);

/// What the gradient of one operand runs over: `own` are the axes along which it has numbers,
/// `shared` those along which it is spread. Arrays of both: y, a, b.
struct SpreadLoops {
    LoopNest own, shared;
};

/// The gradient of operand 0 (a) or 1 (b): each of its numbers gets the sum of dy df/d(operand) over
/// the shared axes. Sets da or db (`target`), or adds to it when it `accumulates`.
template<typename T>
void binaryBackward(BinaryFunction function, const SpreadLoops& loops, int operand, const T* a,
                    const T* b, const T* dy, T* target, bool accumulates, ThreadPool& pool);

} // namespace propago
