#pragma once
#include "core/base/thread_pool.h"

#include <cstdint>

/// Real numbers rounded to what an integer format can hold, and still real; float and double.
namespace propago {

/// A value is scale * (code - zeroPoint); codes are the integers from lowest to highest.
struct CodeRange {
    double scale = 1;
    std::int64_t zeroPoint = 0;
    std::int64_t lowest = 0;
    std::int64_t highest = 255;
};

/// The code of `value`: value / scale rounded half to even, plus the zero point, within the range.
/// Computed in fp64. NaN passes through.
double codeOf(const CodeRange& codes, double value);

/// y = scale * (code of x - zeroPoint), rounded once; y may be x.
template<typename T>
void fakeQuantise(const CodeRange& codes, const T* x, T* y, std::int64_t count, ThreadPool& pool);

/// Straight through (Bengio, Léonard, Courville, "Estimating or propagating gradients through
/// stochastic neurons", 2013): dx = dy where x rounds to a code within the range, 0 where it was
/// clamped (Jacob et al., CVPR 2018); or dx += that when it `accumulates`. dx may be dy.
template<typename T>
void fakeQuantiseBackward(const CodeRange& codes, const T* x, const T* dy, T* dx,
                          std::int64_t count, bool accumulates, ThreadPool& pool);

} // namespace propago
