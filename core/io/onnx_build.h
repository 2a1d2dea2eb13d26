#pragma once
#include "core/base/result.h"
#include "core/io/onnx_description.h"
#include "core/io/onnx_file.h"

#include <string>

namespace propago {

/// Whether buildOnnx() understands operators of this OnnxNode::key().
bool isOnnxOperatorSupported(const std::string& key);

/// Turns a sound description, its nodes in order, into a network with its weights. Fails for forms
/// of operators that have no counterpart here, and where shapes do not fit together, naming the
/// node.
Result<ImportedModel> buildOnnx(OnnxDescription description, const std::string& path);

} // namespace propago
