#include "app/cli/options.h"

#include "app/cli/arguments.h"

#include <charconv>
#include <cmath>

namespace propago {

namespace {

constexpr std::int64_t kMostThreads = 4096;

std::string knownFormats()
{
    return "fp64, fp32, fp16, bf16, int16, int8, int4, int2";
}

} // namespace

void declareCommonOptions(Arguments& arguments, CommonOptions& options)
{
    arguments.whole("--seed", options.seed, "seed of everything random (default 1)");
    arguments.whole("--threads", options.threads, "threads to compute with (default: all cores)");
    arguments.text("--precision", options.precision, knownFormats() + " (default fp32)");
    arguments.flag("--json", options.isJson, "one JSON object on standard output, nothing else");
    arguments.flag("--quiet", options.isQuiet, "no progress on standard error");
}

Failure usageError(Text what, Text remedy)
{
    return fail(ErrorCode::Usage, std::move(what), {}, std::move(remedy));
}

Result<void> checkCommonOptions(const CommonOptions& options)
{
    if (options.threads > kMostThreads)
        return usageError(
            {PROPAGO_TEXT("%1 threads are too many"), {std::to_string(options.threads)}},
            {PROPAGO_TEXT("use at most %1"), {std::to_string(kMostThreads)}});
    if (const auto format = precisionNamed(options.precision); !format)
        return tl::unexpected(format.error());
    return {};
}

Result<Format> precisionNamed(const std::string& text)
{
    const auto format = formatNamed(text);
    const bool isPrecision =
        format && *format != Format::Uint8 && *format != Format::Int32 && *format != Format::Int64;
    if (isPrecision)
        return *format;
    return usageError({PROPAGO_TEXT("there is no precision called %1"), {displayable(text)}},
                      {PROPAGO_TEXT("use one of %1"), {knownFormats()}});
}

Result<std::vector<Format>> precisionsNamed(const std::string& text)
{
    std::vector<Format> formats;
    for (const std::string& part : partsOf(text)) {
        const auto format = precisionNamed(part);
        if (!format)
            return tl::unexpected(format.error());
        formats.push_back(*format);
    }
    return formats;
}

Result<std::vector<float>> numbersIn(const std::string& text, const std::string& option)
{
    std::vector<float> numbers;
    for (const std::string& part : partsOf(text)) {
        float value = 0;
        const auto [end, failed] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (failed != std::errc() || end != part.data() + part.size() || !std::isfinite(value))
            return usageError({PROPAGO_TEXT("%1 takes numbers with commas between them, not %2"),
                               {option, displayable(text)}});
        numbers.push_back(value);
    }
    return numbers;
}

std::vector<std::string> partsOf(const std::string& text)
{
    std::vector<std::string> parts{""};
    for (const char c : text) {
        if (c == ',')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

std::string listed(const std::vector<std::string>& words)
{
    std::string list;
    for (const std::string& word : words)
        list += (list.empty() ? "" : ", ") + word;
    return list;
}

} // namespace propago
