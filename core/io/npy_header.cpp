#include "core/io/npy_header.h"

#include "core/base/limits.h"

#include <set>

namespace propago {

namespace {

/// Reads the literal from left to right; once something is wrong it stays wrong.
class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) {}

    std::optional<NpyHeader> parse()
    {
        expect('{');
        while (m_isGood && !next('}')) {
            const std::string key = quoted();
            m_isGood = m_isGood && m_seen.insert(key).second;
            expect(':');
            readValue(key);
            if (!next(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        if (!m_isGood || m_at != m_text.size() || m_seen.size() != 3)
            return std::nullopt;
        return m_header;
    }

private:
    void skipSpace()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n'))
            ++m_at;
    }

    // Takes `wanted` if it comes next.
    bool next(char wanted)
    {
        skipSpace();
        const bool isThere = m_at < m_text.size() && m_text[m_at] == wanted;
        m_at += isThere ? 1 : 0;
        return isThere;
    }

    void expect(char wanted) { m_isGood = next(wanted) && m_isGood; }

    std::string quoted()
    {
        const char quote = next('\'') ? '\'' : '"';
        if (quote == '"')
            expect('"');
        const auto end = m_text.find(quote, m_at);
        if (!m_isGood || end == std::string_view::npos || end - m_at > 64) {
            m_isGood = false;
            return {};
        }
        const std::string text(m_text.substr(m_at, end - m_at));
        m_at = end + 1;
        return text;
    }

    bool boolean()
    {
        skipSpace();
        const bool isTrue = m_text.substr(m_at).starts_with("True");
        m_isGood = m_isGood && (isTrue || m_text.substr(m_at).starts_with("False"));
        m_at = std::min(m_at + (isTrue ? 4 : 5), m_text.size());
        return isTrue;
    }

    std::int64_t integer()
    {
        skipSpace();
        const std::size_t from = m_at;
        std::int64_t number = 0;
        for (; m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9'; ++m_at) {
            number = number * 10 + (m_text[m_at] - '0');
            m_isGood = m_isGood && number <= limits::kElements;
            if (!m_isGood)
                return 0;
        }
        m_isGood = m_isGood && m_at > from;
        return number;
    }

    std::vector<std::int64_t> tuple()
    {
        std::vector<std::int64_t> numbers;
        expect('(');
        while (m_isGood && !next(')')) {
            numbers.push_back(integer());
            m_isGood = m_isGood && numbers.size() <= limits::kRank;
            if (!next(',')) {
                expect(')');
                break;
            }
        }
        return numbers;
    }

    void readValue(const std::string& key)
    {
        if (key == "descr")
            m_header.type = quoted();
        else if (key == "fortran_order")
            m_header.isFortran = boolean();
        else if (key == "shape")
            m_header.dimensions = tuple();
        else
            m_isGood = false;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_isGood = true;
    std::set<std::string> m_seen;
    NpyHeader m_header;
};

} // namespace

std::optional<NpyHeader> parseNpyHeader(std::string_view text)
{
    return Parser(text).parse();
}

std::string npyHeaderText(const std::string& type, const Shape& shape)
{
    std::string numbers;
    for (const std::int64_t dimension : shape.dimensions())
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(dimension);
    if (shape.rank() == 1)
        numbers += ",";
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + numbers + "), }";
}

} // namespace propago
