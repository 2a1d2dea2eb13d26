#include "core/graph/operators/gradient_terms.h"
#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/convolution.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/reference/convolution.h"

#include <algorithm>
#include <cstring>

namespace propago::operators {

namespace {

// The convolution that leads from this node's output back to its input: forward here is its
// backward-data, and the other way round. Its filters are the input's channels.
WindowGeometry mirrorOf(const Node& node, const Shape& in, const Shape& out)
{
    const Attributes& a = node.attributes;
    WindowGeometry g = geometryOf(node, out, in[0]);
    // A whole stride more of output would be one more window: it is padding that was not cut off.
    if (a.extraH >= a.strideH)
        g.padBottom -= std::min(a.extraH, a.padBottom);
    if (a.extraW >= a.strideW)
        g.padRight -= std::min(a.extraW, a.padRight);
    return g;
}

// y += bias of its map, and the sum of dy over each map. Maps side by side.
template<typename T> void addBias(const NodeContext& c, const Shape& out)
{
    const std::int64_t plane = out[1] * out[2];
    auto map = [&](int index) {
        const T bias = c.parameters[1].as<T>()[index % out[0]];
        T* y = c.output.as<T>() + index * plane;
        for (std::int64_t i = 0; i < plane; ++i)
            y[i] += bias;
    };
    if (c.parameters.size() > 1)
        c.pool->run(static_cast<int>(c.batch * out[0]), map);
}

template<typename T> void sumBias(const NodeContext& c, const GradientContext& g, const Shape& out)
{
    const std::int64_t plane = out[1] * out[2];
    auto feature = [&](int index) {
        double sum = 0;
        for (std::int64_t sample = 0; sample < c.batch; ++sample) {
            const T* dy = g.outputGradient.as<T>() + (sample * out[0] + index) * plane;
            for (std::int64_t i = 0; i < plane; ++i)
                sum += static_cast<double>(dy[i]);
        }
        g.target.as<T>()[index] = static_cast<T>(sum);
    };
    c.pool->run(static_cast<int>(out[0]), feature);
}

class FastTransposed final : public NodeKernel {
public:
    FastTransposed(const Node& node, const NodeShapes& shapes, Products products)
        : m_mirror(mirrorOf(node, shapes.inputs[0], shapes.output), chosenIsa(), products)
        , m_in(shapes.inputs[0])
        , m_out(shapes.output)
    {}
    std::size_t scratchBytes(std::int64_t batch, int threads) const override
    {
        return sumBytes(batch) + m_mirror.scratchBytes(batch, threads);
    }
    void forward(const NodeContext& c) const override
    {
        m_mirror.backwardInput(c.inputs[0].as<float>(), c.parameters[0].as<float>(),
                               c.output.as<float>(), c.batch, false, *c.pool, c.scratch);
        addBias<float>(c, m_out);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        auto* sum = g.accumulates ? reinterpret_cast<float*>(c.scratch) : g.target.as<float>();
        m_mirror.forward(g.outputGradient.as<float>(), c.parameters[0].as<float>(), nullptr, sum,
                         c.batch, *c.pool, c.scratch + sumBytes(c.batch));
        if (g.accumulates)
            accumulate<float>(sum, g.target.as<float>(), c.batch * m_in.elements(), *c.pool);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        if (g.index == 0)
            m_mirror.backwardWeights(g.outputGradient.as<float>(), c.inputs[0].as<float>(),
                                     g.target.as<float>(), c.batch, *c.pool, c.scratch);
        else
            sumBias<float>(c, g, m_out);
    }

private:
    std::size_t sumBytes(std::int64_t batch) const
    {
        return (4 * static_cast<std::size_t>(batch * m_in.elements()) + kSlack + 63) / 64 * 64;
    }
    Convolution m_mirror;
    Shape m_in, m_out;
};

// fp64: the definition itself, samples or input maps side by side.
class ReferenceTransposed final : public NodeKernel {
public:
    ReferenceTransposed(const Node& node, const NodeShapes& shapes)
        : m_mirror(mirrorOf(node, shapes.inputs[0], shapes.output))
        , m_in(shapes.inputs[0])
        , m_out(shapes.output)
    {}
    void forward(const NodeContext& c) const override
    {
        std::memset(c.output.data, 0, static_cast<std::size_t>(c.output.bytes()));
        const double* w = c.parameters[0].as<double>();
        auto sample = [&](int index) {
            reference::convolutionBackwardInput(
                m_mirror, c.inputs[0].as<double>() + index * m_in.elements(), w,
                c.output.as<double>() + index * m_out.elements());
        };
        c.pool->run(static_cast<int>(c.batch), sample);
        addBias<double>(c, m_out);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        if (!g.accumulates)
            std::memset(g.target.data, 0, static_cast<std::size_t>(g.target.bytes()));
        const double* w = c.parameters[0].as<double>();
        auto sample = [&](int index) {
            const double* dy = g.outputGradient.as<double>() + index * m_out.elements();
            double* dx = g.target.as<double>() + index * m_in.elements();
            reference::forEachProduct(m_mirror, 0, m_mirror.filters,
                                      [&](std::int64_t out, std::int64_t in, std::int64_t weight) {
                                          dx[out] += dy[in] * w[weight];
                                      });
        };
        c.pool->run(static_cast<int>(c.batch), sample);
    }
    void backwardParameter(const NodeContext& c, const GradientContext& g) const override
    {
        if (g.index == 1)
            return sumBias<double>(c, g, m_out);
        std::memset(g.target.data, 0, static_cast<std::size_t>(g.target.bytes()));
        auto channel = [&](int index) {
            for (std::int64_t sample = 0; sample < c.batch; ++sample)
                reference::convolutionBackwardWeights(
                    m_mirror, g.outputGradient.as<double>() + sample * m_out.elements(),
                    c.inputs[0].as<double>() + sample * m_in.elements(), g.target.as<double>(),
                    index, index + 1);
        };
        c.pool->run(static_cast<int>(m_mirror.filters), channel);
    }

private:
    WindowGeometry m_mirror;
    Shape m_in, m_out;
};

// Extent that a convolution of stride `stride` would bring back to `size`.
std::int64_t grownExtent(std::int64_t size, std::int64_t stride, std::int64_t reach,
                         std::int64_t padding, std::int64_t extra)
{
    return (size - 1) * stride - padding + reach + extra;
}

class ConvTranspose2dOperator final
    : public WeightedOperator<convTransposeInputTerms, convTransposeWeightTerms> {
public:
    const char* name() const override { return "ConvTranspose2d"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override;
    std::vector<ParameterSpec> parameters(const Node& node,
                                          std::span<const Shape> inputs) const override
    {
        const Attributes& a = node.attributes;
        const std::int64_t window = a.kernelH * a.kernelW;
        const std::int64_t fanIn = a.features / a.groups * window; // as PyTorch counts it
        const std::int64_t fanOut = inputs[0][0] * window;
        std::vector<ParameterSpec> specs{
            {"weight",
             {inputs[0][0], a.features / a.groups, a.kernelH, a.kernelW},
             InitialValue::Weight,
             fanIn,
             fanOut}};
        if (a.hasBias)
            specs.push_back({"bias", {a.features}, InitialValue::Bias, fanIn, fanOut});
        return specs;
    }
    std::int64_t macs(const Node& node, const NodeShapes& shapes) const override
    {
        const Attributes& a = node.attributes;
        return shapes.inputs[0].elements() * (a.features / a.groups) * a.kernelH * a.kernelW;
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<ReferenceTransposed>(node, shapes);
        return std::make_unique<FastTransposed>(node, shapes, shapes.products);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override;
};

Result<Shape> ConvTranspose2dOperator::outputShape(const Node& node,
                                                   std::span<const Shape> inputs) const
{
    const Attributes& a = node.attributes;
    const Shape& in = inputs[0];
    if (const auto planes = requirePlanes(node, in); !planes)
        return tl::unexpected(planes.error());
    if (const auto numbers = requireWindowNumbers(node); !numbers)
        return tl::unexpected(numbers.error());
    if (const auto groups = requireGroups(node, in[0]); !groups)
        return tl::unexpected(groups.error());
    if (a.extraH < 0 || a.extraH >= a.strideH + a.padBottom || a.extraW < 0
        || a.extraW >= a.strideW + a.padRight)
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("the extra rows and columns of its output, %1 and %2, must be "
                          "fewer than its stride and the padding behind together, %3 and "
                          "%4"),
             {std::to_string(a.extraH), std::to_string(a.extraW),
              std::to_string(a.strideH + a.padBottom), std::to_string(a.strideW + a.padRight)}},
            node.name, {PROPAGO_TEXT("correct the layer's settings"), {}});
    const std::int64_t height = grownExtent(in[1], a.strideH, a.dilationH * (a.kernelH - 1) + 1,
                                            a.padTop + a.padBottom, a.extraH);
    const std::int64_t width = grownExtent(in[2], a.strideW, a.dilationW * (a.kernelW - 1) + 1,
                                           a.padLeft + a.padRight, a.extraW);
    if (height >= 1 && width >= 1)
        return Shape{a.features, height, width};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("its padding leaves nothing of the output: %1 x %2"),
                 {std::to_string(height), std::to_string(width)}},
                node.name, {PROPAGO_TEXT("use less padding"), {}});
}

