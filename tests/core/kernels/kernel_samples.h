#pragma once
#include "core/base/memory.h"
#include "core/kernels/geometry.h"
#include "core/kernels/isa.h"
#include "core/tensor/random.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace propago {

/// Aligned numbers whose readable slack is NaN or garbage, so that a kernel that lets anything
/// from behind the end into a result is found out.
template<typename T> class Numbers {
public:
    explicit Numbers(std::int64_t count)
        : m_count(count), m_memory(allocateBytes(static_cast<std::size_t>(count) * sizeof(T)))
    {
        std::memset(m_memory.get() + static_cast<std::size_t>(count) * sizeof(T), 0xFF, kSlack);
    }
    Numbers(std::int64_t count, std::uint64_t seed) : Numbers(count)
    {
        const RandomSource source(seed, RandomStream::Generate);
        for (std::int64_t i = 0; i < count; ++i)
            data()[i] = static_cast<T>(2 * source.uniform(static_cast<std::uint64_t>(i)) - 1);
    }
    T* data() { return reinterpret_cast<T*>(m_memory.get()); }
    const T* data() const { return reinterpret_cast<const T*>(m_memory.get()); }
    std::int64_t size() const { return m_count; }
    T& operator[](std::int64_t i) { return data()[i]; }
    const T& operator[](std::int64_t i) const { return data()[i]; }
    bool operator==(const Numbers& other) const
    {
        return m_count == other.m_count
               && std::memcmp(data(), other.data(), static_cast<std::size_t>(m_count) * sizeof(T))
                      == 0;
    }

private:
    std::int64_t m_count;
    AlignedBytes m_memory;
};

template<typename T> std::vector<double> asDoubles(const Numbers<T>& numbers)
{
    return {numbers.data(), numbers.data() + numbers.size()};
}

inline std::vector<double> magnitudes(std::vector<double> values)
{
    for (double& value : values)
        value = std::abs(value);
    return values;
}

/// Bound of a floating sum of `terms` products in any order whose magnitudes add up to `size`
/// (Higham, "Accuracy and Stability of Numerical Algorithms", section 3.1), for fp32.
inline double sumBound(std::int64_t terms, double size)
{
    constexpr double kRoundoff = 0x1p-24;
    const double n = static_cast<double>(terms + 2) * kRoundoff;
    return n / (1 - n) * size;
}

/// Winograd's F(4x4, 3x3) rounds sums of pixels and sums of weights to bf16, which the transforms back
/// magnify: at most this share of the sum of magnitudes, and this share of the results on average.
inline constexpr double kWinogradBf16Share = 0x1p-5;
inline constexpr double kWinogradBf16Average = 0.015;

/// Root of the mean squared error over that of the expected values.
template<typename T>
double averageError(const Numbers<T>& values, const std::vector<double>& expected)
{
    double errors = 0, squares = 0;
    for (std::int64_t i = 0; i < values.size(); ++i) {
        const double wanted = expected[static_cast<std::size_t>(i)];
        errors += std::pow(static_cast<double>(values[i]) - wanted, 2);
        squares += wanted * wanted;
    }
    return std::sqrt(errors / squares);
}

/// Index of the first value further from `expected` than the bound (and a share of the size), or -1.
template<typename T>
std::int64_t firstBeyond(const Numbers<T>& values, const std::vector<double>& expected,
                         const std::vector<double>& sizes, std::int64_t terms, double share = 0)
{
    for (std::int64_t i = 0; i < values.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const double off = std::abs(static_cast<double>(values[i]) - expected[at]);
        if (!(off <= sumBound(terms, sizes[at]) + share * sizes[at]))
            return i;
    }
    return -1;
}

/// Every instruction set that this processor can run.
inline std::vector<Isa> availableIsas()
{
    std::vector<Isa> isas;
    for (Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
        if (isa <= widestIsa())
            isas.push_back(isa);
    }
    return isas;
}

