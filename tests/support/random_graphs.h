#pragma once
#include "core/graph/operator.h"
#include "core/graph/shapes.h"
#include "tests/support/dice.h"

#include <string>
#include <vector>

/// Random networks of every kind of operator.
namespace propago::test {

/// How large a network may become.
struct GraphLimits {
    Shape input;
    std::int64_t classes = 3;
    int pieces = 7;
    std::int64_t values = 160; ///< most numbers that one node makes of a sample
    std::int64_t filters =
        5;                  ///< most filters of a convolution; from 30 on Winograd gets its layers
    bool quantises = false; ///< some values and weights are rounded to few bits
};

/// Draws networks of skips, branches, joins, gates and every operator there is, that end in Linear.
/// Values stay moderate: what could grow without limits is fed with bounded numbers.
class GraphDrawer {
public:
    GraphDrawer(Dice& dice, GraphLimits limits) : m_dice(dice), m_limits(std::move(limits))
    {
        Node input;
        input.inputShape = m_limits.input;
        add(OperatorKind::Input, {}, {}, input);
    }

    Graph draw()
    {
        for (int i = 0; i < m_limits.pieces; ++i)
            addPiece();
        addHead();
        return m_graph;
    }

private:
    using Kind = OperatorKind;

    // What breaks a rule or grows too large is left out: then the newest node stays.
    int add(Kind kind, std::vector<int> inputs, const Attributes& a = {}, Node node = {})
    {
        node.kind = kind;
        node.attributes = a;
        node.inputs = std::move(inputs);
        node.name = "node" + std::to_string(m_graph.nodes.size());
        m_graph.nodes.push_back(std::move(node));
        m_graph.output = static_cast<int>(m_graph.nodes.size()) - 1;
        const auto shapes = inferShapes(m_graph);
        if (shapes && shapes->back().elements() <= m_limits.values) {
            m_shapes.push_back(shapes->back());
            return m_graph.output;
        }
        m_graph.nodes.pop_back();
        return m_graph.output = static_cast<int>(m_graph.nodes.size()) - 1;
    }
    int last() const { return m_graph.output; }
    const Shape& shapeOf(int node) const { return m_shapes[static_cast<std::size_t>(node)]; }
    int then(Kind kind, const Attributes& a = {}) { return add(kind, {last()}, a); }
    // The newest node more often than not.
    int anyNode()
    {
        const int node = m_dice.chance(75) ? last() : m_dice.below(last() + 1);
        return shapeOf(node).rank() == 3 ? node : last();
    }
    int constant(Kind kind, double value, int from, bool isReversed = false)
    {
        Attributes a;
        a.hasConstant = true;
        a.value = value;
        a.isReversed = isReversed;
        return add(kind, {from}, a);
    }
    std::int64_t divisor(std::int64_t number)
    {
        std::vector<std::int64_t> all;
        for (std::int64_t i = 1; i <= number; ++i) {
            if (number % i == 0)
                all.push_back(i);
        }
        return all[static_cast<std::size_t>(m_dice.below(static_cast<int>(all.size())))];
    }

    // A step fine enough to leave the network its values, or a coarse one.
    void addRounding(int from)
    {
        Attributes a;
        a.bits = m_dice.one({4, 8, 8, 16});
        a.isSigned = m_dice.coin();
        a.scale = m_dice.real(1, 4) / static_cast<double>(std::int64_t{1} << a.bits);
        const std::int64_t lowest = a.isSigned ? -(std::int64_t{1} << (a.bits - 1)) : 0;
        a.zeroPoint = lowest + m_dice.from(0, (std::int64_t{1} << a.bits) - 1);
        add(Kind::FakeQuantize, {from}, a);
        if (a.bits == 16)
            then(Kind::Identity);
    }
    std::int64_t weightBits()
    {
        return m_limits.quantises && m_dice.chance(30) ? m_dice.one({2, 4, 8}) : 0;
    }

    void addPiece()
    {
        if (m_limits.quantises && m_dice.chance(15))
            return addRounding(anyNode());
        const int draw = m_dice.below(100);
        if (draw < 22)
            addConvolution(anyNode());
        else if (draw < 38)
            addBend(anyNode());
        else if (draw < 48)
            addNorm(anyNode());
        else if (draw < 56)
            addPool(anyNode());
        else if (draw < 62)
            addTransposed(anyNode());
        else if (draw < 72)
            addShaping(anyNode());
        else if (draw < 78)
            addReduction(anyNode());
        else
            addBlock(anyNode());
    }

