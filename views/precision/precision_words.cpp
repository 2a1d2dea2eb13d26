#include "views/precision/precision_words.h"

#include "views/precision/precision_rows.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr double kSame = 0.05;  // of the speed or the size: not worth a word
constexpr double kDrift = 0.05; // of the latency

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::PrecisionWords", sentence);
}

QString times(double ratio)
{
    return QLocale().toString(ratio, 'f', ratio < 9.95 ? 1 : 0);
}

QString percent(double share, int decimals)
{
    return QLocale().toString(100 * share, 'f', decimals) + QStringLiteral(" %");
}

QString points(double share)
{
    return QLocale().toString(100 * std::abs(share), 'f', 2);
}

QString signedPoints(double share)
{
    const QString sign = share < 0   ? QStringLiteral("−")
                         : share > 0 ? QStringLiteral("+")
                                     : QString();
    return sign + points(share);
}

double speedUp(const PrecisionResult& fp32, const PrecisionResult& row)
{
    return row.latency.p50 > 0 ? fp32.latency.p50 / row.latency.p50 : 1;
}

QString sizeClause(const PrecisionResult& fp32, const PrecisionResult& row)
{
    const double ratio = static_cast<double>(fp32.weightBytes)
                         / static_cast<double>(std::max<std::int64_t>(row.weightBytes, 1));
    if (ratio >= 1 + kSame)
        return say("%1 × as small").arg(times(ratio));
    if (ratio <= 1 - kSame)
        return say("%1 × as large").arg(times(1 / ratio));
    return say("as large");
}

QString accuracyClause(const PrecisionResult& row)
{
    const double gain = accuracyGain(row);
    const PairedTest& test = row.againstFp32;
    if (gain == 0 && test.onlyFp32 == 0)
        return say("it answers every picture as well as fp32");
    if (gain == 0)
        return say("it gets exactly as many pictures right");
    const QString change = gain < 0 ? say("it loses %1 points of accuracy").arg(points(gain))
                                    : say("it gains %1 points of accuracy").arg(points(gain));
    const bool isReal = test.pValue < kSignificance;
    return change + QLatin1Char(' ')
           + (isReal ? say("(real, %1)") : say("(could be chance, %1)")).arg(pText(test.pValue));
}

QString speedSentence(double ratio)
{
    if (ratio >= 1 + kSame)
        return say("%1 is %2 × as fast as fp32 and %3; %4.");
    if (ratio <= 1 - kSame)
        return say("%1 takes %2 × as long as fp32 and is %3; %4.");
    return say("%1 is as fast as fp32 and %3; %4.");
}

QString compared(const PrecisionResult& fp32, const PrecisionResult& row)
{
    const double ratio = speedUp(fp32, row);
    QString sentence = speedSentence(ratio);
    sentence.replace(QLatin1String("%1"), formatText(row.precision));
    sentence.replace(QLatin1String("%2"), times(ratio >= 1 ? ratio : 1 / ratio));
    sentence.replace(QLatin1String("%3"), sizeClause(fp32, row));
    sentence.replace(QLatin1String("%4"), accuracyClause(row));
    return sentence;
}

QString inShort(const PrecisionResult& fp32, const PrecisionResult& row)
{
    return say("%1: %2 × the speed, %3 points")
        .arg(formatText(row.precision), QLocale().toString(speedUp(fp32, row), 'f', 1),
             signedPoints(accuracyGain(row)));
}

QString scaleText(const QuantisationOptions& options)
{
    return options.perChannel ? say("a scale for each filter") : say("one scale for a layer");
}

} // namespace

QString listed(const QStringList& names)
{
    if (names.size() < 2)
        return names.join(QString());
    return say("%1 and %2").arg(names.mid(0, names.size() - 1).join(say(", ")), names.last());
}

QString listed(const std::vector<Format>& formats)
{
    QStringList names;
    for (const Format format : formats)
        names << formatText(format);
    return listed(names);
}

const PrecisionResult* mainResult(const Evaluation& evaluation)
{
    if (const PrecisionResult* row = resultOf(&evaluation, Format::Int8))
        return row;
    const PrecisionResult* least = nullptr;
    for (const PrecisionResult& row : evaluation.precisions) {
        if (row.precision == Format::Fp32)
            continue;
        if (!least || traits(row.precision).bits < traits(least->precision).bits)
            least = &row;
    }
    return least;
}

QString headline(const Evaluation& evaluation)
{
    const PrecisionResult* fp32 = resultOf(&evaluation, Format::Fp32);
    const PrecisionResult* row = mainResult(evaluation);
    if (fp32 && row)
        return compared(*fp32, *row);
    if (row)
        return say("%1 gets %2 right; %3. Tick fp32 too to compare speed and size.")
            .arg(formatText(row->precision), percent(row->accuracy, 2), accuracyClause(*row));
    if (!fp32)
        return {};
    return say("fp32 gets %1 right, in %2 µs for a picture. Tick another format to compare.")
        .arg(percent(fp32->accuracy, 2), QLocale().toString(fp32->latency.p50, 'f', 1));
}

