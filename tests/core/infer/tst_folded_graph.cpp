#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/folded_graph.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

std::int64_t normsIn(const Graph& graph)
{
    return std::ranges::count(graph.nodes, OperatorKind::BatchNorm2d, &Node::kind);
}

// conv (no bias) -> BatchNorm -> relu -> the network's output
Graph smallNetwork()
{
    Graph graph;
    Node input;
    input.name = "input";
    input.kind = OperatorKind::Input;
    input.inputShape = Shape{1, 2, 2};
    graph.add(input);
    Node convolution;
    convolution.name = "conv1";
    convolution.kind = OperatorKind::Conv2d;
    convolution.attributes.features = 2;
    convolution.attributes.hasBias = false;
    convolution.inputs = {0};
    graph.add(convolution);
    graph.add({"bn1", OperatorKind::BatchNorm2d, {}, {1}, {}, {}, {}});
    graph.add({"relu1", OperatorKind::Relu, {}, {2}, {}, {}, {}});
    return graph;
}

void put(Weights& weights, int node, int index, const Shape& shape, std::vector<float> values)
{
    Tensor tensor(shape, Format::Fp32);
    std::ranges::copy(values, tensor.span<float>().begin());
    weights.insert_or_assign({SlotKind::Parameter, node, index}, std::move(tensor));
}

Weights smallWeights()
{
    Weights weights;
    put(weights, 1, 0, Shape{2, 1, 1, 1}, {3, -2});
    put(weights, 2, 0, Shape{2}, {2, 1});                     // gamma
    put(weights, 2, 1, Shape{2}, {0.5f, -1});                 // beta
    put(weights, 2, 2, Shape{2}, {1, 4});                     // mean
    put(weights, 2, 3, Shape{2}, {4 - 1e-5f, 0.25f - 1e-5f}); // variance
    return weights;
}

} // namespace

class TestFoldedGraph : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // (3 x - 1) / 2 * 2 + 0.5 = 3 x - 0.5 and (-2 x - 4) / 0.5 - 1 = -4 x - 9.
    void theNumbersOfASmallNetwork()
    {
        const FoldedNetwork folded = foldBatchNorms(smallNetwork(), smallWeights()).value();
        QCOMPARE(folded.graph.nodes.size(), std::size_t{3});
        QCOMPARE(folded.nodeOf, (std::vector{0, 1, 1, 2}));
        QCOMPARE(folded.weightNodes(), (std::vector{0, 1, 3}));
        QCOMPARE(folded.valueNodes(), (std::vector{0, 2, 3}));
        QCOMPARE(folded.graph.output, 2);
        QVERIFY(folded.graph.nodes[1].attributes.hasBias);
        QCOMPARE(folded.graph.nodes[2].inputs, std::vector{1});
        QCOMPARE(folded.weights.size(), std::size_t{2});
        const Tensor& weights = folded.weights.at({SlotKind::Parameter, 1, 0});
        const Tensor& bias = folded.weights.at({SlotKind::Parameter, 1, 1});
        QVERIFY(std::abs(weights.at(0) - 3) < 1e-6 && std::abs(weights.at(1) + 4) < 1e-6);
        QVERIFY(std::abs(bias.at(0) + 0.5) < 1e-6 && std::abs(bias.at(1) + 9) < 1e-6);
    }

    void aValueThatOthersReadStays()
    {
        Graph graph = smallNetwork();
        Weights weights = smallWeights();
        graph.add({"add1", OperatorKind::Add, {}, {1, 3}, {}, {}, {}});
        const FoldedNetwork folded = foldBatchNorms(graph, weights).value();
        QVERIFY(folded.graph == graph);
        QCOMPARE(folded.weights.size(), weights.size());
    }

    void aMissingWeightIsAnError()
    {
        Weights weights = smallWeights();
        weights.erase({SlotKind::Parameter, 2, 3});
        const auto folded = foldBatchNorms(smallNetwork(), weights);
        QVERIFY(!folded);
        QCOMPARE(folded.error().where, std::string("bn1"));
    }

    void zooNetworksLoseAllTheirNormalisations()
    {
        const Graph graph = zooGraph("resnet8", zooInput("resnet8"), 10).value();
        QVERIFY(normsIn(graph) > 0);
        const FoldedNetwork folded = foldBatchNorms(graph, randomWeights(graph, 3)).value();
        QCOMPARE(normsIn(folded.graph), std::int64_t{0});
        QVERIFY(inferShapes(folded.graph).has_value());
    }

    // Drawn networks: every node that is left has the value it had.
    void everyValueStaysTheSame()
    {
        ThreadPool pool(2);
        int folds = 0;
        const Seeds seeds = Seeds::of(60);
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            const Graph graph = randomNetwork(seed);
            const Weights weights = randomWeights(graph, seed);
            const FoldedNetwork folded = foldBatchNorms(graph, weights).value();
            folds += static_cast<int>(graph.nodes.size() - folded.graph.nodes.size());
            const Tensor x = randomInputs(graph, 3, seed);
            Tensor y = outputsFor(graph, 3);
            const auto before =
                planInference(graph, weights, {Format::Fp64, 3, true}, nullptr, pool);
            const auto after =
                planInference(folded.graph, folded.weights, {Format::Fp64, 3, true}, nullptr, pool);
            (*before)->run(x.view(), y.view());
            (*after)->run(x.view(), y.view());
            const std::vector<int> last = folded.valueNodes();
            for (std::size_t i = 0; i < last.size(); ++i) {
                const double error = relativeError((*after)->value(static_cast<int>(i), 3),
                                                   (*before)->value(last[i], 3));
                QVERIFY2(error < 1e-5, qPrintable(QStringLiteral("PROPAGO_SEED=%1, node %2: %3")
                                                      .arg(seed)
                                                      .arg(last[i])
                                                      .arg(error)));
            }
        }
        QVERIFY(!seeds.areAll() || folds > 10);
    }
};

QTEST_GUILESS_MAIN(TestFoldedGraph)
#include "tst_folded_graph.moc"
