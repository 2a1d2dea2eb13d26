#pragma once
#include <QRectF>

#include <cstdint>
#include <span>
#include <vector>

namespace propago {

/// What it costs to round weights to the integers of one clip.
struct ClipCost {
    double clip = 0;      ///< everything beyond it becomes the outermost integer
    double step = 0;      ///< between two neighbouring grid lines
    double rounding = 0;  ///< share of the mean squared error inside the clip
    double clipping = 0;  ///< and of what lies beyond
    double sqnr = 0;      ///< dB; infinite when nothing is lost
    std::int64_t cut = 0; ///< weights beyond the clip
    double meanSquaredError() const { return rounding + clipping; }
};

/// The weights of one layer or filter under a symmetric grid of `bits`: 2^(bits-1) - 1 integers on each
/// side of zero, as the integer kernels have them. Large layers are thinned evenly.
class WeightGrid {
public:
    static constexpr std::size_t kMostWeights = 65'536;

    WeightGrid() = default;
    WeightGrid(std::span<const float> weights, int bits);

    bool isEmpty() const { return m_weights.empty(); }
    int bits() const { return m_bits; }
    /// Weights that count here, and of how many.
    std::int64_t used() const { return static_cast<std::int64_t>(m_weights.size()); }
    std::int64_t total() const { return m_total; }
    /// Largest magnitude: the clip of min-max.
    double largest() const { return m_largest; }
    /// Integers on each side of zero.
    int reach() const { return (1 << (m_bits - 1)) - 1; }
    ClipCost cost(double clip) const;
    /// The clip with the least mean squared error, among 64 of the range and then 32 around the best.
    double bestClip() const;
    /// Where the integers of `clip` lie, from the lowest to the highest.
    std::vector<double> levels(double clip) const;
    /// How many weights fall into each of `bins` equal parts of -largest..largest.
    std::vector<std::int64_t> histogram(int bins) const;

private:
    double bestAmong(double from, double to, int parts) const;

    std::vector<double> m_weights;
    std::int64_t m_total = 0;
    double m_largest = 0;
    int m_bits = 8;
};

/// Where values of -largest..largest lie in an area.
struct WeightAxis {
    QRectF area;
    double largest = 1;
    double x(double value) const;
    /// The magnitude under a pixel, within the range.
    double clipAt(double x) const;
};

} // namespace propago