    void addConvolution(int from)
    {
        const std::int64_t channels = shapeOf(from)[0];
        if (m_limits.filters >= 30 && m_dice.chance(60))
            return addPlain(from);
        Attributes a;
        a.groups = m_dice.chance(45) ? m_dice.coin() ? channels : divisor(channels) : 1;
        a.features = a.groups * m_dice.from(1, a.groups > 1 ? 2 : m_limits.filters);
        a.kernelH = m_dice.from(1, 3);
        a.kernelW = m_dice.chance(60) ? a.kernelH : m_dice.from(1, 4);
        a.strideH = m_dice.chance(75) ? 1 : 2;
        a.strideW = m_dice.chance(75) ? 1 : m_dice.from(1, 3);
        a.dilationH = m_dice.chance(75) ? 1 : 2;
        a.dilationW = m_dice.chance(75) ? 1 : 2;
        a.padTop = m_dice.chance(60) ? a.kernelH / 2 : m_dice.from(0, 2);
        a.padBottom = m_dice.chance(60) ? a.padTop : m_dice.from(0, 2);
        a.padLeft = m_dice.chance(60) ? a.kernelW / 2 : m_dice.from(0, 2);
        a.padRight = m_dice.chance(60) ? a.padLeft : m_dice.from(0, 2);
        a.hasBias = m_dice.chance(60);
        a.weightBits = weightBits();
        if (a.weightBits > 0)
            a.scale = m_dice.real(0.01, 0.2);
        add(Kind::Conv2d, {from}, a);
    }

    // Two of the layers that large networks are made of.
    void addPlain(int from)
    {
        Attributes a;
        a.kernelH = a.kernelW = 3;
        for (int i = 0; i < 2; ++i) {
            a.features = m_dice.from(m_limits.filters / 2, m_limits.filters);
            a.padTop = a.padBottom = m_dice.below(3);
            a.padLeft = a.padRight = m_dice.one({1, 1, 2});
            a.weightBits = weightBits();
            from = add(Kind::Conv2d, {from}, a);
        }
        then(m_dice.one({Kind::Relu, Kind::BatchNorm2d}));
    }

    void addTransposed(int from)
    {
        const std::int64_t channels = shapeOf(from)[0];
        Attributes a;
        a.groups = m_dice.chance(40) ? divisor(channels) : 1;
        a.features = a.groups * m_dice.from(1, 2);
        a.kernelH = m_dice.from(1, 3);
        a.kernelW = m_dice.from(1, 3);
        a.strideH = m_dice.from(1, 2);
        a.strideW = m_dice.from(1, 2);
        a.dilationH = m_dice.chance(70) ? 1 : 2;
        a.dilationW = m_dice.chance(70) ? 1 : 2;
        a.padTop = a.padLeft = a.padBottom = m_dice.from(0, 1);
        a.padRight = m_dice.from(0, 1);
        a.extraH = m_dice.from(0, a.strideH + a.padBottom - 1);
        a.extraW = m_dice.from(0, a.strideW + a.padRight - 1);
        a.hasBias = m_dice.coin();
        add(Kind::ConvTranspose2d, {from}, a);
    }

    void addBend(int from)
    {
        Attributes a;
        a.slope = m_dice.real(0.01, 0.4);
        a.alpha = m_dice.real(0.15, 0.9);
        a.beta = m_dice.real(0.3, 0.6);
        a.low = m_dice.real(-1, 0);
        a.high = a.low + m_dice.real(0.5, 3);
        if (m_dice.coin())
            a.dims = Shape{shapeOf(from)[0], 1, 1};
        const Kind kind = m_dice.one({Kind::Relu, Kind::Relu, Kind::LeakyRelu, Kind::Sigmoid,
                                      Kind::Tanh, Kind::Clip, Kind::HardSigmoid, Kind::HardSwish,
                                      Kind::Silu, Kind::Gelu, Kind::GeluTanh, Kind::Elu, Kind::Erf,
                                      Kind::PRelu, Kind::Identity, Kind::Dropout, Kind::Dropout});
        a.probability = m_dice.real(0.1, 0.6);
        add(kind, {from}, a);
    }

