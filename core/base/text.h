#pragma once
#include <string>
#include <vector>

// Marks an English sentence of the core for the translators. The core itself never translates:
// it hands out a Text, and whoever shows it looks the pattern up in its own language.
#define PROPAGO_TEXT(sentence) sentence

namespace propago {

/// A sentence for people: an English pattern with %1, %2, ... and what stands in their places.
struct Text {
    const char* pattern = "";
    std::vector<std::string> arguments;
};

/// Replaces %1..%9 in `pattern` by the arguments.
std::string filled(const std::string& pattern, const std::vector<std::string>& arguments);

/// The sentence in English.
std::string english(const Text& text);

/// A number as short as it can be while still reading back as the same value.
std::string shortest(double value);

/// A number for a sentence: six significant digits at most.
std::string sixDigits(double value);

/// `text` safe to show: control and bidirectional characters escaped, cut after `limit` bytes.
std::string displayable(const std::string& text, std::size_t limit = 200);

} // namespace propago
