#include "core/graph/operators/fake_quantize.h"
#include "core/graph/shapes.h"
#include "core/kernels/weight_rounding.h"
#include "core/program/explainer.h"
#include "tests/support/gradient_probe.h"

using namespace propago;
using namespace propago::test;

namespace {

Attributes coded(double scale, std::int64_t zeroPoint, std::int64_t bits, bool isSigned)
{
    Attributes a;
    a.scale = scale;
    a.zeroPoint = zeroPoint;
    a.bits = bits;
    a.isSigned = isSigned;
    return a;
}

bool isRefused(OperatorKind kind, const Attributes& a, const Shape& input = {2, 4, 4})
{
    Draft draft(input);
    draft.put(kind, {0}, a);
    return !inferShapes(draft.graph);
}

constexpr double kStep = 0.1; // between the values that the convolution reads

// The same network with rounded weights in place of the full ones.
Graph withBits(std::int64_t bits)
{
    Draft draft({2, 5, 5});
    Attributes a = window(3, 1, 1);
    a.features = 3;
    a.weightBits = bits;
    a.scale = bits > 0 ? kStep : 1;
    draft.put(OperatorKind::Tanh, {draft.put(OperatorKind::Conv2d, {0}, a)});
    Attributes last;
    last.features = 4;
    last.weightBits = bits;
    draft.put(OperatorKind::Linear, {draft.put(OperatorKind::Flatten, {2})}, last);
    return draft.graph;
}

void compareAll(const TensorView& actual, const TensorView& expected)
{
    QCOMPARE(actual.elements(), expected.elements());
    for (std::int64_t i = 0; i < actual.elements(); ++i)
        QCOMPARE(actual.at(i), expected.at(i));
}

} // namespace

