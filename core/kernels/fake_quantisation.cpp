#include "core/kernels/fake_quantisation.h"

#include "core/kernels/parallel_range.h"
#include "core/kernels/rounding.h"
#include "core/kernels/wide.h"

namespace propago {

namespace {

// The codes counted from the zero point.
struct Steps {
    double scale, lowest, highest;
};

Steps stepsOf(const CodeRange& codes)
{
    return {codes.scale, static_cast<double>(codes.lowest - codes.zeroPoint),
            static_cast<double>(codes.highest - codes.zeroPoint)};
}

// The limits are integers: clamped before it is rounded is clamped after it.
inline double stepOf(const Steps& steps, double value)
{
    value /= steps.scale;
    value = value > steps.highest ? steps.highest : value;
    value = value < steps.lowest ? steps.lowest : value;
    return roundedHalfEven(value);
}

template<typename T>
PROPAGO_WIDE void quantiseRange(const Steps& steps, const T* x, T* y, std::int64_t first,
                                std::int64_t last)
{
    for (std::int64_t i = first; i < last; ++i)
        y[i] = static_cast<T>(steps.scale * stepOf(steps, static_cast<double>(x[i])));
}

// Half a step around the range still rounds into it, a whole half only where the end is even.
inline bool isInside(const Steps& steps, double value)
{
    value /= steps.scale;
    value = value > steps.highest + 2 ? steps.highest + 2 : value;
    value = value < steps.lowest - 2 ? steps.lowest - 2 : value;
    const double step = roundedHalfEven(value);
    return step >= steps.lowest && step <= steps.highest;
}

template<bool kAccumulates, typename T>
PROPAGO_WIDE void passRange(const Steps& steps, const T* x, const T* dy, T* dx, std::int64_t first,
                            std::int64_t last)
{
    for (std::int64_t i = first; i < last; ++i) {
        const T passed = isInside(steps, static_cast<double>(x[i])) ? dy[i] : T(0);
        dx[i] = kAccumulates ? dx[i] + passed : passed;
    }
}

} // namespace

double codeOf(const CodeRange& codes, double value)
{
    return stepOf(stepsOf(codes), value) + static_cast<double>(codes.zeroPoint);
}

template<typename T>
void fakeQuantise(const CodeRange& codes, const T* x, T* y, std::int64_t count, ThreadPool& pool)
{
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        quantiseRange(stepsOf(codes), x, y, first, last);
    });
}

template<typename T>
void fakeQuantiseBackward(const CodeRange& codes, const T* x, const T* dy, T* dx,
                          std::int64_t count, bool accumulates, ThreadPool& pool)
{
    forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
        if (accumulates)
            passRange<true>(stepsOf(codes), x, dy, dx, first, last);
        else
            passRange<false>(stepsOf(codes), x, dy, dx, first, last);
    });
}

template void fakeQuantise<float>(const CodeRange&, const float*, float*, std::int64_t,
                                  ThreadPool&);
template void fakeQuantise<double>(const CodeRange&, const double*, double*, std::int64_t,
                                   ThreadPool&);
template void fakeQuantiseBackward<float>(const CodeRange&, const float*, const float*, float*,
                                          std::int64_t, bool, ThreadPool&);
template void fakeQuantiseBackward<double>(const CodeRange&, const double*, const double*, double*,
                                           std::int64_t, bool, ThreadPool&);

} // namespace propago
