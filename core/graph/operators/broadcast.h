#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/kernels/binary.h"

#include <array>

/// How two operands of different shapes meet: an axis of one is spread along that of the other.
namespace propago::operators {

/// The common shape of two samples; the shorter one gets axes of one in front. Nothing when an axis
/// differs and is one in neither.
std::optional<Shape> spreadShape(const Shape& a, const Shape& b);

/// One operand as the loops see it.
struct SpreadOperand {
    Shape shape;             ///< of a sample, or of the constant
    bool isPerSample = true; ///< false: the same numbers for every sample
};

/// Loops over `n` samples of `output`, whose arrays are output, first and second operand.
LoopNest spreadLoops(std::int64_t n, const Shape& output,
                     const std::array<SpreadOperand, 2>& operands);

/// The same loops, parted for the gradient of one operand.
SpreadLoops spreadGradientLoops(std::int64_t n, const Shape& output,
                                const std::array<SpreadOperand, 2>& operands, int operand);

/// The element of the operand (within its sample) that meets element `element` of an output sample.
std::int64_t spreadSource(const Shape& output, const Shape& operand, std::int64_t element);

} // namespace propago::operators