QString otherFormats(const Evaluation& evaluation)
{
    const PrecisionResult* fp32 = resultOf(&evaluation, Format::Fp32);
    QStringList parts;
    for (const PrecisionResult& row : evaluation.precisions) {
        if (fp32 && row.precision != Format::Fp32 && &row != mainResult(evaluation))
            parts << inShort(*fp32, row);
    }
    return parts.join(QStringLiteral("   ·   "));
}

double accuracyGain(const PrecisionResult& row)
{
    const PairedTest& test = row.againstFp32;
    return static_cast<double>(test.onlyThis - test.onlyFp32)
           / static_cast<double>(std::max<std::int64_t>(row.samples, 1));
}

QString pText(double p)
{
    if (p < 0.001)
        return QStringLiteral("p < ") + QLocale().toString(0.001, 'f', 3);
    return QStringLiteral("p = ") + QLocale().toString(p, 'f', p < 0.1 ? 3 : 2);
}

QString verdict(const PrecisionResult& row)
{
    if (row.precision == Format::Fp32)
        return say("reference");
    const PairedTest& test = row.againstFp32;
    if (test.onlyFp32 == 0 && test.onlyThis == 0)
        return say("no difference");
    const bool isReal = test.pValue < kSignificance;
    return (isReal ? say("%1 points, real") : say("%1 points, could be chance"))
        .arg(signedPoints(accuracyGain(row)));
}

QString verdictReason(const PrecisionResult& row)
{
    if (row.precision == Format::Fp32)
        return say("All others are compared with this row.");
    const PairedTest& test = row.againstFp32;
    return say("%1 pictures are right in fp32 and wrong in %2, %3 the other way round. Were both "
               "equally good, so uneven a split would come about with %4 (McNemar's test).")
        .arg(test.onlyFp32)
        .arg(formatText(row.precision))
        .arg(test.onlyThis)
        .arg(pText(test.pValue));
}

QString methodName(RangeMethod method)
{
    switch (method) {
    case RangeMethod::MinMax: return say("min-max");
    case RangeMethod::Percentile: return say("percentile");
    case RangeMethod::MeanSquaredError: return say("least squared error");
    case RangeMethod::Entropy: return say("entropy");
    }
    return {};
}

QString settingsText(const QuantisationOptions& options, std::int64_t samples)
{
    QStringList parts{say("%1 ranges").arg(methodName(options.ranges))};
    if (options.ranges == RangeMethod::Percentile)
        parts.front() +=
            QStringLiteral(" (%1 %)").arg(QLocale().toString(options.percentile, 'g', 6));
    parts << scaleText(options);
    if (options.symmetricActivations)
        parts << say("symmetric activations");
    if (options.equalises)
        parts << say("equalised layers");
    if (options.correctsBias)
        parts << say("corrected bias");
    parts << QCoreApplication::translate("propago::PrecisionWords", "%n calibration picture(s)",
                                         nullptr, static_cast<int>(samples));
    return parts.join(QStringLiteral(" · "));
}

bool isQuantised(Format format)
{
    return !traits(format).isFloating;
}

QString madeWith(const Evaluation& evaluation)
{
    const bool hasIntegers =
        std::any_of(evaluation.precisions.begin(), evaluation.precisions.end(),
                    [](const PrecisionResult& row) { return isQuantised(row.precision); });
    if (!hasIntegers)
        return say("No format of this comparison needs calibration.");
    return say("Measured with: %1")
        .arg(settingsText(evaluation.quantisation, evaluation.calibrationSamples));
}

QString driftNote(const Evaluation& evaluation)
{
    QStringList parts;
    for (const PrecisionResult& row : evaluation.precisions) {
        if (std::abs(row.drift - 1) > kDrift)
            parts << say("%1 by %2 %")
                         .arg(formatText(row.precision), QString::number(static_cast<int>(
                                                             std::lround(100 * (row.drift - 1)))));
    }
    if (parts.isEmpty())
        return {};
    return say("The processor's pace changed while latencies were measured (%1): compare only what "
               "stands in the same table, or run again on a quiet machine.")
        .arg(parts.join(say(", ")));
}

QString detailsOf(const PrecisionResult& row)
{
    QStringList parts{say("%1: same answer as fp32 for %2")
                          .arg(formatText(row.precision), percent(row.agreementWithFp32, 2))};
    parts << say("loss %1").arg(QLocale().toString(row.loss, 'f', 4));
    parts << say("p95 (µs) %1, p99 %2, of %3 runs")
                 .arg(percentileText(row.latency.p95, row.latency.runs, kSamplesForP95),
                      percentileText(row.latency.p99, row.latency.runs, kSamplesForP99))
                 .arg(row.latency.runs);
    parts << say("%1 images/s").arg(QLocale().toString(row.imagesPerSecond, 'f', 0));
    parts << QString::fromStdString(row.kernel);
    if (row.isEmulated)
        parts << say("emulated: this processor has no arithmetic of its own for it");
    return parts.join(QStringLiteral(" · "));
}

} // namespace propago
