#pragma once
#include "core/base/thread_pool.h"

#include <cstdint>

/// Functions of one number, element by element; instantiated for float and double. Both compute in
/// fp64 and round once. NaN passes through.
namespace propago {

enum class UnaryFunction : std::uint8_t {
    Clip,        ///< min(max(x, low), high)
    HardSigmoid, ///< min(max(alpha x + beta, 0), 1)
    HardSwish,   ///< x min(max(x / 6 + 1/2, 0), 1)
    Silu,        ///< x sigmoid(x)
    Gelu,        ///< x (1 + erf(x / sqrt 2)) / 2
    GeluTanh,    ///< x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    Elu,         ///< x above 0, else alpha (e^x - 1)
    Erf,
    Exp,
    Sqrt,
    Pow ///< x^alpha
};

/// The numbers that some of the functions need.
struct UnarySettings {
    double low = 0, high = 0;
    double alpha = 1, beta = 0;
};

/// y = f(x); y may be x.
template<typename T>
void unaryForward(UnaryFunction function, const UnarySettings& settings, const T* x, T* y,
                  std::int64_t count, ThreadPool& pool);
/// dx = dy f'(x), or dx += that when it `accumulates`; y is f(x). At a corner of Clip, HardSigmoid and
/// HardSwish the flat side counts.
template<typename T>
void unaryBackward(UnaryFunction function, const UnarySettings& settings, const T* x, const T* y,
                   const T* dy, T* dx, std::int64_t count, bool accumulates, ThreadPool& pool);

} // namespace propago
