#include "tests/support/gradient_probe.h"

using namespace propago;
using namespace propago::test;

Q_DECLARE_METATYPE(propago::Graph)

namespace {

Attributes randomWindow(const RandomSource& source, std::uint64_t row, const Shape& input,
                        bool isPooling)
{
    std::uint64_t drawn = row * 64;
    const auto draw = [&](std::int64_t low, std::int64_t high) {
        return low + source.below(static_cast<std::uint32_t>(high - low + 1), drawn++);
    };
    Attributes a;
    const auto most = [](std::int64_t size) { return std::min<std::int64_t>(size, 4); };
    a.kernelH = draw(1, most(input[1]));
    a.kernelW = draw(1, most(input[2]));
    a.strideH = draw(1, 3);
    a.strideW = draw(1, 3);
    a.dilationH = a.kernelH <= 2 ? draw(1, 2) : 1;
    a.dilationW = a.kernelW <= 2 ? draw(1, 2) : 1;
    a.padTop = draw(0, isPooling ? a.kernelH / 2 : 2);
    a.padBottom = draw(0, isPooling ? a.kernelH / 2 : 2);
    a.padLeft = draw(0, isPooling ? a.kernelW / 2 : 2);
    a.padRight = draw(0, isPooling ? a.kernelW / 2 : 2);
    a.roundsUp = isPooling && draw(0, 1) == 1;
    a.countsPadding = draw(0, 1) == 1;
    return a;
}

void addRow(const std::string& name, const Graph& graph, bool isTraining = true)
{
    QTest::newRow(name.c_str()) << graph << isTraining;
}

void addConvolutions()
{
    const RandomSource source(11, RandomStream::Generate);
    for (std::uint64_t row = 0; row < 14; ++row) {
        const std::int64_t groups = row % 3 == 0 ? 2 : 1;
        const Shape input{2 * groups, 4 + static_cast<std::int64_t>(row % 3), 5};
        Attributes a = randomWindow(source, row, input, false);
        a.features = groups * (1 + static_cast<std::int64_t>(row % 2));
        a.groups = groups;
        a.hasBias = row % 4 != 1;
        addRow("Conv2d " + std::to_string(row), lone(input, OperatorKind::Conv2d, a));
    }
    Attributes depthwise = window(3, 1, 1);
    depthwise.features = 6;
    depthwise.groups = 3;
    addRow("Conv2d depthwise", lone({3, 4, 4}, OperatorKind::Conv2d, depthwise));
}

void addPools()
{
    const RandomSource source(12, RandomStream::Generate);
    for (const OperatorKind kind : {OperatorKind::MaxPool2d, OperatorKind::AvgPool2d}) {
        for (std::uint64_t row = 0; row < 10; ++row) {
            const Shape input{2, 5 + static_cast<std::int64_t>(row % 3), 6};
            const std::string name =
                std::string(operatorFor(kind).name()) + " " + std::to_string(row);
            addRow(name, lone(input, kind, randomWindow(source, row, input, true)));
        }
    }
    addRow("GlobalAvgPool2d", lone({3, 4, 5}, OperatorKind::GlobalAvgPool2d));
}

void addElementwise()
{
    Attributes slope;
    slope.slope = 0.2;
    addRow("ReLU", lone({3, 4, 4}, OperatorKind::Relu));
    addRow("LeakyReLU", lone({3, 4, 4}, OperatorKind::LeakyRelu, slope));
    addRow("Sigmoid", lone({3, 4, 4}, OperatorKind::Sigmoid));
    addRow("Tanh", lone({3, 4, 4}, OperatorKind::Tanh));
    addRow("Flatten", lone({3, 4, 4}, OperatorKind::Flatten));
    addRow("Identity", lone({3, 4, 4}, OperatorKind::Identity));
    addRow("Softmax", lone({7}, OperatorKind::Softmax));
    addRow("Softmax of pooled maps", lone({7, 1, 1}, OperatorKind::Softmax));
    for (const bool isTraining : {true, false}) {
        const std::string mode = isTraining ? " training" : " inference";
        addRow("Dropout" + mode, lone({3, 4, 4}, OperatorKind::Dropout), isTraining);
        addRow("BatchNorm2d" + mode, lone({3, 4, 3}, OperatorKind::BatchNorm2d), isTraining);
    }
}

Graph linearGraph(bool hasBias)
{
    Attributes a;
    a.features = 5;
    a.hasBias = hasBias;
    return lone({7}, OperatorKind::Linear, a);
}

// The entry feeds three nodes, so its gradient is a sum of three.
Graph skipGraph()
{
    Draft draft({2, 4, 4});
    const int entry = draft.conv(3, 3, 0);
    const int left = draft.conv(3, 1, entry);
    const int bend = draft.put(OperatorKind::Tanh, {entry});
    const int sum = draft.put(OperatorKind::Add, {left, bend});
    draft.put(OperatorKind::Add, {sum, entry});
    return draft.graph;
}

Graph concatGraph(std::int64_t axis)
{
    Draft draft({2, 3, 3});
    const int left = draft.put(OperatorKind::Sigmoid, {0});
    const int right = draft.conv(2, 3, 0);
    Attributes a;
    a.axis = axis;
    // The first input twice: the second time its gradient is added to the first.
    draft.put(OperatorKind::Concat, {left, right, left}, a);
    return draft.graph;
}

// Every operator reads the same maps, so every one of them has to add to a gradient.
Graph fanGraph(bool isTraining)
{
    Draft draft({2, 4, 4});
    const int entry = draft.put(OperatorKind::Tanh, {0});
    const int normal = draft.put(OperatorKind::BatchNorm2d, {entry});
    Attributes same = window(3, 1, 1);
    const int most = draft.put(OperatorKind::MaxPool2d, {entry}, same);
    const int mean = draft.put(OperatorKind::AvgPool2d, {entry}, same);
    const int dropped = draft.put(OperatorKind::Dropout, {entry});
    const int copied = draft.put(OperatorKind::Identity, {entry});
    const int leaky = draft.put(OperatorKind::LeakyRelu, {entry});
    const int relu = draft.put(OperatorKind::Relu, {entry});
    const int sigmoid = draft.put(OperatorKind::Sigmoid, {entry});
    const int conv = draft.conv(2, 3, entry);
    const int all = draft.put(OperatorKind::Concat, {normal, most, mean, dropped, copied, leaky,
                                                     relu, sigmoid, conv, entry});
    const int pooled = draft.put(OperatorKind::GlobalAvgPool2d, {entry});
    const int row = draft.put(OperatorKind::Flatten, {all});
    const int flat = draft.put(OperatorKind::Flatten, {entry});
    const int softmax = draft.put(OperatorKind::Softmax, {flat});
    const int linear = draft.linear(3, flat);
    const int short_ = draft.put(OperatorKind::Flatten, {pooled});
    draft.put(OperatorKind::Concat, {row, softmax, linear, short_, flat});
    draft.graph.name = isTraining ? "training" : "inference";
    return draft.graph;
}

void addJoined()
{
    addRow("Linear", linearGraph(true));
    addRow("Linear without bias", linearGraph(false));
    addRow("Add and three consumers", skipGraph());
    for (const std::int64_t axis : {0, 1, 2})
        addRow("Concat axis " + std::to_string(axis), concatGraph(axis));
    addRow("all operators on one input, training", fanGraph(true), true);
    addRow("all operators on one input, inference", fanGraph(false), false);
    for (std::uint64_t seed = 1; seed <= 4; ++seed)
        addRow("random network " + std::to_string(seed), randomGraph(seed, {2, 4, 4}, 3),
               seed % 2 == 0);
}

} // namespace