inline std::string describe(const WindowGeometry& g, Isa isa)
{
    const auto pair = [](std::int64_t a, std::int64_t b) {
        return std::to_string(a) + "x" + std::to_string(b);
    };
    return std::string(name(isa)) + " c" + std::to_string(g.channels) + " "
           + pair(g.height, g.width) + " f" + std::to_string(g.filters) + " k"
           + pair(g.kernelH, g.kernelW) + " s" + pair(g.strideH, g.strideW) + " d"
           + pair(g.dilationH, g.dilationW) + " p" + pair(g.padTop, g.padLeft) + "/"
           + pair(g.padBottom, g.padRight) + " g" + std::to_string(g.groups);
}

/// Shapes of the ready-made networks, corner cases, and then random ones.
inline std::vector<WindowGeometry> sampleGeometries(int random)
{
    std::vector<WindowGeometry> all{
        {1, 28, 28, 6, 5, 5, 1, 1, 2, 2, 2, 2, 1, 1, 1},
        {6, 14, 14, 16, 5, 5, 1, 1, 0, 0, 0, 0, 1, 1, 1},
        {1, 28, 28, 32, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        {32, 14, 14, 64, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        {16, 32, 32, 32, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1},
        {16, 32, 32, 32, 1, 1, 2, 2, 0, 0, 0, 0, 1, 1, 1},
        {12, 9, 9, 12, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 12},
        {12, 9, 9, 24, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 12},
        {40, 14, 14, 40, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 40},
        {20, 7, 7, 20, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 20},
        {9, 15, 37, 9, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 9},
        {4, 12, 66, 4, 3, 3, 2, 2, 0, 0, 1, 1, 1, 1, 4},
        {5, 3, 18, 10, 3, 3, 1, 1, 2, 3, 0, 2, 1, 1, 5},
        {4, 11, 12, 4, 5, 5, 2, 2, 2, 2, 2, 2, 1, 1, 4},
        {6, 10, 20, 6, 5, 5, 1, 1, 2, 2, 2, 2, 1, 1, 6},
        {24, 8, 8, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 8},
        {40, 7, 7, 50, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1},
        {64, 3, 3, 96, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1},
        {8, 7, 7, 20, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1},
        {16, 8, 8, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        {114, 8, 8, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        {115, 8, 8, 17, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        {19, 11, 37, 21, 3, 3, 1, 1, 0, 2, 1, 0, 1, 1, 1},
        {17, 6, 70, 30, 3, 3, 1, 1, 2, 1, 2, 2, 1, 1, 1},
        {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1},
        {3, 5, 4, 5, 5, 4, 1, 1, 0, 0, 0, 0, 1, 1, 1},
        {2, 3, 3, 3, 3, 3, 1, 1, 4, 3, 2, 5, 1, 1, 1},
        {2, 6, 5, 3, 1, 1, 1, 1, 2, 1, 0, 3, 1, 1, 1},
        {2, 4, 9, 3, 2, 3, 5, 4, 0, 0, 0, 0, 1, 1, 1},
    };
    const RandomSource source(7, RandomStream::Generate);
    std::uint64_t next = 0;
    const auto upTo = [&](std::uint32_t most) {
        return static_cast<std::int64_t>(source.below(most, next++)) + 1;
    };
    while (random > 0) {
        WindowGeometry g;
        g.groups = upTo(3);
        g.channels = g.groups * upTo(6);
        g.filters = g.groups * upTo(9);
        g.height = upTo(18);
        g.width = upTo(40);
        g.kernelH = upTo(5);
        g.kernelW = upTo(5);
        g.strideH = upTo(3);
        g.strideW = upTo(3);
        g.dilationH = upTo(3);
        g.dilationW = upTo(3);
        g.padTop = upTo(4) - 1;
        g.padLeft = upTo(4) - 1;
        g.padBottom = upTo(4) - 1;
        g.padRight = upTo(4) - 1;
        if (g.outHeight() < 1 || g.outWidth() < 1)
            continue;
        all.push_back(g);
        --random;
    }
    return all;
}

} // namespace propago
