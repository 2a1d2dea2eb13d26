#include "core/base/text.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace propago {

std::string filled(const std::string& pattern, const std::vector<std::string>& arguments)
{
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool marks = pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1'
                           && pattern[i + 1] <= '9';
        if (!marks) {
            result += pattern[i];
            continue;
        }
        const auto index = static_cast<std::size_t>(pattern[++i] - '1');
        if (index < arguments.size())
            result += arguments[index];
    }
    return result;
}

std::string english(const Text& text)
{
    return filled(text.pattern, text.arguments);
}

std::string shortest(double value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

std::string sixDigits(double value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::general, 6)
                         .ptr;
    return {buffer.data(), end};
}

namespace {

// Length in bytes of the well-formed UTF-8 sequence at `at`, 0 if there is none.
std::size_t sequenceLength(const std::string& text, std::size_t at)
{
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80           ? 1
                               : (first >> 5) == 0x6  ? 2
                               : (first >> 4) == 0xE  ? 3
                               : (first >> 3) == 0x1E ? 4
                                                      : 0;
    if (length == 0 || at + length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((static_cast<unsigned char>(text[at + i]) >> 6) != 0x2)
            return 0;
    }
    return length;
}

bool changesDirection(const std::string& text, std::size_t at, std::size_t length)
{
    if (length != 3 || static_cast<unsigned char>(text[at]) != 0xE2)
        return false;
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const auto third = static_cast<unsigned char>(text[at + 2]);
    const bool embedding = second == 0x80 && (third >= 0xAA && third <= 0xAE);
    const bool mark = second == 0x80 && (third == 0x8E || third == 0x8F);
    const bool isolate = second == 0x81 && (third >= 0xA6 && third <= 0xA9);
    return embedding || mark || isolate;
}

std::string escapedByte(unsigned char byte)
{
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\x%02X", static_cast<unsigned>(byte));
    return buffer.data();
}

} // namespace

std::string displayable(const std::string& text, std::size_t limit)
{
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        if (result.size() >= limit)
            return result + "…";
        const std::size_t length = sequenceLength(text, i);
        const auto first = static_cast<unsigned char>(text[i]);
        if (length == 0 || first < 0x20 || first == 0x7F) {
            result += escapedByte(first);
            i += 1;
        } else if (changesDirection(text, i, length)) {
            for (std::size_t k = 0; k < length; ++k)
                result += escapedByte(static_cast<unsigned char>(text[i + k]));
            i += length;
        } else {
            result.append(text, i, length);
            i += length;
        }
    }
    return result;
}

} // namespace propago
