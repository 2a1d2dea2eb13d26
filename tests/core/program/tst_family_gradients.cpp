#include "tests/support/gradient_probe.h"

using namespace propago;
using namespace propago::test;

Q_DECLARE_METATYPE(propago::Graph)

namespace {

/// Draws shapes and settings; the same seed gives the same ones.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : m_source(seed, RandomStream::Generate, 0, 21) {}
    std::int64_t from(std::int64_t low, std::int64_t high)
    {
        return low + m_source.below(static_cast<std::uint32_t>(high - low + 1), m_drawn++);
    }
    bool coin() { return from(0, 1) == 1; }
    double real(double low, double high)
    {
        return low + (high - low) * static_cast<double>(m_source.uniform(m_drawn++));
    }
    Shape maps(std::int64_t most = 4) { return {from(1, most), from(1, most), from(2, most + 1)}; }

private:
    RandomSource m_source;
    std::uint64_t m_drawn = 0;
};

/// A graph for case `seed`.
using Make = Graph (*)(Draw&);

void addRows(const char* name, int count, Make make)
{
    for (int i = 0; i < count; ++i) {
        Draw draw(static_cast<std::uint64_t>(i));
        QTest::addRow("%s %d", name, i) << make(draw);
    }
}

// input -> (input * factor + shift) -> kind: brings the small inputs to where the function bends.
Graph stretched(Draw& draw, OperatorKind kind, const Attributes& attributes, double factor,
                double shift)
{
    Draft draft(draw.coin() ? draw.maps() : Shape{draw.from(2, 20)});
    Attributes a;
    a.hasConstant = true;
    a.value = factor;
    const int scaled = draft.put(OperatorKind::Mul, {0}, a);
    a.value = shift;
    const int moved = draft.put(OperatorKind::Add, {scaled}, a);
    draft.put(kind, {moved}, attributes);
    return draft.graph;
}

template<OperatorKind kKind> Graph bent(Draw& draw)
{
    Attributes a;
    a.alpha = kKind == OperatorKind::HardSigmoid ? draw.real(0.1, 0.3) : draw.real(0.3, 2);
    a.beta = draw.real(0.3, 0.6);
    a.low = draw.real(-3, 0);
    a.high = a.low + draw.real(0.5, 3);
    return stretched(draw, kKind, a, draw.real(0.5, 6), draw.real(-1, 1));
}

template<OperatorKind kKind> Graph positive(Draw& draw)
{
    Attributes a;
    a.alpha = draw.real(-2, 3);
    return stretched(draw, kKind, a, draw.real(0.2, 0.6), draw.real(0.9, 2));
}

Graph slopes(Draw& draw)
{
    const Shape input = draw.maps();
    Attributes a;
    if (draw.coin())
        a.dims = Shape{input[0], 1, 1};
    return lone(input, OperatorKind::PRelu, a);
}

// Some axes of `shape` as one.
Shape shrunk(Draw& draw, const Shape& shape)
{
    std::vector<std::int64_t> sizes;
    for (const std::int64_t size : shape.dimensions())
        sizes.push_back(draw.coin() ? 1 : size);
    return Shape(sizes);
}

template<OperatorKind kKind> Graph withConstant(Draw& draw)
{
    const Shape input = draw.maps();
    Attributes a;
    a.hasConstant = true;
    a.isReversed = draw.coin();
    a.value = draw.real(0.5, 2);
    if (draw.from(0, 3) > 0)
        a.dims = shrunk(draw, input);
    if (a.dims.rank() > 1 && draw.coin() && a.dims[0] == 1)
        a.dims = a.dims.sample();
    Draft draft(input);
    Attributes away; // divisors must not be near zero
    away.hasConstant = true;
    away.value = 2.5;
    const int moved = draft.put(OperatorKind::Add, {0}, away);
    draft.put(kKind, {moved}, a);
    return draft.graph;
}

// Both operands depend on the input, and either may be spread over the other.
template<OperatorKind kKind> Graph ofTwo(Draw& draw)
{
    const Shape input = draw.maps();
    Draft draft(input);
    Attributes away;
    away.hasConstant = true;
    away.value = 2.5;
    const int full = draft.put(OperatorKind::Add, {0}, away);
    int other = draft.put(OperatorKind::Sigmoid, {full});
    const std::int64_t way = draw.from(0, 2);
    if (way > 0)
        other = draft.put(OperatorKind::GlobalAvgPool2d, {other});
    if (way == 2)
        draft.put(kKind, {other, full});
    else
        draft.put(kKind, {full, other});
    return draft.graph;
}

