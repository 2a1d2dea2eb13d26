#pragma once
#include "core/infer/bit_budget.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace propago {

/// A layer whose weights have bits to choose.
struct BitRow {
    int node = -1;
    QString name;
    std::int64_t weights = 0;
    int bits = 8; ///< 32 (fp32), 8, 4 or 2
};

/// The widths to choose from, most bits first.
const std::vector<int>& bitChoices();

/// "fp32", "8", ...
QString bitsName(int bits);

/// Bytes that weights of this width take, packed.
std::int64_t packedBytes(std::int64_t weights, int bits);

/// "15.4 kB".
QString packedSizeText(std::int64_t bytes);

/// Layers with bits from the network: `nodes` as nodesWithBits() gives them.
std::vector<BitRow> bitRows(const Graph& graph, const std::vector<int>& nodes);

/// The game: choose bits for each layer, be judged, keep 99 % of fp32's accuracy with the fewest
/// bytes. Holds what was chosen (with undo), what was tried, and what the machine found.
class BitGame {
public:
    static constexpr double kGoal = 0.99;

    /// Another network: forgets everything.
    void setRows(std::vector<BitRow> rows);
    const std::vector<BitRow>& rows() const { return m_rows; }
    void choose(std::size_t row, int bits);
    void chooseAll(int bits);
    void undo();
    bool canUndo() const { return !m_undo.empty(); }

    /// As QuantisationOptions::layerBits: index = node.
    std::vector<int> layerBits() const;
    /// Of the weights of all rows as chosen, packed; scales and biases come on top.
    std::int64_t bytes() const;

    void addTrial(const BitTrial& trial);
    void setCurve(const BitCurve& curve) { m_curve = curve; }
    const std::vector<BitTrial>& trials() const { return m_trials; }
    const BitCurve& curve() const { return m_curve; }

    /// The trial of what is chosen now, if it was judged.
    const BitTrial* present() const;
    static bool keepsGoal(const BitTrial& trial);
    /// The user's trial with the fewest bytes that keeps the goal; null before.
    const BitTrial* best() const;
    /// Of trials and curve together: none has fewer bytes and more accuracy. By bytes.
    std::vector<BitTrial> front() const;
    /// How much a layer minds a width, from the curve.
    std::optional<LayerSensitivity> sensitivity(int node, int bits) const;
    /// The largest loss increase of all.
    double largestIncrease() const;
    /// Bits of one row in a trial; widths that follow the plan count as 8.
    static int bitsOf(const BitTrial& trial, const BitRow& row);

    /// "4 bits are enough here: 91.0 % of 91.2 %; 2 bits are not: 62 %", from what was measured.
    QString enoughWords() const;
    /// What is chosen now: size, and accuracy where it was judged.
    QString presentWords() const;
    /// The best so far, or what the goal is.
    QString bestWords() const;

private:
    const BitTrial* uniform(int bits) const;
    std::vector<int> chosen() const;
    void remember();

    std::vector<BitRow> m_rows;
    std::vector<std::vector<int>> m_undo;
    std::vector<BitTrial> m_trials;
    BitCurve m_curve;
};

} // namespace propago
