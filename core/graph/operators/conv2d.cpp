#include "core/graph/operators/gradient_terms.h"
#include "core/graph/operators/operators.h"
#include "core/graph/operators/rounded_weights.h"
#include "core/graph/operators/shape_rules.h"
#include "core/graph/stored_views.h"
#include "core/kernels/convolution.h"
#include "core/kernels/reference/convolution.h"

#include <cstring>

namespace propago::operators {

namespace {

const float* biasOf(const NodeContext& context)
{
    return context.parameters.size() > 1 ? context.parameters[1].as<float>() : nullptr;
}

class FastConvolution final : public NodeKernel {
public:
    FastConvolution(const WindowGeometry& geometry, Products products)
        : m_convolution(geometry, chosenIsa(), products)
    {}
    bool takesAnyStorage() const override { return true; }
    std::size_t scratchBytes(std::int64_t batch, int threads) const override
    {
        return m_convolution.scratchBytes(batch, threads);
    }
    void forward(const NodeContext& c) const override
    {
        m_convolution.forward(numbersOf(c.inputs[0]), c.parameters[0].as<float>(), biasOf(c),
                              targetOf(c.output), c.batch, *c.pool, c.scratch);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        m_convolution.backwardInput(numbersOf(g.outputGradient), c.parameters[0].as<float>(),
                                    targetOf(g.target), c.batch, g.accumulates, *c.pool, c.scratch);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        const StoredNumbers dy = numbersOf(g.outputGradient);
        if (g.index == 0)
            m_convolution.backwardWeights(numbersOf(c.inputs[0]), dy, g.target.as<float>(), c.batch,
                                          *c.pool, c.scratch);
        else
            m_convolution.backwardBias(dy, g.target.as<float>(), c.batch, *c.pool);
    }

private:
    Convolution m_convolution;
};

// fp64: the definition itself, samples or filters side by side.
class ReferenceConvolution final : public NodeKernel {
public:
    explicit ReferenceConvolution(const WindowGeometry& geometry) : m_geometry(geometry) {}

    void forward(const NodeContext& c) const override
    {
        const double* bias = c.parameters.size() > 1 ? c.parameters[1].as<double>() : nullptr;
        auto task = [&](int sample) {
            reference::convolutionForward(m_geometry,
                                          c.inputs[0].as<double>() + sample * inElements(),
                                          static_cast<const double*>(c.parameters[0].as<double>()),
                                          bias, c.output.as<double>() + sample * outElements());
        };
        c.pool->run(static_cast<int>(c.batch), task);
    }

    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        if (!g.accumulates)
            std::memset(g.target.data, 0, static_cast<std::size_t>(g.target.bytes()));
        const double* dy = g.outputGradient.as<double>();
        const double* w = c.parameters[0].as<double>();
        auto task = [&](int sample) {
            reference::convolutionBackwardInput(m_geometry, dy + sample * outElements(), w,
                                                g.target.as<double>() + sample * inElements());
        };
        c.pool->run(static_cast<int>(c.batch), task);
    }

    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        std::memset(g.target.data, 0, static_cast<std::size_t>(g.target.bytes()));
        const double* x = c.inputs[0].as<double>();
        const double* dy = g.outputGradient.as<double>();
        double* target = g.target.as<double>();
        auto task = [&](int filter) {
            for (std::int64_t sample = 0; sample < c.batch; ++sample) {
                if (g.index == 0)
                    reference::convolutionBackwardWeights(m_geometry, x + sample * inElements(),
                                                          dy + sample * outElements(), target,
                                                          filter, filter + 1);
                else
                    reference::convolutionBackwardBias(m_geometry, dy + sample * outElements(),
                                                       target, filter, filter + 1);
            }
        };
        c.pool->run(static_cast<int>(m_geometry.filters), task);
    }

private:
    std::int64_t inElements() const
    {
        return m_geometry.channels * m_geometry.height * m_geometry.width;
    }
    std::int64_t outElements() const { return m_geometry.filters * m_geometry.outPlane(); }
    WindowGeometry m_geometry;
};

