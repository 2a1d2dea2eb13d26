#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <vector>

namespace propago {

/// Shape of one sample of every node's output, in node order; or the first node that breaks a rule,
/// with the arithmetic. Also checks order, arity and names.
Result<std::vector<Shape>> inferShapes(const Graph& graph);

/// The shapes of the inputs of node `index`.
std::vector<Shape> inputShapes(const Graph& graph, const std::vector<Shape>& shapes, int index);

/// Shape of one sample of the output of node `index`, given those of the nodes before it; or which rule
/// of order, arity, shape or size is broken, with the arithmetic.
Result<Shape> nodeShape(const Graph& graph, const std::vector<Shape>& shapes, int index);

/// Shape of one sample that enters the network. Throws std::logic_error if it has not exactly one Input.
Shape networkInput(const Graph& graph);

} // namespace propago
