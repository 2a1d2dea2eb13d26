#include "core/graph/graph_check.h"
#include "core/graph/graph_text.h"
#include "core/graph/operator.h"
#include "core/graph/settings.h"
#include "core/graph/summary.h"
#include "core/graph/zoo.h"
#include "tests/support/random_graphs.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

Graph withOwnSettings(Graph graph)
{
    for (Node& node : graph.nodes)
        node = withOwnSettings(node);
    return graph;
}

QString told(const std::string& text)
{
    const auto graph = parseGraphText(text);
    if (graph)
        return QStringLiteral("no problem");
    return QStringLiteral("%1:%2 %3")
        .arg(graph.error().line)
        .arg(graph.error().column)
        .arg(QString::fromStdString(english(graph.error().what)));
}

/// Every number that can be set, at values of its own.
Attributes unusual(Dice& dice)
{
    Attributes a;
    for (int kind = 0; kind < kOperatorKinds; ++kind) {
        for (const Setting& setting : settingsOf(static_cast<OperatorKind>(kind))) {
            for (const auto member : setting.whole) {
                if (member)
                    a.*member = dice.from(-9, 9);
            }
            for (const auto member : setting.number) {
                if (member)
                    a.*member = dice.chance(10) ? -HUGE_VAL : dice.normal();
            }
            if (setting.flag)
                a.*setting.flag = dice.coin();
            if (setting.type == SettingType::Choice)
                a.*setting.whole[0] = dice.below(static_cast<int>(setting.choices.size()));
        }
    }
    a.hasConstant = true; // then every kind has one input
    a.dims = Shape{dice.from(0, 3), dice.from(0, 3)};
    return a;
}

} // namespace