void addFunctions()
{
    using enum OperatorKind;
    addRows("Clip", 20, bent<Clip>);
    addRows("HardSigmoid", 20, bent<HardSigmoid>);
    addRows("HardSwish", 20, bent<HardSwish>);
    addRows("SiLU", 20, bent<Silu>);
    addRows("GELU", 20, bent<Gelu>);
    addRows("GELU by tanh", 20, bent<GeluTanh>);
    addRows("ELU", 20, bent<Elu>);
    addRows("Erf", 20, bent<Erf>);
    addRows("Exp", 20, bent<Exp>);
    addRows("Sqrt", 20, positive<Sqrt>);
    addRows("Pow", 20, positive<Pow>);
    addRows("PReLU", 20, slopes);
}

Graph bordered(Draw& draw)
{
    const Shape input = draw.maps(5);
    Attributes a;
    a.mode = draw.from(0, 2);
    a.value = draw.real(-1, 1);
    const bool isReflected = a.mode == static_cast<std::int64_t>(PadMode::Reflect);
    const auto along = [&](std::int64_t size) {
        return isReflected ? draw.from(0, size - 1) : draw.from(size > 2 ? -1 : 0, 3);
    };
    a.padTop = along(input[1]);
    a.padBottom = along(input[1]);
    a.padLeft = along(input[2]);
    a.padRight = along(input[2]);
    return lone(input, OperatorKind::Pad, a);
}

Graph resized(Draw& draw)
{
    const Shape input = draw.maps(5);
    Attributes a;
    a.mode = draw.from(0, 1);
    a.coordinates = draw.from(0, 3);
    a.rounding = draw.from(0, 3);
    a.dims = {draw.from(1, 9), draw.from(1, 9)};
    if (draw.coin()) {
        a.scaleH = draw.real(0.4, 2);
        a.scaleW = draw.real(0.4, 2);
    }
    return lone(input, OperatorKind::Resize, a);
}

Graph adaptive(Draw& draw)
{
    Attributes a;
    a.dims = {draw.from(1, 6), draw.from(1, 6)};
    return lone(draw.maps(6), OperatorKind::AdaptiveAvgPool2d, a);
}

Shape anyShape(Draw& draw)
{
    std::vector<std::int64_t> sizes;
    for (std::int64_t axes = draw.from(1, 4); axes > 0; --axes)
        sizes.push_back(draw.from(1, 4));
    return Shape(sizes);
}

template<OperatorKind kKind> Graph reduced(Draw& draw)
{
    const Shape input = anyShape(draw);
    std::vector<std::int64_t> axes;
    for (int axis = 0; axis < input.rank(); ++axis) {
        if (draw.coin())
            axes.push_back(axis);
    }
    Attributes a;
    a.dims = Shape(axes);
    return lone(input, kKind, a);
}

Graph transposed(Draw& draw)
{
    const Shape input = anyShape(draw);
    std::vector<std::int64_t> order;
    for (int axis = 0; axis < input.rank(); ++axis)
        order.insert(order.begin() + draw.from(0, static_cast<std::int64_t>(order.size())), axis);
    Attributes a;
    a.dims = Shape(order);
    return lone(input, OperatorKind::Transpose, a);
}

Graph reshaped(Draw& draw)
{
    const Shape input = draw.maps();
    Attributes a;
    a.dims = draw.coin() ? Shape{input[1], input[0] * input[2]} : Shape{input.elements(), 1, 1};
    return lone(input, OperatorKind::Reshape, a);
}

void addShapes()
{
    using enum OperatorKind;
    addRows("Pad", 40, bordered);
    addRows("Resize", 60, resized);
    addRows("AdaptiveAvgPool2d", 20, adaptive);
    addRows("ReduceMean", 20, reduced<ReduceMean>);
    addRows("ReduceSum", 20, reduced<ReduceSum>);
    addRows("ReduceMax", 20, reduced<ReduceMax>);
    addRows("Transpose", 20, transposed);
    addRows("Reshape", 10, reshaped);
}