/// The gradient that backward computes is the one that small changes of the input show.
class TestOperatorGradients : public QObject {
    Q_OBJECT

private slots:
    void agreesWithCentralDifferences_data()
    {
        QTest::addColumn<Graph>("graph");
        QTest::addColumn<bool>("isTraining");
        addConvolutions();
        addPools();
        addElementwise();
        addJoined();
    }

    void agreesWithCentralDifferences()
    {
        QFETCH(Graph, graph);
        QFETCH(bool, isTraining);
        checkAllGradients(graph, isTraining);
    }

    // In inference mode the running statistics count, so a batch of equal pictures has a gradient.
    void batchNormModesDiffer()
    {
        const Graph graph = lone({3, 4, 3}, OperatorKind::BatchNorm2d);
        Probe training(graph, true);
        Probe inference(graph, false);
        QVERIFY(training.loss() != inference.loss());
    }

    void dropoutDropsOnlyInTraining()
    {
        const Graph graph = lone({3, 4, 4}, OperatorKind::Dropout);
        for (const bool isTraining : {true, false}) {
            Probe probe(graph, isTraining);
            probe.loss();
            const TensorView mask = probe.view({SlotKind::Saved, 1, 0});
            std::int64_t kept = 0;
            for (std::int64_t i = 0; i < mask.elements(); ++i)
                kept += mask.at(i) != 0 ? 1 : 0;
            if (isTraining)
                QVERIFY(kept > mask.elements() / 4 && kept < mask.elements() * 3 / 4);
            else
                QCOMPARE(kept, mask.elements());
        }
    }
};

QTEST_GUILESS_MAIN(TestOperatorGradients)
#include "tst_operator_gradients.moc"
