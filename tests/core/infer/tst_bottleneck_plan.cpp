#include "tests/core/infer/random_networks.h"

#include "core/graph/builder.h"

#include <QtTest>

#include <algorithm>

using namespace propago;
using namespace propago::test;

namespace {

using Kind = OperatorKind;

/// Inverted residuals behind each other; what becomes of the second one is for the test to say.
class Network {
public:
    explicit Network(Kind activation = Kind::Clip)
        : m_builder("residuals"), m_activation(activation)
    {
        m_builder.input({3, 35, 43});
        m_builder.conv(16, 3, 2, 1);
        activate();
        addDepthwise(16, 1);
        addNarrow(8);
    }
    int addBlock(std::int64_t wide, std::int64_t stride)
    {
        m_builder.conv(wide, 1);
        activate();
        addDepthwise(wide, stride);
        return addNarrow(8);
    }
    void addDepthwise(std::int64_t channels, std::int64_t stride)
    {
        Attributes a;
        a.features = a.groups = channels;
        a.kernelH = a.kernelW = 3;
        a.strideH = a.strideW = stride;
        a.padTop = a.padLeft = a.padBottom = a.padRight = 1;
        m_builder.node(Kind::Conv2d, a);
        activate();
    }
    GraphBuilder& builder() { return m_builder; }
    Graph finished()
    {
        m_builder.simple(Kind::Flatten);
        m_builder.linear(5);
        return m_builder.graph();
    }

private:
    void activate() { m_builder.simple(m_activation); }
    int addNarrow(std::int64_t channels) { return m_builder.conv(channels, 1); }

    GraphBuilder m_builder;
    Kind m_activation;
};

Graph withSkip()
{
    Network network;
    const int entry = network.builder().graph().output;
    network.builder().add(network.addBlock(48, 1), entry);
    network.addBlock(96, 2);
    return network.finished();
}

/// Another layer reads what the second block widens.
Graph withTwoReaders()
{
    Network network;
    GraphBuilder& b = network.builder();
    b.conv(48, 1);
    const int wide = b.simple(Kind::Clip);
    network.addDepthwise(48, 1);
    const int narrow = b.conv(8, 1);
    b.add(narrow, b.conv(8, 1, 1, 0, true, wide));
    return network.finished();
}

struct Case {
    explicit Case(Graph made)
        : graph(std::move(made)), weights(randomWeights(graph, 5)), x(randomInputs(graph, 3, 6))
    {}
    Tensor outputs(Format format, int threads, std::int64_t n = 3) const
    {
        ThreadPool pool(threads);
        auto plan = planInference(graph, weights, {format, n, false}, nullptr, pool).value();
        Tensor y = outputsFor(graph, 3);
        for (std::int64_t first = 0; first < 3; first += n)
            plan->run(x.view().slice(first, n), y.view().slice(first, n));
        return y;
    }
    std::size_t stepsOfThree() const
    {
        ThreadPool pool(1);
        auto plan = planInference(graph, weights, {Format::Fp32, 1, false}, nullptr, pool).value();
        return static_cast<std::size_t>(
            std::ranges::count_if(plan->operations(), [](const PlanOperation& operation) {
                return operation.before.size() == 2;
            }));
    }
    Graph graph;
    Weights weights;
    Tensor x;
};

bool haveSameNumbers(const Tensor& a, const Tensor& b)
{
    return std::ranges::equal(a.span<float>(), b.span<float>());
}

} // namespace

class BottleneckPlanTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void threeLayersAreOneStep() { QCOMPARE(Case(withSkip()).stepsOfThree(), std::size_t{3}); }

    void planesThatOthersReadStay()
    {
        QCOMPARE(Case(withTwoReaders()).stepsOfThree(), std::size_t{1});
    }

    void kernelsThatClampTakeNoSlope()
    {
        Network network(Kind::LeakyRelu);
        network.addBlock(48, 1);
        QCOMPARE(Case(network.finished()).stepsOfThree(), std::size_t{0});
    }

    void sameNumbersWhoeverRunsThem()
    {
        for (const Case& test : {Case(withSkip()), Case(withTwoReaders())}) {
            const Tensor expected = test.outputs(Format::Fp32, 1);
            for (const int threads : {1, 2, 3}) {
                QVERIFY(haveSameNumbers(test.outputs(Format::Fp32, threads), expected));
                QVERIFY(haveSameNumbers(test.outputs(Format::Fp32, threads, 1), expected));
            }
            QVERIFY(meanError(expected, test.outputs(Format::Fp64, 2)) < 1e-5);
        }
    }
};

QTEST_APPLESS_MAIN(BottleneckPlanTest)
#include "tst_bottleneck_plan.moc"
