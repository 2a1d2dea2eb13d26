#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

Q_DECLARE_METATYPE(propago::Graph)
Q_DECLARE_METATYPE(propago::Attributes)

namespace {

Graph behind(const Shape& input, OperatorKind kind, const Attributes& attributes = {})
{
    Draft draft(input);
    draft.put(kind, {0}, attributes);
    return draft.graph;
}

QString refusal(const Graph& graph)
{
    const auto shapes = inferShapes(graph);
    return shapes ? QString() : QString::fromStdString(describe(shapes.error()));
}

Attributes convolution(std::int64_t filters, std::int64_t kernel, std::int64_t stride = 1,
                       std::int64_t padding = 0)
{
    Attributes a = window(kernel, stride, padding);
    a.features = filters;
    return a;
}

Attributes changed(Attributes a, const std::function<void(Attributes&)>& change)
{
    change(a);
    return a;
}

} // namespace

/// Which shapes follow from which, and how a mismatch is explained.
class TestShapes : public QObject {
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
        // floor((28 + 2 * 2 - 5) / 1) + 1 = 28
        row("conv same", behind({1, 28, 28}, Conv2d, convolution(6, 5, 1, 2)), "6x28x28");
        // floor((32 + 2 - 3) / 2) + 1 = 16
        row("conv stride", behind({3, 32, 32}, Conv2d, convolution(16, 3, 2, 1)), "16x16x16");
        // reach 2 * (3 - 1) + 1 = 5: 9 - 5 + 1 = 5
        row("conv dilated",
            behind(
                {1, 9, 9}, Conv2d,
                changed(convolution(2, 3), [](Attributes& a) { a.dilationH = a.dilationW = 2; })),
            "2x5x5");
        row("conv uneven",
            behind({2, 7, 9}, Conv2d,
                   changed(convolution(4, 1),
                           [](Attributes& a) {
                               a.kernelH = 3;
                               a.kernelW = 2;
                               a.strideW = 3;
                               a.padTop = 1;
                               a.groups = 2;
                           })),
            "4x6x3");
        row("pool floor", behind({4, 6, 7}, MaxPool2d, window(3, 2)), "4x2x3");
        row("global average", behind({5, 6, 7}, GlobalAvgPool2d), "5x1x1");
        row("flatten", behind({5, 6, 7}, Flatten), "210");
        row("linear", behind({12}, Linear, changed({}, [](Attributes& a) { a.features = 3; })),
            "3");
        row("softmax", behind({12}, Softmax), "12");
        row("softmax of pooled", behind({12, 1, 1}, Softmax), "12x1x1");
        row("batch norm", behind({5, 6, 7}, BatchNorm2d), "5x6x7");
    }
    void outputs()
    {
        QFETCH(Graph, graph);
        QFETCH(QString, expected);
        const auto shapes = inferShapes(graph);
        QVERIFY2(shapes, qPrintable(refusal(graph)));
        QCOMPARE(QString::fromStdString(shapes->back().text()), expected);
    }

    // Values of torch.nn.MaxPool2d(kernel, stride, padding, ceil_mode=True).
    void ceilMode_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("padding");
        QTest::addColumn<int>("expected");
        const auto row = [](int size, int kernel, int stride, int padding, int expected) {
            QTest::addRow("%d k%d s%d p%d", size, kernel, stride, padding)
                << size << kernel << stride << padding << expected;
        };
        row(6, 3, 2, 0, 3); // ceil(3 / 2) + 1
        row(5, 2, 2, 0, 3); // ceil(3 / 2) + 1
        row(7, 3, 2, 0, 3); // fits exactly
        row(4, 2, 3, 1, 2); // ceil(4 / 3) + 1 = 3, but the third would start at 6 >= 4 + 1
        row(3, 2, 2, 1, 2); // ceil(3 / 2) + 1 = 3, but the third would start at 4 >= 3 + 1
        row(8, 3, 3, 1, 3); // ceil(7 / 3) + 1 = 4, but the fourth would start at 9 >= 8 + 1
    }
    void ceilMode()
    {
        QFETCH(int, size);
        QFETCH(int, kernel);
        QFETCH(int, stride);
        QFETCH(int, padding);
        QFETCH(int, expected);
        Attributes a = window(kernel, stride, padding);
        a.roundsUp = true;
        const auto shapes = inferShapes(behind({1, size, size}, OperatorKind::MaxPool2d, a));
        QVERIFY(shapes);
        QCOMPARE(shapes->back()[1], std::int64_t{expected});
        QCOMPARE(shapes->back()[2], std::int64_t{expected});
    }

    void refusals_data()
    {
        QTest::addColumn<Graph>("graph");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* name, const Graph& graph, const QStringList& words) {
            QTest::newRow(name) << graph << words;
        };
        using enum OperatorKind;
        row("kernel too high", behind({1, 3, 9}, Conv2d, convolution(2, 5)),
            {"kernel 5", "3 + 2 x 0 = 3 rows"});
        row("kernel too wide", behind({1, 9, 3}, Conv2d, convolution(2, 6, 1, 1)),
            {"kernel 6", "3 + 2 x 1 = 5 columns"});
        row("dilated too high",
            behind({1, 6, 6}, Conv2d,
                   changed(convolution(2, 3), [](Attributes& a) { a.dilationH = 3; })),
            {"covers 7 rows", "kernel 3", "dilation 3", "6 + 2 x 0 = 6"});
        row("pool too high", behind({1, 1, 4}, MaxPool2d, window(2, 2)),
            {"kernel 2", "1 + 2 x 0 = 1 rows"});
        row("groups and channels",
            behind({5, 6, 6}, Conv2d,
                   changed(convolution(4, 3), [](Attributes& a) { a.groups = 2; })),
            {"2 groups", "5 input channels", "4 filters"});
        row("groups and filters",
            behind({4, 6, 6}, Conv2d,
                   changed(convolution(5, 3), [](Attributes& a) { a.groups = 2; })),
            {"2 groups", "5 filters"});
        row("no groups",
            behind({4, 6, 6}, Conv2d,
                   changed(convolution(4, 3), [](Attributes& a) { a.groups = 0; })),
            {"0 groups"});
        row("no filters", behind({4, 6, 6}, Conv2d, convolution(0, 3)), {"filters, not 0"});
        row("stride zero", behind({4, 6, 6}, Conv2d, convolution(4, 3, 0)),
            {"stride", "between 1 and"});
        row("kernel zero", behind({4, 6, 6}, MaxPool2d, window(0, 1)), {"kernel", "between 1 and"});
        row("dilation below zero",
            behind({4, 6, 6}, Conv2d,
                   changed(convolution(4, 3), [](Attributes& a) { a.dilationW = -1; })),
            {"dilation"});
        row("padding below zero", behind({4, 6, 6}, Conv2d, convolution(4, 3, 1, -1)),
            {"padding must"});
        row("padding beyond half of a pool", behind({4, 6, 6}, MaxPool2d, window(3, 1, 2)),
            {"half of the pooling window"});
        row("window in the padding",
            behind({1, 1, 6}, MaxPool2d,
                   changed(window(2, 1, 1),
                           [](Attributes& a) {
                               a.dilationH = 2;
                               a.padLeft = a.padRight = 0;
                           })),
            {"covers padding only", "along H", "starts at -1"});
        row("conv on a row", behind({12}, Conv2d, convolution(4, 3)), {"C x H x W", "12"});
        row("pool on a row", behind({12}, MaxPool2d, window(2, 2)), {"C x H x W"});
        row("global pool on a row", behind({12}, GlobalAvgPool2d), {"C x H x W"});
        row("batch norm on a row", behind({12}, BatchNorm2d), {"C x H x W"});
        row("batch norm without epsilon",
            behind({2, 3, 3}, BatchNorm2d, changed({}, [](Attributes& a) { a.epsilon = 0; })),
            {"epsilon"});
        row("linear on maps",
            behind({2, 3, 4}, Linear, changed({}, [](Attributes& a) { a.features = 3; })),
            {"flat", "2x3x4", "Flatten"});
        row("linear without outputs", behind({5}, Linear), {"at least one output"});
        row("softmax on maps", behind({2, 3, 4}, Softmax), {"2x3x4"});
        row("dropout of everything",
            behind({5}, Dropout, changed({}, [](Attributes& a) { a.probability = 1; })),
            {"below 1, not 1"});
        row("dropout of not a number",
            behind({5}, Dropout, changed({}, [](Attributes& a) { a.probability = NAN; })),
            {"below 1"});
        row("empty input", behind({0, 3, 3}, Relu), {"no size"});
        row("beyond the limits", behind({1, 1 << 15, 1 << 15}, Conv2d, convolution(1 << 10, 1)),
            {"beyond the limits"});
    }
    void refusals()
    {
        QFETCH(Graph, graph);
        QFETCH(QStringList, words);
        const QString sentence = refusal(graph);
        QVERIFY(!sentence.isEmpty());
        for (const QString& word : words)
            QVERIFY2(sentence.contains(word), qPrintable(sentence));
        const Node& culprit = graph.nodes.back();
        const QString where =
            QString::fromStdString(sentence.contains("no size") ? "input" : culprit.name);
        QVERIFY2(sentence.contains(where), qPrintable(sentence));
    }

    void addNeedsEqualShapes()
    {
        Draft draft({2, 4, 4});
        draft.put(OperatorKind::Add, {0, draft.conv(3, 1, 0)});
        QVERIFY(refusal(draft.graph).contains("2x4x4 and 3x4x4"));
    }

    void concatNeedsFittingShapes()
    {
        Draft draft({2, 4, 4});
        Attributes axis;
        axis.axis = 1;
        draft.put(OperatorKind::Concat, {0, draft.conv(3, 1, 0)}, axis);
        QVERIFY(refusal(draft.graph).contains("2x4x4 and 3x4x4 differ in more than axis 1"));
        draft.graph.nodes.back().attributes.axis = 0;
        QCOMPARE(QString::fromStdString(inferShapes(draft.graph)->back().text()), QString("5x4x4"));
        draft.graph.nodes.back().attributes.axis = 3;
        QVERIFY(refusal(draft.graph).contains("no axis 3"));
    }

    void arity()
    {
        Draft draft({2, 4, 4});
        draft.put(OperatorKind::Add, {0});
        QVERIFY(refusal(draft.graph).contains("takes 2 inputs but has 1"));
        draft.graph.nodes.back() = {"join", OperatorKind::Concat, {}, {}, {}, {}, {}};
        QVERIFY(refusal(draft.graph).contains("1+"));
        draft.graph.nodes.back() = {"bend", OperatorKind::Relu, {}, {0, 0}, {}, {}, {}};
        QVERIFY(refusal(draft.graph).contains("takes 1 inputs but has 2"));
    }

    void namesAreUnique()
    {
        Draft draft({2, 4, 4});
        draft.put(OperatorKind::Relu, {0});
        draft.graph.nodes.back().name = "input";
        QVERIFY(refusal(draft.graph).contains("name of its own"));
        draft.graph.nodes.back().name.clear();
        QVERIFY(refusal(draft.graph).contains("name of its own"));
    }

    void onlyEarlierNodesAreRead()
    {
        for (const int input : {1, 2, -1, 99}) {
            Draft draft({2, 4, 4});
            draft.put(OperatorKind::Relu, {input});
            draft.put(OperatorKind::Relu, {1});
            QVERIFY(refusal(draft.graph).contains("nodes before it"));
        }
    }

    void outputMustExist()
    {
        Draft draft({2, 4, 4});
        for (const int output : {-1, 1, 50}) {
            draft.graph.output = output;
            QVERIFY(refusal(draft.graph).contains("no output"));
        }
        QVERIFY(refusal(Graph{}).contains("no output"));
    }

    void networkInputIsTheOnlyOne()
    {
        Draft draft({2, 4, 4});
        QCOMPARE(networkInput(draft.graph).text(), std::string("2x4x4"));
        Node second = draft.graph.nodes[0];
        second.name = "other";
        draft.graph.add(second);
        QVERIFY_THROWS_EXCEPTION(std::logic_error, networkInput(draft.graph));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, networkInput(Graph{}));
    }
};

QTEST_GUILESS_MAIN(TestShapes)
#include "tst_shapes.moc"
