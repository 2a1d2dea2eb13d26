#pragma once
#include "core/base/result.h"
#include "core/io/onnx_description.h"

namespace onnx {
class TensorProto;
} // namespace onnx

namespace propago {

/// The numbers of `proto`, called `name` in errors. Refuses external data, unknown types, shapes
/// beyond the limits and data that is longer or shorter than its shape.
Result<OnnxTensor> readOnnxTensor(const onnx::TensorProto& proto, const std::string& name,
                                  const std::string& path);

} // namespace propago