// The input row or column that reaches `position` through tap `tap`; -1 when there is none.
std::int64_t sourceAlong(std::int64_t position, std::int64_t tap, std::int64_t pad,
                         std::int64_t stride, std::int64_t size)
{
    const std::int64_t at = position + pad - tap;
    return at >= 0 && at % stride == 0 && at / stride < size ? at / stride : -1;
}

Explanation ConvTranspose2dOperator::explain(const Node& node, const NodeContext& context,
                                             std::int64_t sample, std::int64_t element) const
{
    const Attributes& a = node.attributes;
    const Shape in = context.inputs[0].shape.sample();
    const Shape out = context.output.shape.sample();
    const std::int64_t feature = element / (out[1] * out[2]);
    const std::int64_t features = a.features / a.groups;
    const std::int64_t channels = in[0] / a.groups;
    Explanation result;
    for (std::int64_t c = feature / features * channels; c < (feature / features + 1) * channels;
         ++c) {
        for (std::int64_t tap = 0; tap < a.kernelH * a.kernelW; ++tap) {
            const std::int64_t y =
                sourceAlong(element / out[2] % out[1], tap / a.kernelW * a.dilationH, a.padTop,
                            a.strideH, in[1]);
            const std::int64_t x = sourceAlong(element % out[2], tap % a.kernelW * a.dilationW,
                                               a.padLeft, a.strideW, in[2]);
            if (y < 0 || x < 0)
                continue;
            const std::int64_t source = (c * in[1] + y) * in[2] + x;
            const std::int64_t weight =
                (c * features + feature % features) * a.kernelH * a.kernelW + tap;
            result.terms.push_back(
                {0, source, weight,
                 multiplied(context.products,
                            context.inputs[0].at(sample * in.elements() + source)),
                 multiplied(context.products, context.parameters[0].at(weight))});
        }
    }
    result.bias = a.hasBias ? context.parameters[1].at(feature) : 0;
    finishSum(result, context.output.at(sample * out.elements() + element));
    result.formula = {
        PROPAGO_TEXT("%1 products + bias %2 = %3"),
        {std::to_string(result.terms.size()), sixDigits(result.bias), sixDigits(result.result)}};
    return result;
}

} // namespace

const Operator& convTranspose2d()
{
    static const ConvTranspose2dOperator instance;
    return instance;
}

} // namespace propago::operators
