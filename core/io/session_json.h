#pragma once
#include "core/base/result.h"
#include "core/train/session.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace propago {

/// Everything of a session but its tensors and the history of its batches, which are numbers in
/// bulk and lie beside the weights.
nlohmann::json jsonOf(const Session& session);

/// Fills `session` from what jsonOf() made; every field is checked. `where` stands in errors.
Result<void> readJson(const nlohmann::json& json, Session& session, const std::string& where);

} // namespace propago
