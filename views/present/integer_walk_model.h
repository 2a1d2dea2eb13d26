#pragma once
#include "core/graph/explanation.h"
#include "core/infer/integer_trace.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace propago {

/// One product of the walk, in integers and in real numbers.
struct WalkTerm {
    bool isPadding = false;
    std::int64_t q = 0;       ///< the stored byte of the input
    std::int64_t centred = 0; ///< q less the zero point
    std::int64_t code = 0;    ///< of the weight
    std::int64_t product = 0;
    std::int64_t running = 0; ///< the 32-bit accumulator after it
    double x = 0, w = 0;      ///< in fp32, where they are known
    double realProduct = 0, realRunning = 0;
};

/// Where a walk stands after its products.
enum class StationKind : std::uint8_t {
    Bias,
    Requantise,
    Other, ///< the other side of an Add
    Activate,
    Round, ///< and the zero point
    Saturate,
    Stands, ///< for a real number
};

/// One box of the walk: what the integers have there, and what they stand for. `real` is the float
/// version's number, where it is known.
struct WalkStation {
    StationKind kind = StationKind::Bias;
    double integer = 0; ///< exact; not whole between Requantise and Round
    double meaning = 0; ///< in real numbers
    std::optional<double> real;
    QString arithmetic; ///< "-38401 × 0.00021 = -8.06"
};

/// One int8 element end to end, beside the float version: products, bias, requantisation, rounding,
/// saturation, meaning. Steps 1 to terms().size() add a product, each further one is a station.
class IntegerWalkModel {
public:
    IntegerWalkModel() = default;
    /// `reals` explains the same element of the fp32 network; without terms there is only int8.
    IntegerWalkModel(const Explanation& integers, const Explanation& reals,
                     const IntegerWalkFacts& facts);

    bool isEmpty() const { return m_terms.empty(); }
    const IntegerWalkFacts& facts() const { return m_facts; }
    const std::vector<WalkTerm>& terms() const { return m_terms; }
    const std::vector<WalkStation>& stations() const { return m_stations; }
    int steps() const { return static_cast<int>(m_terms.size() + m_stations.size()); }
    bool hasReals() const { return m_hasReals; }
    /// The int8 weights hold a normalisation that the fp32 layer has not applied yet: only the ends
    /// of the two can be compared.
    bool isFolded() const { return m_isFolded; }
    /// What one step of the accumulator is worth: input scale * weight scale.
    double unit() const { return m_facts.inputScale * m_facts.weightScale; }
    /// What the element is worth in int8.
    double meaning() const;
    /// The float version's element after the same activation; nothing where it is not known.
    std::optional<double> real() const { return m_real; }
    /// The whole walk as text in full precision, its first line as for a calculator.
    QString text() const;

private:
    void addTerms(const Explanation& integers, const Explanation& reals);
    void addStations(const Explanation& integers, const Explanation& reals);
    void addByte(std::optional<double> real);
    void add(StationKind kind, double integer, double meaning, std::optional<double> real,
             const QString& arithmetic);
    double activated(double value) const;

    IntegerWalkFacts m_facts;
    std::vector<WalkTerm> m_terms;
    std::vector<WalkStation> m_stations;
    double m_bias = 0;
    bool m_hasReals = false;
    bool m_isFolded = false;
    std::optional<double> m_real;
};

/// What the bytes and codes are, in words: signs, scales and zero points.
QString scaleWords(const IntegerWalkModel& walk);
/// "add the bias", "requantise", ...
QString stationName(StationKind kind);
/// One sentence on what happens at a step of the walk: 0 is before the first product.
QString walkSentence(const IntegerWalkModel& walk, int step);

} // namespace propago
