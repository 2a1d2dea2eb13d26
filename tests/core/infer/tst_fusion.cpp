#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/fused_graph.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

FusedGraph fusedZoo(const char* name)
{
    const Graph graph = zooGraph(name, zooInput(name), 10).value();
    return fuse(graph, randomWeights(graph, 1), {true, true}).value();
}

std::int64_t count(const FusedGraph& graph, FusedKind kind)
{
    return std::ranges::count(graph.nodes, kind, &FusedNode::kind);
}

} // namespace

class TestFusion : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lenetKeepsOnlyWhatMultipliesAndPools()
    {
        const FusedGraph fused = fusedZoo("lenet");
        QCOMPARE(count(fused, FusedKind::Convolution), 2);
        QCOMPARE(count(fused, FusedKind::MaxPool), 2);
        QCOMPARE(count(fused, FusedKind::Linear), 3);
        QCOMPARE(fused.nodes.size(), std::size_t{8}); // and the input
    }

    void resnetHasNoBatchNormNoReluNoAddLeft()
    {
        const FusedGraph fused = fusedZoo("resnet8");
        QCOMPARE(count(fused, FusedKind::Convolution), 9);
        QCOMPARE(count(fused, FusedKind::GlobalAverage), 1);
        QCOMPARE(count(fused, FusedKind::Linear), 1);
        QCOMPARE(fused.nodes.size(), std::size_t{12});
        QCOMPARE(std::ranges::count(fused.nodes, true, &FusedNode::hasResidual), 3);
    }

    void valuesThatOthersReadAreNotFusedAway()
    {
        // conv -> relu, and conv -> add: the sum needs what relu would have overwritten.
        Graph graph;
        Node input;
        input.name = "x";
        input.kind = OperatorKind::Input;
        input.inputShape = Shape{2, 4, 4};
        graph.add(input);
        Node conv;
        conv.name = "conv";
        conv.kind = OperatorKind::Conv2d;
        conv.attributes.features = 2;
        conv.inputs = {0};
        graph.add(conv);
        Node relu;
        relu.name = "relu";
        relu.kind = OperatorKind::Relu;
        relu.inputs = {1};
        graph.add(relu);
        Node sum;
        sum.name = "sum";
        sum.kind = OperatorKind::Add;
        sum.inputs = {1, 2};
        graph.add(sum);
        const FusedGraph fused = fuse(graph, randomWeights(graph, 3), {true, true}).value();
        QCOMPARE(fused.nodes.size(), std::size_t{4});
        QCOMPARE(fused.nodes[1].activation, FusedActivation::None);
    }

    void deadBranchesAreLeftOut()
    {
        Graph graph = zooGraph("mlp", zooInput("mlp"), 10).value();
        Node dead;
        dead.name = "dead";
        dead.kind = OperatorKind::Sigmoid;
        dead.inputs = {0};
        const int output = graph.output;
        graph.add(dead);
        graph.output = output;
        const FusedGraph fused = fuse(graph, randomWeights(graph, 1), {true, true}).value();
        QCOMPARE(count(fused, FusedKind::Activation), 0);
    }

    void inputsComeBeforeTheirReaders()
    {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const Graph graph = randomNetwork(seed);
            const FusedGraph fused = fuse(graph, randomWeights(graph, seed), {true, false}).value();
            for (std::size_t i = 0; i < fused.nodes.size(); ++i) {
                for (const int input : fused.nodes[i].inputs)
                    QVERIFY(input >= 0 && input < static_cast<int>(i));
            }
        }
    }

    // Both round, so each is held against fp64 and they may differ by both errors.
    void fusedFp32EqualsTheNetworksOwnOperators()
    {
        ThreadPool pool(2);
        double worst = 0;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            const Graph graph = randomNetwork(seed);
            const Weights weights = randomWeights(graph, seed + 1000);
            const Tensor x = randomInputs(graph, 3, seed + 2000);
            const Tensor exact =
                outputsOf(graph, weights, x, {Format::Fp64, 3, false}, nullptr, pool);
            const Tensor plain =
                outputsOf(graph, weights, x, {Format::Fp32, 3, true}, nullptr, pool);
            const Tensor fused =
                outputsOf(graph, weights, x, {Format::Fp32, 3, false}, nullptr, pool);
            const QByteArray where = QByteArray::number(static_cast<int>(seed));
            QVERIFY2(relativeError(fused, exact) <= 1e-5, where);
            QVERIFY2(relativeError(fused, plain) <= 2e-5, where);
            worst = std::max(worst, relativeError(fused, plain));
        }
        QVERIFY(worst > 0); // folding rounds differently somewhere: the two ways really differ
    }

    void missingWeightsAreNamed()
    {
        const Graph graph = zooGraph("resnet8", zooInput("resnet8"), 10).value();
        Weights weights = randomWeights(graph, 1);
        weights.erase(std::prev(weights.end()));
        const auto fused = fuse(graph, weights, {true, true});
        QVERIFY(!fused);
        QCOMPARE(fused.error().code, ErrorCode::BadInput);
        QCOMPARE(fused.error().where, graph.nodes.back().name);
    }
};

QTEST_GUILESS_MAIN(TestFusion)
#include "tst_fusion.moc"
