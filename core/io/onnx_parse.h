#pragma once
#include "core/base/result.h"
#include "core/io/onnx_description.h"

#include <cstddef>
#include <span>
#include <string>

namespace propago {

/// Turns the bytes of an ONNX file into a plain description. Stops at bytes that are no model, at
/// versions and operators this program does not know (all of them in one list) and at constants
/// that cannot be read; nothing else is checked. `path` stands in errors.
Result<OnnxDescription> parseOnnx(std::span<const std::byte> bytes, const std::string& path);

} // namespace propago
