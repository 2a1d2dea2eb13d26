#pragma once
#include "core/base/text.h"
#include "core/graph/graph.h"

#include <string>
#include <vector>

namespace propago {

/// One sentence about what the forward step of `node` does with the values of the nodes called
/// `inputs`; `from` is the shape of one sample of the first.
Text forwardWords(const Node& node, const std::vector<std::string>& inputs, const Shape& from);

} // namespace propago