    void addNorm(int from)
    {
        Attributes a;
        a.groups = divisor(shapeOf(from)[0]);
        a.axis = m_dice.below(3);
        a.epsilon = 1e-3;
        a.momentum = m_dice.real(0.05, 0.3);
        const Kind kind = m_dice.one({Kind::BatchNorm2d, Kind::BatchNorm2d, Kind::GroupNorm,
                                      Kind::LayerNorm, Kind::LocalResponseNorm});
        if (kind == Kind::LocalResponseNorm) {
            a.features = m_dice.from(1, 5);
            a.alpha = m_dice.real(0.01, 1);
            a.beta = m_dice.real(0.3, 1);
            a.value = m_dice.real(0.5, 2);
        }
        add(kind, {from}, a);
    }

    void addPool(int from)
    {
        Attributes a;
        const Shape& in = shapeOf(from);
        a.dims = Shape{m_dice.from(1, in[1] + 1), m_dice.from(1, in[2] + 1)};
        a.kernelH = m_dice.from(1, 3);
        a.kernelW = m_dice.chance(70) ? a.kernelH : m_dice.from(1, 3);
        a.strideH = m_dice.from(1, 2);
        a.strideW = m_dice.from(1, 2);
        a.padTop = m_dice.from(0, a.kernelH / 2);
        a.padLeft = m_dice.from(0, a.kernelW / 2);
        a.padBottom = m_dice.from(0, m_dice.coin() ? 2 : a.kernelH / 2);
        a.padRight = m_dice.from(0, m_dice.coin() ? 2 : a.kernelW / 2);
        a.dilationH = m_dice.chance(80) ? 1 : 2;
        a.countsPadding = m_dice.coin();
        a.roundsUp = m_dice.chance(40);
        if (m_dice.chance(25)) // the window that most networks have
            a = halving();
        add(m_dice.one({Kind::MaxPool2d, Kind::MaxPool2d, Kind::AvgPool2d, Kind::AvgPool2d,
                        Kind::AdaptiveAvgPool2d}),
            {from}, a);
    }
    static Attributes halving()
    {
        Attributes a;
        a.kernelH = a.kernelW = a.strideH = a.strideW = 2;
        a.dims = Shape{2, 2};
        return a;
    }

    void addShaping(int from)
    {
        const Shape in = shapeOf(from);
        Attributes a;
        switch (m_dice.below(5)) {
        case 0:
            a.mode = m_dice.below(3);
            a.value = m_dice.real(-1, 1);
            a.padTop = m_dice.from(0, std::min<std::int64_t>(2, in[1] - 1));
            a.padLeft = m_dice.from(0, std::min<std::int64_t>(2, in[2] - 1));
            a.padBottom = m_dice.from(in[1] > 2 ? -1 : 0, std::min<std::int64_t>(2, in[1] - 1));
            a.padRight = m_dice.from(0, std::min<std::int64_t>(2, in[2] - 1));
            add(Kind::Pad, {from}, a);
            break;
        case 1:
            a.mode = m_dice.below(2);
            a.coordinates = m_dice.below(4);
            a.rounding = m_dice.below(4);
            a.dims = Shape{m_dice.from(1, in[1] + 3), m_dice.from(1, in[2] + 3)};
            add(Kind::Resize, {from}, a);
            break;
        case 2:
            a.dims = m_dice.one({Shape{1, 2, 0}, Shape{2, 0, 1}, Shape{0, 2, 1}, Shape{1, 0, 2}});
            add(Kind::Transpose, {from}, a);
            break;
        case 3: // through a row
            a.dims = Shape{divisor(in.elements()), 1, 1};
            a.dims = Shape{a.dims[0], in.elements() / a.dims[0], 1};
            add(Kind::Reshape, {add(Kind::Flatten, {from})}, a);
            break;
        default: a.dims = Shape{in[2], in[0], in[1]}; add(Kind::Reshape, {from}, a);
        }
    }

    // Over some axes, and back beside what it came from.
    void addReduction(int from)
    {
        Attributes a;
        a.dims = m_dice.one({Shape{0}, Shape{1, 2}, Shape{2}, Shape{0, 1}, Shape{}});
        const Kind kind = m_dice.one({Kind::ReduceMean, Kind::ReduceMax, Kind::ReduceSum});
        const int reduced = add(Kind::Tanh, {add(kind, {from}, a)});
        add(m_dice.one({Kind::Add, Kind::Sub, Kind::Mul}), {from, reduced});
    }

    // Its own convolution, of which H and W stay.
    int same(int from, std::int64_t features)
    {
        Attributes a;
        a.features = features;
        a.kernelH = a.kernelW = m_dice.coin() ? 3 : 1;
        a.padTop = a.padLeft = a.padBottom = a.padRight = a.kernelH / 2;
        a.hasBias = m_dice.coin();
        const int made = add(Kind::Conv2d, {from}, a);
        return m_dice.coin() ? add(m_dice.one({Kind::Relu, Kind::BatchNorm2d, Kind::Tanh}), {made})
                             : made;
    }

