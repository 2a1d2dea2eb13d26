#include "core/graph/shapes.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"
#include "tests/support/torch_vectors.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

ImportedModel readSound(const OnnxModel& model)
{
    auto imported = model.read();
    if (!imported)
        throw std::runtime_error(describe(imported.error()));
    return std::move(*imported);
}

std::vector<std::string> namesOf(const Graph& graph)
{
    std::vector<std::string> names;
    for (const Node& node : graph.nodes)
        names.push_back(node.name);
    return names;
}

Shape outputOf(const Graph& graph)
{
    return (*inferShapes(graph))[static_cast<std::size_t>(graph.output)];
}

bool hasNote(const ImportedModel& model, const char* words)
{
    return std::ranges::any_of(model.notes, [&](const std::string& note) {
        return note.find(words) != std::string::npos;
    });
}

const Tensor& parameter(const ImportedModel& model, int node, int index)
{
    return model.weights.at({SlotKind::Parameter, node, index});
}

const Node& last(const ImportedModel& model)
{
    return model.graph.nodes.back();
}

} // namespace

class TestOnnxReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsNetwork()
    {
        const ImportedModel model = readSound(soundModel());
        QCOMPARE(namesOf(model.graph),
                 (std::vector<std::string>{"input", "conv1", "relu1", "flatten1", "fc1"}));
        QCOMPARE(networkInput(model.graph), (Shape{2, 8, 8}));
        QCOMPARE(outputOf(model.graph), (Shape{3}));
        const Node& conv = model.graph.nodes[1];
        QCOMPARE(conv.valueName, std::string("/conv/Conv_output_0"));
        QCOMPARE(conv.parameterNames, (std::vector<std::string>{"conv.weight", "conv.bias"}));
        QCOMPARE(conv.attributes.padBottom, std::int64_t{1});
        QCOMPARE(parameter(model, 1, 0).shape(), (Shape{4, 2, 3, 3}));
        QCOMPARE(parameter(model, 1, 0).at(1),
                 static_cast<double>(static_cast<float>(std::sin(2.0))));
        QVERIFY(model.notes.empty());
    }

    void readsWhatPyTorchExports_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("nodes");
        QTest::newRow("lenet") << "lenet" << 11;
        QTest::newRow("strided") << "strided" << 11;
        QTest::newRow("residual") << "residual" << 16;
        QTest::newRow("branches") << "branches" << 16;
        QTest::newRow("mlp") << "mlp" << 6;
        QTest::newRow("mobile") << "mobile" << 34;
        QTest::newRow("shaped") << "shaped" << 38;
        QTest::newRow("viewed") << "viewed" << 7; // its shape arithmetic is gone
    }
    void readsWhatPyTorchExports()
    {
        QFETCH(QString, name);
        QFETCH(int, nodes);
        const TorchCase stored = loadTorchCase(name, Format::Fp32);
        QCOMPARE(static_cast<int>(stored.model.graph.nodes.size()), nodes);
        QVERIFY(inferShapes(stored.model.graph));
        for (const auto& [ref, tensor] : stored.model.weights) {
            const Node& node = stored.model.graph.nodes[static_cast<std::size_t>(ref.node)];
            if (node.attributes.isFrozen)
                continue; // stands in the graph
            const std::string& own = node.parameterNames[static_cast<std::size_t>(ref.index)];
            QVERIFY2(stored.values.contains(own), own.c_str());
            QCOMPARE(relativeDistance(tensor, stored.values.at(own)), 0.0);
        }
    }

    void acceptsEveryFormOfBatch()
    {
        for (const std::int64_t batch : {-1, 0, 1, 64}) {
            OnnxModel model = soundModel();
            model.graph().clear_input();
            model.input("x", {batch, 2, 8, 8});
            QCOMPARE(networkInput(readSound(model).graph), (Shape{2, 8, 8}));
        }
    }

    void acceptsOldStyleInputsAndUnusedOnes()
    {
        OnnxModel model = soundModel();
        model.input("conv.weight", {4, 2, 3, 3}).input("nobody", {-1, 5});
        const ImportedModel imported = readSound(model);
        QCOMPARE(imported.graph.nodes.size(), std::size_t{5});
        QVERIFY(hasNote(imported, "nobody is not used"));
    }

    void readsEveryNumberFormat_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("raw");
        // 1.5 and -0.25 in each of them
        QTest::newRow("fp16") << int(onnx::TensorProto::FLOAT16)
                              << QByteArray("\x00\x3E\x00\xB4", 4);
        QTest::newRow("bf16") << int(onnx::TensorProto::BFLOAT16)
                              << QByteArray("\xC0\x3F\x80\xBE", 4);
        QTest::newRow("fp32") << int(onnx::TensorProto::FLOAT)
                              << QByteArray("\0\0\xC0\x3F\0\0\x80\xBE", 8);
        QTest::newRow("fp64") << int(onnx::TensorProto::DOUBLE)
                              << QByteArray("\0\0\0\0\0\0\xF8\x3F\0\0\0\0\0\0\xD0\xBF", 16);
    }
    void readsEveryNumberFormat()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, raw);
        OnnxModel model = singleNode("Gemm", {-1, 1}, {"w"}).weights("w", {2, 1});
        model.with("transB", 1);
        onnx::TensorProto& tensor = *model.graph().mutable_initializer(0);
        tensor.clear_float_data();
        tensor.set_data_type(type);
        tensor.set_raw_data(raw.toStdString());
        const ImportedModel imported = readSound(model);
        QCOMPARE(parameter(imported, 1, 0).at(0), 1.5);
        QCOMPARE(parameter(imported, 1, 0).at(1), -0.25);
    }

    void foldsGemm()
    {
        OnnxModel model =
            singleNode("Gemm", {-1, 2}, {"w", "b"}).weights("w", {2, 3}).weights("b", {1, 3});
        model.with("alpha", 0.5).with("beta", 2.0);
        const ImportedModel imported = readSound(model);
        QCOMPARE(parameter(imported, 1, 0).shape(), (Shape{3, 2}));
        // w[1][2] is element 5 of the file and element (2, 1) here
        QCOMPARE(parameter(imported, 1, 0).at(5),
                 0.5 * static_cast<double>(static_cast<float>(std::sin(6.0))));
        QCOMPARE(parameter(imported, 1, 1).at(0),
                 2.0 * static_cast<double>(static_cast<float>(std::sin(1.0))));
        QVERIFY(hasNote(imported, "transposed against the file"));
        QVERIFY(hasNote(imported, "alpha and beta"));
    }

    void mergesConstantsIntoBiases()
    {
        OnnxModel model;
        model.input("x", {-1, 2}).weights("w", {2, 3}).weights("b", {3}).output("y");
        model.node("MatMul", {"x", "w"}, {"product"}).node("Add", {"b", "product"}, {"y"});
        const ImportedModel linear = readSound(model);
        QCOMPARE(linear.graph.nodes.size(), std::size_t{2});
        QVERIFY(last(linear).attributes.hasBias);
        QCOMPARE(last(linear).valueName, std::string("y"));
        QCOMPARE(last(linear).parameterNames, (std::vector<std::string>{"w", "b"}));
        // Somebody else reads the product: then the bias must not reach it.
        model.node("Relu", {"product"}, {"other"});
        model.graph().mutable_output(0)->set_name("sum");
        model.node("Add", {"other", "y"}, {"sum"});
        const ImportedModel shared = readSound(model);
        QVERIFY(!shared.graph.nodes[1].attributes.hasBias);
        QCOMPARE(shared.graph.nodes[2].kind, OperatorKind::Add);
        QVERIFY(shared.graph.nodes[2].attributes.hasConstant);

        OnnxModel maps = singleNode("Conv", {-1, 1, 4, 4}, {"w"})
                             .weights("w", {2, 1, 3, 3})
                             .weights("b", {1, 2, 1, 1});
        maps.graph().mutable_node(0)->set_output(0, "maps");
        const ImportedModel convolution = readSound(maps.node("Add", {"maps", "b"}, {"y"}));
        QCOMPARE(parameter(convolution, 1, 1).shape(), (Shape{2}));
    }

    void undoesTransposedWeights()
    {
        OnnxModel model;
        model.input("x", {-1, 2}).weights("w", {3, 2}).output("y");
        model.node("Transpose", {"w"}, {"turned"})
            .withList("perm", {1, 0})
            .node("MatMul", {"x", "turned"}, {"y"});
        const ImportedModel imported = readSound(model);
        QCOMPARE(last(imported).parameterNames, (std::vector<std::string>{"w"}));
        QCOMPARE(parameter(imported, 1, 0).shape(), (Shape{3, 2}));
        QCOMPARE(parameter(imported, 1, 0).at(3),
                 static_cast<double>(static_cast<float>(std::sin(4.0))));
        QVERIFY(imported.notes.empty());
    }

    void pads_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QList<int>>("pads"); // top, left, bottom, right
        // 8x8, kernel 3x3, stride 2: outputs 4, total 1
        QTest::newRow("upper") << QByteArray("SAME_UPPER") << QList<int>{0, 0, 1, 1};
        QTest::newRow("lower") << QByteArray("SAME_LOWER") << QList<int>{1, 1, 0, 0};
        QTest::newRow("valid") << QByteArray("VALID") << QList<int>{0, 0, 0, 0};
        QTest::newRow("given") << QByteArray("NOTSET") << QList<int>{1, 2, 0, 1};
    }
    void pads()
    {
        QFETCH(QByteArray, mode);
        QFETCH(QList<int>, pads);
        OnnxModel model = singleNode("Conv", {-1, 1, 8, 8}, {"w"}).weights("w", {1, 1, 3, 3});
        model.withList("strides", {2, 2})
            .with("auto_pad", mode.constData())
            .withList("pads", {1, 2, 0, 1});
        const Attributes a = last(readSound(model)).attributes;
        QCOMPARE((QList<int>{int(a.padTop), int(a.padLeft), int(a.padBottom), int(a.padRight)}),
                 pads);
    }

    void movesZerosIntoWindows()
    {
        OnnxModel model;
        model.input("x", {-1, 1, 6, 6})
            .output("y")
            .integers("pads", {0, 0, 1, 2, 0, 0, 1, 0})
            .weights("w", {1, 1, 3, 3});
        model.node("Pad", {"x", "pads"}, {"padded"});
        model.node("Conv", {"padded", "w"}, {"y"}).withList("pads", {1, 0, 0, 0});
        const Attributes conv = last(readSound(model)).attributes;
        QCOMPARE(conv.padTop, std::int64_t{2});
        QCOMPARE(conv.padLeft, std::int64_t{2});
        QCOMPARE(conv.padBottom, std::int64_t{1});
        QCOMPARE(conv.padRight, std::int64_t{0});
        model.graph().mutable_node(1)->Clear();
        model.graph().mutable_node()->RemoveLast();
        model.node("MaxPool", {"padded"}, {"y"}).withList("kernel_shape", {3, 3});
        const ImportedModel apart = readSound(model);
        QCOMPARE(apart.graph.nodes[1].kind, OperatorKind::Pad);
        QCOMPARE(outputOf(apart.graph), (Shape{1, 6, 6}));
    }

    void readsPools()
    {
        OnnxModel model = singleNode("MaxPool", {-1, 1, 7, 7});
        model.withList("kernel_shape", {2, 3})
            .withList("strides", {2, 1})
            .withList("dilations", {2, 1})
            .with("ceil_mode", 1);
        const Node max = last(readSound(model));
        QCOMPARE(max.kind, OperatorKind::MaxPool2d);
        QVERIFY(max.attributes.roundsUp);
        QCOMPARE(max.attributes.kernelW, std::int64_t{3});
        QCOMPARE(max.attributes.dilationH, std::int64_t{2});
        OnnxModel average =
            singleNode("AveragePool", {-1, 1, 7, 7}).withList("kernel_shape", {3, 3});
        QVERIFY(!last(readSound(average)).attributes.countsPadding);
        QVERIFY(last(readSound(average.with("count_include_pad", 1))).attributes.countsPadding);
    }

    void readsShapesOfReshape_data()
    {
        QTest::addColumn<QList<int>>("target");
        QTest::addColumn<QByteArray>("result"); // of a sample 3x4x5; empty: refused
        QTest::newRow("free batch") << QList<int>{0, -1} << QByteArray("60");
        QTest::newRow("batch inferred") << QList<int>{-1, 60} << QByteArray("60");
        QTest::newRow("batch of one") << QList<int>{1, 60} << QByteArray("60");
        QTest::newRow("as it was") << QList<int>{0, 3, 4, 5} << QByteArray("3x4x5");
        QTest::newRow("copied") << QList<int>{0, 0, 0, -1} << QByteArray("3x4x5");
        QTest::newRow("other maps") << QList<int>{0, 4, 15} << QByteArray("4x15");
        QTest::newRow("wrong count") << QList<int>{0, 61} << QByteArray();
        QTest::newRow("two open") << QList<int>{-1, -1} << QByteArray();
        QTest::newRow("flat") << QList<int>{-1} << QByteArray();
        QTest::newRow("negative") << QList<int>{0, -5} << QByteArray();
    }
    void readsShapesOfReshape()
    {
        QFETCH(QList<int>, target);
        QFETCH(QByteArray, result);
        OnnxModel model = singleNode("Reshape", {-1, 3, 4, 5}, {"shape"});
        model.integers("shape", {target.begin(), target.end()});
        const auto imported = model.read();
        QCOMPARE(imported.has_value(), !result.isEmpty());
        if (imported)
            QCOMPARE(outputOf(imported->graph).text(), result.toStdString());
    }

    void readsSqueezeAndSoftmax()
    {
        OnnxModel model = singleNode("Squeeze", {-1, 6, 1, 1}, {"axes"}).integers("axes", {2, 3});
        QCOMPARE(outputOf(readSound(model).graph), (Shape{6}));
        QVERIFY(failsWith(
            singleNode("Squeeze", {-1, 6, 2, 1}, {"axes"}).integers("axes", {2}).read(), "not 1"));
        QVERIFY(
            failsWith(singleNode("Squeeze", {1, 6, 1, 1}, {"axes"}).integers("axes", {0}).read(),
                      "behind the batch"));
        QVERIFY(singleNode("Softmax", {-1, 6}).read());
        QVERIFY(singleNode("Softmax", {-1, 6, 1, 1}).with("axis", 1).read());
        QVERIFY(failsWith(singleNode("Softmax", {-1, 6, 2, 2}).with("axis", -1).read(),
                          "not over axis -1"));
    }

    void readsDropoutOfEveryOpset()
    {
        QCOMPARE(last(readSound(singleNode("Dropout", {-1, 6}).with("ratio", 0.25).setOpset(7)))
                     .attributes.probability,
                 0.25);
        OnnxModel model = singleNode("Dropout", {-1, 6}, {"ratio"}).weights("ratio", {1});
        QCOMPARE(last(readSound(model)).attributes.probability,
                 static_cast<double>(static_cast<float>(std::sin(1.0))));
        QCOMPARE(last(readSound(singleNode("Dropout", {-1, 6}))).attributes.probability, 0.5);
    }

    void readsBatchNormAndShares()
    {
        OnnxModel model = singleNode("BatchNormalization", {-1, 2, 3, 3}, {"a", "b", "m", "v"});
        for (const char* name : {"a", "b", "m", "v"})
            model.weights(name, {2});
        model.with("epsilon", 0.25).with("momentum", 0.75);
        const ImportedModel imported = readSound(model);
        QCOMPARE(last(imported).attributes.epsilon, 0.25);
        QCOMPARE(last(imported).attributes.momentum, 0.25);
        QCOMPARE(last(imported).parameterNames, (std::vector<std::string>{"a", "b", "m", "v"}));
        QVERIFY(failsWith(OnnxModel(model).with("training_mode", 1).read(),
                          "inference form|model.eval()"));
        model.graph().mutable_node(0)->set_input(2, "a");
        QVERIFY(hasNote(readSound(model), "a serve 2 nodes"));
    }

    void sortsNodesAndDropsWhatIsNotNeeded()
    {
        OnnxModel model = soundModel();
        model.graph().mutable_node()->SwapElements(0, 3);
        model.node("Relu", {"/flat"}, {"unused"})
            .node("Tanh", {"unused"}, {"second"})
            .output("second");
        const ImportedModel imported = readSound(model);
        QCOMPARE(namesOf(imported.graph),
                 (std::vector<std::string>{"input", "conv1", "relu1", "flatten1", "fc1"}));
        QVERIFY(hasNote(imported, "have been sorted"));
        QVERIFY(hasNote(imported, "first of 2 outputs"));
        QVERIFY(hasNote(imported, "2 nodes that the output does not depend on"));
    }

    void keepsTwoRealInputs()
    {
        OnnxModel model;
        model.input("left", {-1, 2, 3, 3}).input("right", {-1, 1, 3, 3}).output("y");
        model.node("Concat", {"left", "right"}, {"y"}).with("axis", -3);
        const ImportedModel imported = readSound(model);
        QCOMPARE(namesOf(imported.graph), (std::vector<std::string>{"input", "input2", "concat1"}));
        QCOMPARE(outputOf(imported.graph), (Shape{3, 3, 3}));
    }

    void warnsOfWeightsThatAreNotNumbers()
    {
        OnnxModel model = soundModel();
        model.graph().mutable_initializer(0)->set_float_data(7, NAN);
        QVERIFY(hasNote(
            readSound(model),
            "conv.weight of Conv /conv/Conv_output_0 hold NaN or infinity, first at element 7"));
    }

    void shortensEndlessNames()
    {
        OnnxModel model = soundModel();
        const std::string endless(10'000'000, 'n');
        model.graph().mutable_node(1)->set_name(endless);
        model.graph().mutable_node(1)->set_output(0, endless);
        model.graph().mutable_node(2)->set_input(0, endless);
        const ImportedModel imported = readSound(model);
        QVERIFY(imported.graph.nodes[2].valueName.size() < 200);
        model.graph().mutable_node(2)->set_op_type("<b>Evil</b>\n\xE2\x80\xAE");
        const std::string sentence = sentenceOf(model.read());
        QVERIFY2(sentence.find("<b>Evil</b>\\x0A\\xE2\\x80\\xAE x 1") != std::string::npos,
                 sentence.c_str());
    }
};

QTEST_APPLESS_MAIN(TestOnnxReader)
#include "tst_onnx_reader.moc"
