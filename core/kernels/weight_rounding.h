#pragma once
#include "core/base/thread_pool.h"

#include <cstdint>

/// Weights in few bits: weight = scale * code, one scale for each filter, codes symmetric around zero.
/// Training that rounds its weights and plans of integers share these rules.
namespace propago {

/// The largest code of `bits` (2 to 16); the smallest is its negative: 127 of 8 bits, 7 of 4, 1 of 2.
constexpr std::int64_t largestCode(std::int64_t bits)
{
    return (std::int64_t{1} << (bits - 1)) - 1;
}

/// The scale of a filter of `count` weights, never 0. With 8 bits and more the largest magnitude gets
/// the largest code, as in Jacob et al., "Quantization and training of neural networks for efficient
/// integer-arithmetic-only inference", CVPR 2018. With fewer, where clipping the few largest pays, it
/// is the one with the least squared error of a search. Computed in fp64; float and double.
template<typename T> double weightScale(const T* weights, std::int64_t count, std::int64_t bits);

/// weight / scale, rounded half to even, within the largest code. NaN passes through.
double weightCode(double weight, double scale, std::int64_t bits);

/// A bias as a plan of integers adds it: in whole steps of input times weight.
double roundedBias(double bias, double inputStep, double weightScale);

/// A bias for each filter, and the step between the values that the weights are multiplied with.
template<typename T> struct BiasRounding {
    const T* bias = nullptr; ///< null: there is none to be rounded
    T* rounded = nullptr;
    double inputStep = 1;
};

/// rounded = scale * code for each of `filters` rows; float and double. `rounded` may be `weights`.
template<typename T>
void roundWeights(const T* weights, T* rounded, std::int64_t filters, std::int64_t perFilter,
                  std::int64_t bits, ThreadPool& pool, const BiasRounding<T>& bias = {});

} // namespace propago
