#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string>
#include <vector>

namespace propago {

/// Names of the ready-made networks.
const std::vector<std::string>& zooNames();

/// The ready-made network `name` for samples of shape `input` (C, H, W) and `classes` categories.
/// Fails for an unknown name and when the pictures are too small for it.
Result<Graph> zooGraph(const std::string& name, const Shape& input, std::int64_t classes);

/// The input the network was designed for: 1x28x28, or 3x32x32 for resnet8.
Shape zooInput(const std::string& name);

} // namespace propago
