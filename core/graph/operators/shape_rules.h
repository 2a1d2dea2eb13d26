#pragma once
#include "core/base/result.h"
#include "core/graph/operator.h"
#include "core/kernels/geometry.h"

#include <span>

/// Rules and words that several operators share.
namespace propago::operators {

/// The pictures a window slides over must have C, H, W.
Result<void> requirePlanes(const Node& node, const Shape& input);

/// Kernel, stride and dilation are at least 1, paddings not negative, and none is absurd.
Result<void> requireWindowNumbers(const Node& node);

/// The groups divide input channels and filters.
Result<void> requireGroups(const Node& node, std::int64_t channels);

/// Strides, dilations and groups are positive, paddings not negative and smaller than the kernel's
/// reach, and the kernel fits into its padded input; else the arithmetic of the mismatch.
Result<void> requireWindow(const Node& node, const Shape& input);

/// Output extent along one axis: floor or ceil of (size + padding - reach) / stride, plus one.
/// With ceil, a window that would start in the padding behind the input is dropped, as PyTorch does.
std::int64_t outputExtent(std::int64_t size, std::int64_t before, std::int64_t after,
                          std::int64_t kernel, std::int64_t dilation, std::int64_t stride,
                          bool roundsUp);

/// The geometry that the kernels want. Only after requireWindow().
WindowGeometry geometryOf(const Node& node, const Shape& input, std::int64_t filters);

/// Output of a pooling node.
Result<Shape> pooledShape(const Node& node, const Shape& input);

/// Output of a node that changes values only.
Result<Shape> sameShape(std::span<const Shape> inputs);

/// Explains an element that is a function of the element at the same place: "ReLU(-1) = 0".
Explanation explainMapped(const char* name, const NodeContext& context, std::int64_t sample,
                          std::int64_t element);

/// Fills sum, result and formula from terms and bias: a number that moved, or a weighed sum.
void finishSum(Explanation& explanation, double result);

} // namespace propago::operators
