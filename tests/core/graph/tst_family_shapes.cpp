#include "core/graph/shapes.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

Q_DECLARE_METATYPE(propago::Graph)

namespace {

using Change = std::function<void(Attributes&)>;

Graph behind(
    const Shape& input, OperatorKind kind, const Change& change = [](Attributes&) {})
{
    Draft draft(input);
    Attributes a;
    change(a);
    draft.put(kind, {0}, a);
    return draft.graph;
}

Change sized(const Shape& dims)
{
    return [dims](Attributes& a) { a.dims = dims; };
}

} // namespace

/// Which shapes the operators of today's models make, counted by hand, and what they refuse.
class TestFamilyShapes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outputs_data()
    {
        QTest::addColumn<Graph>("graph");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const Graph& graph, const char* expected) {
            QTest::newRow(name) << graph << QString(expected);
        };
        using enum OperatorKind;
        row("clip", behind({2, 5, 6}, Clip), "2x5x6");
        row("pad", behind({2, 5, 6}, Pad, [](Attributes& a) { a.padTop = a.padRight = 2; }),
            "2x7x8");
        row("crop", behind({2, 5, 6}, Pad, [](Attributes& a) { a.padBottom = -3; }), "2x2x6");
        row("resize", behind({2, 5, 6}, Resize, sized({7, 3})), "2x7x3");
        row("adaptive pool", behind({2, 5, 6}, AdaptiveAvgPool2d, sized({3, 3})), "2x3x3");
        row("mean of all", behind({2, 5, 6}, ReduceMean), "1x1x1");
        row("sum of columns", behind({2, 5, 6}, ReduceSum, sized({1})), "2x1x6");
        row("transpose", behind({2, 5, 6}, Transpose, sized({2, 0, 1})), "6x2x5");
        row("reshape", behind({2, 5, 6}, Reshape, sized({4, 15})), "4x15");
        row("layer norm", behind({2, 5, 6}, LayerNorm, [](Attributes& a) { a.axis = 2; }), "2x5x6");
        row("scalar factor", behind({12}, Mul, [](Attributes& a) { a.hasConstant = true; }), "12");
        // (5 - 1) * 2 - 2 + 3 + 1 = 10 and (6 - 1) * 2 - 2 + 3 = 11
        row("transposed",
            behind({4, 5, 6}, ConvTranspose2d,
                   [](Attributes& a) {
                       a = window(3, 2, 1);
                       a.features = 8;
                       a.extraH = 1;
                   }),
            "8x10x11");
    }
    void outputs()
    {
        QFETCH(Graph, graph);
        QFETCH(QString, expected);
        const auto shapes = inferShapes(graph);
        QVERIFY2(shapes, shapes ? "" : describe(shapes.error()).c_str());
        QCOMPARE(QString::fromStdString(shapes->back().text()), expected);
    }

    void refusals_data()
    {
        QTest::addColumn<Graph>("graph");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const Graph& graph, const char* words) {
            QTest::newRow(name) << graph << QString(words);
        };
        using enum OperatorKind;
        row("limits", behind({4}, Clip, [](Attributes& a) { a.low = 7; }), "between 7 and 6");
        row("no number", behind({4}, Clip, [](Attributes& a) { a.high = NAN; }), "between 0 and");
        row("pad on a row", behind({4}, Pad), "C x H x W");
        row("crop everything", behind({1, 3, 3}, Pad, [](Attributes& a) { a.padTop = -3; }),
            "0 x 3 pixels");
        row("unknown border", behind({1, 3, 3}, Pad, [](Attributes& a) { a.mode = 9; }),
            "each side");
        row("reflect",
            behind({1, 3, 3}, Pad,
                   [](Attributes& a) {
                       a.mode = 1;
                       a.padLeft = 3;
                   }),
            "too small to be reflected");
        row("resize to nothing", behind({1, 3, 3}, Resize, sized({0, 3})), "0 x 3 pixels");
        row("resize without size", behind({1, 3, 3}, Resize), "0 x 0 pixels");
        row("unknown way", behind({1, 3, 3}, Resize, [](Attributes& a) { a.coordinates = 4; }),
            "not known");
        row("axis", behind({1, 3, 3}, ReduceMax, sized({3})), "no axis 3 in 1x3x3");
        row("axis twice", behind({1, 3, 3}, Transpose, sized({0, 1, 1})), "no order of the axes");
        row("other count", behind({1, 3, 3}, Reshape, sized({4, 2})), "9 values");
        row("layer norm", behind({1, 3, 3}, LayerNorm, [](Attributes& a) { a.axis = 3; }),
            "cannot be parted");
        row("group norm", behind({4, 3, 3}, GroupNorm, [](Attributes& a) { a.groups = 3; }),
            "cannot be parted");
        row("group norm without epsilon",
            behind({4, 3, 3}, GroupNorm, [](Attributes& a) { a.epsilon = 0; }), "epsilon");
        row("response of nothing", behind({4, 3, 3}, LocalResponseNorm), "at least one of them");
        row("extra rows",
            behind({4, 3, 3}, ConvTranspose2d,
                   [](Attributes& a) {
                       a.features = 2;
                       a.extraH = 1;
                   }),
            "fewer than its stride");
        row("transposed groups",
            behind({4, 3, 3}, ConvTranspose2d,
                   [](Attributes& a) {
                       a.features = 3;
                       a.groups = 2;
                   }),
            "2 groups");
        row("constant that does not fit",
            behind({4, 3, 3}, Add,
                   [](Attributes& a) {
                       a.hasConstant = true;
                       a.dims = {2, 1, 1};
                   }),
            "4x3x3 and 2x1x1 do not fit together");
        row("empty constant",
            behind({1, 3, 3}, Mul,
                   [](Attributes& a) {
                       a.hasConstant = true;
                       a.dims = {0, 1, 1};
                   }),
            "do not fit together");
        row("constant of more axes",
            behind({3}, Add,
                   [](Attributes& a) {
                       a.hasConstant = true;
                       a.dims = {4, 3};
                   }),
            "do not fit together");
    }
    void refusals()
    {
        QFETCH(Graph, graph);
        QFETCH(QString, words);
        const auto shapes = inferShapes(graph);
        QVERIFY(!shapes);
        const auto sentence = QString::fromStdString(describe(shapes.error()));
        QVERIFY2(sentence.contains(words), qPrintable(sentence));
        QVERIFY(sentence.contains(QString::fromStdString(graph.nodes.back().name)));
    }

    // A value of one number for each map meets maps; values of other rank do not.
    void operandsSpread()
    {
        Draft draft({2, 4, 4});
        const int mean = draft.put(OperatorKind::GlobalAvgPool2d, {0});
        draft.put(OperatorKind::Mul, {0, mean});
        QCOMPARE(inferShapes(draft.graph)->back(), (Shape{2, 4, 4}));
        draft.graph.nodes.back().inputs = {mean, 0};
        QCOMPARE(inferShapes(draft.graph)->back(), (Shape{2, 4, 4}));
        const int flat = draft.put(OperatorKind::Flatten, {mean});
        draft.put(OperatorKind::Mul, {0, flat});
        QVERIFY(!inferShapes(draft.graph));
    }
};

QTEST_GUILESS_MAIN(TestFamilyShapes)
#include "tst_family_shapes.moc"
