#include "core/kernels/pooling.h"
#include "core/kernels/window.h"

#include "core/graph/operators/gradient_terms.h"
#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"

#include <limits>

namespace propago::operators {

namespace {

template<typename T> class MaxPoolKernel final : public NodeKernel {
public:
    explicit MaxPoolKernel(const WindowGeometry& geometry) : m_geometry(geometry) {}
    void forward(const NodeContext& c) const override
    {
        withWinners(c.saved[0], [&](auto* winners) {
            maxPoolForward(m_geometry, static_cast<const T*>(c.inputs[0].as<T>()), c.output.as<T>(),
                           winners, c.batch, *c.pool);
        });
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        withWinners(c.saved[0], [&](const auto* winners) {
            maxPoolBackward(m_geometry, static_cast<const T*>(g.outputGradient.as<T>()), winners,
                            g.target.as<T>(), c.batch, g.accumulates, *c.pool);
        });
    }

private:
    template<typename Use> static void withWinners(const TensorView& winners, Use use)
    {
        if (winners.format == Format::Int16)
            use(winners.as<std::int16_t>());
        else
            use(winners.as<std::int32_t>());
    }
    WindowGeometry m_geometry;
};

template<typename T> class AveragePoolKernel final : public NodeKernel {
public:
    AveragePoolKernel(const WindowGeometry& geometry, bool countsPadding)
        : m_geometry(geometry), m_countsPadding(countsPadding)
    {}
    void forward(const NodeContext& c) const override
    {
        averagePoolForward<T>(m_geometry, m_countsPadding, c.inputs[0].as<T>(), c.output.as<T>(),
                              c.batch, *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        averagePoolBackward<T>(m_geometry, m_countsPadding, g.outputGradient.as<T>(),
                               g.target.as<T>(), c.batch, g.accumulates, *c.pool);
    }

private:
    WindowGeometry m_geometry;
    bool m_countsPadding;
};

template<typename T> class GlobalAverageKernel final : public NodeKernel {
public:
    GlobalAverageKernel(std::int64_t channels, std::int64_t plane)
        : m_channels(channels), m_plane(plane)
    {}
    void forward(const NodeContext& c) const override
    {
        globalAveragePoolForward<T>(m_channels, m_plane, c.inputs[0].as<T>(), c.output.as<T>(),
                                    c.batch, *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        globalAveragePoolBackward<T>(m_channels, m_plane, g.outputGradient.as<T>(),
                                     g.target.as<T>(), c.batch, g.accumulates, *c.pool);
    }

private:
    std::int64_t m_channels, m_plane;
};

// The window of one output element, cut at the edges of the picture.
struct Window {
    std::int64_t channel, top, left;
};

Window windowOf(const Attributes& a, const Shape& out, std::int64_t element)
{
    const std::int64_t plane = out[1] * out[2];
    return {element / plane, element % plane / out[2] * a.strideH - a.padTop,
            element % out[2] * a.strideW - a.padLeft};
}

// Visits the elements of the window that lie in the picture.
template<typename Visitor>
void visit(const Attributes& a, const Shape& in, const Window& window, Visitor visitor)
{
    for (std::int64_t ky = 0; ky < a.kernelH; ++ky) {
        for (std::int64_t kx = 0; kx < a.kernelW; ++kx) {
            const std::int64_t y = window.top + ky * a.dilationH;
            const std::int64_t x = window.left + kx * a.dilationW;
            if (y >= 0 && y < in[1] && x >= 0 && x < in[2])
                visitor((window.channel * in[1] + y) * in[2] + x);
        }
    }
}

class PoolOperator : public Operator {
public:
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        return pooledShape(node, inputs[0]);
    }
};

class MaxPoolOperator final : public PoolOperator {
public:
    const char* name() const override { return "MaxPool2d"; }
    std::vector<SavedSpec> saved(const Node&, const NodeShapes& shapes, Format) const override
    {
        const Shape& in = shapes.inputs[0];
        const bool isSmall = in[1] * in[2] <= std::numeric_limits<std::int16_t>::max();
        const bool savesMemory = shapes.products == Products::Bf16 && isSmall;
        return {{"winner", shapes.output, savesMemory ? Format::Int16 : Format::Int32}};
    }
    std::unique_ptr<NodeKernel> prepareBf16(const Node& node,
                                            const NodeShapes& shapes) const override
    {
        const auto geometry = geometryOf(node, shapes.inputs[0], shapes.inputs[0][0]);
        if (!isHalving(geometry)) // windows that share pixels add up in fp32
            return nullptr;
        return std::make_unique<MaxPoolKernel<Bfloat16>>(geometry);
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        const auto geometry = geometryOf(node, shapes.inputs[0], shapes.inputs[0][0]);
        if (format == Format::Fp64)
            return std::make_unique<MaxPoolKernel<double>>(geometry);
        return std::make_unique<MaxPoolKernel<float>>(geometry);
    }
    std::optional<std::vector<Term>> inputGradientTerms(const Node& node,
                                                        const NodeContext& context,
                                                        const GradientContext& gradient,
                                                        std::int64_t sample,
                                                        std::int64_t element) const override
    {
        const BackwardView view{node, context, gradient, sample};
        return maxPoolInputTerms(view, element);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const Shape out = context.output.shape.sample();
        Explanation result;
        visit(node.attributes, in, windowOf(node.attributes, out, element),
              [&](std::int64_t source) {
                  const double value = context.inputs[0].at(sample * in.elements() + source);
                  result.terms.push_back({0, source, -1, value, 0});
              });
        result.result = context.output.at(sample * out.elements() + element);
        for (Term& term : result.terms) {
            // The first largest wins, as in forward.
            if (stored(context.output.format, term.value) == result.result) {
                term.factor = 1;
                break;
            }
        }
        result.sum = result.result;
        result.formula = {PROPAGO_TEXT("the largest of %1 values is %2"),
                          {std::to_string(result.terms.size()), sixDigits(result.result)}};
        return result;
    }
};

class AvgPoolOperator final : public PoolOperator {
public:
    const char* name() const override { return "AvgPool2d"; }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        const auto geometry = geometryOf(node, shapes.inputs[0], shapes.inputs[0][0]);
        if (format == Format::Fp64)
            return std::make_unique<AveragePoolKernel<double>>(geometry,
                                                               node.attributes.countsPadding);
        return std::make_unique<AveragePoolKernel<float>>(geometry, node.attributes.countsPadding);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const Shape out = context.output.shape.sample();
        const double share = 1.0
                             / static_cast<double>(averagedPixels(
                                 geometryOf(node, in, in[0]), element / out[2] % out[1],
                                 element % out[2], node.attributes.countsPadding));
        Explanation result;
        visit(node.attributes, in, windowOf(node.attributes, out, element),
              [&](std::int64_t source) {
                  const double value = context.inputs[0].at(sample * in.elements() + source);
                  result.terms.push_back({0, source, -1, value, share});
              });
        finishSum(result, context.output.at(sample * out.elements() + element));
        return result;
    }
};

class GlobalAvgPoolOperator final : public Operator {
public:
    const char* name() const override { return "GlobalAvgPool2d"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        if (const auto planes = requirePlanes(node, inputs[0]); !planes)
            return tl::unexpected(planes.error());
        return Shape{inputs[0][0], 1, 1};
    }
    std::unique_ptr<NodeKernel> prepare(const Node&, const NodeShapes& shapes,
                                        Format format) const override
    {
        const std::int64_t channels = shapes.inputs[0][0];
        const std::int64_t plane = shapes.inputs[0][1] * shapes.inputs[0][2];
        if (format == Format::Fp64)
            return std::make_unique<GlobalAverageKernel<double>>(channels, plane);
        return std::make_unique<GlobalAverageKernel<float>>(channels, plane);
    }
    std::unique_ptr<NodeKernel> prepareBf16(const Node&, const NodeShapes& shapes) const override
    {
        const Shape& in = shapes.inputs[0];
        return std::make_unique<GlobalAverageKernel<Bfloat16>>(in[0], in[1] * in[2]);
    }
    Explanation explain(const Node&, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const std::int64_t plane = in[1] * in[2];
        Explanation result;
        for (std::int64_t i = element * plane; i < (element + 1) * plane; ++i)
            result.terms.push_back({0, i, -1, context.inputs[0].at(sample * in.elements() + i),
                                    1.0 / static_cast<double>(plane)});
        finishSum(result, context.output.at(sample * in[0] + element));
        return result;
    }
};

} // namespace

const Operator& maxPool2d()
{
    static const MaxPoolOperator instance;
    return instance;
}

const Operator& avgPool2d()
{
    static const AvgPoolOperator instance;
    return instance;
}

const Operator& globalAvgPool2d()
{
    static const GlobalAvgPoolOperator instance;
    return instance;
}

} // namespace propago::operators
