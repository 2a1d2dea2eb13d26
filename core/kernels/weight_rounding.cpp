#include "core/kernels/weight_rounding.h"

#include "core/kernels/rounding.h"
#include "core/kernels/wide.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace propago {

namespace {

constexpr double kSmallestScale = 1e-30;
constexpr int kLanes = 8;

inline double codeOf(double value, double most)
{
    value = value > most ? most : value;
    value = value < -most ? -most : value;
    return roundedHalfEven(value);
}

inline double squaredError(double weight, double scale, double inverse, double most)
{
    const double difference = weight - scale * codeOf(weight * inverse, most);
    return difference * difference;
}

// Lane by lane, so that the order of the sums is the same at any width of vectors.
template<typename T>
PROPAGO_WIDE void addErrors(const T* weights, std::int64_t count, double scale, double most,
                            double* errors)
{
    const double inverse = 1 / scale;
    for (std::int64_t i = 0; i + kLanes <= count; i += kLanes) {
        for (int lane = 0; lane < kLanes; ++lane)
            errors[lane] +=
                squaredError(static_cast<double>(weights[i + lane]), scale, inverse, most);
    }
    for (std::int64_t i = count / kLanes * kLanes; i < count; ++i)
        errors[i % kLanes] += squaredError(static_cast<double>(weights[i]), scale, inverse, most);
}

/// Keeps the better of two scales.
template<typename T> struct BestScale {
    const T* weights;
    std::int64_t count;
    double most;
    double scale = 0;
    double error = std::numeric_limits<double>::infinity();

    void consider(double candidate)
    {
        double errors[kLanes] = {};
        addErrors(weights, count, candidate, most, errors);
        const double other = std::accumulate(std::begin(errors), std::end(errors), 0.0);
        if (other < error) {
            error = other;
            scale = candidate;
        }
    }
};

template<typename T> double largestMagnitude(const T* weights, std::int64_t count)
{
    double largest = 0;
    for (std::int64_t i = 0; i < count; ++i)
        largest = std::max(largest, std::abs(static_cast<double>(weights[i])));
    return largest;
}

// Coarse steps from a small share of the largest magnitude up, then fine ones around the best.
template<typename T>
double searchedScale(const T* weights, std::int64_t count, double largest, double most)
{
    constexpr int kSteps = 20, kFine = 4;
    BestScale<T> best{weights, count, most};
    for (int level = 1; level <= static_cast<int>(most); ++level)
        best.consider(largest / level); // weights that lie on a grid keep it
    for (int i = 3; i <= kSteps; ++i)
        best.consider(largest / most * i / kSteps);
    const double coarse = best.scale, width = largest / most / kSteps;
    for (int i = 1 - kFine; i < kFine; ++i)
        best.consider(std::max(coarse + width * i / kFine, width));
    return best.scale;
}

} // namespace

template<typename T> double weightScale(const T* weights, std::int64_t count, std::int64_t bits)
{
    const double largest = largestMagnitude(weights, count);
    const auto most = static_cast<double>(largestCode(bits));
    const bool isSearched = bits < 8 && largest > kSmallestScale && std::isfinite(largest);
    const double scale = isSearched ? searchedScale(weights, count, largest, most) : largest / most;
    return scale > kSmallestScale ? scale : kSmallestScale;
}

double weightCode(double weight, double scale, std::int64_t bits)
{
    return codeOf(weight / scale, static_cast<double>(largestCode(bits)));
}

namespace {

template<typename T>
PROPAGO_WIDE void roundRow(const T* weights, T* rounded, std::int64_t count, double scale,
                           double most)
{
    for (std::int64_t i = 0; i < count; ++i)
        rounded[i] = static_cast<T>(scale * codeOf(static_cast<double>(weights[i]) / scale, most));
}

} // namespace

double roundedBias(double bias, double inputStep, double weightScale)
{
    const double step = inputStep * weightScale;
    return step * std::nearbyint(bias / step);
}

template<typename T>
void roundWeights(const T* weights, T* rounded, std::int64_t filters, std::int64_t perFilter,
                  std::int64_t bits, ThreadPool& pool, const BiasRounding<T>& bias)
{
    auto task = [&](int filter) {
        const T* row = weights + filter * perFilter;
        const double scale = weightScale(row, perFilter, bits);
        roundRow(row, rounded + filter * perFilter, perFilter, scale,
                 static_cast<double>(largestCode(bits)));
        if (bias.bias)
            bias.rounded[filter] = static_cast<T>(
                roundedBias(static_cast<double>(bias.bias[filter]), bias.inputStep, scale));
    };
    pool.run(static_cast<int>(filters), task);
}

template double weightScale<float>(const float*, std::int64_t, std::int64_t);
template double weightScale<double>(const double*, std::int64_t, std::int64_t);
template void roundWeights<float>(const float*, float*, std::int64_t, std::int64_t, std::int64_t,
                                  ThreadPool&, const BiasRounding<float>&);
template void roundWeights<double>(const double*, double*, std::int64_t, std::int64_t, std::int64_t,
                                   ThreadPool&, const BiasRounding<double>&);

} // namespace propago
