#include "core/base/thread_pool.h"
#include "core/graph/zoo.h"
#include "core/infer/inference_plan.h"
#include "core/io/onnx_writer.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"
#include "tests/support/session_samples.h"
#include "tests/support/torch_vectors.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

Q_DECLARE_METATYPE(propago::Attributes)

namespace {

using Weights = std::map<TensorRef, Tensor>;

Tensor outputOf(const Graph& graph, const Weights& weights, const Tensor& x)
{
    ThreadPool pool(2);
    PlanOptions options;
    options.batch = x.shape()[0];
    const auto plan = planInference(graph, weights, options, nullptr, pool);
    if (!plan)
        throw std::runtime_error(describe(plan.error()));
    Tensor y((*inferShapes(graph))[static_cast<std::size_t>(graph.output)].batched(options.batch),
             Format::Fp32);
    (*plan)->run(x.view(), y.view());
    return y;
}

Tensor picturesFor(const Graph& graph)
{
    Tensor x(networkInput(graph).batched(3), Format::Fp32);
    for (std::int64_t i = 0; i < x.elements(); ++i)
        x.span<float>()[static_cast<std::size_t>(i)] =
            static_cast<float>(std::cos(0.7 * static_cast<double>(i)));
    return x;
}

bool isSame(const Tensor& a, const Tensor& b)
{
    return a.shape() == b.shape()
           && std::memcmp(a.view().data, b.view().data, static_cast<std::size_t>(a.bytes())) == 0;
}

// Statistics must be positive to be variances.
Weights weightsFor(const Graph& graph)
{
    Weights weights = tensorsFor(graph, Format::Fp32, 0);
    for (auto& [ref, tensor] : weights) {
        const bool isVariance =
            graph.nodes[static_cast<std::size_t>(ref.node)].kind == OperatorKind::BatchNorm2d
            && ref.index == 3;
        for (float& value : tensor.span<float>())
            value = isVariance ? value * value + 0.5f : 0.3f * value;
    }
    return weights;
}

} // namespace

class TestOnnxWriter : public QObject {
    Q_OBJECT

    FileBox m_box;

