#include "core/kernels/binary.h"

#include "core/kernels/parallel_range.h"
#include "core/kernels/wide.h"

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

/// A run with steps that are known while compiling, so that it vectorises.
template<int StepA, int StepB, typename T, typename F>
PROPAGO_WIDE void mapRun(F, const T* a, const T* b, T* y, std::int64_t length)
{
#pragma GCC ivdep
    for (std::int64_t i = 0; i < length; ++i)
        y[i] = F::value(a[i * StepA], b[i * StepB]);
}

template<typename T, typename F>
void forwardRun(F f, const LoopNest::Offsets& at, const LoopNest::Offsets& step,
                std::int64_t length, const T* a, const T* b, T* y)
{
    y += at[0];
    a += at[1];
    b += at[2];
    if (step[1] == 1 && step[2] == 1)
        return mapRun<1, 1>(f, a, b, y, length);
    if (step[1] == 1 && step[2] == 0)
        return mapRun<1, 0>(f, a, b, y, length);
    if (step[1] == 0 && step[2] == 1)
        return mapRun<0, 1>(f, a, b, y, length);
    for (std::int64_t i = 0; i < length; ++i)
        y[i] = F::value(a[i * step[1]], b[i * step[2]]);
}

// The operands as the gradient reads them.
template<typename T> struct Operands {
    const T* a;
    const T* b;
    const T* dy;
};

constexpr int kSumLanes = 16;

/// Adds the gradients of a run to some sums, number i to sum i modulo their count: an order that any
/// width of vectors can keep.
template<int Operand, int StepA, int StepB, typename T, typename F>
PROPAGO_WIDE void addRun(F, const Operands<T>& from, std::int64_t length, double (&sums)[kSumLanes])
{
    const T* a = from.a;
    const T* b = from.b;
    const T* dy = from.dy;
    std::int64_t i = 0;
    for (; i + kSumLanes <= length; i += kSumLanes) {
        for (int lane = 0; lane < kSumLanes; ++lane)
            sums[lane] += static_cast<double>(F::template gradient<Operand>(
                a[(i + lane) * StepA], b[(i + lane) * StepB], dy[i + lane]));
    }
    for (; i < length; ++i)
        sums[i % kSumLanes] +=
            static_cast<double>(F::template gradient<Operand>(a[i * StepA], b[i * StepB], dy[i]));
}

// Sum over the shared axes from `at` on.
template<int Operand, typename T, typename F>
double sharedSum(F f, const LoopNest& shared, const LoopNest::Offsets& at, const Operands<T>& from)
{
    const LoopNest::Offsets step = shared.innerSteps();
    double sums[kSumLanes] = {};
    shared.run(0, shared.count(), [&](const LoopNest::Offsets& more, std::int64_t length) {
        const Operands<T> here{from.a + at[1] + more[1], from.b + at[2] + more[2],
                               from.dy + at[0] + more[0]};
        if (step == LoopNest::Offsets{1, 1, 0})
            return addRun<Operand, 1, 0>(f, here, length, sums);
        if (step == LoopNest::Offsets{1, 0, 1})
            return addRun<Operand, 0, 1>(f, here, length, sums);
        for (std::int64_t i = 0; i < length; ++i)
            sums[0] += static_cast<double>(F::template gradient<Operand>(
                here.a[i * step[1]], here.b[i * step[2]], here.dy[i * step[0]]));
    });
    double sum = 0;
    for (const double each : sums)
        sum += each;
    return sum;
}

/// Gradients of numbers that nobody shares, along a run.
template<int Operand, int StepA, int StepB, bool Accumulates, typename T, typename F>
PROPAGO_WIDE void gradientRun(F, const Operands<T>& from, std::int64_t length, T* target)
{
    const T* a = from.a;
    const T* b = from.b;
    const T* dy = from.dy;
#pragma GCC ivdep
    for (std::int64_t i = 0; i < length; ++i) {
        const T gradient = F::template gradient<Operand>(a[i * StepA], b[i * StepB], dy[i]);
        target[i] = Accumulates ? target[i] + gradient : gradient;
    }
}

/// True when the run's steps are among those that vectorise.
template<int Operand, typename T, typename F>
bool runsWide(F f, const LoopNest::Offsets& step, const Operands<T>& from, std::int64_t length,
              T* target, bool accumulates)
{
    constexpr int kOther = 2 - Operand;
    if (step[0] != 1 || step[Operand + 1] != 1 || step[kOther] < 0 || step[kOther] > 1)
        return false;
    const auto go = [&]<int Step>() {
        constexpr int kStepA = Operand == 0 ? 1 : Step;
        constexpr int kStepB = Operand == 0 ? Step : 1;
        if (accumulates)
            gradientRun<Operand, kStepA, kStepB, true>(f, from, length, target);
        else
            gradientRun<Operand, kStepA, kStepB, false>(f, from, length, target);
    };
    if (step[kOther] == 1)
        go.template operator()<1>();
    else
        go.template operator()<0>();
    return true;
}

template<int Operand, typename T, typename F>
void backward(F f, const SpreadLoops& loops, const Operands<T>& from, T* target, bool accumulates,
              ThreadPool& pool)
{
    const LoopNest::Offsets step = loops.own.innerSteps();
    const std::int64_t sharing = loops.shared.count();
    const auto range = [&](std::int64_t first, std::int64_t end) {
        loops.own.run(first, end, [&](LoopNest::Offsets at, std::int64_t length) {
            const Operands<T> here{from.a + at[1], from.b + at[2], from.dy + at[0]};
            if (sharing == 1
                && runsWide<Operand>(f, step, here, length, target + at[Operand + 1], accumulates))
                return;
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
