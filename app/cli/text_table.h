#pragma once
#include <string>
#include <vector>

namespace propago {

/// Rows of words in aligned columns, for people: the first column to the left, numbers to the right.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> header) { m_rows.push_back(std::move(header)); }
    void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
    /// A row without words is drawn as a line.
    void addLine() { m_rows.emplace_back(); }
    std::string text() const;

private:
    std::vector<std::vector<std::string>> m_rows;
};

/// A number with so many decimals and a point, whatever the locale.
std::string fixed(double value, int decimals);
/// 0.8571 as "85.71 %".
std::string percent(double share);
/// Thousands kept apart by spaces: "1 234 567".
std::string grouped(long long value);

} // namespace propago