    // Writes, reads, and compares what both compute, bit for bit.
    ImportedModel roundTrip(const Graph& graph, const Weights& weights)
    {
        const std::string path = m_box.path("model.onnx");
        if (const auto written = writeOnnx(graph, weights, path); !written)
            throw std::runtime_error(describe(written.error()));
        return required(readOnnx(path));
    }

private Q_SLOTS:
    void comesBackFromTheZoo_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const std::string& name : zooNames())
            QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
    }
    void comesBackFromTheZoo()
    {
        QFETCH(QByteArray, name);
        const Shape usual = zooInput(name.toStdString());
        const bool isLarge = usual[1] > 32;
        const Graph graph = *zooGraph(name.toStdString(), isLarge ? Shape{3, 48, 48} : usual, 10);
        const Weights weights = weightsFor(graph);
        const ImportedModel again = roundTrip(graph, weights);
        QCOMPARE(again.graph.nodes.size(), graph.nodes.size());
        QVERIFY(again.notes.empty());
        const Tensor x = picturesFor(graph);
        const Tensor expected = outputOf(graph, weights, x);
        const Tensor actual = outputOf(again.graph, again.weights, x);
        // ONNX keeps epsilon in fp32, which moves some weights of the larger ones by a bit.
        if (isLarge)
            QVERIFY(relativeDistance(actual, expected) <= 1e-5);
        else
            QVERIFY(isSame(actual, expected));
    }

    void writesFamilies_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<Attributes>("attributes");
        using enum OperatorKind;
        const auto row = [](OperatorKind kind, const Attributes& attributes = {}) {
            QTest::newRow(operatorFor(kind).name()) << static_cast<int>(kind) << attributes;
        };
        for (const OperatorKind kind :
             {Clip, HardSwish, Silu, Gelu, Elu, Erf, Exp, HardSigmoid, PRelu, LayerNorm})
            row(kind);
        Attributes a;
        a.alpha = 2;
        row(Pow, a);
        a.hasConstant = true;
        a.value = 1.5;
        a.isReversed = true;
        for (const OperatorKind kind : {Add, Sub, Mul, Div})
            row(kind, a);
        a = {};
        a.kernelH = a.kernelW = 3;
        a.strideH = a.strideW = 2;
        a.padTop = a.padLeft = a.padBottom = a.padRight = 1;
        a.features = 4;
        a.groups = 2;
        a.extraW = 1;
        row(ConvTranspose2d, a);
        a.groups = 4;
        row(GroupNorm, a);
        a.value = 1;
        row(LocalResponseNorm, a);
        a.mode = 1;
        row(Pad, a);
        a.dims = {5, 9};
        row(Resize, a);
        a.dims = {2, 0, 1};
        row(Transpose, a);
        a.dims = {2, 2, 36};
        row(Reshape, a);
        a.dims = {1};
        for (const OperatorKind kind : {ReduceMean, ReduceMax, ReduceSum})
            row(kind, a);
    }
    void writesFamilies()
    {
        QFETCH(int, kind);
        QFETCH(Attributes, attributes);
        GraphBuilder builder("family");
        builder.input({2, 6, 6});
        builder.conv(4, 3, 1, 1);
        builder.node(static_cast<OperatorKind>(kind), attributes);
        const Graph graph = builder.graph();
        const Weights weights = weightsFor(graph);
        const ImportedModel again = roundTrip(graph, weights);
        const Tensor x = picturesFor(graph);
        QVERIFY(
            relativeDistance(outputOf(again.graph, again.weights, x), outputOf(graph, weights, x))
            <= 1e-6);
    }

    void refusesWhatOnnxDoesNotHave()
    {
        GraphBuilder builder("bent");
        builder.input({2, 6, 6});
        builder.simple(OperatorKind::GeluTanh);
        QVERIFY(failsWith(writeOnnx(builder.graph(), {}, m_box.path("bent.onnx")),
                          "GELUTanh is not written as ONNX|save the network as a session"));
    }

    void keepsWhatCameFromPyTorch_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString& name : torchCases())
            QTest::newRow(qPrintable(name)) << name;
    }
    void keepsWhatCameFromPyTorch()
    {
        QFETCH(QString, name);
        const TorchCase stored = loadTorchCase(name, Format::Fp32);
        const ImportedModel again = roundTrip(stored.model.graph, stored.model.weights);
        QVERIFY(isSame(outputOf(again.graph, again.weights, stored.input),
                       outputOf(stored.model.graph, stored.model.weights, stored.input)));
        // Node for node the same network, under the same names.
        QVERIFY(again.graph.nodes == stored.model.graph.nodes);
        for (std::size_t i = 0; i < again.graph.nodes.size(); ++i) {
            QCOMPARE(again.graph.nodes[i].valueName, stored.model.graph.nodes[i].valueName);
            QCOMPARE(again.graph.nodes[i].parameterNames,
                     stored.model.graph.nodes[i].parameterNames);
        }
    }

    void writesEveryOperator()
    {
        GraphBuilder builder("all");
        builder.input({2, 9, 9});
        const int first = builder.conv(4, 3, 2, 1);
        builder.simple(OperatorKind::Sigmoid);
        builder.simple(OperatorKind::Tanh);
        const int second = builder.simple(OperatorKind::LeakyRelu);
        builder.add(first, second);
        const int joined = builder.simple(OperatorKind::Concat);
        Graph graph = builder.graph();
        graph.nodes[static_cast<std::size_t>(joined)].inputs.push_back(second);
        graph.nodes[static_cast<std::size_t>(second)].attributes.slope = 0.3;
        Node pool;
        pool.name = "average";
        pool.kind = OperatorKind::AvgPool2d;
        pool.inputs = {joined};
        pool.attributes = {.kernelH = 3,
                           .kernelW = 2,
                           .strideH = 2,
                           .strideW = 1,
                           .padTop = 1,
                           .padLeft = 0,
                           .padBottom = 0,
                           .padRight = 1,
                           .countsPadding = true,
                           .roundsUp = true};
        graph.add(pool);
        for (const OperatorKind kind :
             {OperatorKind::Identity, OperatorKind::Dropout, OperatorKind::GlobalAvgPool2d,
              OperatorKind::Flatten, OperatorKind::Softmax}) {
            Node node;
            node.name = operatorFor(kind).name();
            node.kind = kind;
            node.inputs = {graph.output};
            node.attributes.probability = 0.125;
            graph.add(node);
        }
        const Weights weights = weightsFor(graph);
        const ImportedModel again = roundTrip(graph, weights);
        const Tensor x = picturesFor(graph);
        QVERIFY(
            relativeDistance(outputOf(again.graph, again.weights, x), outputOf(graph, weights, x))
            <= 1e-7);
        QCOMPARE(again.graph.nodes[static_cast<std::size_t>(again.graph.find("dropout1"))]
                     .attributes.probability,
                 0.125);
        const Attributes read =
            again.graph.nodes[static_cast<std::size_t>(again.graph.find("pool1"))].attributes;
        QVERIFY(read == pool.attributes);
    }

    void narrowsDoublesAndSeparatesNames()
    {
        GraphBuilder builder("shared");
        builder.input({2, 1, 1});
        builder.conv(2, 1);
        builder.conv(2, 1);
        Graph graph = builder.graph();
        // Both layers came from one initialiser; by now they may hold different numbers.
        graph.nodes[1].parameterNames = graph.nodes[2].parameterNames = {"w", "b"};
        graph.nodes[1].valueName = "value";
        graph.nodes[2].valueName = "value";
        const Weights weights = tensorsFor(graph, Format::Fp64, 0);
        const ImportedModel again = roundTrip(graph, weights);
        for (const auto& [ref, tensor] : weights)
            QCOMPARE(again.weights.at(ref).at(0),
                     static_cast<double>(static_cast<float>(tensor.at(0))));
        QCOMPARE(again.graph.nodes[2].parameterNames,
                 (std::vector<std::string>{"conv2.weight", "conv2.bias"}));
        QCOMPARE(again.graph.nodes[2].valueName, std::string("conv2"));
    }

    void refusesWhatHasNoWeights()
    {
        const Graph graph = *zooGraph("lenet", zooInput("lenet"), 10);
        QVERIFY(
            failsWith(writeOnnx(graph, {}, m_box.path("none.onnx")), "no weights|conv1.weight"));
        QVERIFY(!QFile::exists(QString::fromStdString(m_box.path("none.onnx"))));
    }

    void describesItself()
    {
        const Graph graph = *zooGraph("mlp", zooInput("mlp"), 10);
        QVERIFY(writeOnnx(graph, weightsFor(graph), m_box.path("mlp.onnx")));
        onnx::ModelProto proto;
        QVERIFY(proto.ParseFromString(FileBox::read(m_box.path("mlp.onnx")).toStdString()));
        QCOMPARE(proto.opset_import(0).version(), std::int64_t{13});
        QCOMPARE(proto.producer_name(), std::string("propago"));
        const auto& shape = proto.graph().input(0).type().tensor_type().shape();
        QCOMPARE(shape.dim(0).dim_param(), std::string("N"));
        QCOMPARE(shape.dim(2).dim_value(), std::int64_t{28});
        QCOMPARE(proto.graph().output(0).type().tensor_type().shape().dim(1).dim_value(),
                 std::int64_t{10});
    }
};

QTEST_APPLESS_MAIN(TestOnnxWriter)
#include "tst_onnx_writer.moc"
