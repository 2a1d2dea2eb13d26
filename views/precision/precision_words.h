#pragma once
#include "core/infer/evaluation.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace propago {

/// A difference counts as real from this p-value down.
inline constexpr double kSignificance = 0.05;

/// "fp32, bf16 and int8".
QString listed(const QStringList& names);
QString listed(const std::vector<Format>& formats);

/// The format that a comparison is about: int8 when it is there, else the one with the fewest bits
/// beside fp32; null when there is none.
const PrecisionResult* mainResult(const Evaluation& evaluation);

/// What that format gains and loses against fp32, in one sentence.
QString headline(const Evaluation& evaluation);
/// The same of all others, a few words for each; empty when there are none.
QString otherFormats(const Evaluation& evaluation);

/// Share of pictures that a precision gets right more than fp32; negative when it gets fewer.
double accuracyGain(const PrecisionResult& row);
/// "−0.05 points, could be chance": the difference to fp32 and McNemar's verdict.
QString verdict(const PrecisionResult& row);
/// The numbers behind that verdict, in a sentence.
QString verdictReason(const PrecisionResult& row);
/// "p = 0.6", "p < 0.001".
QString pText(double p);

QString methodName(RangeMethod method);
/// "min-max ranges · a scale for each filter · 512 pictures".
QString settingsText(const QuantisationOptions& options, std::int64_t samples);
/// What the integers of this result were made with.
QString madeWith(const Evaluation& evaluation);
/// Whether a precision's integers depend on calibration at all.
bool isQuantised(Format format);

/// Why the speeds deserve mistrust, when a format's latency drifted by more than 5 % while it was
/// measured; empty else.
QString driftNote(const Evaluation& evaluation);

/// All that is known of one row, for the line under the table.
QString detailsOf(const PrecisionResult& row);

} // namespace propago
