#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/program/program.h"
#include "core/tensor/tensor.h"

#include <map>
#include <string>

namespace propago {

/// Writes the network with its weights as ONNX (opset 13, free batch size).
Result<void> writeOnnx(const Graph& graph, const std::map<TensorRef, Tensor>& weights,
                       const std::string& path);

} // namespace propago
