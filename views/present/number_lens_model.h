#pragma once
#include "core/tensor/format.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace propago {

/// What a bit of a number counts for.
enum class BitRole : std::uint8_t { Sign, Exponent, Mantissa, Magnitude };

/// Role of bit `bit` (0 is the lowest).
BitRole bitRole(Format format, int bit);

/// How an integer format stands for real numbers: scale * (q - zeroPoint).
struct IntegerScale {
    double scale = 1;
    int zeroPoint = 0;
    bool operator==(const IntegerScale&) const = default;
};

/// The signed integers of `bits` bits that cover `low` to `high` and hold zero exactly. A range as far
/// below zero as above has zero point 0 and does without the lowest integer, as weights do.
IntegerScale integerScale(int bits, double low, double high);

/// What a format reaches; magnitudes.
struct FormatReach {
    double smallest = 0;       ///< above zero; of floating formats the smallest subnormal
    double smallestNormal = 0; ///< of integers as `smallest`
    double largest = 0;
    double digits = 0; ///< significant decimal ones of a normal number; integers: of the largest
};

FormatReach reachOf(Format format, const IntegerScale& scale = {});

/// What became of a number in a format.
enum class Held : std::uint8_t {
    Exactly,
    Rounded,
    AsSubnormal, ///< rounded, with fewer digits than the format has
    AsZero,      ///< too small
    AsInfinity,  ///< too large for a floating format
    AtTheEnd,    ///< too large for an integer: its last one
    NotAtAll,    ///< not a number in an integer
};

/// One number in one format.
struct LensRow {
    Format format = Format::Fp32;
    IntegerScale scale; ///< of integers
    std::uint64_t bits = 0;
    std::int64_t integer = 0; ///< integers: the signed q
    double value = 0;         ///< what the bits stand for
    double error = 0;         ///< value less the number
    double relative = 0;      ///< |error| / |number|; NaN where that says nothing
    double ulp = 0; ///< distance to the next representable number; NaN where there is none
    Held held = Held::Exactly;
};

/// The formats under the lens, widest first.
const std::vector<Format>& lensFormats();

/// A number seen in every format. Where bits were set by hand, that format keeps just these bits.
class NumberLensModel {
public:
    double value() const { return m_value; }
    void setValue(double value);
    /// The number becomes what `bits` stand for.
    void setBits(Format format, std::uint64_t bits);
    void flip(Format format, int bit);
    /// What the integer formats cover.
    void setRange(double low, double high);
    double low() const { return m_low; }
    double high() const { return m_high; }
    IntegerScale scaleOf(Format format) const;
    LensRow row(Format format) const;

private:
    double m_value = 0.1;
    double m_low = -1, m_high = 1;
    std::optional<Format> m_setByHand;
    std::uint64_t m_bits = 0;
};

/// A number as it was typed.
struct TypedNumber {
    double value = 0;
    std::optional<Format> format; ///< it was typed as bits of this format
    std::uint64_t bits = 0;
};

/// Reads "0.1", "1/3", "2^-14", "nan", "-inf", "pi", and bits: "0x3DCCCCCD" (as many digits as the
/// format has) or "bf16 0x3DCD". Nothing when it is none of these.
std::optional<TypedNumber> typedNumber(const QString& text);

/// Every digit of a number: binary fractions end in decimal too.
QString everyDigit(double value);

} // namespace propago
