#include "core/graph/graph_editor.h"
#include "core/graph/graph_text.h"
#include "core/graph/layer_palette.h"
#include "core/graph/operator.h"
#include "core/graph/settings.h"
#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "core/graph/zoo.h"
#include "tests/support/dice.h"

#include <QtTest>

#include <set>

using namespace propago;
using namespace propago::test;

namespace {

using Kind = OperatorKind;

QString told(const std::optional<Error>& error)
{
    return error ? QString::fromStdString(describe(*error)) : QStringLiteral("no error");
}

QString textOf(const Graph& graph)
{
    return QString::fromStdString(writeGraphText(graph));
}

/// In order, well named, with as many inputs as the operators take.
bool isWellFormed(const Graph& graph)
{
    std::set<std::string> names;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const Node& node = graph.nodes[static_cast<std::size_t>(i)];
        const int arity = operatorFor(node.kind).arity(node);
        const auto given = static_cast<int>(node.inputs.size());
        const bool fits = arity < 0 ? given > 0 : given == arity;
        if (!fits || node.name.empty() || !names.insert(node.name).second)
            return false;
        for (const int input : node.inputs) {
            if (input < 0 || input >= i)
                return false;
        }
    }
    return graph.nodes.empty()
               ? graph.output == -1
               : graph.output >= 0 && graph.output < static_cast<int>(graph.nodes.size());
}

} // namespace

