#include "app/cli/labels_file.h"

#include "core/base/bounded_reader.h"
#include "core/base/limits.h"

namespace propago {

namespace {

constexpr std::int64_t kMostBytes = limits::kClasses * limits::kNameBytes;

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines{""};
    for (const char c : text) {
        if (c == '\n')
            lines.emplace_back();
        else if (c != '\r')
            lines.back() += c;
    }
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    return lines;
}

} // namespace

Result<std::vector<std::string>> readLabels(const std::string& path, std::int64_t count)
{
    const auto bytes = readFile(path, kMostBytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    auto lines = linesOf(text);
    if (static_cast<std::int64_t>(lines.size()) == count)
        return lines;
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the file names %1 categories but the network has %2"),
                 {std::to_string(lines.size()), std::to_string(count)}},
                path,
                {PROPAGO_TEXT("write one name in each line, in the order of the outputs"), {}});
}

} // namespace propago
