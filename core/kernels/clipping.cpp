#include "core/kernels/clipping.h"

#include "core/base/thread_pool.h"
#include "core/kernels/parallel_range.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace propago {

namespace {

// A sum of its own for each part, whatever thread computes it.
constexpr std::int64_t kPart = 32 * 1024;

std::int64_t partsOf(const TensorView& gradient)
{
    return (gradient.elements() + kPart - 1) / kPart;
}

template<typename T> void cutOff(T* g, std::int64_t count, double limit)
{
    const T most = static_cast<T>(limit);
    for (std::int64_t i = 0; i < count; ++i)
        g[i] = std::clamp(g[i], -most, most);
}

template<typename T> void scale(T* g, std::int64_t count, double factor)
{
    const T by = static_cast<T>(factor);
    for (std::int64_t i = 0; i < count; ++i)
        g[i] = g[i] * by;
}

// Several lanes, always the same, so that the compiler may keep them in one vector.
template<typename T> double squares(const T* g, std::int64_t count)
{
    constexpr std::int64_t kLanes = 8;
    double lanes[kLanes] = {};
    const std::int64_t whole = count / kLanes * kLanes;
    for (std::int64_t i = 0; i < whole; i += kLanes) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
            const auto value = static_cast<double>(g[i + lane]);
            lanes[lane] += value * value;
        }
    }
    double sum = 0;
    for (const double lane : lanes)
        sum += lane;
    for (std::int64_t i = whole; i < count; ++i)
        sum += static_cast<double>(g[i]) * static_cast<double>(g[i]);
    return sum;
}

double squares(const TensorView& gradient, std::int64_t part)
{
    const std::int64_t first = part * kPart;
    const std::int64_t count = std::min(kPart, gradient.elements() - first);
    return gradient.format == Format::Fp64 ? squares(gradient.as<double>() + first, count)
                                           : squares(gradient.as<float>() + first, count);
}

double normOf(std::span<const TensorView> gradients, ThreadPool& pool)
{
    thread_local std::vector<double> room; // lives on: a batch takes no memory for it
    double total = 0;
    for (const TensorView& gradient : gradients) {
        room.resize(static_cast<std::size_t>(partsOf(gradient)));
        const std::span<double> sums = room; // another thread would see its own room
        auto part = [&](int index) {
            sums[static_cast<std::size_t>(index)] = squares(gradient, index);
        };
        pool.run(static_cast<int>(sums.size()), part);
        for (const double sum : sums)
            total += sum;
    }
    return std::sqrt(total);
}

// change(pointer, count) on parts that together are every gradient.
template<typename Change>
void changeAll(std::span<const TensorView> gradients, ThreadPool& pool, Change change)
{
    for (const TensorView& gradient : gradients) {
        forRanges(gradient.elements(), pool, [&](std::int64_t first, std::int64_t last) {
            if (gradient.format == Format::Fp64)
                change(gradient.as<double>() + first, last - first);
            else
                change(gradient.as<float>() + first, last - first);
        });
    }
}

} // namespace

double clipGradients(std::span<const TensorView> gradients, const GradientLimits& limits,
                     ThreadPool& pool)
{
    constexpr double kEpsilon = 1e-6; // PyTorch's, against a division by zero
    if (limits.value > 0)
        changeAll(gradients, pool,
                  [&](auto* g, std::int64_t count) { cutOff(g, count, limits.value); });
    const double norm = normOf(gradients, pool);
    const double factor = limits.norm / (norm + kEpsilon);
    if (limits.norm > 0 && factor < 1)
        changeAll(gradients, pool, [&](auto* g, std::int64_t count) { scale(g, count, factor); });
    return norm;
}

} // namespace propago
