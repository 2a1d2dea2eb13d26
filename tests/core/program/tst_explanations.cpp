#include "tests/support/program_fixtures.h"

#include <QtTest>

#include <limits>

using namespace propago;
using namespace propago::test;

Q_DECLARE_METATYPE(propago::Graph)

namespace {

constexpr std::int64_t kBatch = 2;

/// A network that has run forward once.
class Stand {
public:
    Stand(const Graph& graph, Format format)
        : m_program(compiled(graph, options(format)))
        , m_workspace(m_program, 1)
        , m_executor(*m_program, m_workspace, m_pool)
    {
        fillParameters(m_workspace, 5);
        fillSpaced(m_workspace.view({SlotKind::Value, 0, 0}), 6);
        for (const Step& step : m_program->steps()) {
            if (step.kind == StepKind::Forward)
                m_executor.forward(step.node, kBatch, 1, 0);
        }
    }
    Explanation explain(std::int64_t sample, std::int64_t element)
    {
        const int node = m_program->graph().output;
        const Node& n = m_program->graph().nodes[static_cast<std::size_t>(node)];
        return operatorFor(n.kind).explain(n, m_executor.context(node, kBatch, 1, 0), sample,
                                           element);
    }
    double stored(std::int64_t sample, std::int64_t element) const
    {
        const TensorView value = m_workspace.view({SlotKind::Value, m_program->graph().output, 0});
        return value.slice(sample, 1).at(element);
    }
    std::int64_t elements() const { return m_program->shapes().back().elements(); }
    const Graph& graph() const { return m_program->graph(); }
    /// What term `t` says it took from the value of its input.
    double source(std::int64_t sample, const Term& t) const
    {
        const int input = graph()
                              .nodes[static_cast<std::size_t>(graph().output)]
                              .inputs[static_cast<std::size_t>(t.input)];
        return m_workspace.view({SlotKind::Value, input, 0}).slice(sample, 1).at(t.element);
    }
    double weight(std::int64_t index) const
    {
        return m_workspace.view({SlotKind::Parameter, graph().output, 0}).at(index);
    }

private:
    static CompileOptions options(Format format)
    {
        CompileOptions o;
        o.batch = kBatch;
        o.format = format;
        o.hasBackward = false;
        return o;
    }
    ThreadPool m_pool{1};
    std::shared_ptr<const Program> m_program;
    Workspace m_workspace;
    Executor m_executor;
};

Graph last(const Shape& input, OperatorKind kind, const Attributes& attributes = {})
{
    Draft draft(input);
    draft.put(kind, {0}, attributes);
    return draft.graph;
}

Attributes convolution(std::int64_t groups, std::int64_t stride, std::int64_t dilation,
                       bool hasBias)
{
    Attributes a = window(3, stride, 2);
    a.kernelW = 2;
    a.features = 4;
    a.groups = groups;
    a.dilationH = dilation;
    a.hasBias = hasBias;
    return a;
}

Graph addition()
{
    Draft draft({2, 3, 3});
    draft.put(OperatorKind::Add, {draft.put(OperatorKind::Tanh, {0}), 0});
    return draft.graph;
}

Graph joined(OperatorKind kind, const Shape& constant, bool isReversed)
{
    Attributes a;
    a.hasConstant = true;
    a.isReversed = isReversed;
    a.value = 1.5;
    a.dims = constant;
    return last({2, 3, 3}, kind, a);
}

// The second operand has one number for each map.
Graph weighed(OperatorKind kind)
{
    Draft draft({2, 3, 3});
    const int mean =
        draft.put(OperatorKind::GlobalAvgPool2d, {draft.put(OperatorKind::Sigmoid, {0})});
    draft.put(kind, {0, mean});
    return draft.graph;
}

/// What a sum of `terms` products may lose in `format`: half a unit in the last place for each
/// addition and product, of the sum of the sizes.
double allowance(const Explanation& e, Format format, OperatorKind kind)
{
    // The bias of a normalisation is itself a difference of numbers of size 1.
    const double hidden = kind == OperatorKind::BatchNorm2d ? 1 : 0;
    double size = std::abs(e.bias) + hidden;
    for (const Term& term : e.terms)
        size += std::abs(term.value * term.factor);
    const double unit = format == Format::Fp64 ? 0 : std::numeric_limits<float>::epsilon() / 2;
    return size * (1e-12 + static_cast<double>(e.terms.size() + 1) * unit);
}

double activated(OperatorKind kind, double sum)
{
    return kind == OperatorKind::Relu ? std::max(sum, 0.0) : sum;
}

} // namespace

