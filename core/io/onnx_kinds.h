#pragma once
#include "core/graph/graph.h"

#include <cstdint>
#include <vector>

namespace onnx {
class NodeProto;
}

namespace propago {

/// Sets type and attributes of the ONNX operator that does what `node` does to maps of `channels`;
/// leaves the type empty when there is none.
void describeOnnxKind(onnx::NodeProto& proto, const Node& node, std::int64_t channels);

void setOnnxInteger(onnx::NodeProto& node, const char* name, std::int64_t value);
void setOnnxIntegers(onnx::NodeProto& node, const char* name,
                     const std::vector<std::int64_t>& values);

/// The axes that a reduction of samples of `rank` axes goes over, with the batch as axis 0.
std::vector<std::int64_t> onnxAxes(const Node& node, int rank);

} // namespace propago
