#pragma once
#include "core/base/result.h"
#include "core/io/onnx_description.h"

#include <string>
#include <vector>

namespace propago {

/// Versions that this program knows, and that every operator is one of its own; unsupported ones
/// are listed together with their counts.
Result<void> checkOnnxOperators(const OnnxDescription& description, const std::string& path);

/// Names: every one is given once, every input is there, the outputs are produced.
Result<void> checkOnnxNames(const OnnxDescription& description, const std::string& path);

/// Puts the nodes into an order in which each comes behind what it reads, as they stand where that
/// is possible, and drops those that the first output does not depend on. Refuses circles, naming
/// one. Says in `notes` what changed. Only after checkOnnxNames().
Result<void> sortOnnxNodes(OnnxDescription& description, const std::string& path,
                           std::vector<std::string>& notes);

} // namespace propago
