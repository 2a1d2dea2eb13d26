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

/// The input the network was designed for: 1x28x28, 3x32x32, or 3x224x224 for those of ImageNet.
Shape zooInput(const std::string& name);

/// How many categories it was designed for: 10, or the 1000 of ImageNet; 0 for an unknown name.
std::int64_t zooClasses(const std::string& name);

} // namespace propago