/// Rounding while training: forward by the definition, gradients by the straight-through rule.
class TestFakeQuantize : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void codesFollowBitsAndSign()
    {
        const CodeRange bytes = codesOf(coded(1, 0, 8, false));
        QCOMPARE(bytes.lowest, std::int64_t{0});
        QCOMPARE(bytes.highest, std::int64_t{255});
        const CodeRange nibbles = codesOf(coded(1, 0, 4, true));
        QCOMPARE(nibbles.lowest, std::int64_t{-8});
        QCOMPARE(nibbles.highest, std::int64_t{7});
    }

    void refusesWhatIsNoStep()
    {
        const auto kind = OperatorKind::FakeQuantize;
        QVERIFY(!isRefused(kind, coded(0.1, 255, 8, false)));
        QVERIFY(isRefused(kind, coded(0.1, 256, 8, false)));
        QVERIFY(isRefused(kind, coded(0.1, -1, 8, false)));
        QVERIFY(!isRefused(kind, coded(0.1, -128, 8, true)));
        QVERIFY(isRefused(kind, coded(0.1, 128, 8, true)));
        for (const double scale : {0.0, -1.0, HUGE_VAL, std::nan(""), 1e-40, 1e40})
            QVERIFY(isRefused(kind, coded(scale, 0, 8, false)));
        for (const std::int64_t bits : {-1, 0, 1, 3, 7, 32, 64, 1 << 20})
            QVERIFY(isRefused(kind, coded(0.1, 0, bits, false)));
    }

    void refusesOtherBitsOfWeights()
    {
        for (const std::int64_t bits : {-2, 1, 3, 5, 9, 16, 64}) {
            Attributes a;
            a.features = 2;
            a.weightBits = bits;
            QVERIFY(isRefused(OperatorKind::Conv2d, a));
            QVERIFY(isRefused(OperatorKind::Linear, a, {8}));
        }
    }

    void gradientGoesStraightThrough_data()
    {
        QTest::addColumn<double>("scale");
        QTest::addColumn<int>("zeroPoint");
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("isSigned");
        QTest::newRow("uint8") << 0.004 << 100 << 8 << false;
        QTest::newRow("int4") << 0.05 << -3 << 4 << true;
        QTest::newRow("uint2") << 0.2 << 1 << 2 << false;
        QTest::newRow("int16") << 1e-5 << 0 << 16 << true;
    }
    void gradientGoesStraightThrough()
    {
        QFETCH(double, scale);
        QFETCH(int, zeroPoint);
        QFETCH(int, bits);
        QFETCH(bool, isSigned);
        Draft draft({2, 4, 5});
        draft.put(OperatorKind::FakeQuantize, {0}, coded(scale, zeroPoint, bits, isSigned));
        const CodeRange codes = codesOf(draft.graph.nodes[1].attributes);
        Probe probe(draft.graph, true);
        probe.backward();
        const TensorView x = probe.view({SlotKind::Value, 0, 0});
        const TensorView y = probe.view({SlotKind::Value, 1, 0});
        const TensorView dy = probe.view({SlotKind::Gradient, 1, 0});
        const TensorView dx = probe.view({SlotKind::Gradient, 0, 0});
        int inside = 0;
        for (std::int64_t i = 0; i < x.elements(); ++i) {
            const double code = std::nearbyint(x.at(i) / scale) + zeroPoint;
            const bool isInside = code >= static_cast<double>(codes.lowest)
                                  && code <= static_cast<double>(codes.highest);
            const double kept = std::clamp(code, static_cast<double>(codes.lowest),
                                           static_cast<double>(codes.highest));
            QCOMPARE(y.at(i), scale * (kept - zeroPoint));
            QCOMPARE(dx.at(i), isInside ? dy.at(i) : 0.0);
            inside += isInside ? 1 : 0;
        }
        QVERIFY(inside > 0 && inside < x.elements());
    }

    // Forward and the gradient of the input are those of a layer whose weights are the rounded ones,
    // the gradient of the weights too: it does not see the rounding.
    void roundedWeightsAreUsedAndFullOnesTrained_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {2, 4, 8})
            QTest::newRow(std::to_string(bits).c_str()) << bits;
    }
    void roundedWeightsAreUsedAndFullOnesTrained()
    {
        QFETCH(int, bits);
        ThreadPool pool(1);
        Probe rounded(withBits(bits), true), plain(withBits(0), true);
        for (const int node : {1, 4}) {
            const TensorView weights = plain.view({SlotKind::Parameter, node, 0});
            for (const int index : {0, 1})
                convert(rounded.view({SlotKind::Parameter, node, index}),
                        plain.view({SlotKind::Parameter, node, index}));
            BiasRounding<double> bias;
            if (node == 1) { // the other layer does not know its input's step
                double* values = plain.view({SlotKind::Parameter, node, 1}).as<double>();
                bias = {values, values, kStep};
            }
            roundWeights<double>(weights.as<double>(), weights.as<double>(), weights.shape[0],
                                 weights.elements() / weights.shape[0], bits, pool, bias);
        }
        rounded.backward();
        plain.backward();
        for (const int node : {1, 4}) {
            compareAll(rounded.view({SlotKind::Saved, node, 0}),
                       plain.view({SlotKind::Parameter, node, 0}));
            compareAll(rounded.view({SlotKind::Value, node, 0}),
                       plain.view({SlotKind::Value, node, 0}));
            for (const int index : {0, 1})
                compareAll(rounded.view({SlotKind::ParameterGradient, node, index}),
                           plain.view({SlotKind::ParameterGradient, node, index}));
        }
        compareAll(rounded.view({SlotKind::Gradient, 0, 0}),
                   plain.view({SlotKind::Gradient, 0, 0}));
    }

    void biasLiesOnTheStepsOfTheProducts()
    {
        Probe probe(withBits(4), true);
        probe.loss();
        const TensorView weights = probe.view({SlotKind::Parameter, 1, 0});
        const TensorView full = probe.view({SlotKind::Parameter, 1, 1});
        const TensorView bias = probe.view({SlotKind::Saved, 1, 1});
        const std::int64_t each = weights.elements() / weights.shape[0];
        for (std::int64_t f = 0; f < bias.elements(); ++f) {
            const double step = kStep * weightScale(weights.as<double>() + f * each, each, 4);
            QVERIFY(std::abs(bias.at(f) - full.at(f)) <= step / 2);
            QVERIFY(std::abs(bias.at(f) / step - std::nearbyint(bias.at(f) / step)) <= 1e-9);
        }
    }

    void explanationNamesTheCode()
    {
        Draft draft({1, 2, 2});
        draft.put(OperatorKind::FakeQuantize, {0}, coded(0.25, 3, 8, false));
        Probe probe(draft.graph, false);
        probe.view({SlotKind::Value, 0, 0}).as<double>()[1] = 0.6;
        probe.loss();
        NodeContext context;
        const TensorView inputs[] = {probe.view({SlotKind::Value, 0, 0})};
        context.inputs = inputs;
        context.output = probe.view({SlotKind::Value, 1, 0});
        const Explanation e =
            operatorFor(OperatorKind::FakeQuantize).explain(draft.graph.nodes[1], context, 0, 1);
        QCOMPARE(e.result, 0.5);
        QCOMPARE(english(e.formula),
                 std::string("0.6 / 0.25 + 3 gives code 5; (5 − 3) · 0.25 = 0.5"));
    }

    void explanationShowsRoundedFactors()
    {
        const Graph graph = withBits(2);
        Probe probe(graph, true);
        probe.backward();
        ThreadPool pool(1);
        Explainer explainer(probe.program(), probe.workspace(), pool, kProbeBatch,
                            static_cast<int>(probe.program().steps().size()) - 1);
        const TensorView rounded = probe.view({SlotKind::Saved, 4, 0});
        const Explanation e = explainer.explain({SlotKind::Value, 4, 0}, 1, 2);
        for (const Term& term : e.terms)
            QCOMPARE(term.factor, rounded.at(term.weight));
        QVERIFY(std::abs(e.sum - e.result) <= 1e-12);
    }
};

QTEST_GUILESS_MAIN(TestFakeQuantize)
#include "tst_fake_quantize.moc"