/// The terms that are shown are the ones that made the number.
class TestExplanations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void termsSumToTheStoredValue_data()
    {
        QTest::addColumn<Graph>("graph");
        QTest::addColumn<int>("format");
        const auto rows = [](const char* name, const Graph& graph) {
            for (const Format format : {Format::Fp64, Format::Fp32})
                QTest::addRow("%s %s", name, traits(format).name.data())
                    << graph << static_cast<int>(format);
        };
        rows("Conv2d", last({4, 5, 6}, OperatorKind::Conv2d, convolution(1, 1, 1, true)));
        rows("Conv2d with groups",
             last({4, 5, 6}, OperatorKind::Conv2d, convolution(2, 2, 1, true)));
        rows("Conv2d dilated without bias",
             last({4, 7, 6}, OperatorKind::Conv2d, convolution(1, 1, 2, false)));
        Attributes linear;
        linear.features = 5;
        rows("Linear", last({31}, OperatorKind::Linear, linear));
        linear.hasBias = false;
        rows("Linear without bias", last({31}, OperatorKind::Linear, linear));
        rows("MaxPool2d", last({2, 6, 6}, OperatorKind::MaxPool2d, window(3, 2, 1)));
        Attributes average = window(3, 2, 1);
        rows("AvgPool2d", last({2, 6, 6}, OperatorKind::AvgPool2d, average));
        average.countsPadding = false;
        average.roundsUp = true;
        rows("AvgPool2d without padding", last({2, 7, 6}, OperatorKind::AvgPool2d, average));
        rows("GlobalAvgPool2d", last({3, 4, 5}, OperatorKind::GlobalAvgPool2d));
        rows("BatchNorm2d", last({3, 4, 5}, OperatorKind::BatchNorm2d));
        rows("Dropout", last({3, 4, 5}, OperatorKind::Dropout));
        rows("Add", addition());
        using enum OperatorKind;
        for (const OperatorKind kind : {Add, Sub, Mul, Div}) {
            const std::string name = operatorFor(kind).name();
            rows((name + " of two").c_str(), weighed(kind));
            rows((name + " number").c_str(), joined(kind, Shape{}, false));
            rows((name + " constant").c_str(), joined(kind, {2, 1, 1}, false));
            if (kind != Div)
                rows((name + " constant first").c_str(), joined(kind, {3}, true));
        }
        Attributes a;
        a.padTop = a.padLeft = a.padRight = 1;
        a.value = 0.5;
        rows("Pad", last({2, 3, 3}, Pad, a));
        a.dims = {5, 4};
        rows("AdaptiveAvgPool2d", last({2, 6, 7}, AdaptiveAvgPool2d, a));
        a.mode = 1;
        rows("Resize", last({2, 3, 3}, Resize, a));
        a.dims = {2, 0, 1};
        rows("Transpose", last({2, 3, 4}, Transpose, a));
        a.dims = {0, 2};
        rows("ReduceMean", last({2, 3, 4}, ReduceMean, a));
        rows("ReduceSum", last({2, 3, 4}, ReduceSum, a));
        rows("ReduceMax", last({2, 3, 4}, ReduceMax, a));
        Attributes spread = convolution(2, 2, 1, true);
        spread.extraW = 1;
        rows("ConvTranspose2d", last({4, 3, 4}, ConvTranspose2d, spread));
        Attributes groups;
        groups.groups = 2;
        groups.axis = 1;
        rows("LayerNorm", last({4, 3, 3}, LayerNorm, groups));
        rows("GroupNorm", last({4, 3, 3}, GroupNorm, groups));
        groups.features = 3;
        groups.value = 1;
        rows("LocalResponseNorm", last({4, 3, 3}, LocalResponseNorm, groups));
        rows("PReLU", last({2, 6, 6}, PRelu));
        rows("Flatten", last({2, 3, 4}, Flatten));
        rows("Identity", last({2, 3, 4}, Identity));
        for (std::int64_t axis = 0; axis < 3; ++axis) {
            Attributes join;
            join.axis = axis;
            Draft draft({2, 3, 4});
            const int other = draft.put(Tanh, {0});
            draft.put(Concat, {0, other, 0}, join);
            rows(QByteArray("Concat along ")
                     .append(QByteArray::number(static_cast<int>(axis)))
                     .constData(),
                 draft.graph);
        }
        rows("ReLU", last({2, 6, 6}, OperatorKind::Relu));
    }
    void termsSumToTheStoredValue()
    {
        QFETCH(Graph, graph);
        QFETCH(int, format);
        Stand stand(graph, static_cast<Format>(format));
        for (std::int64_t sample = 0; sample < kBatch; ++sample) {
            for (std::int64_t element = 0; element < stand.elements(); ++element) {
                const Explanation e = stand.explain(sample, element);
                double sum = e.bias;
                for (const Term& term : e.terms)
                    sum += term.value * term.factor;
                const double bound =
                    allowance(e, static_cast<Format>(format), graph.nodes.back().kind);
                const double result = activated(graph.nodes.back().kind, sum);
                QCOMPARE(e.result, stand.stored(sample, element));
                QVERIFY2(std::abs(result - e.result) <= bound,
                         qPrintable(
                             QString("%1: %2 against %3").arg(element).arg(result).arg(e.result)));
                QVERIFY(std::abs(sum - e.sum) <= 1e-12 * (1 + std::abs(sum)));
            }
        }
    }

    void termsNameTheirSources_data() { termsSumToTheStoredValue_data(); }
    void termsNameTheirSources()
    {
        QFETCH(Graph, graph);
        QFETCH(int, format);
        Stand stand(graph, static_cast<Format>(format));
        for (std::int64_t element = 0; element < stand.elements(); ++element) {
            for (const Term& term : stand.explain(1, element).terms) {
                if (term.element >= 0)
                    QCOMPARE(term.value, stand.source(1, term));
                else
                    QCOMPARE(term.value, 0.0);
                if (term.weight >= 0)
                    QCOMPARE(term.factor, stand.weight(term.weight));
            }
        }
    }

    // The corner of a padded convolution with 3x2 taps, by hand:
    // padding 2 puts the first window at -2..0 by -2..-1, so only padding lies under it.
    void paddingIsShownAsPadding()
    {
        Stand stand(last({4, 5, 6}, OperatorKind::Conv2d, convolution(1, 1, 1, true)),
                    Format::Fp32);
        const Explanation corner = stand.explain(0, 0);
        QCOMPARE(corner.terms.size(), std::size_t{4 * 3 * 2});
        for (const Term& term : corner.terms)
            QCOMPARE(term.element, std::int64_t{-1});
        QCOMPARE(corner.result, corner.bias);
        // One column further right and one row down, rows -1..1 by columns 0..1 hold 2 x 2 real taps.
        const std::int64_t width = 6 + 4 - 2 + 1;
        const Explanation inner = stand.explain(0, 1 * width + 2);
        const auto real =
            std::ranges::count_if(inner.terms, [](const Term& t) { return t.element >= 0; });
        QCOMPARE(static_cast<int>(real), 4 * 2 * 2);
    }

    void poolNamesOneWinner()
    {
        Stand stand(last({2, 6, 6}, OperatorKind::MaxPool2d, window(3, 2, 1)), Format::Fp64);
        for (std::int64_t element = 0; element < stand.elements(); ++element) {
            const Explanation e = stand.explain(0, element);
            double winners = 0;
            for (const Term& term : e.terms)
                winners += term.factor;
            QCOMPARE(winners, 1.0);
        }
    }

    void everyOperatorSaysSomething()
    {
        for (const OperatorKind kind :
             {OperatorKind::Sigmoid, OperatorKind::BatchNorm2d, OperatorKind::AvgPool2d,
              OperatorKind::GlobalAvgPool2d, OperatorKind::Flatten, OperatorKind::Dropout,
              OperatorKind::Clip, OperatorKind::HardSigmoid, OperatorKind::HardSwish,
              OperatorKind::Silu, OperatorKind::Gelu, OperatorKind::GeluTanh, OperatorKind::Elu,
              OperatorKind::Erf, OperatorKind::Exp, OperatorKind::Sqrt, OperatorKind::Pow}) {
            Stand stand(last({2, 4, 4}, kind), Format::Fp32);
            const Explanation e = stand.explain(1, 1);
            QCOMPARE(e.result, stand.stored(1, 1));
            QVERIFY(!english(e.formula).empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestExplanations)
#include "tst_explanations.moc"
