#pragma once
#include "core/graph/operator.h"
#include "core/kernels/row_normalisation.h"

/// What goes backwards through the operators that have more to say than "this times its slope": the
/// terms of one element of a gradient, read off the definition. Arguments as in
/// Operator::inputGradientTerms().
namespace propago::operators {

using Terms = std::vector<Term>;

/// What a rule looks at.
struct BackwardView {
    const Node& node;
    const NodeContext& context;
    const GradientContext& gradient;
    std::int64_t sample;
    Shape in() const { return context.inputs[0].shape.sample(); }
    Shape out() const { return context.output.shape.sample(); }
    /// Of input 0, as the products see it.
    double input(std::int64_t element) const;
    double weight(std::int64_t index) const;
    /// Of the gradient at the output, as it is, and as the products see it.
    double arriving(std::int64_t element) const;
    double multipliedArriving(std::int64_t element) const;
};

Terms convInputTerms(const BackwardView& view, std::int64_t element);
Terms convWeightTerms(const BackwardView& view, std::int64_t element);
Terms convTransposeInputTerms(const BackwardView& view, std::int64_t element);
Terms convTransposeWeightTerms(const BackwardView& view, std::int64_t element);
/// A bias takes all that arrives at its map (or neuron).
Terms biasTerms(const BackwardView& view, std::int64_t element);
Terms linearInputTerms(const BackwardView& view, std::int64_t element);
Terms linearWeightTerms(const BackwardView& view, std::int64_t element);
/// Every window over the element: all to the winner, or an equal share to each.
Terms maxPoolInputTerms(const BackwardView& view, std::int64_t element);
/// Direct, through the mean, and through the deviation of the batch; one term in inference.
Terms batchNormInputTerms(const BackwardView& view, std::int64_t element);
Terms batchNormWeightTerms(const BackwardView& view, std::int64_t element);
/// As batchNormInputTerms(), through mean and deviation of the element's row.
Terms rowNormInputTerms(const BackwardView& view, const RowGeometry& rows, std::int64_t element);

/// An operator with weights and a bias, whose rules are these.
template<Terms (*inputTerms)(const BackwardView&, std::int64_t),
         Terms (*weightTerms)(const BackwardView&, std::int64_t)>
class WeightedOperator : public Operator {
public:
    std::optional<std::vector<Term>> inputGradientTerms(const Node& node,
                                                        const NodeContext& context,
                                                        const GradientContext& gradient,
                                                        std::int64_t sample,
                                                        std::int64_t element) const override
    {
        return inputTerms({node, context, gradient, sample}, element);
    }
    std::optional<std::vector<Term>> parameterGradientTerms(const Node& node,
                                                            const NodeContext& context,
                                                            const GradientContext& gradient,
                                                            std::int64_t sample,
                                                            std::int64_t element) const override
    {
        const BackwardView view{node, context, gradient, sample};
        return gradient.index == 0 ? weightTerms(view, element) : biasTerms(view, element);
    }
};

} // namespace propago::operators
