#include "core/graph/operators/axis_maps.h"
#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"

#include <stdexcept>

namespace propago::operators {

namespace {

constexpr std::int64_t kMostPixels = 1 << 16; // along one axis

template<typename T> class PlaneMapKernel final : public NodeKernel {
public:
    PlaneMapKernel(PlaneMap map, std::int64_t channels)
        : m_map(std::move(map)), m_channels(channels)
    {}
    void forward(const NodeContext& c) const override
    {
        planeMapForward<T>(m_map, c.inputs[0].as<T>(), c.output.as<T>(), c.batch * m_channels,
                           *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        planeMapBackward<T>(m_map, g.outputGradient.as<T>(), g.target.as<T>(), c.batch * m_channels,
                            g.accumulates, *c.pool);
    }

private:
    PlaneMap m_map;
    std::int64_t m_channels;
};

// The arithmetic of all of them; each says its shape and its two axes.
class PlaneMapOperator : public Operator {
public:
    virtual PlaneMap mapOf(const Node& node, const Shape& in, const Shape& out) const = 0;

    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        PlaneMap map = mapOf(node, shapes.inputs[0], shapes.output);
        const std::int64_t channels = shapes.output[0];
        if (format == Format::Fp64)
            return std::make_unique<PlaneMapKernel<double>>(std::move(map), channels);
        return std::make_unique<PlaneMapKernel<float>>(std::move(map), channels);
    }

    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Shape in = context.inputs[0].shape.sample();
        const Shape out = context.output.shape.sample();
        const PlaneMap map = mapOf(node, in, out);
        const std::int64_t channel = element / (out[1] * out[2]);
        Explanation result;
        for (const Tap& row : map.rows.forth(element / out[2] % out[1])) {
            for (const Tap& column : map.columns.forth(element % out[2])) {
                const std::int64_t source =
                    (channel * in[1] + row.position) * in[2] + column.position;
                const double value = context.inputs[0].at(sample * in.elements() + source);
                result.terms.push_back({0, source, -1, value, row.weight * column.weight});
            }
        }
        result.bias = result.terms.empty() ? map.filling : 0;
        finishSum(result, context.output.at(sample * out.elements() + element));
        return result;
    }
};

Failure refusedSize(const Node& node, std::int64_t height, std::int64_t width)
{
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("its output would be %1 x %2 pixels, but each side must be between 1 "
                              "and %3"),
                 {std::to_string(height), std::to_string(width), std::to_string(kMostPixels)}},
                node.name, {PROPAGO_TEXT("correct the layer's settings"), {}});
}

bool isSide(std::int64_t size)
{
    return size >= 1 && size <= kMostPixels;
}

class PadOperator final : public PlaneMapOperator {
public:
    const char* name() const override { return "Pad"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Attributes& a = node.attributes;
        if (const auto planes = requirePlanes(node, inputs[0]); !planes)
            return tl::unexpected(planes.error());
        for (const std::int64_t pad : {a.padTop, a.padBottom, a.padLeft, a.padRight}) {
            if (pad < -kMostPixels || pad > kMostPixels)
                return refusedSize(node, pad, pad);
        }
        const Shape& in = inputs[0];
        if (a.mode == static_cast<std::int64_t>(PadMode::Reflect)
            && (!reflects(in[1], a.padTop, a.padBottom) || !reflects(in[2], a.padLeft, a.padRight)))
            return fail(
                ErrorCode::BadInput,
                {PROPAGO_TEXT("maps of %1 are too small to be reflected that far"), {in.text()}},
                node.name, {PROPAGO_TEXT("use less padding"), {}});
        const std::int64_t height = in[1] + a.padTop + a.padBottom;
        const std::int64_t width = in[2] + a.padLeft + a.padRight;
        if (!isSide(height) || !isSide(width) || a.mode < 0 || a.mode > kLastPadMode)
            return refusedSize(node, height, width);
        return Shape{in[0], height, width};
    }
    PlaneMap mapOf(const Node& node, const Shape& in, const Shape& out) const override
    {
        const Attributes& a = node.attributes;
        const auto mode = static_cast<PadMode>(a.mode);
        return {paddedAxis(in[1], out[1], a.padTop, mode),
                paddedAxis(in[2], out[2], a.padLeft, mode), a.value};
    }

private:
    static constexpr std::int64_t kLastPadMode = static_cast<std::int64_t>(PadMode::Edge);
    static bool reflects(std::int64_t size, std::int64_t before, std::int64_t after)
    {
        return before >= 0 && after >= 0 && before < size && after < size;
    }
};

// Resize and adaptive pooling: `dims` holds height and width of the output.
Result<Shape> givenSize(const Node& node, const Shape& in)
{
    if (const auto planes = requirePlanes(node, in); !planes)
        return tl::unexpected(planes.error());
    const Shape& size = node.attributes.dims;
    if (size.rank() == 2 && isSide(size[0]) && isSide(size[1]))
        return Shape{in[0], size[0], size[1]};
    return refusedSize(node, size.rank() > 0 ? size[0] : 0, size.rank() > 1 ? size[1] : 0);
}

class ResizeOperator final : public PlaneMapOperator {
public:
    const char* name() const override { return "Resize"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const Attributes& a = node.attributes;
        const bool isKnown = a.mode >= 0 && a.mode <= 1 && a.coordinates >= 0 && a.coordinates <= 3
                             && a.rounding >= 0 && a.rounding <= 3 && a.scaleH >= 0
                             && a.scaleW >= 0;
        if (isKnown)
            return givenSize(node, inputs[0]);
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("this way of resizing is not known"), {}},
                    node.name, {PROPAGO_TEXT("correct the layer's settings"), {}});
    }
    PlaneMap mapOf(const Node& node, const Shape& in, const Shape& out) const override
    {
        const Attributes& a = node.attributes;
        return {resizedAxis(in[1], out[1], a.scaleH, a), resizedAxis(in[2], out[2], a.scaleW, a),
                0};
    }
};

class AdaptivePoolOperator final : public PlaneMapOperator {
public:
    const char* name() const override { return "AdaptiveAvgPool2d"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        return givenSize(node, inputs[0]);
    }
    PlaneMap mapOf(const Node&, const Shape& in, const Shape& out) const override
    {
        return {adaptiveAxis(in[1], out[1]), adaptiveAxis(in[2], out[2]), 0};
    }
};

} // namespace

const Operator& planeMap(OperatorKind kind)
{
    static const PadOperator pad;
    static const ResizeOperator resize;
    static const AdaptivePoolOperator adaptive;
    switch (kind) {
    case OperatorKind::Pad: return pad;
    case OperatorKind::Resize: return resize;
    case OperatorKind::AdaptiveAvgPool2d: return adaptive;
    default: throw std::logic_error("not a map of planes");
    }
}

} // namespace propago::operators
