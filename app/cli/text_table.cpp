#include "app/cli/text_table.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace propago {

namespace {

// Characters, not bytes: names need not be ASCII.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool isNumber(const std::string& text)
{
    return !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
}

// Rows without words are lines and decide nothing.
bool isRightAligned(const std::vector<std::vector<std::string>>& rows, std::size_t column)
{
    return std::all_of(rows.begin() + 1, rows.end(), [&](const auto& row) {
        return column >= row.size() || row[column].empty() || isNumber(row[column]);
    });
}

} // namespace

std::string TextTable::text() const
{
    std::vector<std::size_t> widths(m_rows.front().size(), 0);
    for (const auto& row : m_rows) {
        for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i)
            widths[i] = std::max(widths[i], widthOf(row[i]));
    }
    std::string result;
    for (const auto& row : m_rows) {
        std::string line;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string cell = row.empty()      ? std::string(widths[i], '-')
                                     : i < row.size() ? row[i]
                                                      : "";
            const std::string padding(widths[i] - widthOf(cell), ' ');
            line += i > 0 ? "  " : "";
            line += i > 0 && isRightAligned(m_rows, i) ? padding + cell : cell + padding;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        result += line + "\n";
    }
    return result;
}

std::string fixed(double value, int decimals)
{
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::fixed, decimals)
                         .ptr;
    return {buffer.data(), end};
}

std::string percent(double share)
{
    return fixed(share * 100, 2) + " %";
}

std::string grouped(long long value)
{
    std::string digits = std::to_string(value);
    for (auto at = static_cast<int>(digits.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3)
        digits.insert(static_cast<std::size_t>(at), " ");
    return digits;
}

} // namespace propago
