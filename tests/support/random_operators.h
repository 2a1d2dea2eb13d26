#pragma once
#include "tests/support/dice.h"
#include "tests/support/program_fixtures.h"

/// A small network around one operator of random shape and settings.
namespace propago::test {

/// Draws for one kind of operator; what breaks its rules is drawn again.
class OperatorDrawer {
public:
    OperatorDrawer(OperatorKind kind, std::uint64_t seed) : m_kind(kind), m_dice(seed) {}

    /// The input is small numbers around zero, so what bends elsewhere stands behind a factor and a
    /// shift.
    Graph draw()
    {
        for (int attempt = 0; attempt < 500; ++attempt) {
            const Draft draft = drawOnce();
            const auto shapes = inferShapes(draft.graph);
            if (shapes && shapes->back().elements() > 0 && shapes->back().elements() <= 400)
                return draft.graph;
        }
        throw std::runtime_error("no settings that fit");
    }
    bool coin() { return m_dice.coin(); }

private:
    using Kind = OperatorKind;

    Shape maps(std::int64_t channels = 0)
    {
        return {channels > 0 ? channels : m_dice.from(1, 4), m_dice.from(1, 6), m_dice.from(1, 6)};
    }
    Shape anyShape()
    {
        std::vector<std::int64_t> sizes;
        for (std::int64_t axes = m_dice.from(1, 4); axes > 0; --axes)
            sizes.push_back(m_dice.from(1, 4));
        return Shape(sizes);
    }

    // No default: a new kind does not compile until it is drawn here.
    Draft drawOnce()
    {
        switch (m_kind) {
        case Kind::Input: return Draft(anyShape());
        case Kind::Conv2d: return convolution();
        case Kind::ConvTranspose2d: return transposed();
        case Kind::Linear: return linear();
        case Kind::MaxPool2d:
        case Kind::AvgPool2d: return pool();
        case Kind::AdaptiveAvgPool2d: return adaptive();
        case Kind::GlobalAvgPool2d: return alone(maps());
        case Kind::Relu:
        case Kind::LeakyRelu:
        case Kind::Sigmoid:
        case Kind::Tanh:
        case Kind::Clip:
        case Kind::HardSigmoid:
        case Kind::HardSwish:
        case Kind::Silu:
        case Kind::Gelu:
        case Kind::GeluTanh:
        case Kind::Elu:
        case Kind::Erf:
        case Kind::Exp: return bent(m_dice.real(0.5, 6), m_dice.real(-1, 1));
        case Kind::Sqrt:
        case Kind::Pow: return bent(m_dice.real(0.2, 0.6), m_dice.real(0.9, 2));
        case Kind::BatchNorm2d: return batchNorm();
        case Kind::LayerNorm:
        case Kind::GroupNorm: return rowNorm();
        case Kind::LocalResponseNorm: return damped();
        case Kind::Dropout:
        case Kind::Flatten:
        case Kind::Identity: return alone(anyShape());
        case Kind::FakeQuantize: return rounded();
        case Kind::Softmax: return softmax();
        case Kind::Add:
        case Kind::Sub:
        case Kind::Mul:
        case Kind::Div: return m_dice.coin() ? ofTwo() : withConstant();
        case Kind::Concat: return joined();
        case Kind::PRelu: return slopes();
        case Kind::Pad: return bordered();
        case Kind::Reshape: return reshaped();
        case Kind::Transpose: return turned();
        case Kind::Resize: return resized();
        case Kind::ReduceMean:
        case Kind::ReduceMax:
        case Kind::ReduceSum: return reduced();
        }
        throw std::logic_error("no such kind");
    }

    Draft alone(const Shape& input, const Attributes& a = {})
    {
        Draft draft(input);
        draft.put(m_kind, {0}, a);
        return draft;
    }
    static int shifted(Draft& draft, int from, OperatorKind kind, double value)
    {
        Attributes a;
        a.hasConstant = true;
        a.value = value;
        return draft.put(kind, {from}, a);
    }

    Attributes windowed(const Shape& in)
    {
        Attributes a;
        a.kernelH = m_dice.from(1, std::min<std::int64_t>(in[1] + 1, 5));
        a.kernelW = m_dice.from(1, std::min<std::int64_t>(in[2] + 1, 5));
        a.strideH = m_dice.from(1, 3);
        a.strideW = m_dice.from(1, 3);
        a.dilationH = m_dice.from(1, 3);
        a.dilationW = m_dice.from(1, 3);
        a.padTop = m_dice.from(0, 3);
        a.padBottom = m_dice.from(0, 3);
        a.padLeft = m_dice.from(0, 3);
        a.padRight = m_dice.from(0, 3);
        return a;
    }

