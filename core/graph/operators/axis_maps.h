#pragma once
#include "core/graph/graph.h"
#include "core/kernels/plane_map.h"

/// Which positions along one axis an output position takes from.
namespace propago::operators {

/// `before` positions are put in front, or taken away where it is negative.
AxisMap paddedAxis(std::int64_t size, std::int64_t outputs, std::int64_t before, PadMode mode);

/// As ONNX defines Resize: `scale` is outputs / size where it is 0.
AxisMap resizedAxis(std::int64_t size, std::int64_t outputs, double scale, const Attributes& a);

/// Means over [floor(i size / outputs), ceil((i + 1) size / outputs)), as in PyTorch.
AxisMap adaptiveAxis(std::int64_t size, std::int64_t outputs);

} // namespace propago::operators
