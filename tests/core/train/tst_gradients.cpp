#include "core/train/gradients.h"

#include "core/base/thread_pool.h"
#include "core/graph/zoo.h"
#include "core/program/workspace.h"
#include "core/tensor/random.h"
#include "core/train/initialisers.h"

#include <QTest>

#include <cmath>

using namespace propago;

namespace {

std::map<TensorRef, Tensor> startingWeights(const Graph& graph)
{
    CompileOptions options;
    options.batch = 1;
    options.format = Format::Fp64;
    options.hasBackward = false;
    options.hasUpdate = false;
    const auto program = *compile(graph, options);
    Workspace workspace(program, 1);
    initialiseAll(workspace, InitialiserKind::KaimingUniform, 5);
    std::map<TensorRef, Tensor> weights;
    for (const int slot : program->parameterSlots())
        weights.emplace(program->allSlots()[static_cast<std::size_t>(slot)].ref,
                        copyOf(workspace.view(slot)));
    return weights;
}

Tensor noise(const Shape& shape)
{
    Tensor tensor(shape, Format::Fp64);
    const RandomSource source(3, RandomStream::Generate);
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        tensor.span<double>()[static_cast<std::size_t>(i)] =
            source.normal(static_cast<std::uint64_t>(i));
    return tensor;
}

const Tensor* named(const std::vector<NamedTensor>& tensors, const std::string& name)
{
    for (const NamedTensor& tensor : tensors) {
        if (tensor.name == name)
            return &tensor.tensor;
    }
    return nullptr;
}

} // namespace

/// computeGradients() against central differences of its own loss.
class TestGradients : public QObject {
    Q_OBJECT

private slots:
    void agreesWithCentralDifferences_data()
    {
        QTest::addColumn<int>("loss");
        QTest::newRow("cross-entropy") << static_cast<int>(LossKind::CrossEntropy);
        QTest::newRow("mse") << static_cast<int>(LossKind::MeanSquaredError);
        QTest::newRow("l1") << static_cast<int>(LossKind::L1);
    }

    void agreesWithCentralDifferences()
    {
        QFETCH(int, loss);
        ThreadPool pool(2);
        const Graph graph = *zooGraph("resnet8", {3, 32, 32}, 10);
        auto weights = startingWeights(graph);
        const Tensor x = noise({1, 3, 32, 32});
        Tensor labels(Shape{1}, Format::Int32);
        labels.span<std::int32_t>()[0] = 4;
        GradientOptions options;
        options.format = Format::Fp64;
        options.loss = static_cast<LossKind>(loss);
        const auto result =
            computeGradients(graph, weights, x.view(), labels.view(), options, pool);
        QVERIFY(result.has_value());
        int compared = 0;
        for (auto& [ref, tensor] : weights) {
            const Node& node = graph.nodes[static_cast<std::size_t>(ref.node)];
            if (ref.index != 0 || node.kind == OperatorKind::Input)
                continue;
            const Tensor* gradient = named(result->gradients, node.name + ".weight");
            QVERIFY2(gradient, node.name.c_str());
            const auto element = static_cast<std::size_t>(tensor.elements() / 2);
            const double slope = slopeAt(tensor.span<double>()[element], [&] {
                return computeGradients(graph, weights, x.view(), labels.view(), options, pool)
                    ->loss;
            });
            const double seen = gradient->at(static_cast<std::int64_t>(element));
            QVERIFY2(std::abs(seen - slope) <= 1e-4 * std::max(std::abs(slope), 1e-4),
                     node.name.c_str());
            ++compared;
        }
        QVERIFY(compared > 5);
    }

    // Both biases of a file's network may be one tensor: its gradient is the sum.
    void addsUpSharedParameters()
    {
        ThreadPool pool(1);
        Graph graph = *zooGraph("lenet", {1, 28, 28}, 10);
        const auto weights = startingWeights(graph);
        const Tensor x = noise({2, 1, 28, 28});
        const Tensor labels(Shape{2}, Format::Int32);
        GradientOptions options;
        options.format = Format::Fp64;
        Node& first = graph.nodes[static_cast<std::size_t>(graph.find("fc3"))];
        first.parameterNames = {"fc3.weight", "shared"};
        Node twin = first;
        twin.name = "fc4";
        twin.inputs = {graph.find("relu4")};
        const int branch = graph.add(twin);
        Node sum;
        sum.name = "sum";
        sum.kind = OperatorKind::Add;
        sum.inputs = {graph.find("fc3"), branch};
        graph.add(sum);
        auto shared = weights;
        shared.emplace(TensorRef{SlotKind::Parameter, branch, 0},
                       weights.at({SlotKind::Parameter, graph.find("fc3"), 0}));
        shared.emplace(TensorRef{SlotKind::Parameter, branch, 1},
                       weights.at({SlotKind::Parameter, graph.find("fc3"), 1}));
        const auto together =
            computeGradients(graph, shared, x.view(), labels.view(), options, pool);
        QVERIFY(together.has_value());
        const Tensor* output = named(together->gradients, "sum");
        const Tensor* bias = named(together->gradients, "shared");
        QVERIFY(output && bias);
        for (std::int64_t k = 0; k < 10; ++k)
            QVERIFY(std::abs(bias->at(k) - 2 * (output->at(k) + output->at(10 + k))) < 1e-12);
    }

    void refusesWhatDoesNotFit()
    {
        ThreadPool pool(1);
        const Graph graph = *zooGraph("mlp", {1, 28, 28}, 10);
        const auto weights = startingWeights(graph);
        const Tensor x = noise({2, 1, 28, 28});
        Tensor labels(Shape{2}, Format::Int32);
        QVERIFY(computeGradients(graph, weights, x.view(), labels.view(), {}, pool).has_value());
        labels.span<std::int32_t>()[0] = 10;
        QVERIFY(!computeGradients(graph, weights, x.view(), labels.view(), {}, pool).has_value());
        labels.span<std::int32_t>()[0] = -1;
        QVERIFY(!computeGradients(graph, weights, x.view(), labels.view(), {}, pool).has_value());
        const Tensor three(Shape{3}, Format::Int32);
        QVERIFY(!computeGradients(graph, weights, x.view(), three.view(), {}, pool).has_value());
        const Tensor wrong = noise({2, 28, 28});
        const Tensor two(Shape{2}, Format::Int32);
        QVERIFY(!computeGradients(graph, weights, wrong.view(), two.view(), {}, pool).has_value());
        QVERIFY(!computeGradients(graph, {}, x.view(), two.view(), {}, pool).has_value());
        const Tensor targets = noise({2, 10});
        QVERIFY(!computeGradients(graph, weights, x.view(), targets.view(), {}, pool).has_value());
        GradientOptions squared;
        squared.loss = LossKind::MeanSquaredError;
        QVERIFY(
            computeGradients(graph, weights, x.view(), targets.view(), squared, pool).has_value());
    }

private:
    template<typename Loss> static double slopeAt(double& value, const Loss& loss)
    {
        constexpr double kStep = 1e-6;
        const double kept = value;
        value = kept + kStep;
        const double above = loss();
        value = kept - kStep;
        const double below = loss();
        value = kept;
        return (above - below) / (2 * kStep);
    }
};

QTEST_GUILESS_MAIN(TestGradients)
#include "tst_gradients.moc"
