#pragma once
#include "core/base/result.h"
#include "core/tensor/shape.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace propago {

/// Version of the objects that `--json` prints.
inline constexpr int kJsonSchema = 1;

/// A number for JSON: NaN and infinities as the strings "nan", "inf" and "-inf".
nlohmann::ordered_json numberJson(double value);
/// The same; null when there is none.
nlohmann::ordered_json numberJson(const std::optional<double>& value);
/// [64,1,28,28]
nlohmann::ordered_json jsonShape(const Shape& shape);
/// {"code", "message", "where"}
nlohmann::ordered_json jsonError(const Error& error);
/// The object on one line, with invalid UTF-8 replaced: file names need not be text.
std::string jsonText(const nlohmann::ordered_json& object);

} // namespace propago
