#include "core/graph/text_words.h"

#include "core/base/limits.h"

#include <array>
#include <charconv>
#include <limits>

namespace propago::words {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isInName(char c)
{
    return isLetter(c) || isDigit(c) || c == '.' || c == '-' || c == '/' || c == ':';
}

// Bytes of UTF-8 behind the first of a character do not begin a column.
bool beginsCharacter(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

int hexDigit(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

bool isPlainName(std::string_view name)
{
    if (name.empty() || !(isLetter(name.front()) || name.front() == '/'))
        return false;
    for (const char c : name) {
        if (!isInName(c))
            return false;
    }
    return true;
}

std::string quotedName(const std::string& name)
{
    if (isPlainName(name))
        return name;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            result += {'\\', c};
        else if (byte < 0x20 || byte == 0x7F)
            result += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        else
            result += c;
    }
    return result + '"';
}

void Scanner::failAt(const Mark& mark, Text what)
{
    throw GraphTextProblem{mark.line, mark.column, std::move(what)};
}

void Scanner::advance()
{
    const char passed = m_text[m_at++];
    if (passed == '\n') {
        ++m_mark.line;
        m_mark.column = 1;
    } else if (isAtEnd() || beginsCharacter(peek())) {
        ++m_mark.column;
    }
}

void Scanner::skipBlanks()
{
    while (peek() == ' ' || peek() == '\t' || peek() == '\r')
        advance();
}

bool Scanner::skipToStatement()
{
    for (;;) {
        skipBlanks();
        if (peek() == '#') {
            while (!isAtEnd() && peek() != '\n')
                advance();
        }
        if (isAtEnd() || peek() != '\n')
            return !isAtEnd();
        advance();
    }
}

void Scanner::requireLineEnd()
{
    skipBlanks();
    if (!isAtEnd() && peek() != '\n' && peek() != '#')
        failHere({PROPAGO_TEXT("the line should end here"), {}});
}

bool Scanner::isNext(char character)
{
    skipBlanks();
    return !isAtEnd() && peek() == character;
}

bool Scanner::takes(char character)
{
    if (!isNext(character))
        return false;
    advance();
    return true;
}

void Scanner::require(char character)
{
    if (!takes(character))
        failHere({PROPAGO_TEXT("%1 is missing here"), {std::string(1, character)}});
}

bool Scanner::isNumberNext()
{
    skipBlanks();
    return isDigit(peek()) || peek() == '-' || peek() == '+' || peek() == '.';
}

bool Scanner::isNameNext()
{
    skipBlanks();
    return isLetter(peek()) || peek() == '/' || peek() == '"';
}

std::string Scanner::name()
{
    const Mark start = (skipBlanks(), m_mark);
    if (!isNameNext())
        failHere({PROPAGO_TEXT("a name is missing here"), {}});
    std::string result;
    if (peek() == '"') {
        result = quoted();
    } else {
        while (!isAtEnd() && isInName(peek())) {
            result += peek();
            advance();
        }
    }
    if (result.size() > static_cast<std::size_t>(limits::kNameBytes))
        failAt(start, {PROPAGO_TEXT("this name has more than %1 bytes"),
                       {std::to_string(limits::kNameBytes)}});
    return result;
}

std::string Scanner::quoted()
{
    const Mark start = m_mark;
    std::string result;
    advance();
    while (peek() != '"') {
        if (isAtEnd() || peek() == '\n')
            failAt(start, {PROPAGO_TEXT("the quotation mark that begins here has no end"), {}});
        if (peek() == '\\') {
            result += escaped();
        } else {
            result += peek();
            advance();
        }
    }
    advance();
    return result;
}

char Scanner::escaped()
{
    const Mark start = m_mark;
    advance();
    const char kind = peek();
    if (kind == '"' || kind == '\\') {
        advance();
        return kind;
    }
    int byte = 0;
    if (kind == 'x') {
        advance();
        for (int i = 0; i < 2; ++i) {
            const int digit = hexDigit(peek());
            if (digit < 0)
                failAt(start, {PROPAGO_TEXT("a backslash stands before another one, a quotation "
                                            "mark, or x and two digits"),
                               {}});
            byte = byte * 16 + digit;
            advance();
        }
        return static_cast<char>(byte);
    }
    failAt(start,
           {PROPAGO_TEXT(
                "a backslash stands before another one, a quotation mark, or x and two digits"),
            {}});
}

// As far as characters of numbers reach; "1x28" ends before the x.
std::string_view Scanner::numberToken()
{
    skipBlanks();
    const std::size_t first = m_at;
    const auto isExponentSign = [&](char c) {
        return (c == '-' || c == '+') && m_at > first
               && (m_text[m_at - 1] == 'e' || m_text[m_at - 1] == 'E');
    };
    while (!isAtEnd()
           && (isDigit(peek()) || peek() == '.' || peek() == 'e' || peek() == 'E'
               || isExponentSign(peek()) || (m_at == first && (peek() == '-' || peek() == '+'))))
        advance();
    std::string_view token = m_text.substr(first, m_at - first);
    if (!token.empty() && token.front() == '+')
        token.remove_prefix(1);
    return token;
}

std::int64_t Scanner::whole()
{
    const Mark start = (skipBlanks(), m_mark);
    const std::string_view token = numberToken();
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), value);
    if (problem == std::errc::invalid_argument || (problem == std::errc() && end != token.end()))
        failAt(start, {PROPAGO_TEXT("a whole number is needed here"), {}});
    if (problem != std::errc() || value > limits::kDimension || value < -limits::kDimension)
        failAt(start, {PROPAGO_TEXT("numbers go up to %1"), {std::to_string(limits::kDimension)}});
    return value;
}

double Scanner::real()
{
    const Mark start = (skipBlanks(), m_mark);
    const bool isNegative = takes('-');
    if (isNameNext()) {
        if (name() != "inf")
            failAt(start, {PROPAGO_TEXT("a number is needed here"), {}});
        return isNegative ? -std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::infinity();
    }
    const std::string_view token = numberToken();
    double value = 0;
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), value);
    if (token.empty() || token.front() == '-' || problem != std::errc() || end != token.end())
        failAt(start, {PROPAGO_TEXT("a number is needed here"), {}});
    return isNegative ? -value : value;
}

} // namespace propago::words