    Draft convolution()
    {
        const std::int64_t groups = m_dice.from(1, 4);
        const Shape in = maps(groups * m_dice.from(1, 3));
        Attributes a = windowed(in);
        a.groups = m_dice.chance(20) ? in[0] : m_dice.coin() ? groups : 1;
        a.features = a.groups * m_dice.from(1, 3);
        a.hasBias = m_dice.coin();
        return alone(in, a);
    }

    Draft transposed()
    {
        const std::int64_t groups = m_dice.from(1, 3);
        const Shape in{groups * m_dice.from(1, 2), m_dice.from(1, 4), m_dice.from(1, 4)};
        Attributes a = windowed({1, 3, 3});
        a.groups = m_dice.coin() ? groups : 1;
        a.features = a.groups * m_dice.from(1, 3);
        a.hasBias = m_dice.coin();
        a.extraH = m_dice.from(0, a.strideH + a.padBottom - 1);
        a.extraW = m_dice.from(0, a.strideW + a.padRight - 1);
        return alone(in, a);
    }

    Draft linear()
    {
        Attributes a;
        a.features = m_dice.from(1, 9);
        a.hasBias = m_dice.coin();
        return alone({m_dice.from(1, 20)}, a);
    }

    Draft pool()
    {
        const Shape in = maps();
        Attributes a = windowed(in);
        a.roundsUp = m_dice.coin();
        a.countsPadding = m_dice.coin();
        return alone(in, a);
    }

    Draft adaptive()
    {
        Attributes a;
        a.dims = {m_dice.from(1, 7), m_dice.from(1, 7)};
        return alone(maps(), a);
    }

    Draft bent(double factor, double shift)
    {
        Attributes a;
        a.slope = m_dice.real(-0.3, 0.5);
        a.alpha = m_kind == Kind::HardSigmoid ? m_dice.real(0.1, 0.3)
                  : m_kind == Kind::Elu       ? m_dice.real(-0.5, 2)
                                              : m_dice.real(-2, 3);
        a.beta = m_dice.real(0.3, 0.6);
        a.low = m_dice.real(-1, 0);
        a.high = a.low + m_dice.real(0.5, 3);
        Draft draft(anyShape());
        draft.put(m_kind, {shifted(draft, shifted(draft, 0, Kind::Mul, factor), Kind::Add, shift)},
                  a);
        return draft;
    }

    // With the statistics of a batch, two numbers would be plus and minus one whatever they are.
    Draft batchNorm()
    {
        Attributes a;
        a.epsilon = m_dice.one({1e-5, 1e-3, 0.1});
        return alone({m_dice.from(1, 4), m_dice.from(2, 4), m_dice.from(1, 4)}, a);
    }

    // Likewise rows of one or two numbers.
    Draft rowNorm()
    {
        Attributes a;
        a.groups = m_dice.from(1, 3);
        a.epsilon = m_dice.one({1e-5, 1e-3, 0.1});
        Shape in{a.groups * m_dice.from(1, 3), m_dice.from(2, 4), m_dice.from(3, 5)};
        a.axis = m_dice.from(0, 2);
        if (m_kind == Kind::LayerNorm && m_dice.chance(30)) {
            in = Shape{m_dice.from(3, 15)};
            a.axis = 0;
        }
        return alone(in, a);
    }

    Draft damped()
    {
        Attributes a;
        a.features = m_dice.from(1, 7);
        a.alpha = m_dice.real(0.01, 3);
        a.beta = m_dice.real(0.3, 1.5);
        a.value = m_dice.real(0.5, 2);
        return alone(maps(m_dice.from(1, 8)), a);
    }

    // Some of the inputs lie outside of the codes.
    Draft rounded()
    {
        Attributes a;
        a.bits = m_dice.one({2, 4, 8, 16});
        a.isSigned = m_dice.coin();
        const std::int64_t levels = std::int64_t{1} << a.bits;
        a.scale = m_dice.real(0.3, 3) / static_cast<double>(levels);
        a.zeroPoint = m_dice.from(0, levels - 1) - (a.isSigned ? levels / 2 : 0);
        return alone(anyShape(), a);
    }

    Draft softmax()
    {
        const std::int64_t classes = m_dice.from(2, 12);
        return alone(m_dice.coin() ? Shape{classes} : Shape{classes, 1, 1});
    }

