#include "core/infer/quantisation.h"

#include "core/kernels/unit_tiles.h"
#include "core/kernels/weight_rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

namespace {

// Room that 60 000 products of 255 * 127 leave in 32 bits.
constexpr double kLargestBias = 2.0e8;
constexpr double kSmallestScale = 1e-30;

double largestMagnitude(const double* first, std::size_t count)
{
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i)
        largest = std::max(largest, std::abs(first[i]));
    return largest;
}

double levelOf(double value, double scale, double levels)
{
    return std::clamp(std::nearbyint(value / scale), -levels, levels);
}

/// One layer on its way to integers. `T` is what a weight becomes.
template<typename T> class WeightQuantiser {
public:
    WeightQuantiser(const std::vector<double>& weights, const std::vector<double>& bias,
                    std::int64_t filters, float inputScale, const std::vector<double>& means)
        : m_weights(weights)
        , m_bias(bias)
        , m_means(means)
        , m_filters(static_cast<std::size_t>(filters))
        , m_perFilter(weights.size() / m_filters)
        , m_step(static_cast<double>(inputScale))
    {}

    /// scaleOf(first weight, how many, largest bias): for each filter or for all.
    template<typename ScaleOf>
    IntegerWeights<T> run(bool perChannel, double levels, double mostBias, ScaleOf scaleOf)
    {
        IntegerWeights<T> result;
        result.weights.resize(m_weights.size());
        const double shared =
            perChannel ? 0 : scaleOf(m_weights.data(), m_weights.size(), largestBias());
        for (std::size_t f = 0; f < m_filters; ++f) {
            const double* row = m_weights.data() + f * m_perFilter;
            const double scale =
                perChannel ? scaleOf(row, m_perFilter, std::abs(biasOf(f))) : shared;
            T* to = result.weights.data() + f * m_perFilter;
            for (std::size_t i = 0; i < m_perFilter; ++i)
                to[i] = static_cast<T>(levelOf(row[i], scale, levels));
            const double bias = (biasOf(f) - shiftOf(f, to, scale)) / (m_step * scale);
            result.bias.push_back(
                static_cast<std::int32_t>(std::nearbyint(std::clamp(bias, -mostBias, mostBias))));
            result.scales.push_back(scale);
        }
        return result;
    }

    double step() const { return m_step; }

private:
    double biasOf(std::size_t filter) const { return m_bias.empty() ? 0.0 : m_bias[filter]; }
    double largestBias() const { return largestMagnitude(m_bias.data(), m_bias.size()); }
    /// What rounding the weights adds to the filter's mean.
    double shiftOf(std::size_t filter, const T* rounded, double scale) const
    {
        if (m_means.empty())
            return 0;
        double shift = 0;
        for (std::size_t i = 0; i < m_perFilter; ++i) {
            const std::size_t at = filter * m_perFilter + i;
            shift += (scale * static_cast<double>(rounded[i]) - m_weights[at]) * m_means[at];
        }
        return shift;
    }

    const std::vector<double>& m_weights;
    const std::vector<double>& m_bias;
    const std::vector<double>& m_means;
    std::size_t m_filters, m_perFilter;
    double m_step;
};

} // namespace

Quantisation quantisationFor(ValueRange range, bool isSymmetric)
{
    const double low = std::min(0.0, static_cast<double>(range.low));
    const double high = std::max(0.0, static_cast<double>(range.high));
    if (isSymmetric && low < 0) {
        const auto scale = static_cast<float>(std::max(-low, high) / 127);
        return scale > 0 ? Quantisation{scale, 128} : Quantisation{};
    }
    const auto scale = static_cast<float>((high - low) / 255);
    if (!(scale > 0))
        return {};
    const double zero = std::nearbyint(-low / static_cast<double>(scale));
    return {scale, static_cast<int>(std::clamp(zero, 0.0, 255.0))};
}

