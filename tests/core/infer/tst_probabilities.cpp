#include "tests/core/infer/random_networks.h"

#include "core/graph/builder.h"
#include "core/infer/classifier.h"
#include "core/infer/probabilities.h"

#include <QtTest>

#include <numeric>

using namespace propago;
using namespace propago::test;

namespace {

Graph smallGraph(bool endsInSoftmax)
{
    GraphBuilder b("small");
    b.input(Shape{2, 3, 3});
    b.simple(OperatorKind::Flatten);
    b.linear(4);
    if (endsInSoftmax)
        b.simple(OperatorKind::Softmax);
    return b.graph();
}

} // namespace

class TestProbabilities : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void logitsBecomeProbabilities()
    {
        const std::vector<float> logits{1, 2, 3, 4};
        const auto p = probabilitiesOf(smallGraph(false), logits);
        const double sum = std::exp(1.0) + std::exp(2.0) + std::exp(3.0) + std::exp(4.0);
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(std::abs(p[i] - std::exp(static_cast<double>(logits[i])) / sum) < 1e-15);
        QVERIFY(std::abs(crossEntropy(smallGraph(false), logits, 1) - (std::log(sum) - 2)) < 1e-12);
    }

    void largeLogitsDoNotOverflow()
    {
        const std::vector<float> logits{1000, 0, -1000, 999};
        const auto p = probabilitiesOf(smallGraph(false), logits);
        QVERIFY(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1) < 1e-12);
        QVERIFY(std::abs(crossEntropy(smallGraph(false), logits, 2) - 2000.313) < 0.01);
    }

    void probabilitiesOfASoftmaxStayAsTheyAre()
    {
        const std::vector<float> outputs{0.125f, 0.25f, 0.5f, 0.125f};
        const auto p = probabilitiesOf(smallGraph(true), outputs);
        QCOMPARE(p, (std::vector<double>{0.125, 0.25, 0.5, 0.125}));
        QCOMPARE(crossEntropy(smallGraph(true), outputs, 2), std::log(2.0));
    }

    void whatFollowsASoftmaxWithoutChangingItCountsAsIts()
    {
        Graph graph = smallGraph(true);
        Node node;
        node.name = "same";
        node.kind = OperatorKind::Identity;
        node.inputs = {graph.output};
        graph.add(node);
        QCOMPARE(probabilitiesOf(graph, std::vector<float>{0, 0, 1, 0})[2], 1.0);
    }

    void classifierAnswersAndTakesItsTime()
    {
        ThreadPool pool(1);
        const Graph graph = smallGraph(false);
        const Weights weights = randomWeights(graph, 1);
        const Tensor x = randomInputs(graph, 1, 1);
        auto classifier = Classifier::make(graph, weights, Format::Fp32, nullptr, pool).value();
        QCOMPARE(classifier.latencyMicroseconds(), 0.0);
        const auto p = classifier.probabilities(x.view().reshaped(Shape{2, 3, 3}));
        QVERIFY(classifier.latencyMicroseconds() > 0);
        const Tensor y = outputsOf(graph, weights, x, {Format::Fp32, 1, false}, nullptr, pool);
        QCOMPARE(p, probabilitiesOf(graph, y.span<float>()));
    }

    void classifierRefusesPicturesOfAnotherSize()
    {
        ThreadPool pool(1);
        const Graph graph = smallGraph(false);
        auto classifier =
            Classifier::make(graph, randomWeights(graph, 1), Format::Bf16, nullptr, pool).value();
        const Tensor x(Shape{2, 3, 4}, Format::Fp32);
        QVERIFY_EXCEPTION_THROWN(classifier.probabilities(x.view()), std::invalid_argument);
    }

    void classifierPassesOnWhatThePlanRefuses()
    {
        ThreadPool pool(1);
        const Graph graph = smallGraph(false);
        const auto classifier =
            Classifier::make(graph, randomWeights(graph, 1), Format::Int8, nullptr, pool);
        QVERIFY(!classifier);
        QCOMPARE(classifier.error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestProbabilities)
#include "tst_probabilities.moc"