/// Changes of a network, one by one and at random.
class TestGraphEditor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void buildsLenetAndTakesItBack()
    {
        const Graph wanted = *zooGraph("lenet", Shape{1, 28, 28}, 10);
        GraphEditor editor;
        int changes = 0;
        for (int i = 0; i < static_cast<int>(wanted.nodes.size()); ++i) {
            const Node& node = wanted.nodes[static_cast<std::size_t>(i)];
            QVERIFY(editor.insert(proposedLayer(node.kind), i).has_value());
            ++changes;
            if (editor.graph().nodes.back().attributes == node.attributes)
                continue;
            QVERIFY(editor.setAttributes(i, node.attributes).has_value());
            ++changes;
        }
        editor.renameNetwork("lenet");
        QVERIFY(editor.graph() == wanted);
        QVERIFY(editor.check().isValid());
        QCOMPARE(editor.check().total.parameters, 61'706);
        for (int i = 0; i <= changes; ++i)
            editor.undo();
        QVERIFY(editor.graph() == Graph{});
        QVERIFY(!editor.canUndo());
        while (editor.canRedo())
            editor.redo();
        QVERIFY(editor.graph() == wanted);
    }

    void insertsBetween()
    {
        GraphEditor editor(
            *parseGraphText("a = Input(2x8x8)\nb = Conv2d(a, 2, kernel=3, padding=1)\n"
                            "c = Add(b, a)\nd = ReLU(c)"));
        QVERIFY(editor.insert(proposedLayer(Kind::Relu), 1).has_value());
        // Only what stands behind it reads it; the skip still begins at the input.
        QCOMPARE(textOf(editor.graph()),
                 QStringLiteral("a = Input(2x8x8)\nrelu2 = ReLU(a)\n"
                                "b = Conv2d(relu2, 2, kernel=3, padding=1)\nc = Add(b, a)\n"
                                "d = ReLU(c)\n"));
        QCOMPARE(QString::fromStdString(english(editor.undoText())), QStringLiteral("add relu2"));
    }

    void givesJoinsASkip()
    {
        GraphEditor editor(
            *parseGraphText("a = Input(2x8x8)\nb = Conv2d(a, 4, kernel=3, padding=1)\nc = ReLU(b)\n"
                            "d = Conv2d(c, 4, kernel=3, padding=1)\ne = ReLU(d)\n"
                            "f = Conv2d(e, 4, kernel=3, padding=1)"));
        QVERIFY(editor.insert(proposedLayer(Kind::Add), 6).has_value());
        QCOMPARE(textOf(editor.graph()).section(QLatin1Char('\n'), 6, 6),
                 QStringLiteral("add1 = Add(f, c)"));
        QVERIFY(editor.check().isValid());
        QVERIFY(editor.connect(1, 6, 1).has_value());
        QCOMPARE(QString::fromStdString(english(editor.undoText())),
                 QStringLiteral("connect b to add1"));
        QVERIFY(!editor.connect(6, 6, 1).has_value());
        QVERIFY(!editor.addInput(2, 6).has_value());
    }

    void removesABranchWithItsJoin()
    {
        GraphEditor editor(*zooGraph("resnet8", Shape{3, 32, 32}, 10));
        const auto layers = editor.graph().nodes.size();
        const int join = editor.graph().find("add2");
        QVERIFY(editor.remove(join).has_value());
        // The projection of its skip, a convolution and its normalisation, led nowhere else.
        QCOMPARE(editor.graph().nodes.size(), layers - 3);
        QVERIFY2(editor.check().isValid(), qPrintable(told(editor.check().problem)));
        editor.undo();
        QCOMPARE(editor.graph().nodes.size(), layers);
    }

    void movesUpAndDown()
    {
        const Graph lenet = *zooGraph("lenet", Shape{1, 28, 28}, 10);
        GraphEditor editor(lenet);
        QCOMPARE(*editor.move(2, 4), 3); // the first ReLU behind its pooling
        QCOMPARE(editor.graph().nodes[2].name, std::string("pool1"));
        QVERIFY(editor.check().isValid());
        QCOMPARE(*editor.move(3, 2), 2);
        QVERIFY(editor.graph() == lenet);
        QVERIFY(!editor.move(0, 3).has_value());
        QVERIFY(!editor.move(3, 0).has_value());
        GraphEditor skips(*zooGraph("resnet8", Shape{3, 32, 32}, 10));
        const int join = skips.graph().find("add2");
        const Graph before = skips.graph();
        QVERIFY(!skips.move(join, 4).has_value()); // its skip would come after it
        QVERIFY(skips.graph() == before);
    }

    void refusesWhatBreaksTheOrder()
    {
        GraphEditor editor;
        QVERIFY(!editor.insert(proposedLayer(Kind::Relu), 0).has_value());
        QVERIFY(editor.insert(proposedLayer(Kind::Input), 0).has_value());
        QVERIFY(!editor.insert(proposedLayer(Kind::Input), 1).has_value());
        QVERIFY(!editor.insert(proposedLayer(Kind::Relu), 0).has_value());
        QVERIFY(editor.insert(proposedLayer(Kind::Relu), 1).has_value());
        QVERIFY(!editor.remove(0).has_value());
        QVERIFY(!editor.remove(7).has_value());
        QVERIFY(!editor.rename(1, "input").has_value());
        QVERIFY(!editor.rename(1, "").has_value());
        QCOMPARE(editor.graph().nodes.size(), std::size_t{2});
        QVERIFY(editor.remove(1).has_value());
        QVERIFY(editor.remove(0).has_value());
        QVERIFY(editor.graph() == Graph{});
    }

    void constantsAndInputsGoTogether()
    {
        GraphEditor editor(*parseGraphText("a = Input(2x8x8)\nb = ReLU(a)\nc = Add(b, a)"));
        Attributes wanted = editor.graph().nodes[2].attributes;
        wanted.hasConstant = true;
        QVERIFY(editor.setAttributes(2, wanted).has_value());
        QCOMPARE(editor.graph().nodes[2].inputs, std::vector<int>{1});
        wanted.hasConstant = false;
        QVERIFY(editor.setAttributes(2, wanted).has_value());
        QCOMPARE(editor.graph().nodes[2].inputs, (std::vector<int>{1, 1}));
    }

    void textChangesCountAsOne()
    {
        GraphEditor editor(*parseGraphText("a = Input(2x8x8)\nb = ReLU(a)"));
        for (const char* text : {"a = Input(2x8x8)\nb = Tanh(a)", "a = Input(2x8x8)\nb = Erf(a)"})
            editor.replaceAll(*parseGraphText(text), {"edit", {}}, true);
        editor.undo();
        QVERIFY(editor.graph().nodes[1].kind == Kind::Relu);
        QVERIFY(!editor.canUndo());
    }

    /// The arithmetic of what does not fit, on the layer itself; what follows waits for it.
    void saysWhatDoesNotFit_data()
    {
        QTest::addColumn<QByteArray>("layer");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* layer, const char* sentence) {
            QTest::newRow(layer) << QByteArray(layer) << QString::fromLatin1(sentence);
        };
        row("Conv2d(a, 4, kernel=5)", "kernel 5 is larger than its input of 3 + 2 x 0 = 3 rows");
        row("Conv2d(a, 4, kernel=(1, 9), padding=(0, 1, 0, 2))",
            "kernel 9 is larger than its input of 4 + 1 + 2 = 7 columns");
        row("MaxPool2d(a, kernel=3, dilation=2, padding=(0, 1))",
            "kernel 3 with dilation 2 covers 5 rows, more than its input of 3 + 2 x 0 = 3");
        row("Conv2d(a, 5, groups=2)", "2 groups must divide both its 6 input channels "
                                      "(remainder 0) and its 5 filters (remainder 1)");
        row("Conv2d(a, 0)", "it needs between 1 and 16777216 filters, not 0");
        row("MaxPool2d(a, kernel=2, padding=2)",
            "padding of 2 rows and 2 columns is more than half of the pooling window of 2 x 2");
        row("Reshape(a, shape=(7, 10))",
            "6x3x4 = 72 values cannot take the shape 7x10 = 70 values");
        row("Linear(a, 10)", "Linear needs a flat input but gets 6x3x4");
    }
    void saysWhatDoesNotFit()
    {
        QFETCH(QByteArray, layer);
        QFETCH(QString, sentence);
        const auto graph = parseGraphText("a = Input(6x3x4)\nb = " + layer.toStdString()
                                          + "\nc = ReLU(b)\nd = Flatten(c)");
        QVERIFY(graph);
        const GraphCheck check = checkGraph(*graph);
        QVERIFY(check.layers[1].error);
        QCOMPARE(QString::fromStdString(english(check.layers[1].error->what)), sentence);
        QVERIFY(check.layers[0].isKnown);
        QVERIFY(!check.layers[3].isKnown);
        QVERIFY(!check.layers[3].error);
        QCOMPARE(check.layers[3].waitsFor, 1);
        QVERIFY(!check.isValid());
    }

    void countsAsTheSummaryDoes()
    {
        for (const std::string& name : zooNames()) {
            const Graph graph = *zooGraph(name, zooInput(name), zooClasses(name));
            const GraphCheck check = checkGraph(graph);
            const Summary summary = *summarise(graph);
            QVERIFY2(check.isValid(), qPrintable(told(check.problem)));
            QCOMPARE(check.total.parameters, summary.total.parameters);
            QCOMPARE(check.total.macs, summary.total.macs);
            QCOMPARE(check.total.parameterBytes, summary.total.parameterBytes);
            for (std::size_t i = 0; i < check.layers.size(); ++i)
                QVERIFY(check.layers[i].row.output == summary.rows[i].output);
        }
    }

    void flagsWhatIsNotUsed()
    {
        const GraphCheck check =
            checkGraph(*parseGraphText("a = Input(6)\nb = Linear(a, 3)\nc = Linear(a, 2)"));
        QVERIFY(check.layers[1].error && check.layers[1].isKnown);
        QVERIFY(told(check.problem).contains(QStringLiteral("nothing reads its output")));
        QVERIFY(told(checkGraph({}).problem).contains(QStringLiteral("empty")));
    }

    void paletteHasEveryKindOnce()
    {
        std::multiset<Kind> kinds;
        for (const LayerGroup& group : layerGroups())
            kinds.insert(group.kinds.begin(), group.kinds.end());
        QCOMPARE(kinds.size(), static_cast<std::size_t>(kOperatorKinds));
        for (int i = 0; i < kOperatorKinds; ++i)
            QCOMPARE(kinds.count(static_cast<Kind>(i)), std::size_t{1});
    }

    /// Whatever is tried, what comes of it is in order, and undo leads back step by step.
    void staysWellFormed()
    {
        const Seeds seeds = Seeds::of(60);
        int done = 0, refused = 0;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            Dice dice(seed);
            GraphEditor editor(
                *zooGraph(dice.coin() ? "resnet8" : "squeezenet", Shape{3, 32, 32}, 10));
            std::vector<Graph> states{editor.graph()};
            for (int i = 0; i < 60; ++i) {
                ++(tryAnything(editor, dice) ? done : refused);
                QVERIFY2(isWellFormed(editor.graph()), qPrintable(textOf(editor.graph())));
                if (!(editor.graph() == states.back()))
                    states.push_back(editor.graph());
            }
            for (; !states.empty(); states.pop_back(), editor.undo())
                QVERIFY(editor.graph() == states.back());
            QVERIFY(!editor.canUndo());
        }
        if (seeds.areAll())
            QVERIFY(done > 1000 && refused > 100);
    }

private:
    static bool tryAnything(GraphEditor& editor, Dice& dice)
    {
        const int count = static_cast<int>(editor.graph().nodes.size());
        const auto any = [&] { return dice.below(count + 1); };
        const int index = any();
        switch (dice.below(8)) {
        case 0:
        case 1: {
            const auto kind = static_cast<Kind>(dice.below(kOperatorKinds));
            return editor.insert(proposedLayer(kind), index).has_value();
        }
        case 2: return editor.remove(index).has_value();
        case 3: return editor.move(index, any()).has_value();
        case 4: return editor.connect(any(), index, dice.below(2)).has_value();
        case 5: return editor.addInput(any(), index).has_value();
        case 6: return editor.removeInput(index, dice.below(3)).has_value();
        default: {
            if (index >= count)
                return false;
            Attributes a = editor.graph().nodes[static_cast<std::size_t>(index)].attributes;
            a.features = dice.below(20);
            a.kernelH = dice.below(9);
            a.hasConstant = dice.coin();
            return editor.setAttributes(index, a).has_value();
        }
        }
    }
};

QTEST_GUILESS_MAIN(TestGraphEditor)
#include "tst_graph_editor.moc"
