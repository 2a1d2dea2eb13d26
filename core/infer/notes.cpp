#include "core/infer/notes.h"

#include "core/kernels/isa.h"

#include <algorithm>

namespace propago {

namespace {

// Up to here a picture takes some tens of microseconds, and what surrounds the products counts.
constexpr std::int64_t kSmallNetwork = 2'000'000;

bool isNarrow(Format format)
{
    return traits(format).bits < 32;
}

Text reasonFor(const PrecisionResult& row, const PrecisionResult& reference, std::int64_t macs)
{
    const std::string format(traits(row.precision).name);
    if (row.precision == Format::Fp16)
        return {
            PROPAGO_TEXT("%1 is not faster than fp32 here: it saves memory, but its numbers are "
                         "widened to fp32 before they are multiplied, and narrowed after"),
            {format}};
    const bool isDot = row.precision == Format::Bf16 ? nativeBf16() : nativeInt8Dot();
    if (!isDot)
        return {
            PROPAGO_TEXT("%1 is not faster than fp32 here: the instruction set in use (%2) has no "
                         "dot products for it"),
            {format, name(chosenIsa())}};
    const auto savesProducts = [](const PrecisionResult& result) {
        return result.kernel.find("Winograd") != std::string::npos;
    };
    if (savesProducts(reference) && !savesProducts(row))
        return {PROPAGO_TEXT("%1 is not faster than fp32 here: fp32 computes its 3x3 layers by "
                             "Winograd's method with far fewer products, %1 needs all of them"),
                {format}};
    if (macs < kSmallNetwork)
        return {PROPAGO_TEXT(
                    "%1 is not faster than fp32 here: a picture takes only %2 multiply-adds, so "
                    "converting the picture and starting each layer outweigh the cheaper products"),
                {format, std::to_string(macs)}};
    if (row.precision == Format::Int4 || row.precision == Format::Int2)
        return {PROPAGO_TEXT("%1 is not faster than fp32 here: it is multiplied as int8 is, after "
                             "its weights have been unpacked to bytes; what it saves is memory"),
                {format}};
    return {PROPAGO_TEXT(
                "%1 is not faster than fp32 here although it has its own instructions: the time "
                "goes into moving numbers rather than multiplying them"),
            {format}};
}

} // namespace

std::vector<Text> speedNotes(const std::vector<PrecisionResult>& rows, std::int64_t macs)
{
    std::vector<Text> notes;
    const auto reference = std::ranges::find(rows, Format::Fp32, &PrecisionResult::precision);
    for (const PrecisionResult& row : rows) {
        if (!isNarrow(row.precision))
            continue;
        if (reference != rows.end() && row.latency.p50 >= reference->latency.p50)
            notes.push_back(reasonFor(row, *reference, macs));
        else if (row.isEmulated)
            notes.push_back(
                {PROPAGO_TEXT("%1 is emulated here: its numbers are widened to fp32 before "
                              "they are multiplied"),
                 {std::string(traits(row.precision).name)}});
    }
    return notes;
}

std::vector<Text> driftNotes(const std::vector<PrecisionResult>& rows)
{
    constexpr double kSteady = 1.1;
    std::vector<Text> notes;
    for (const PrecisionResult& row : rows) {
        if (row.drift < kSteady && row.drift > 1 / kSteady)
            continue;
        notes.push_back({PROPAGO_TEXT("the machine changed while %1 was timed: the last quarter of "
                                      "its runs took %2 times as long as the first; measure again"),
                         {std::string(traits(row.precision).name), sixDigits(row.drift)}});
    }
    return notes;
}

} // namespace propago
