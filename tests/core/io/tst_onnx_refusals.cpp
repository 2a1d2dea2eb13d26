#include "tests/support/files.h"
#include "tests/support/onnx_models.h"

#include <QtTest>

#include <functional>

using namespace propago;
using namespace propago::test;

namespace {

onnx::TensorProto& initialiser(OnnxModel& model, int index)
{
    return *model.graph().mutable_initializer(index);
}

onnx::NodeProto& node(OnnxModel& model, int index)
{
    return *model.graph().mutable_node(index);
}

using Change = std::function<void(OnnxModel&)>;

} // namespace

Q_DECLARE_METATYPE(Change)

/// Models that are sound but for one thing: each is refused in words that say which.
class TestOnnxRefusals : public QObject {
    Q_OBJECT

    // The sound model with one change, and what the reader has to say about it.
    static void row(const char* name, const Change& change, const char* words)
    {
        QTest::newRow(name) << change << QByteArray(words);
    }

    static void refuses()
    {
        QFETCH(Change, change);
        QFETCH(QByteArray, words);
        OnnxModel model = soundModel();
        QVERIFY(model.read());
        change(model);
        QVERIFY(failsWith(model.read(), words.constData()));
    }

    static void columns()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("words");
    }

    // Sets a list of the convolution, the attribute being there or not.
    static Change convolution(const char* attribute, const OnnxModel::Integers& values)
    {
        return [=](OnnxModel& model) {
            for (auto& item : *node(model, 0).mutable_attribute()) {
                if (item.name() == attribute)
                    item.set_name("replaced");
            }
            auto& made = *node(model, 0).add_attribute();
            made.set_name(attribute);
            for (const std::int64_t value : values)
                made.add_ints(value);
            made.set_i(values.front());
        };
    }

    static Change inputShape(const OnnxModel::Integers& shape, int type = onnx::TensorProto::FLOAT)
    {
        return [=](OnnxModel& model) {
            model.graph().clear_input();
            model.input("x", shape, type);
        };
    }

