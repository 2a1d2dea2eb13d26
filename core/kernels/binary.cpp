#include "core/kernels/binary.h"

#include "core/kernels/parallel_range.h"

#include <stdexcept>

namespace propago {

namespace {

// Each function as its value and what one operand's change does to it.
struct Add {
    template<typename T> static T value(T a, T b) { return a + b; }
    template<int Operand, typename T> static T gradient(T, T, T dy) { return dy; }
};

struct Sub {
    template<typename T> static T value(T a, T b) { return a - b; }
    template<int Operand, typename T> static T gradient(T, T, T dy)
    {
        return Operand == 0 ? dy : -dy;
    }
};

struct Mul {
    template<typename T> static T value(T a, T b) { return a * b; }
    template<int Operand, typename T> static T gradient(T a, T b, T dy)
    {
        return dy * (Operand == 0 ? b : a);
    }
};

struct Div {
    template<typename T> static T value(T a, T b) { return a / b; }
    template<int Operand, typename T> static T gradient(T a, T b, T dy)
    {
        return Operand == 0 ? dy / b : -dy * (a / b) / b;
    }
};

struct PRelu {
    template<typename T> static T value(T a, T b) { return a < T(0) ? a * b : a; }
    template<int Operand, typename T> static T gradient(T a, T b, T dy)
    {
        if (Operand == 0)
            return a > T(0) ? dy : dy * b;
        return a > T(0) ? T(0) : dy * a;
    }
};

template<typename Use> void choose(BinaryFunction function, Use use)
{
    switch (function) {
    case BinaryFunction::Add: return use(Add{});
    case BinaryFunction::Sub: return use(Sub{});
    case BinaryFunction::Mul: return use(Mul{});
    case BinaryFunction::Div: return use(Div{});
    case BinaryFunction::PRelu: return use(PRelu{});
    }
    throw std::logic_error("unknown function");
}

template<typename T, typename F>
void forwardRun(F, const LoopNest::Offsets& at, const LoopNest::Offsets& step, std::int64_t length,
                const T* a, const T* b, T* y)
{
    y += at[0];
    a += at[1];
    b += at[2];
    if (step[1] == 1 && step[2] == 1) { // the common case, in a form that vectorises
        for (std::int64_t i = 0; i < length; ++i)
            y[i] = F::value(a[i], b[i]);
        return;
    }
    for (std::int64_t i = 0; i < length; ++i)
        y[i] = F::value(a[i * step[1]], b[i * step[2]]);
}

// The operands as the gradient reads them.
template<typename T> struct Operands {
    const T* a;
    const T* b;
    const T* dy;
};

// Sum over the shared axes from `at` on.
template<int Operand, typename T, typename F>
double sharedSum(F, const LoopNest& shared, const LoopNest::Offsets& at, const Operands<T>& from)
{
    const LoopNest::Offsets step = shared.innerSteps();
    double sum = 0;
    shared.run(0, shared.count(), [&](const LoopNest::Offsets& more, std::int64_t length) {
        for (std::int64_t i = 0; i < length; ++i)
            sum += static_cast<double>(F::template gradient<Operand>(
                from.a[at[1] + more[1] + i * step[1]], from.b[at[2] + more[2] + i * step[2]],
                from.dy[at[0] + more[0] + i * step[0]]));
    });
    return sum;
}

template<int Operand, typename T, typename F>
void backward(F f, const SpreadLoops& loops, const Operands<T>& from, T* target, bool accumulates,
              ThreadPool& pool)
{
    const LoopNest::Offsets step = loops.own.innerSteps();
    const std::int64_t sharing = loops.shared.count();
    const auto range = [&](std::int64_t first, std::int64_t end) {
        loops.own.run(first, end, [&](LoopNest::Offsets at, std::int64_t length) {
            for (std::int64_t i = 0; i < length; ++i) {
                const T gradient =
                    sharing == 1 ? F::template gradient<Operand>(from.a[at[1]], from.b[at[2]],
                                                                 from.dy[at[0]])
                                 : static_cast<T>(sharedSum<Operand>(f, loops.shared, at, from));
                T& to = target[at[Operand + 1]];
                to = accumulates ? to + gradient : gradient;
                for (std::size_t k = 0; k < at.size(); ++k)
                    at[k] += step[k];
            }
        });
    };
    const std::int64_t grain = 16 * 1024 / std::clamp<std::int64_t>(sharing, 1, 16 * 1024);
    forRanges(loops.own.count(), pool, range, grain);
}

} // namespace

template<typename T>
void binaryForward(BinaryFunction function, const LoopNest& nest, const T* a, const T* b, T* y,
                   ThreadPool& pool)
{
    const LoopNest::Offsets step = nest.innerSteps();
    choose(function, [&](auto f) {
        forRanges(nest.count(), pool, [&](std::int64_t first, std::int64_t end) {
            nest.run(first, end, [&](const LoopNest::Offsets& at, std::int64_t length) {
                forwardRun(f, at, step, length, a, b, y);
            });
        });
    });
}

template<typename T>
void binaryBackward(BinaryFunction function, const SpreadLoops& loops, int operand, const T* a,
                    const T* b, const T* dy, T* target, bool accumulates, ThreadPool& pool)
{
    choose(function, [&](auto f) {
        if (operand == 0)
            backward<0>(f, loops, Operands<T>{a, b, dy}, target, accumulates, pool);
        else
            backward<1>(f, loops, Operands<T>{a, b, dy}, target, accumulates, pool);
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void binaryForward(BinaryFunction, const LoopNest&, const T*, const T*, T*,           \
                                ThreadPool&);                                                      \
    template void binaryBackward(BinaryFunction, const SpreadLoops&, int, const T*, const T*,      \
                                 const T*, T*, bool, ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