std::uint8_t quantised(double value, const Quantisation& quantisation)
{
    const double q =
        std::nearbyint(value / static_cast<double>(quantisation.scale)) + quantisation.zeroPoint;
    return static_cast<std::uint8_t>(std::clamp(q, 0.0, 255.0));
}

double dequantised(int q, const Quantisation& quantisation)
{
    return static_cast<double>(quantisation.scale) * (q - quantisation.zeroPoint);
}

Quantisation wideQuantisationFor(ValueRange range)
{
    const double largest = std::max(std::abs(static_cast<double>(range.low)),
                                    std::abs(static_cast<double>(range.high)));
    const auto scale = static_cast<float>(largest / kInt16Levels);
    return scale > 0 ? Quantisation{scale, 0} : Quantisation{};
}

QuantisedWeights quantiseWeights(const std::vector<double>& weights,
                                 const std::vector<double>& bias, std::int64_t filters,
                                 float inputScale, const LayerRules& rules,
                                 const std::vector<double>& inputMeans)
{
    WeightQuantiser<std::int8_t> quantiser(weights, bias, filters, inputScale, inputMeans);
    const auto scaleOf = [&](const double* first, std::size_t count, double largestBias) {
        const double byBias = largestBias / (quantiser.step() * kLargestBias);
        return std::max(weightScale(first, static_cast<std::int64_t>(count), rules.bits), byBias);
    };
    return quantiser.run(rules.perChannel, static_cast<double>(largestCode(rules.bits)),
                         kLargestBias, scaleOf);
}

WideWeights quantiseWide(const std::vector<double>& weights, const std::vector<double>& bias,
                         std::int64_t filters, float inputScale, const LayerRules& rules,
                         const std::vector<double>& inputMeans)
{
    constexpr double kSum = 2147483647.0, kMost = 32767, kInput = kInt16Levels;
    WeightQuantiser<std::int16_t> quantiser(weights, bias, filters, inputScale, inputMeans);
    const std::size_t perFilter = weights.size() / static_cast<std::size_t>(filters);
    // Rounding adds half a level to each weight at most, and a corrected bias has room for itself.
    const double room = kSum - kLargestBias - kInput * static_cast<double>(perFilter) / 2;
    const auto scaleOf = [&](const double* first, std::size_t count, double largestBias) {
        double sum = 0;
        for (std::size_t from = 0; from < count; from += perFilter) {
            double ofFilter = 0;
            for (std::size_t i = 0; i < perFilter; ++i)
                ofFilter += std::abs(first[from + i]);
            sum = std::max(sum, ofFilter);
        }
        return std::max({largestMagnitude(first, count) / kMost, sum * kInput / room,
                         largestBias / (quantiser.step() * kLargestBias), kSmallestScale});
    };
    return quantiser.run(rules.perChannel, kMost, kLargestBias, scaleOf);
}

IntegerAddition integerAddition(const Quantisation& left, const Quantisation& right,
                                const Quantisation& output, bool hasRelu)
{
    const double a = static_cast<double>(left.scale) / static_cast<double>(output.scale);
    const double b = static_cast<double>(right.scale) / static_cast<double>(output.scale);
    // Factors below 2^22 leave the sum of two 8-bit products inside 31 bits.
    int shift = 22 - std::max(0, static_cast<int>(std::ceil(std::log2(std::max(a, b)))) + 1);
    shift = std::clamp(shift, 0, 22);
    IntegerAddition addition;
    addition.left =
        static_cast<std::int32_t>(std::min(std::nearbyint(std::ldexp(a, shift)), 4194303.0));
    addition.right =
        static_cast<std::int32_t>(std::min(std::nearbyint(std::ldexp(b, shift)), 4194303.0));
    addition.shift = shift;
    addition.leftZero = left.zeroPoint;
    addition.rightZero = right.zeroPoint;
    addition.outputZero = output.zeroPoint;
    addition.least = hasRelu ? output.zeroPoint : 0;
    return addition;
}

} // namespace propago
