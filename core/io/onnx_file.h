#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/program/program.h"
#include "core/tensor/tensor.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace propago {

/// A network from another tool, with its weights.
struct ImportedModel {
    Graph graph;
    std::map<TensorRef, Tensor> weights; ///< SlotKind::Parameter, fp32
    std::vector<std::string> notes;      ///< English: what was reordered, folded or assumed
};

/// Reads an ONNX file (opsets 1 to 18) made of the operators of this engine. Everything is checked
/// before anything is built; unsupported operators are listed together with their counts.
Result<ImportedModel> readOnnx(const std::string& path);

/// The same for a file's bytes; `path` stands in errors.
Result<ImportedModel> parseOnnxModel(std::span<const std::byte> bytes, const std::string& path);

} // namespace propago