/// Networks as text, there and back.
class TestGraphText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void zooComesBack()
    {
        for (const std::string& name : zooNames()) {
            const Graph graph = *zooGraph(name, zooInput(name), zooClasses(name));
            const auto back = parseGraphText(writeGraphText(graph));
            QVERIFY2(back, qPrintable(told(writeGraphText(graph))));
            QVERIFY(*back == graph);
        }
    }

    void randomNetworksComeBack()
    {
        const Seeds seeds = Seeds::of(300);
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            Dice dice(seed);
            const Graph drawn = GraphDrawer(dice, {Shape{2, 6, 5}, 3, 7, 160, 5, true}).draw();
            const Graph graph = withOwnSettings(drawn);
            const auto back = parseGraphText(writeGraphText(drawn));
            QVERIFY2(back, qPrintable(told(writeGraphText(drawn))));
            QVERIFY2(*back == graph, qPrintable(QString::number(seed)));
            // What is left out was not read: shapes and parameters stay.
            const Summary before = *summarise(drawn);
            const Summary after = *summarise(*back);
            QCOMPARE(after.total.macs, before.total.macs);
            QCOMPARE(after.total.parameters, before.total.parameters);
            QCOMPARE(after.total.activationBytes, before.total.activationBytes);
        }
    }

    void everySettingOfEveryKindComesBack()
    {
        Dice dice(11);
        for (int round = 0; round < 20; ++round) {
            for (int i = 1; i < kOperatorKinds; ++i) {
                Graph graph;
                graph.name = "all kinds";
                Node input;
                input.name = "in \"put\"\n한";
                input.inputShape = Shape{1, 28, 28};
                input.kind = OperatorKind::Input;
                graph.add(input);
                Node node;
                node.name = "/layer.0/x";
                node.kind = static_cast<OperatorKind>(i);
                node.attributes = unusual(dice);
                node.inputs = {0};
                graph.add(withOwnSettings(node));
                graph.output = dice.below(2);
                const std::string text = writeGraphText(graph);
                const auto back = parseGraphText(text);
                QVERIFY2(back, qPrintable(told(text) + QString::fromStdString(text)));
                QVERIFY2(*back == graph, text.c_str());
            }
        }
    }

    void writesWhatPeopleWouldWrite()
    {
        const Graph graph = *zooGraph("lenet", Shape{1, 28, 28}, 10);
        const QString text = QString::fromStdString(writeGraphText(graph));
        QVERIFY(text.startsWith(
            QStringLiteral("network lenet\ninput = Input(1x28x28)\n"
                           "conv1 = Conv2d(input, 6, kernel=5, padding=2)\nrelu1 = ReLU(conv1)\n"
                           "pool1 = MaxPool2d(relu1, kernel=2, stride=2)\n")));
        QVERIFY(text.endsWith(QStringLiteral("= Linear(relu4, 10)\n")));
    }

    void readsWhatPeopleWrite()
    {
        const auto graph =
            parseGraphText("# a comment\n\n  network \"two words\"\r\n"
                           "a = Input( 3 x 8 x 8 ) # behind\n"
                           "b = Conv2d(a, filters=4, kernel=(3, 5), padding=(1, 2))\n"
                           "c = Linear(b, 3, bias=False)\noutput b");
        QVERIFY2(graph, qPrintable(graph ? QString() : told("")));
        QCOMPARE(graph->name, std::string("two words"));
        QCOMPARE(graph->nodes[0].inputShape.text(), std::string("3x8x8"));
        const Attributes& a = graph->nodes[1].attributes;
        QCOMPARE(a.features, 4);
        QCOMPARE(a.kernelW, 5);
        QCOMPARE(a.padBottom, 1);
        QCOMPARE(a.padRight, 2);
        QVERIFY(!graph->nodes[2].attributes.hasBias);
        QCOMPARE(graph->output, 1);
    }

    void saysWhere_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* text, const char* told) {
            QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(told);
        };
        row("a = Input(1x2)\nb = Conv3d(a, 1)", "2:5 there is no kind of layer Conv3d");
        row("a = Input(1x2)\nb = Softmax(c)", "2:13 there is no layer c before this line");
        row("a = Input(1x2)\na = Softmax(a)", "2:1 there is a layer a already");
        row("a = Input(1x2)\nb = Linear(a, 3, kernel=2)", "2:18 Linear has no setting kernel");
        row("a = Input(1x2)\nb = Linear(a, 3, 4)", "2:18 outputs is set twice");
        row("a = Input(1x2)\nb = Linear(a, 3.5)", "2:15 a whole number is needed here");
        row("a = Input(1x2)\nb = Linear(a, 99999999999999999999)",
            "2:15 numbers go up to 16777216");
        row("a = Input(1x2)\nb = Add(a)", "2:5 Add takes 2 inputs but has 1");
        row("a = Input(1x2)\nb = Softmax(a) c", "2:16 the line should end here");
        row("a = Input(1x2)\nb = Softmax(a", "2:14 ) is missing here");
        row("a = Input(1x2)\nb Softmax(a)", "2:3 a line is: name = Layer(inputs, settings)");
        row("a = Input(1x2)\n\"한글 = Softmax(a)",
            "2:1 the quotation mark that begins here has no end");
        row("a = Input(1x2)\n\"한글\" = Softmax(a, 1)",
            "2:19 Softmax takes settings by name only: name=value");
        row("a = Input(1x2)\nb = Conv2d(a, 1, kernel=(1, 2, 3))",
            "2:25 3 numbers stand here instead of 1 or 2");
        row("a = Input(16777216x16777216x4)",
            "1:11 a shape has up to 8 sizes, none of them negative, and up to 2147483648 elements");
        row("a = Input(1x2)\nb = Pad(a, mode=odd)",
            "2:17 one of these is needed here: constant, reflect, edge");
        row("= Input(1x2)", "1:1 a name is missing here");
        row("a = Input(1x2)\noutput z", "2:8 there is no layer z before this line");
        row("a = Input(1x2)\nb = Dropout(a, probability=nan)", "2:28 a number is needed here");
    }
    void saysWhere()
    {
        QFETCH(QByteArray, text);
        QTEST(told(text.toStdString()), "told");
    }

    /// Damaged text gives a network that can be checked, or a place inside the text.
    void survivesDamage()
    {
        const Seeds seeds = Seeds::of(3000);
        std::vector<std::string> texts;
        for (const char* name : {"lenet", "resnet8", "squeezenet"})
            texts.push_back(writeGraphText(*zooGraph(name, Shape{3, 32, 32}, 10)));
        int read = 0;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            Dice dice(seed);
            std::string text = texts[static_cast<std::size_t>(dice.below(3))];
            for (int i = dice.below(4); i >= 0; --i)
                damage(text, dice);
            const auto graph = parseGraphText(text);
            if (graph) {
                ++read;
                QCOMPARE(checkGraph(*graph).layers.size(), graph->nodes.size());
                const auto again = parseGraphText(writeGraphText(*graph));
                QVERIFY(again && *again == *graph);
            } else {
                QVERIFY(graph.error().line >= 1);
                QVERIFY(graph.error().line <= 1 + std::ranges::count(text, '\n'));
                QVERIFY(graph.error().column >= 1);
            }
        }
        if (seeds.areAll())
            QVERIFY2(read > 100 && read < 2900, qPrintable(QString::number(read)));
    }

    void hugeNumbersAreBounded()
    {
        const auto graph =
            parseGraphText("a = Input(16777216x1x1)\n"
                           "b = Conv2d(a, 16777216, kernel=65536, padding=65536)\n"
                           "c = Linear(a, 16777216)\nd = Resize(a, size=(9, 9999999))\n"
                           "e = Concat(a, a)");
        QVERIFY(graph);
        const GraphCheck check = checkGraph(*graph);
        for (std::size_t i = 1; i < check.layers.size(); ++i)
            QVERIFY(check.layers[i].error);
        QVERIFY(!parseGraphText(std::string(kGraphTextBytes + 1, ' ')));
        std::string many = "a = Input(1)\n";
        for (int i = 0; i < limits::kNodes; ++i)
            many += "b" + std::to_string(i) + "=ReLU(a)\n";
        QVERIFY(!parseGraphText(many));
    }

private:
    static void damage(std::string& text, Dice& dice)
    {
        constexpr std::string_view alphabet = "(),=x \n\"\\0123456789-.e#aZ\xc3\xed\x80\t";
        const auto at = static_cast<std::size_t>(dice.below(static_cast<int>(text.size())));
        const char letter =
            alphabet[static_cast<std::size_t>(dice.below(static_cast<int>(alphabet.size())))];
        switch (dice.below(6)) {
        case 0: text[at] = letter; break;
        case 4:
        case 5: // another number
            if (const std::size_t digit = text.find_first_of("0123456789", at); digit != text.npos)
                text[digit] = static_cast<char>('0' + dice.below(10));
            break;
        case 1: text.insert(at, 1, letter); break;
        case 2: text.erase(at, static_cast<std::size_t>(dice.from(1, 4))); break;
        default: text += text.substr(at, static_cast<std::size_t>(dice.from(1, 60))); break;
        }
        if (text.empty())
            text = " ";
    }
};

QTEST_GUILESS_MAIN(TestGraphText)
#include "tst_graph_text.moc"
