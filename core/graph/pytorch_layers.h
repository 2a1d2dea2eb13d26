#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <span>
#include <string>
#include <vector>

namespace propago {

/// How PyTorch writes one layer.
struct PytorchLayer {
    std::string module;     ///< "nn.Conv2d(1, 6, kernel_size=5)"; empty: needs none
    std::string parameter;  ///< "nn.Parameter(torch.ones(6, 1, 1))"; empty: needs none
    std::string expression; ///< its value in forward, e.g. "F.relu(conv1)"
};

/// Names that a layer's code is made of.
struct PytorchNames {
    std::string self;                ///< "self.conv1"
    std::vector<std::string> inputs; ///< variables
};

/// Shapes are of samples, without the batch. Fails for settings that PyTorch has no layer for.
Result<PytorchLayer> pytorchLayer(const Node& node, std::span<const Shape> inputs,
                                  const PytorchNames& names);

} // namespace propago