Graph spreadOut(Draw& draw)
{
    Attributes a;
    a.groups = draw.from(1, 2);
    a.features = a.groups * draw.from(1, 3);
    a.hasBias = draw.coin();
    a.kernelH = draw.from(1, 4);
    a.kernelW = draw.from(1, 4);
    a.strideH = draw.from(1, 3);
    a.strideW = draw.from(1, 3);
    a.dilationH = draw.from(1, 2);
    a.dilationW = draw.from(1, 2);
    a.extraH = draw.from(0, a.strideH - 1);
    a.extraW = draw.from(0, a.strideW - 1);
    a.padTop = draw.from(0, 1);
    a.padLeft = draw.from(0, 1);
    a.padBottom = draw.from(0, a.kernelH > 1 ? 1 : 0);
    a.padRight = draw.from(0, a.kernelW > 1 ? 1 : 0);
    return lone({a.groups * draw.from(1, 3), draw.from(3, 4), draw.from(3, 5)},
                OperatorKind::ConvTranspose2d, a);
}

// Rows of one or two numbers have no gradient to speak of.
Graph layerNormed(Draw& draw)
{
    if (draw.coin())
        return lone({draw.from(3, 12)}, OperatorKind::LayerNorm);
    Attributes a;
    a.axis = draw.from(0, 2);
    return lone({draw.from(1, 3), draw.from(2, 4), draw.from(3, 5)}, OperatorKind::LayerNorm, a);
}

Graph groupNormed(Draw& draw)
{
    Attributes a;
    a.groups = draw.from(1, 3);
    return lone({a.groups * draw.from(1, 3), draw.from(2, 4), draw.from(2, 4)},
                OperatorKind::GroupNorm, a);
}

Graph damped(Draw& draw)
{
    Attributes a;
    a.features = draw.from(1, 6);
    a.alpha = draw.real(0.01, 2);
    a.beta = draw.real(0.3, 1.2);
    a.value = draw.real(0.5, 2);
    return lone({draw.from(1, 6), draw.from(1, 3), draw.from(2, 3)},
                OperatorKind::LocalResponseNorm, a);
}

// Pieces of channels: one filter for each, several for each, and groups in between.
Graph grouped(Draw& draw)
{
    const std::int64_t groups = draw.from(2, 4);
    const std::int64_t channels = groups * draw.from(1, 2);
    Attributes a = window(draw.from(1, 3), draw.from(1, 2), draw.from(0, 2));
    a.groups = draw.coin() ? groups : channels;
    a.features = a.groups * draw.from(1, 2);
    a.dilationH = draw.from(1, 2);
    a.hasBias = draw.coin();
    return lone({channels, draw.from(5, 6), draw.from(3, 6)}, OperatorKind::Conv2d, a);
}

void addLayers()
{
    addRows("ConvTranspose2d", 60, spreadOut);
    addRows("LayerNorm", 30, layerNormed);
    addRows("GroupNorm", 30, groupNormed);
    addRows("LocalResponseNorm", 30, damped);
    addRows("grouped Conv2d", 30, grouped);
}

void addArithmetic()
{
    using enum OperatorKind;
    addRows("Add constant", 20, withConstant<Add>);
    addRows("Sub constant", 20, withConstant<Sub>);
    addRows("Mul constant", 20, withConstant<Mul>);
    addRows("Div constant", 20, withConstant<Div>);
    addRows("Add two", 15, ofTwo<Add>);
    addRows("Sub two", 15, ofTwo<Sub>);
    addRows("Mul two", 15, ofTwo<Mul>);
    addRows("Div two", 15, ofTwo<Div>);
}

} // namespace

/// Every family of operators over random shapes and settings: the gradients are those that central
/// differences show.
class TestFamilyGradients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void functionsOfOneNumber_data()
    {
        QTest::addColumn<Graph>("graph");
        addFunctions();
    }
    void functionsOfOneNumber() { check(); }

    void functionsOfTwoNumbers_data()
    {
        QTest::addColumn<Graph>("graph");
        addArithmetic();
    }
    void functionsOfTwoNumbers() { check(); }

    void otherShapes_data()
    {
        QTest::addColumn<Graph>("graph");
        addShapes();
    }
    void otherShapes() { check(); }

    void layers_data()
    {
        QTest::addColumn<Graph>("graph");
        addLayers();
    }
    void layers() { check(); }

private:
    static void check()
    {
        QFETCH(Graph, graph);
        checkAllGradients(graph, true);
    }
};

QTEST_GUILESS_MAIN(TestFamilyGradients)
#include "tst_family_gradients.moc"