private Q_SLOTS:
    void refusesModels_data()
    {
        columns();
        row(
            "newer IR", [](OnnxModel& m) { m.proto.set_ir_version(11); },
            "IR version 11|reads up to 10|opset_version");
        row(
            "no IR", [](OnnxModel& m) { m.proto.clear_ir_version(); },
            "does not say its IR version");
        row(
            "newer opset", [](OnnxModel& m) { m.setOpset(99); },
            "opset 99|reads 1 to 18|opset_version=13");
        row(
            "older opset", [](OnnxModel& m) { m.setOpset(0); }, "opset 0|reads 1 to 18");
        row(
            "no opset", [](OnnxModel& m) { m.proto.clear_opset_import(); },
            "does not say its IR version and opset");
        row(
            "foreign opset only",
            [](OnnxModel& m) { m.proto.mutable_opset_import(0)->set_domain("com.example"); },
            "does not say");
        row(
            "no graph", [](OnnxModel& m) { m.proto.clear_graph(); }, "no graph");
        row(
            "no nodes", [](OnnxModel& m) { m.graph().clear_node(); }, "no graph");
        row(
            "no output", [](OnnxModel& m) { m.graph().clear_output(); }, "no output");
        row(
            "no input", [](OnnxModel& m) { m.graph().clear_input(); },
            "nothing produces its input x|Conv");
        row(
            "output of nobody", [](OnnxModel& m) { m.graph().mutable_output(0)->set_name("z"); },
            "nothing produces the output z");
        row(
            "output is a weight",
            [](OnnxModel& m) { m.graph().mutable_output(0)->set_name("fc.bias"); },
            "no input that its output depends on");
        row(
            "unsupported",
            [](OnnxModel& m) {
                m.node("LSTM", {"y"}, {"a"})
                    .node("LSTM", {"a"}, {"b"})
                    .node("Einsum", {"b"}, {"c"});
                m.graph().mutable_node(6)->set_domain("com.example");
            },
            "not supported: LSTM x 2, com.example.Einsum x 1");
        row(
            "too many nodes",
            [](OnnxModel& m) {
                for (int i = 0; i < 10'000; ++i)
                    m.node("Relu", {"y"}, {"z" + std::to_string(i)});
            },
            "10004 nodes, more than 10000");
        row(
            "output is the input", [](OnnxModel& m) { m.graph().mutable_output(0)->set_name("x"); },
            "output x is not computed by a layer");
        row(
            "sparse", [](OnnxModel& m) { m.graph().add_sparse_initializer(); },
            "sparse initialisers");
    }
    void refusesModels() { refuses(); }

    void refusesNames_data()
    {
        columns();
        row(
            "input of nobody", [](OnnxModel& m) { node(m, 1).set_input(0, "ghost"); },
            "nothing produces its input ghost|Relu");
        row(
            "missing weights",
            [](OnnxModel& m) { m.graph().mutable_initializer()->DeleteSubrange(0, 1); },
            "nothing produces its input conv.weight|Conv");
        row(
            "circle", [](OnnxModel& m) { node(m, 0).set_input(0, "/flat"); },
            "in a circle: Relu /relu -> Flatten /flat -> Conv /conv/Conv_output_0 (");
        row(
            "own circle", [](OnnxModel& m) { node(m, 1).set_input(0, "/relu"); },
            "in a circle: Relu /relu");
        row(
            "initialiser twice", [](OnnxModel& m) { initialiser(m, 1).set_name("conv.weight"); },
            "two initialisers have this name|conv.weight");
        row(
            "output twice", [](OnnxModel& m) { node(m, 1).set_output(0, "/flat"); },
            "/flat is already produced|Flatten");
        row(
            "output like a weight", [](OnnxModel& m) { node(m, 1).set_output(0, "fc.bias"); },
            "fc.bias is already produced");
        row(
            "output like the input", [](OnnxModel& m) { node(m, 1).set_output(0, "x"); },
            "x is already produced");
        row(
            "input twice",
            [](OnnxModel& m) {
                m.input("x", {1, 2});
            },
            "two inputs have this name");
        row(
            "nameless output", [](OnnxModel& m) { node(m, 1).set_output(0, ""); },
            "the node has no output|Relu");
        row(
            "no outputs", [](OnnxModel& m) { node(m, 1).clear_output(); },
            "the node has no output");
        row(
            "no inputs", [](OnnxModel& m) { node(m, 1).clear_input(); },
            "no input that its output depends on");
    }
    void refusesNames() { refuses(); }

    void refusesInputs_data()
    {
        columns();
        row("zero", inputShape({-1, 0, 8, 8}), "dimension 1 of the input has no fixed size|, x");
        row("negative", inputShape({-1, 2, -8, 8}), "dimension 2 of the input");
        row("2^40", inputShape({-1, 2, std::int64_t{1} << 40, 8}), "beyond the limits");
        row("wrapping", inputShape({-1, 16777216, 16777216, 16777216}), "beyond the limits");
        row("free height", inputShape({-1, 2, -1, 8}),
            "dimension 2 of the input|only the batch dimension free");
        row("batch only", inputShape({-1}), "a batch dimension and more");
        row("rank 9", inputShape({1, 1, 1, 1, 1, 1, 1, 1, 1}), "a batch dimension and more");
        row("words", inputShape({-1, 2, 8, 8}, onnx::TensorProto::STRING),
            "tensor of real numbers");
        row("flat", inputShape({-1, 128}), "an input of N, C, H, W, not of N, 128|Conv");
        row("few channels", inputShape({-1, 1, 8, 8}),
            "its weight should have shape 4x1x3x3 but has 4x2x3x3");
        row("small pictures", inputShape({-1, 2, 8, 7}),
            "its weight should have shape 3x224 but has 3x256");
        row(
            "no type", [](OnnxModel& m) { m.graph().mutable_input(0)->clear_type(); },
            "tensor of real numbers");
        row(
            "no shape",
            [](OnnxModel& m) {
                m.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->clear_shape();
            },
            "tensor of real numbers with a batch");
    }
    void refusesInputs() { refuses(); }

    void refusesWeights_data()
    {
        columns();
        row(
            "too few", [](OnnxModel& m) { initialiser(m, 0).mutable_float_data()->RemoveLast(); },
            "longer or shorter than its shape 4x2x3x3|conv.weight");
        row(
            "too many", [](OnnxModel& m) { initialiser(m, 0).add_float_data(1); },
            "longer or shorter than its shape");
        row(
            "raw too short",
            [](OnnxModel& m) {
                initialiser(m, 1).clear_float_data();
                initialiser(m, 1).set_raw_data(std::string(15, 'x'));
            },
            "longer or shorter than its shape 4 |conv.bias");
        row(
            "raw too long",
            [](OnnxModel& m) {
                initialiser(m, 1).clear_float_data();
                initialiser(m, 1).set_raw_data(std::string(17, 'x'));
            },
            "longer or shorter than its shape 4 ");
        row(
            "other type",
            [](OnnxModel& m) { initialiser(m, 1).set_data_type(onnx::TensorProto::DOUBLE); },
            "longer or shorter");
        row(
            "words",
            [](OnnxModel& m) { initialiser(m, 1).set_data_type(onnx::TensorProto::STRING); },
            "ONNX type 8|conv.bias");
        row(
            "unknown type", [](OnnxModel& m) { initialiser(m, 1).set_data_type(77); },
            "ONNX type 77");
        row(
            "no type", [](OnnxModel& m) { initialiser(m, 1).clear_data_type(); }, "ONNX type 0");
        row(
            "integers",
            [](OnnxModel& m) {
                initialiser(m, 1).set_data_type(onnx::TensorProto::INT64);
                for (int i = 0; i < 4; ++i)
                    initialiser(m, 1).add_int64_data(i);
            },
            "its bias conv.bias is not a constant");
        row(
            "negative", [](OnnxModel& m) { initialiser(m, 0).set_dims(0, -4); },
            "negative, zero or beyond|conv.weight");
        row(
            "zero", [](OnnxModel& m) { initialiser(m, 0).set_dims(0, 0); },
            "negative, zero or beyond");
        row(
            "2^40", [](OnnxModel& m) { initialiser(m, 0).set_dims(0, std::int64_t{1} << 40); },
            "negative, zero or beyond");
        row(
            "wrapping",
            [](OnnxModel& m) {
                for (int i = 0; i < 4; ++i)
                    initialiser(m, 0).set_dims(i, std::int64_t{1} << 16);
            },
            "negative, zero or beyond");
        row(
            "huge promise", [](OnnxModel& m) { initialiser(m, 1).set_dims(0, 16'000'000); },
            "longer or shorter");
        row(
            "external",
            [](OnnxModel& m) {
                initialiser(m, 0).clear_float_data();
                initialiser(m, 0).set_data_location(onnx::TensorProto::EXTERNAL);
                auto& entry = *initialiser(m, 0).add_external_data();
                entry.set_key("location");
                entry.set_value("../../etc/passwd");
            },
            "numbers lie in another file|conv.weight|into one file");
        row(
            "matrix",
            [](OnnxModel& m) {
                initialiser(m, 0).clear_dims();
                initialiser(m, 0).add_dims(8);
                initialiser(m, 0).add_dims(9);
            },
            "four dimensions");
        row(
            "one-dimensional",
            [](OnnxModel& m) {
                initialiser(m, 0).clear_dims();
                for (const int size : {4, 2, 9})
                    initialiser(m, 0).add_dims(size);
            },
            "only convolutions over pictures are supported|3 dimensions");
        row(
            "computed", [](OnnxModel& m) { node(m, 0).set_input(1, "x"); }, "must be a constant");
    }
    void refusesWeights() { refuses(); }

    void refusesWindows_data()
    {
        columns();
        row("stride 0", convolution("strides", {0, 1}), "stride|between 1 and|model.onnx, Conv");
        row("stride -1", convolution("strides", {1, -1}), "stride");
        row("dilation 0", convolution("dilations", {0, 0}), "dilation");
        row("group 0", convolution("group", {0}), "Conv");
        row("group 3", convolution("group", {3}), "Conv");
        row("group negative", convolution("group", {-2}), "Conv");
        row("group of all", convolution("group", {2}), "its weight should have shape 4x1x3x3");
        row("kernel unlike weights", convolution("kernel_shape", {5, 5}),
            "kernel_shape does not agree with its weights 4x2x3x3");
        row("pads negative", convolution("pads", {-1, 0, 0, 0}), "padding|Conv");
        row("pads huge", convolution("pads", {1 << 23, 0, 0, 0}), "padding");
        row("pads beyond", convolution("pads", {std::int64_t{1} << 62, 0, 0, 0}),
            "only windows over pictures");
        row("two pads", convolution("pads", {1, 1}), "four paddings");
        row("three strides", convolution("strides", {1, 1, 1}), "two strides");
        row("dilation huge", convolution("dilations", {1 << 15, 1}),
            "with dilation 32768 covers 65537 rows");
        row(
            "automatic",
            [](OnnxModel& m) {
                node(m, 0).clear_attribute();
                m.graph().mutable_node()->SwapElements(0, 3);
                m.with("auto_pad", "SOMEHOW");
                m.graph().mutable_node()->SwapElements(0, 3);
            },
            "auto_pad says SOMEHOW");
    }
    void refusesWindows() { refuses(); }

    void refusesPoolsBeyondTheirInput()
    {
        QVERIFY(
            failsWith(singleNode("MaxPool", {-1, 1, 4, 4}).withList("kernel_shape", {5, 2}).read(),
                      "kernel 5 is larger than its input of 4 + 2 x 0 = 4 rows"));
        QVERIFY(failsWith(singleNode("MaxPool", {-1, 1, 4, 4}).read(), "kernel_shape"));
        QVERIFY(failsWith(singleNode("MaxPool", {-1, 1, 4}).withList("kernel_shape", {2}).read(),
                          "over pictures"));
        QVERIFY(failsWith(singleNode("Add", {-1, 4}, {"w"}).weights("w", {3}).read(),
                          "4 and 3 do not fit together"));
        OnnxModel column = singleNode("Gemm", {-1, 2}, {"w", "b"});
        column.weights("w", {2, 3}).weights("b", {3, 1});
        QVERIFY(failsWith(column.read(), "its bias has shape 3x1 but there are 3 outputs"));
        QVERIFY(
            failsWith(singleNode("Concat", {-1, 4}, {"x"}).with("axis", 7).read(), "along axis 7"));
        QVERIFY(
            failsWith(singleNode("Concat", {-1, 4}, {"x"}).with("axis", 0).read(), "along axis 0"));
    }
};

QTEST_APPLESS_MAIN(TestOnnxRefusals)
#include "tst_onnx_refusals.moc"