class Conv2dOperator final : public WeightedOperator<convInputTerms, convWeightTerms> {
public:
    const char* name() const override { return "Conv2d"; }

    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Attributes& a = node.attributes;
        const Shape& in = inputs[0];
        if (const auto window = requireWindow(node, in); !window)
            return tl::unexpected(window.error());
        if (const auto groups = requireGroups(node, in[0]); !groups)
            return tl::unexpected(groups.error());
        if (const auto bits = requireWeightBits(node); !bits)
            return tl::unexpected(bits.error());
        return Shape{
            a.features,
            outputExtent(in[1], a.padTop, a.padBottom, a.kernelH, a.dilationH, a.strideH, false),
            outputExtent(in[2], a.padLeft, a.padRight, a.kernelW, a.dilationW, a.strideW, false)};
    }

    std::vector<ParameterSpec> parameters(const Node& node,
                                          std::span<const Shape> inputs) const override
    {
        const Attributes& a = node.attributes;
        const std::int64_t channels = inputs[0][0] / a.groups;
        const std::int64_t window = a.kernelH * a.kernelW;
        const std::int64_t fanIn = channels * window;
        const std::int64_t fanOut = a.features / a.groups * window;
        std::vector<ParameterSpec> specs{{"weight",
                                          {a.features, channels, a.kernelH, a.kernelW},
                                          InitialValue::Weight,
                                          fanIn,
                                          fanOut}};
        if (a.hasBias)
            specs.push_back({"bias", {a.features}, InitialValue::Bias, fanIn, fanOut});
        return specs;
    }

    std::vector<SavedSpec> saved(const Node& node, const NodeShapes& shapes,
                                 Format format) const override
    {
        return savedWeights(node, parameters(node, shapes.inputs)[0].shape, format);
    }

    std::int64_t macs(const Node& node, const NodeShapes& shapes) const override
    {
        const Attributes& a = node.attributes;
        return shapes.output.elements() * (shapes.inputs[0][0] / a.groups) * a.kernelH * a.kernelW;
    }

    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        const WindowGeometry geometry =
            geometryOf(node, shapes.inputs[0], node.attributes.features);
        if (format == Format::Fp64)
            return withRoundedWeights(node, std::make_unique<ReferenceConvolution>(geometry));
        return withRoundedWeights(node,
                                  std::make_unique<FastConvolution>(geometry, shapes.products));
    }

    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override;
};

struct Place {
    std::int64_t filter, row, column;
};

Place placeOf(const Shape& output, std::int64_t element)
{
    const std::int64_t plane = output[1] * output[2];
    return {element / plane, element % plane / output[2], element % output[2]};
}

// Index of the input element under tap (channel, ky, kx) of the window at `place`; -1 in the padding.
std::int64_t sourceOf(const Attributes& a, const Shape& in, const Place& place,
                      std::int64_t channel, std::int64_t ky, std::int64_t kx)
{
    const std::int64_t y = place.row * a.strideH - a.padTop + ky * a.dilationH;
    const std::int64_t x = place.column * a.strideW - a.padLeft + kx * a.dilationW;
    if (y < 0 || y >= in[1] || x < 0 || x >= in[2])
        return -1;
    return (channel * in[1] + y) * in[2] + x;
}

Explanation Conv2dOperator::explain(const Node& node, const NodeContext& context,
                                    std::int64_t sample, std::int64_t element) const
{
    const Attributes& a = node.attributes;
    const Shape in = context.inputs[0].shape.sample();
    const Shape out = context.output.shape.sample();
    const Place place = placeOf(out, element);
    const std::int64_t channels = in[0] / a.groups;
    const std::int64_t firstChannel = place.filter / (a.features / a.groups) * channels;
    const TensorView& weights = usedWeights(node, context);
    Explanation result;
    for (std::int64_t c = 0; c < channels; ++c) {
        for (std::int64_t tap = 0; tap < a.kernelH * a.kernelW; ++tap) {
            const std::int64_t source =
                sourceOf(a, in, place, firstChannel + c, tap / a.kernelW, tap % a.kernelW);
            const std::int64_t weight = (place.filter * channels + c) * a.kernelH * a.kernelW + tap;
            const double value =
                source < 0 ? 0
                           : multiplied(context.products,
                                        context.inputs[0].at(sample * in.elements() + source));
            result.terms.push_back(
                {0, source, weight, value, multiplied(context.products, weights.at(weight))});
            result.sum += value * result.terms.back().factor;
        }
    }
    result.bias = usedBias(node, context, place.filter);
    result.sum += result.bias;
    result.result = context.output.at(sample * out.elements() + element);
    result.formula = {
        PROPAGO_TEXT("%1 products + bias %2 = %3"),
        {std::to_string(result.terms.size()), sixDigits(result.bias), sixDigits(result.result)}};
    return result;
}

} // namespace

const Operator& conv2d()
{
    static const Conv2dOperator instance;
    return instance;
}

} // namespace propago::operators
