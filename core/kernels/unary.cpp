#include "core/kernels/unary.h"

#include "core/kernels/exponential.h"
#include "core/kernels/parallel_range.h"
#include "core/kernels/wide.h"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <type_traits>

namespace propago {

namespace {

// Written so that NaN stays NaN.
double between(double low, double x, double high)
{
    return x < low ? low : x > high ? high : x;
}

// e^x in the precision that T needs.
template<typename T> double raised(double x)
{
    if constexpr (std::is_same_v<T, float>)
        return exponential(between(-120, x, 120));
    else
        return std::exp(x);
}

template<typename T> double logistic(double x)
{
    return 1 / (1 + raised<T>(-x));
}

// Each function as `value` and as `slope`, its derivative at x where y = value(x).
struct Clip {
    UnarySettings s;
    template<typename T> double value(double x) const { return between(s.low, x, s.high); }
    template<typename T> double slope(double x, double) const
    {
        return x > s.low && x < s.high ? 1 : 0;
    }
};

struct HardSigmoid {
    UnarySettings s;
    template<typename T> double value(double x) const
    {
        return between(0, s.alpha * x + s.beta, 1);
    }
    template<typename T> double slope(double x, double) const
    {
        const double inner = s.alpha * x + s.beta;
        return inner > 0 && inner < 1 ? s.alpha : 0;
    }
};

struct HardSwish {
    UnarySettings s;
    template<typename T> double value(double x) const { return x * between(0, x / 6 + 0.5, 1); }
    template<typename T> double slope(double x, double) const
    {
        return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5;
    }
};

struct Silu {
    UnarySettings s;
    template<typename T> double value(double x) const { return x * logistic<T>(x); }
    template<typename T> double slope(double x, double) const
    {
        const double share = logistic<T>(x);
        return share * (1 + x * (1 - share));
    }
};

struct Gelu {
    UnarySettings s;
    static double below(double x) { return 0.5 * (1 + std::erf(x / std::numbers::sqrt2)); }
    template<typename T> double value(double x) const { return x * below(x); }
    template<typename T> double slope(double x, double) const
    {
        constexpr double kDensity = 0.3989422804014327; // 1 / sqrt(2 pi)
        return below(x) + x * kDensity * std::exp(-0.5 * x * x);
    }
};

struct GeluTanh {
    UnarySettings s;
    static constexpr double kScale = 0.7978845608028654; // sqrt(2 / pi)
    static constexpr double kCubic = 0.044715;
    template<typename T> static double bend(double x)
    {
        const double u = between(-40, kScale * (x + kCubic * x * x * x), 40);
        return 1 - 2 / (raised<T>(2 * u) + 1);
    }
    template<typename T> double value(double x) const { return 0.5 * x * (1 + bend<T>(x)); }
    template<typename T> double slope(double x, double) const
    {
        const double t = bend<T>(x);
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * kScale * (1 + 3 * kCubic * x * x);
    }
};

struct Elu {
    UnarySettings s;
    template<typename T> double value(double x) const
    {
        return x > 0 ? x : s.alpha * std::expm1(x);
    }
    template<typename T> double slope(double x, double y) const { return x > 0 ? 1 : y + s.alpha; }
};

struct Erf {
    UnarySettings s;
    template<typename T> double value(double x) const { return std::erf(x); }
    template<typename T> double slope(double x, double) const
    {
        return 2 * std::numbers::inv_sqrtpi * std::exp(-x * x);
    }
};

struct Exp {
    UnarySettings s;
    template<typename T> double value(double x) const { return std::exp(x); }
    template<typename T> double slope(double, double y) const { return y; }
};

struct Sqrt {
    UnarySettings s;
    template<typename T> double value(double x) const { return std::sqrt(x); }
    template<typename T> double slope(double, double y) const { return 0.5 / y; }
};

struct Pow {
    UnarySettings s;
    template<typename T> double value(double x) const { return std::pow(x, s.alpha); }
    template<typename T> double slope(double x, double) const
    {
        return s.alpha == 0 ? 0 : s.alpha * std::pow(x, s.alpha - 1);
    }
};

// Calls use(f) with the function's own type, so that the loops below are compiled for each.
template<typename Use> void choose(UnaryFunction function, const UnarySettings& s, Use use)
{
    switch (function) {
    case UnaryFunction::Clip: return use(Clip{s});
    case UnaryFunction::HardSigmoid: return use(HardSigmoid{s});
    case UnaryFunction::HardSwish: return use(HardSwish{s});
    case UnaryFunction::Silu: return use(Silu{s});
    case UnaryFunction::Gelu: return use(Gelu{s});
    case UnaryFunction::GeluTanh: return use(GeluTanh{s});
    case UnaryFunction::Elu: return use(Elu{s});
    case UnaryFunction::Erf: return use(Erf{s});
    case UnaryFunction::Exp: return use(Exp{s});
    case UnaryFunction::Sqrt: return use(Sqrt{s});
    case UnaryFunction::Pow: return use(Pow{s});
    }
    throw std::logic_error("unknown function");
}

// Every number for itself, so that input and output may be the same array.
template<typename T, typename F>
PROPAGO_WIDE void mapRange(F f, const T* x, T* y, std::int64_t first, std::int64_t last)
{
#pragma GCC ivdep
    for (std::int64_t i = first; i < last; ++i)
        y[i] = static_cast<T>(f.template value<T>(static_cast<double>(x[i])));
}

template<bool Accumulates, typename T, typename F>
PROPAGO_WIDE void slopeRange(F f, const T* x, const T* y, const T* dy, T* dx, std::int64_t first,
                             std::int64_t last)
{
#pragma GCC ivdep
    for (std::int64_t i = first; i < last; ++i) {
        const double slope =
            f.template slope<T>(static_cast<double>(x[i]), static_cast<double>(y[i]));
        const T gradient = static_cast<T>(static_cast<double>(dy[i]) * slope);
        dx[i] = Accumulates ? dx[i] + gradient : gradient;
    }
}

} // namespace

template<typename T>
void unaryForward(UnaryFunction function, const UnarySettings& settings, const T* x, T* y,
                  std::int64_t count, ThreadPool& pool)
{
    choose(function, settings, [&](const auto& f) {
        forRanges(count, pool,
                  [&](std::int64_t first, std::int64_t last) { mapRange(f, x, y, first, last); });
    });
}

template<typename T>
void unaryBackward(UnaryFunction function, const UnarySettings& settings, const T* x, const T* y,
                   const T* dy, T* dx, std::int64_t count, bool accumulates, ThreadPool& pool)
{
    choose(function, settings, [&](const auto& f) {
        forRanges(count, pool, [&](std::int64_t first, std::int64_t last) {
            if (accumulates)
                slopeRange<true>(f, x, y, dy, dx, first, last);
            else
                slopeRange<false>(f, x, y, dy, dx, first, last);
        });
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void unaryForward(UnaryFunction, const UnarySettings&, const T*, T*, std::int64_t,    \
                               ThreadPool&);                                                       \
    template void unaryBackward(UnaryFunction, const UnarySettings&, const T*, const T*, const T*, \
                                T*, std::int64_t, bool, ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
