#include "core/graph/operators/broadcast.h"

#include <algorithm>

namespace propago::operators {

namespace {

// Size of `axis` of an output of `rank` axes in an operand that may be shorter.
std::int64_t sizeAlong(const Shape& operand, int rank, int axis)
{
    const int own = axis - (rank - operand.rank());
    return own < 0 ? 1 : operand[own];
}

// Steps of an operand along each axis of the output; zero where it is spread.
std::array<std::int64_t, limits::kRank> stepsOf(const Shape& output, const Shape& operand)
{
    std::array<std::int64_t, limits::kRank> steps{};
    std::int64_t step = 1;
    for (int axis = output.rank() - 1; axis >= 0; --axis) {
        const std::int64_t size = sizeAlong(operand, output.rank(), axis);
        steps[static_cast<std::size_t>(axis)] = size == 1 ? 0 : step;
        step *= size;
    }
    return steps;
}

// Visits the batch and then each axis of the output: f(size, steps in output, first and second).
template<typename F>
void forAxes(std::int64_t n, const Shape& output, const std::array<SpreadOperand, 2>& operands, F f)
{
    const auto first = stepsOf(output, operands[0].shape);
    const auto second = stepsOf(output, operands[1].shape);
    const auto perSample = [](const SpreadOperand& operand) {
        return operand.isPerSample ? operand.shape.elements() : 0;
    };
    f(n, LoopNest::Offsets{output.elements(), perSample(operands[0]), perSample(operands[1])});
    std::int64_t step = output.elements();
    for (int axis = 0; axis < output.rank(); ++axis) {
        const auto at = static_cast<std::size_t>(axis);
        step /= std::max<std::int64_t>(1, output[axis]);
        f(output[axis], LoopNest::Offsets{step, first[at], second[at]});
    }
}

} // namespace

std::optional<Shape> spreadShape(const Shape& a, const Shape& b)
{
    const int rank = std::max(a.rank(), b.rank());
    std::vector<std::int64_t> sizes;
    for (int axis = 0; axis < rank; ++axis) {
        const std::int64_t left = sizeAlong(a, rank, axis);
        const std::int64_t right = sizeAlong(b, rank, axis);
        if (left != right && left != 1 && right != 1)
            return std::nullopt;
        sizes.push_back(left == 1 ? right : left);
    }
    return boundedShape(sizes);
}

LoopNest spreadLoops(std::int64_t n, const Shape& output,
                     const std::array<SpreadOperand, 2>& operands)
{
    LoopNest nest;
    forAxes(n, output, operands,
            [&](std::int64_t size, const LoopNest::Offsets& steps) { nest.add(size, steps); });
    return nest;
}

SpreadLoops spreadGradientLoops(std::int64_t n, const Shape& output,
                                const std::array<SpreadOperand, 2>& operands, int operand)
{
    SpreadLoops loops;
    const auto which = static_cast<std::size_t>(operand) + 1;
    forAxes(n, output, operands, [&](std::int64_t size, const LoopNest::Offsets& steps) {
        (steps[which] == 0 ? loops.shared : loops.own).add(size, steps);
    });
    return loops;
}

std::int64_t spreadSource(const Shape& output, const Shape& operand, std::int64_t element)
{
    const auto steps = stepsOf(output, operand);
    std::int64_t source = 0;
    for (int axis = output.rank() - 1; axis >= 0; --axis) {
        source += element % output[axis] * steps[static_cast<std::size_t>(axis)];
        element /= output[axis];
    }
    return source;
}

} // namespace propago::operators