    // Some axes of `shape` as one.
    Shape shrunk(const Shape& shape)
    {
        std::vector<std::int64_t> sizes;
        for (const std::int64_t size : shape.dimensions())
            sizes.push_back(m_dice.coin() ? 1 : size);
        return Shape(sizes);
    }

    Draft withConstant()
    {
        const Shape in = anyShape();
        Attributes a;
        a.hasConstant = true;
        a.isReversed = m_dice.coin();
        a.value = m_dice.real(0.5, 2);
        if (m_dice.chance(75))
            a.dims = shrunk(in);
        if (a.dims.rank() > 1 && m_dice.coin() && a.dims[0] == 1)
            a.dims = a.dims.sample();
        Draft draft(in);
        draft.put(m_kind, {shifted(draft, 0, Kind::Add, 2.5)}, a);
        return draft;
    }

    // Both operands depend on the input, and either may be spread over the other.
    Draft ofTwo()
    {
        Draft draft(anyShape());
        const Shape in = draft.graph.nodes[0].inputShape;
        const int full = shifted(draft, 0, Kind::Add, 2.5);
        int other = draft.put(Kind::Sigmoid, {full});
        std::vector<std::int64_t> axes;
        for (int axis = 0; axis < in.rank(); ++axis) {
            if (m_dice.coin())
                axes.push_back(axis);
        }
        if (!axes.empty()) {
            Attributes a;
            a.dims = Shape(axes);
            other = draft.put(Kind::ReduceMean, {other}, a);
        }
        draft.put(m_kind, m_dice.coin() ? std::vector{other, full} : std::vector{full, other});
        return draft;
    }

    // Up to six parts, some of them twice.
    Draft joined()
    {
        Draft draft(maps());
        const std::int64_t channels = draft.graph.nodes[0].inputShape[0];
        const int bend = draft.put(Kind::Tanh, {0});
        Attributes a;
        a.axis = m_dice.from(0, 2);
        const int conv = draft.conv(a.axis == 0 ? m_dice.from(1, 3) : channels, 1, 0);
        std::vector<int> parts;
        for (std::int64_t i = m_dice.from(1, 6); i > 0; --i)
            parts.push_back(m_dice.one({0, bend, conv}));
        draft.put(Kind::Concat, parts, a);
        return draft;
    }

    Draft slopes()
    {
        const Shape in = maps();
        Attributes a;
        a.dims = m_dice.one({Shape{}, Shape{in[0], 1, 1}, Shape{1, in[1], 1}, in});
        return alone(in, a);
    }

    Draft bordered()
    {
        const Shape in = maps();
        Attributes a;
        a.mode = m_dice.from(0, 2);
        a.value = m_dice.real(-1, 1);
        const auto along = [&](std::int64_t size) {
            return m_dice.from(size > 2 ? -1 : 0, std::max<std::int64_t>(size - 1, 0));
        };
        a.padTop = along(in[1]);
        a.padBottom = along(in[1]);
        a.padLeft = along(in[2]);
        a.padRight = along(in[2]);
        return alone(in, a);
    }

    Draft reshaped()
    {
        const Shape in = maps();
        Attributes a;
        a.dims = m_dice.one({Shape{in[1], in[0] * in[2]}, Shape{in.elements(), 1, 1},
                             Shape{in[2], in[1], 1, in[0]}, Shape{in[0] * in[1], 1, in[2]}});
        return alone(in, a);
    }

    Draft turned()
    {
        const Shape in = anyShape();
        std::vector<std::int64_t> order;
        for (int axis = 0; axis < in.rank(); ++axis)
            order.insert(order.begin() + m_dice.from(0, static_cast<std::int64_t>(order.size())),
                         axis);
        Attributes a;
        a.dims = Shape(order);
        return alone(in, a);
    }

    Draft resized()
    {
        Attributes a;
        a.mode = m_dice.from(0, 1);
        a.coordinates = m_dice.from(0, 3);
        a.rounding = m_dice.from(0, 3);
        a.dims = {m_dice.from(1, 9), m_dice.from(1, 9)};
        if (m_dice.coin()) {
            a.scaleH = m_dice.real(0.4, 2.5);
            a.scaleW = m_dice.real(0.4, 2.5);
        }
        return alone(maps(), a);
    }

    Draft reduced()
    {
        const Shape in = anyShape();
        std::vector<std::int64_t> axes;
        for (int axis = 0; axis < in.rank(); ++axis) {
            if (m_dice.coin())
                axes.push_back(axis);
        }
        Attributes a;
        a.dims = Shape(axes);
        return alone(in, a);
    }

    OperatorKind m_kind;
    Dice m_dice;
};

} // namespace propago::test
