#pragma once
#include "core/infer/calibration.h"
#include "core/infer/quantisation_options.h"

#include <cstdint>
#include <span>
#include <vector>

namespace propago {

/// How often values fell where: bins of equal width from the smallest to the largest value. Exact
/// zeros are counted apart, since every quantisation represents them without error and behind a ReLU
/// they would drown all else.
class ValueHistogram {
public:
    static constexpr std::size_t kBins = 2048;

    ValueHistogram() = default;
    /// For values inside `extremes`; without finite extremes it counts nothing.
    explicit ValueHistogram(ValueRange extremes);

    void add(std::span<const float> values);

    ValueRange extremes() const { return m_extremes; }
    const std::vector<std::int64_t>& bins() const { return m_bins; }
    std::int64_t zeros() const { return m_zeros; }
    std::int64_t total() const { return m_total; } ///< zeros too
    double binWidth() const { return m_width; }
    /// The value in the middle of a bin.
    double centre(std::size_t bin) const;

private:
    ValueRange m_extremes;
    double m_width = 0; // 0: a single value, or nothing to count
    std::vector<std::int64_t> m_bins;
    std::int64_t m_zeros = 0;
    std::int64_t m_total = 0;
};

/// The range that the method of `options` chooses for such values; never beyond the extremes and zero,
/// except that a symmetric one reaches equally far to both sides.
/// Percentile: the share that is left out lies at both ends alike, or at one end where all values have
/// one sign (behind a ReLU). MeanSquaredError: Sung, Shin, Hwang, "Resiliency of deep neural networks
/// under quantization", 2015, by search over clips of both ends. Entropy: Migacz, "8-bit inference with
/// TensorRT", GTC 2017, with 256 levels and a window of bins that both ends may shrink.
ValueRange chooseRange(const ValueHistogram& values, const QuantisationOptions& options);

/// Mean squared error of the counted values after rounding to the 256 levels of `range`.
double meanSquaredError(const ValueHistogram& values, ValueRange range, bool isSymmetric);

/// Kullback-Leibler divergence of the counted values from what 256 levels over `range` keep of them.
/// Infinite for a range of fewer than 256 bins, which would say nothing, and for one that leaves out
/// more than a hundredth of the values: where one value stands out, as that of an empty background,
/// the divergence alone would rather lose all others than share its level with its neighbours.
double divergence(const ValueHistogram& values, ValueRange range);

} // namespace propago
