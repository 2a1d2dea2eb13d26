#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/elementwise.h"
#include "core/tensor/random.h"

namespace propago::operators {

namespace {

// Which elements fall is a function of (seed, step, node); the mask is kept for backward and for the eye.
template<typename T> class DropoutKernel final : public NodeKernel {
public:
    DropoutKernel(double probability, const std::string& node)
        : m_probability(probability), m_node(hash(node))
    {}
    void forward(const NodeContext& c) const override
    {
        const double probability = c.isTraining ? m_probability : 0.0;
        dropoutForward<T>(c.inputs[0].as<T>(), c.output.as<T>(), c.saved[0].as<std::uint8_t>(),
                          probability, RandomSource(c.seed, RandomStream::Dropout, c.step, m_node),
                          0, c.output.elements(), *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        dropoutBackward<T>(g.outputGradient.as<T>(), c.saved[0].as<std::uint8_t>(),
                           g.target.as<T>(), c.isTraining ? m_probability : 0.0,
                           c.output.elements(), g.accumulates, *c.pool);
    }

private:
    // FNV-1a: the same on every platform, unlike std::hash.
    static std::uint32_t hash(const std::string& text)
    {
        std::uint32_t value = 2166136261u;
        for (const char c : text)
            value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
        return value;
    }
    double m_probability;
    std::uint32_t m_node;
};

class DropoutOperator final : public Operator {
public:
    const char* name() const override { return "Dropout"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const double p = node.attributes.probability;
        if (!(p >= 0 && p < 1))
            return fail(
                ErrorCode::BadInput,
                {PROPAGO_TEXT("the share that is dropped must be at least 0 and below 1, not %1"),
                 {shortest(p)}},
                node.name, {PROPAGO_TEXT("use 0.5"), {}});
        return inputs[0];
    }
    std::vector<SavedSpec> saved(const Node&, const NodeShapes& shapes, Format) const override
    {
        return {{"mask", shapes.output, Format::Uint8}};
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes&,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<DropoutKernel<double>>(node.attributes.probability, node.name);
        return std::make_unique<DropoutKernel<float>>(node.attributes.probability, node.name);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const std::int64_t index = sample * context.output.shape.sample().elements() + element;
        const double kept = 1 / (1 - (context.isTraining ? node.attributes.probability : 0));
        Explanation result;
        result.terms = {{0, element, -1, context.inputs[0].at(index),
                         context.saved[0].at(index) != 0 ? kept : 0}};
        finishSum(result, context.output.at(index));
        return result;
    }
};

} // namespace

const Operator& dropout()
{
    static const DropoutOperator instance;
    return instance;
}

} // namespace propago::operators
