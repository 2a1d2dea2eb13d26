#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace propago {

/// McNemar's test of whether two precisions differ in accuracy beyond chance (McNemar 1947), exact by
/// the binomial distribution: only the pictures that one gets right and the other wrong count.
struct PairedTest {
    std::int64_t onlyFp32 = 0; ///< right in fp32, wrong here
    std::int64_t onlyThis = 0; ///< wrong in fp32, right here
    double pValue = 1;         ///< two-sided; 1 when there is nothing to tell apart
};

/// The 95 % Wilson score interval of `right` out of `of` (Wilson 1927).
std::pair<double, double> wilsonInterval(std::int64_t right, std::int64_t of);

/// The test for so many pictures that only one of the two gets right:
/// p = min(1, 2 sum over i <= min(b, c) of C(b + c, i) / 2^(b + c)).
PairedTest mcNemar(std::int64_t onlyFp32, std::int64_t onlyThis);

/// The test for two rows of answers to pictures of these labels.
PairedTest mcNemar(std::span<const int> fp32, std::span<const int> others,
                   std::span<const std::int32_t> labels);

/// The value in the middle, the upper one of two; 0 of nothing.
double medianOf(std::vector<double> values);

/// Median of the last quarter of `inOrder` over that of the first; 1 for fewer than eight values.
double driftOf(std::span<const double> inOrder);

} // namespace propago
