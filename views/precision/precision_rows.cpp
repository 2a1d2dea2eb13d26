#include "views/precision/precision_rows.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <set>

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

std::vector<CsvTable::Cell> cellsOf(const PrecisionResult& row)
{
    return {CsvTable::words(formatText(row.precision)),
            whole(row.samples),
            CsvTable::number(row.accuracy),
            CsvTable::number(row.accuracyLow),
            CsvTable::number(row.accuracyHigh),
            CsvTable::number(row.top5),
            CsvTable::number(row.loss),
            CsvTable::number(row.agreementWithFp32),
            whole(row.againstFp32.onlyFp32),
            whole(row.againstFp32.onlyThis),
            CsvTable::number(row.againstFp32.pValue),
            whole(row.weightBytes),
            whole(row.latency.runs),
            CsvTable::number(row.latency.p50),
            percentile(row.latency.p95),
            percentile(row.latency.p99),
            CsvTable::number(row.drift),
            CsvTable::number(row.imagesPerSecond),
            CsvTable::words(QString::fromStdString(row.kernel)),
            CsvTable::words(row.isEmulated ? QStringLiteral("yes") : QStringLiteral("no"))};
}

std::vector<std::int64_t> batchSizes(const Evaluation& evaluation)
{
    std::set<std::int64_t> sizes;
    for (const PrecisionResult& row : evaluation.precisions) {
        for (const BatchSpeed& each : row.batches)
            sizes.insert(each.batch);
    }
    return {sizes.begin(), sizes.end()};
}

CsvTable::Cell speedAt(const PrecisionResult& row, std::int64_t batch)
{
    for (const BatchSpeed& each : row.batches) {
        if (each.batch == batch)
            return CsvTable::number(each.imagesPerSecond);
    }
    return CsvTable::words({});
}

} // namespace

const std::vector<Format>& offeredFormats()
{
    static const std::vector<Format> formats{Format::Fp64, Format::Fp32,  Format::Bf16,
                                             Format::Fp16, Format::Int16, Format::Int8,
                                             Format::Int4, Format::Int2};
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
    for (const char* name : {"precision",
                             "samples",
                             "accuracy",
                             "accuracy_low",
                             "accuracy_high",
                             "top5",
                             "loss",
                             "agreement_with_fp32",
                             "only_fp32_right",
                             "only_this_right",
                             "mcnemar_p",
                             "weight_bytes",
                             "runs",
                             "p50_us",
                             "p95_us",
                             "p99_us",
                             "drift",
                             "images_per_second",
                             "kernel",
                             "emulated"})
        table.header << QString::fromLatin1(name);
    const std::vector<std::int64_t> batches = batchSizes(evaluation);
    for (const std::int64_t batch : batches)
        table.header << QStringLiteral("images_per_second_batch_%1").arg(batch);
    for (const PrecisionResult& row : evaluation.precisions) {
        table.rows.push_back(cellsOf(row));
        for (const std::int64_t batch : batches)
            table.rows.back().push_back(speedAt(row, batch));
    }
    return table;
}

} // namespace propago
