#include "core/infer/statistics.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace propago {

namespace {

// log of C(n, k) / 2^n, as a sum of logarithms: neither overflows for any number of pictures.
double logBinomial(std::int64_t n, std::int64_t k)
{
    double sum = -static_cast<double>(n) * std::numbers::ln2;
    for (std::int64_t i = 1; i <= k; ++i)
        sum += std::log(static_cast<double>(n - k + i) / static_cast<double>(i));
    return sum;
}

// The probability of at most `k` heads in `n` throws: from the largest term down.
double lowerTail(std::int64_t n, std::int64_t k)
{
    double term = 1;
    double sum = 0;
    for (std::int64_t i = k; i >= 0 && term > 1e-18; --i) {
        sum += term;
        term *= static_cast<double>(i) / static_cast<double>(n - i + 1);
    }
    return std::exp(logBinomial(n, k) + std::log(sum));
}

} // namespace

std::pair<double, double> wilsonInterval(std::int64_t right, std::int64_t of)
{
    if (of < 1)
        return {0, 1};
    constexpr double z = 1.959963984540054; // 97.5 % quantile of the normal distribution
    const auto n = static_cast<double>(of);
    const double share = static_cast<double>(right) / n;
    const double middle = share + z * z / (2 * n);
    const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    return {std::max(0.0, (middle - reach) / scale), std::min(1.0, (middle + reach) / scale)};
}

PairedTest mcNemar(std::int64_t onlyFp32, std::int64_t onlyThis)
{
    const std::int64_t fewer = std::min(onlyFp32, onlyThis);
    return {onlyFp32, onlyThis, std::min(1.0, 2 * lowerTail(onlyFp32 + onlyThis, fewer))};
}

PairedTest mcNemar(std::span<const int> fp32, std::span<const int> others,
                   std::span<const std::int32_t> labels)
{
    std::int64_t onlyFp32 = 0;
    std::int64_t onlyThis = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool isRight = fp32[i] == labels[i];
        const bool isRightHere = others[i] == labels[i];
        onlyFp32 += isRight && !isRightHere ? 1 : 0;
        onlyThis += isRightHere && !isRight ? 1 : 0;
    }
    return mcNemar(onlyFp32, onlyThis);
}

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

double driftOf(std::span<const double> inOrder)
{
    const std::size_t quarter = inOrder.size() / 4;
    if (quarter < 2)
        return 1;
    const auto first = inOrder.first(quarter);
    const auto last = inOrder.last(quarter);
    const double before = medianOf({first.begin(), first.end()});
    return before > 0 ? medianOf({last.begin(), last.end()}) / before : 1;
}

} // namespace propago
