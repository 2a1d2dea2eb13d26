#include "views/precision/precision_rows.h"

#include <QCoreApplication>
#include <QLocale>

namespace propago {

namespace {

CsvTable::Cell percentile(const std::optional<double>& value)
{
    return value ? CsvTable::number(*value) : CsvTable::words({});
}

CsvTable::Cell whole(std::int64_t value)
{
    return {QString::number(value), true};
}

} // namespace

const std::vector<Format>& offeredFormats()
{
    static const std::vector<Format> formats{Format::Fp64, Format::Fp32, Format::Bf16,
                                             Format::Int8};
    return formats;
}

QString formatText(Format format)
{
    const auto name = traits(format).name;
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

const PrecisionResult* resultOf(const Evaluation* evaluation, Format format)
{
    if (!evaluation)
        return nullptr;
    for (const PrecisionResult& row : evaluation->precisions) {
        if (row.precision == format)
            return &row;
    }
    return nullptr;
}

QString percentileText(const std::optional<double>& value, std::int64_t runs, std::int64_t needed)
{
    if (value)
        return QLocale().toString(*value, 'f', 1);
    return QCoreApplication::translate("propago::PrecisionRows", "need %n more", nullptr,
                                       static_cast<int>(std::max<std::int64_t>(needed - runs, 1)));
}

CsvTable precisionTable(const Evaluation& evaluation)
{
    CsvTable table;
    for (const char* name :
         {"precision", "samples", "accuracy", "accuracy_low", "accuracy_high", "top5", "loss",
          "agreement_with_fp32", "weight_bytes", "runs", "p50_us", "p95_us", "p99_us",
          "images_per_second", "kernel", "emulated"})
        table.header << QString::fromLatin1(name);
    for (const PrecisionResult& row : evaluation.precisions)
        table.rows.push_back(
            {CsvTable::words(formatText(row.precision)), whole(row.samples),
             CsvTable::number(row.accuracy), CsvTable::number(row.accuracyLow),
             CsvTable::number(row.accuracyHigh), CsvTable::number(row.top5),
             CsvTable::number(row.loss), CsvTable::number(row.agreementWithFp32),
             whole(row.weightBytes), whole(row.latency.runs), CsvTable::number(row.latency.p50),
             percentile(row.latency.p95), percentile(row.latency.p99),
             CsvTable::number(row.imagesPerSecond),
             CsvTable::words(QString::fromStdString(row.kernel)),
             CsvTable::words(row.isEmulated ? QStringLiteral("yes") : QStringLiteral("no"))});
    return table;
}

} // namespace propago