    void addBlock(int from)
    {
        const std::int64_t channels = shapeOf(from)[0];
        switch (m_dice.below(9)) {
        case 0:
        case 1: return addSum(from, same(from, channels));
        case 2: return addJoin(from);
        case 3: return addGate(from);
        case 4: return addQuotient(from);
        case 5: return addScale(from);
        case 6: return addBell(from);
        case 7: return addRoot(from);
        default: return void(add(m_dice.one({Kind::Mul, Kind::Sub}), {from, same(from, channels)}));
        }
    }

    void addSum(int from, int other)
    {
        if (m_dice.coin())
            std::swap(from, other);
        add(Kind::Add, {from, other});
        if (m_dice.coin())
            then(Kind::Relu);
    }

    void addJoin(int from)
    {
        Attributes a;
        a.axis = m_dice.below(3);
        const std::int64_t channels = shapeOf(from)[0];
        std::vector<int> parts{same(from, a.axis == 0 ? m_dice.from(1, 3) : channels)};
        for (std::int64_t i = m_dice.chance(25) ? m_dice.from(3, 6) : 1; i > 0; --i)
            parts.insert(parts.begin() + m_dice.below(static_cast<int>(parts.size()) + 1), from);
        add(Kind::Concat, parts, a);
    }

    // Squeeze and excitation.
    void addGate(int from)
    {
        Attributes a;
        a.features = m_dice.from(1, 3);
        add(Kind::Conv2d, {add(Kind::GlobalAvgPool2d, {from})}, a);
        then(m_dice.one({Kind::Relu, Kind::Silu}));
        a.features = shapeOf(from)[0];
        then(Kind::Conv2d, a);
        a.alpha = 1.0 / 6;
        a.beta = 0.5;
        const int gate = then(m_dice.one({Kind::Sigmoid, Kind::HardSigmoid, Kind::Softmax}), a);
        add(Kind::Mul, {from, gate});
    }

    // x / (1.5 + s(y)), or a number over it.
    void addQuotient(int from)
    {
        const int below = constant(Kind::Add, 1.5, add(Kind::Sigmoid, {from}), m_dice.coin());
        if (m_dice.coin())
            add(Kind::Div, {from, below});
        else
            constant(Kind::Div, 2, below, true);
    }

    // Learned or fixed factors and shifts of some shape.
    void addScale(int from)
    {
        const Shape& in = shapeOf(from);
        Attributes a;
        a.hasConstant = true;
        a.value = m_dice.real(0.5, 2);
        a.isReversed = m_dice.coin();
        a.isFrozen = m_dice.chance(30);
        a.dims = m_dice.one({Shape{in[0], 1, 1}, Shape{in[2]}, in, Shape{}, Shape{1, in[1], 1}});
        add(m_dice.one({Kind::Mul, Kind::Add, Kind::Sub}), {from}, a);
    }

    // e^(-x^2)
    void addBell(int from)
    {
        Attributes square;
        square.alpha = 2;
        add(Kind::Exp, {constant(Kind::Mul, -1, add(Kind::Pow, {from}, square))});
    }

    void addRoot(int from)
    {
        Attributes power;
        power.alpha = m_dice.one({2.0, 4.0});
        add(Kind::Pow, {add(Kind::Tanh, {from})}, power);
        add(Kind::Sqrt, {constant(Kind::Add, 0.5, last())});
    }

    void addHead()
    {
        int flat = then(Kind::Flatten);
        if (m_dice.chance(30))
            flat = add(Kind::Concat, {flat, add(Kind::Flatten, {m_dice.below(flat)})});
        Attributes a;
        if (m_dice.chance(30)) {
            a.features = m_dice.from(3, 9);
            a.weightBits = weightBits();
            then(Kind::Linear, a);
            then(m_dice.one({Kind::Relu, Kind::Tanh, Kind::Gelu}));
        }
        a.features = m_limits.classes;
        a.hasBias = m_dice.coin();
        a.weightBits = weightBits();
        then(Kind::Linear, a);
        if (m_dice.chance(15))
            then(Kind::Softmax);
    }

    Dice& m_dice;
    GraphLimits m_limits;
    Graph m_graph;
    std::vector<Shape> m_shapes;
};

} // namespace propago::test
