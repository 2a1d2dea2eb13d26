#pragma once
#include "core/graph/graph_text.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Words and numbers of the text form.
namespace propago::words {

/// True for a name that needs no quotation marks.
bool isPlainName(std::string_view name);

/// `name`, in quotation marks and with escapes where it needs them.
std::string quotedName(const std::string& name);

/// Reads one text from front to back. Functions throw GraphTextProblem, which parseGraphText()
/// catches: a reader of nested parts would otherwise be nothing but error handling.
class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    /// Skips spaces, but no line ends.
    void skipBlanks();
    /// Skips spaces, comments and line ends; false at the end of the text.
    bool skipToStatement();
    /// The statement must end here: a comment, the end of the line or of the text.
    void requireLineEnd();
    bool isNext(char character);
    /// Takes `character` if it comes next.
    bool takes(char character);
    void require(char character);
    bool isNumberNext();
    bool isNameNext();
    /// A plain or quoted name.
    std::string name();
    std::int64_t whole();
    double real();
    /// What stands at `place` (of mark()) is wrong.
    struct Mark {
        int line = 1, column = 1;
    };
    Mark mark() const { return m_mark; }
    [[noreturn]] static void failAt(const Mark& mark, Text what);
    [[noreturn]] void failHere(Text what) const { failAt(m_mark, std::move(what)); }

private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool isAtEnd() const { return m_at >= m_text.size(); }
    void advance();
    std::string quoted();
    char escaped();
    std::string_view numberToken();

    std::string_view m_text;
    std::size_t m_at = 0;
    Mark m_mark;
};

} // namespace propago::words
