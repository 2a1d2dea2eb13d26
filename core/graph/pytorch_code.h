#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string>

namespace propago {

/// The network as a Python module for PyTorch: a complete file with an nn.Module of the same layers,
/// parameters and skips, that prints its output shape and parameter count when it is run. Fails as
/// inferShapes() does, and for settings that PyTorch has no layer for.
Result<std::string> pytorchCode(const Graph& graph);

} // namespace propago
