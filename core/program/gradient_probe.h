#pragma once
#include "core/graph/operator.h"

namespace propago {

/// Finds the terms of a gradient by asking the kernel itself: backward is linear in the gradient that
/// arrives, so what it makes of a single 1 is the factor of that place. Places are found by halving.
class GradientProbe {
public:
    GradientProbe(const NodeKernel& kernel, const NodeContext& context,
                  const GradientContext& gradient);

    /// Terms of one element of the gradient by input gradient.index. Where there are very many, the
    /// rest is one term without a place.
    std::vector<Term> inputTerms(std::int64_t sample, std::int64_t element);
    /// What each picture has in one element of the gradient of parameter gradient.index, which is
    /// shaped like `parameter`.
    std::vector<Term> votes(const TensorView& parameter, std::int64_t element);

private:
    struct Range {
        std::int64_t first, count;
    };
    double weigh(const Range& range, bool isActual);
    void search(const Range& range, double seen, std::vector<Term>& terms);
    double arriving(std::int64_t place) const;

    const NodeKernel& m_kernel;
    const NodeContext& m_context;
    GradientContext m_gradient;
    TensorView m_actual;
    Tensor m_probe, m_answer;
    std::int64_t m_first = 0; ///< of the sample within the gradient that arrives
    std::int64_t m_at = 0;    ///< of the element within what is sent on
    int m_left = 0;           ///< questions
};

} // namespace propago
