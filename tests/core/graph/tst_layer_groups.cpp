#include "core/graph/layer_groups.h"
#include "core/graph/zoo.h"

#include <QtTest>

#include <string>

using namespace propago;

namespace {

Node layer(OperatorKind kind, std::vector<int> inputs)
{
    Node node;
    node.kind = kind;
    node.inputs = std::move(inputs);
    return node;
}

} // namespace

/// How a large network is taken apart.
class TestLayerGroups : public QObject {
    Q_OBJECT
private slots:
    void aBlockEndsBehindItsAdditionAndActivation()
    {
        using Kind = OperatorKind;
        Graph graph;
        graph.nodes = {
            layer(Kind::Input, {}),      layer(Kind::Conv2d, {0}), layer(Kind::Relu, {1}),
            layer(Kind::Conv2d, {2}),    layer(Kind::Add, {3, 2}), layer(Kind::Relu, {4}),
            layer(Kind::Conv2d, {5}),    layer(Kind::Add, {6, 5}), layer(Kind::Conv2d, {7}),
            layer(Kind::MaxPool2d, {8}), layer(Kind::Linear, {9})};
        graph.output = 10;
        QCOMPARE(layerGroups(graph), (std::vector<LayerRange>{{0, 6}, {6, 2}, {8, 2}, {10, 1}}));
    }

    // A pooling layer inside a branch ends nothing: the other branch passes it.
    void nothingEndsBetweenBranches()
    {
        using Kind = OperatorKind;
        Graph graph;
        graph.nodes = {layer(Kind::Input, {}), layer(Kind::MaxPool2d, {0}),
                       layer(Kind::Conv2d, {0}), layer(Kind::Concat, {1, 2}),
                       layer(Kind::Conv2d, {3})};
        graph.output = 4;
        QCOMPARE(layerGroups(graph), (std::vector<LayerRange>{{0, 4}, {4, 1}}));
    }

    void everyLayerIsInOneGroup_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("resnet18") << "resnet18" << 8 << 14; // eight blocks, head and tail
        QTest::newRow("mobilenet-v2") << "mobilenet-v2" << 8 << 14;
        QTest::newRow("squeezenet") << "squeezenet" << 8 << 14;
        QTest::newRow("lenet") << "lenet" << 3 << 3;
    }

    void everyLayerIsInOneGroup()
    {
        QFETCH(const QString, network);
        QFETCH(const int, least);
        QFETCH(const int, most);
        const std::string name = network.toStdString();
        const Graph graph = *zooGraph(name, zooInput(name), 10);
        int next = 0;
        const auto groups = layerGroups(graph);
        for (const LayerRange& group : groups) {
            QCOMPARE(group.first, next);
            QVERIFY(group.count > 0);
            next += group.count;
        }
        QCOMPARE(next, static_cast<int>(graph.nodes.size()));
        const int count = static_cast<int>(groups.size());
        QVERIFY2(count >= least && count <= most, qPrintable(QString::number(count)));
    }

    void nothingHasNoGroups() { QVERIFY(layerGroups(Graph{}).empty()); }
};

QTEST_APPLESS_MAIN(TestLayerGroups)
#include "tst_layer_groups.moc"
