#pragma once
#include "views/present/number_lens_model.h"

namespace propago {

/// "fp16", "int8".
QString formatName(Format format);

/// The digits of an exponent, raised: 2⁻¹⁴.
QString powerOf(int base, int exponent);

/// How the bits of a row become the number that they stand for, as one line of arithmetic.
QString rowFormula(const LensRow& row);

/// What became of the number in this format: "exact", "too large: infinite", "off by 0.02 %".
QString rowOutcome(const LensRow& row);

/// What the format reaches and how finely: "up to 65504 · 3.3 digits".
QString reachWords(Format format, const IntegerScale& scale);

/// The number in all formats, for those who do not see them.
QString lensWords(const NumberLensModel& model);

/// A number for a column: four significant digits, a true minus sign.
QString briefNumber(double value, int digits = 4);

} // namespace propago
