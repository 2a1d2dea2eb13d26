#pragma once
#include "core/base/result.h"
#include "core/graph/explanation.h"
#include "core/graph/graph.h"
#include "core/infer/calibration.h"
#include "core/infer/fused_graph.h"
#include "core/infer/weights.h"
#include "core/tensor/tensor.h"

#include <memory>
#include <optional>

namespace propago {

/// What gives the integers of one element their meaning, and how its 32-bit sum becomes what is
/// stored: sum * multiplier (+ other), activated, rounded half to even, plus the zero point,
/// saturated to 0..255.
struct IntegerWalkFacts {
    double inputScale = 1; ///< input: inputScale * (q - inputZeroPoint)
    int inputZeroPoint = 0;
    double weightScale = 1; ///< of the element's filter: weightScale * code
    std::int64_t total = 0; ///< 32-bit sum of the products and the bias
    double multiplier = 1; ///< inputScale * weightScale / outputScale, in fp32 as the kernel has it
    double scaled = 0;     ///< total * multiplier, in fp32
    bool hasOther = false; ///< the other side of an Add joins here
    double other = 0;      ///< in steps of the output
    FusedActivation activation = FusedActivation::None;
    double slope = 0, low = 0, high = 0; ///< of the activation, in real numbers
    double activated = 0;
    bool staysReal = false; ///< the last layer leaves int8: `activated` is its result
    double outputScale = 1;
    int outputZeroPoint = 0;
    double rounded = 0; ///< integer with the zero point, before it saturates
    double stored = 0;  ///< what the kernel stored: 0..255, or the real number
};

/// One picture through a network in int8, with every integer kept: what the kernels of an int8 plan
/// computed, and the arithmetic of one number of it. The same fusion, scales and kernels as the plan.
class IntegerTrace {
public:
    /// Fails as planInference() does for int8.
    static Result<IntegerTrace> make(const Graph& graph, const Weights& weights,
                                     const Calibration& calibration);
    IntegerTrace(IntegerTrace&&) noexcept;
    IntegerTrace& operator=(IntegerTrace&&) noexcept;
    ~IntegerTrace();

    /// x: fp32 [C, H, W] or [1, C, H, W], as the network's input.
    void run(const TensorView& x);

    /// Element `element` of what the Conv2d or Linear `node` gives, with all that was fused into it
    /// (normalisation, activation, the other side of an Add): products of (q - zero point) and
    /// weights, the bias and the sum as 32-bit integers, and in `steps` the scales and how the sum
    /// becomes the byte that is stored. Empty for other nodes.
    Explanation explain(int node, std::int64_t element) const;

    /// The scales and stations of the same element; nothing where explain() is empty.
    std::optional<IntegerWalkFacts> facts(int node, std::int64_t element) const;

    /// The integer that the arithmetic of explain() ends with, computed from the definition; for a
    /// layer that leaves int8 (the last one) the real number.
    double computed(int node, std::int64_t element) const;
    /// What the kernel stored there.
    double stored(int node, std::int64_t element) const;
    /// Whether explain() has something to say of `node`.
    bool covers(int node) const;

private:
    struct Parts;
    explicit IntegerTrace(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace propago
