#pragma once
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace propago {

/// Parses JSON that nobody vouches for. Nothing when it is malformed, nested deeper than
/// limits::kJsonDepth, or names a field twice in one object.
std::optional<nlohmann::json> parseJson(std::string_view text);

/// The JSON as one line, fields in alphabetical order: equal values give equal bytes.
std::string dumpJson(const nlohmann::json& json);

/// A number as JSON can hold it: NaN and the infinities are words.
nlohmann::json jsonNumber(double value);

/// Text as JSON can hold it: a string, or an array of its bytes when it is not UTF-8.
nlohmann::json jsonString(const std::string& text);

} // namespace propago
