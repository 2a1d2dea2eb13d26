#include "tests/core/io/quantised_models.h"

#include <QDir>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

// The same as one operator on integers: bytes to bytes, a convolution of one pixel.
OnnxModel qlinearModel()
{
    OnnxModel model;
    model.input("x", {-1, 2, 3, 3}).output("y");
    reals(model, "x_scale", {}, {0.25f});
    typed(model, "x_zero", TensorProto::UINT8, {}, {10});
    typed(model, "w", TensorProto::INT8, {2, 2, 1, 1}, {127, -3, 5, 127});
    reals(model, "w_scale", {2}, {0.5f, 0.125f});
    typed(model, "w_zero", TensorProto::INT8, {2}, {0, 0});
    reals(model, "y_scale", {}, {2.0f});
    typed(model, "y_zero", TensorProto::UINT8, {}, {128});
    typed(model, "b", TensorProto::INT32, {2}, {100, -200});
    model.node("QuantizeLinear", {"x", "x_scale", "x_zero"}, {"x_codes"});
    model.node("QLinearConv",
               {"x_codes", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero", "b"},
               {"y_codes"});
    model.node("DequantizeLinear", {"y_codes", "y_scale", "y_zero"}, {"y"});
    return model;
}

// qdqModel() as one operator on integers, its output real; `transB` 0 turns the weights over.
OnnxModel qgemmModel(int transB, float alpha)
{
    OnnxModel model = qdqModel();
    model.graph().clear_node();
    if (transB == 0)
        typed(model, "turned", TensorProto::INT8, {4, 2}, {127, 5, -3, 127, 0, -127, 64, 1});
    model.node("QuantizeLinear", {"x", "x_scale", "x_zero"}, {"x_codes"});
    model
        .node("QGemm",
              {"x_codes", "x_scale", "x_zero", transB == 0 ? "turned" : "w_codes", "w_scale",
               "w_zero", "b_codes"},
              {"y"})
        .with("transB", transB);
    model.with("alpha", alpha);
    model.graph().mutable_node(1)->set_domain("com.microsoft");
    return model;
}

/// A case of the ONNX project's own suite: its node with the stored tensors.
struct NodeCase {
    explicit NodeCase(const QString& name)
    {
        const QString folder = "/usr/share/libonnx-testdata/data/node/test_" + name;
        const auto bytes = [&](const QString& file) {
            return FileBox::read((folder + "/" + file).toStdString()).toStdString();
        };
        model.proto.ParseFromString(bytes("model.onnx"));
        for (int i = 0; i < model.graph().input_size(); ++i) {
            inputs.emplace_back();
            inputs.back().ParseFromString(bytes(QString("test_data_set_0/input_%1.pb").arg(i)));
            inputs.back().set_name(model.graph().input(i).name());
        }
        output.ParseFromString(bytes("test_data_set_0/output_0.pb"));
        output.set_name(model.graph().output(0).name());
    }
    /// All inputs from `first` on become constants.
    void fix(std::size_t first)
    {
        for (std::size_t i = first; i < inputs.size(); ++i)
            *model.graph().add_initializer() = inputs[i];
        model.graph().clear_input();
        model.graph().clear_output();
        model.output("result");
    }
    /// QuantizeLinear before everything else.
    void quantiseInput(const Integers& shape)
    {
        const std::string name = inputs[0].name();
        model.input("real", shape);
        model.node("QuantizeLinear", {"real", inputs[1].name(), inputs[2].name()}, {name});
        auto& nodes = *model.graph().mutable_node();
        for (int i = nodes.size() - 1; i > 0; --i)
            nodes.SwapElements(i, i - 1);
    }
    static Integers codesOf(const TensorProto& tensor)
    {
        Integers codes;
        for (const char byte : tensor.raw_data())
            codes.push_back(static_cast<std::uint8_t>(byte));
        return codes;
    }
    static float numberOf(const TensorProto& tensor, std::size_t index = 0)
    {
        float number = 0;
        std::memcpy(&number, tensor.raw_data().data() + 4 * index, 4);
        return number;
    }
    /// What the bytes of `codes` stand for with the scale and zero point of two inputs.
    std::vector<float> realOf(const TensorProto& codes, std::size_t scale) const
    {
        std::vector<float> real;
        for (const std::int64_t code : codesOf(codes))
            real.push_back(static_cast<float>(code - codesOf(inputs[scale + 1])[0])
                           * numberOf(inputs[scale]));
        return real;
    }

    OnnxModel model;
    std::vector<TensorProto> inputs;
    TensorProto output;
};

Tensor tensorFrom(const Shape& shape, const std::vector<float>& values)
{
    Tensor tensor(shape, Format::Fp32);
    std::ranges::copy(values, tensor.span<float>().begin());
    return tensor;
}

void compare(const Tensor& actual, const std::vector<float>& expected)
{
    QCOMPARE(actual.elements(), static_cast<std::int64_t>(expected.size()));
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(actual.span<float>()[i], expected[i]);
}

} // namespace

/// Operators that take integers and give integers, as other tools write them.
class TestOnnxIntegerOperators : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsOperatorsOnIntegers()
    {
        const ImportedModel model = required(qlinearModel().read());
        QCOMPARE(kindsOf(model.graph),
                 (std::vector<OperatorKind>{OperatorKind::Input, OperatorKind::FakeQuantize,
                                            OperatorKind::Conv2d, OperatorKind::FakeQuantize}));
        const Tensor x = randomInputs(model.graph, 2, 5);
        const Tensor y = computed(model, x);
        for (std::int64_t i = 0; i < y.elements(); ++i) {
            const std::int64_t sample = i / 18, filter = i / 9 % 2, pixel = i % 9;
            const auto at = [&](std::int64_t channel) {
                return 0.25 * std::nearbyint(x.at((sample * 2 + channel) * 9 + pixel) / 0.25);
            };
            const double sum = filter == 0 ? 0.5 * (127 * at(0) - 3 * at(1)) + 12.5
                                           : 0.125 * (5 * at(0) + 127 * at(1)) - 6.25;
            QCOMPARE(y.at(i), 2 * std::clamp(std::nearbyint(sum / 2), -128.0, 127.0));
        }
    }

    // Bytes come in and go out there; here they are made of real numbers and made real again.
    void computesTheSuitesCases()
    {
        if (!QDir("/usr/share/libonnx-testdata/data").exists())
            QSKIP("the package libonnx-testdata is not installed");
        NodeCase quantize("quantizelinear");
        quantize.fix(1);
        quantize.model.input(quantize.inputs[0].name(), {1, 6});
        quantize.model.node(
            "DequantizeLinear",
            {quantize.output.name(), quantize.inputs[1].name(), quantize.inputs[2].name()},
            {"result"});
        std::vector<float> x;
        for (std::size_t i = 0; i < 6; ++i)
            x.push_back(NodeCase::numberOf(quantize.inputs[0], i));
        compare(computed(required(quantize.model.read()), tensorFrom({1, 6}, x)),
                quantize.realOf(quantize.output, 1));

        for (const auto& [name, input, output] :
             {std::tuple{"qlinearconv", Shape{1, 1, 7, 7}, std::size_t{6}},
              std::tuple{"qlinearmatmul_2D", Shape{2, 4}, std::size_t{6}}}) {
            NodeCase integers(name);
            integers.fix(1);
            integers.quantiseInput({input.dimensions().begin(), input.dimensions().end()});
            integers.model.node("DequantizeLinear",
                                {integers.output.name(), integers.inputs[output].name(),
                                 integers.inputs[output + 1].name()},
                                {"result"});
            compare(computed(required(integers.model.read()),
                             tensorFrom(input, integers.realOf(integers.inputs[0], 1))),
                    integers.realOf(integers.output, output));
        }
    }

    // Constants: added to nothing.
    void dequantizesTheSuitesConstants()
    {
        if (!QDir("/usr/share/libonnx-testdata/data").exists())
            QSKIP("the package libonnx-testdata is not installed");
        for (const auto& [name, shape] : {std::pair{"dequantizelinear", Shape{1, 4}},
                                          std::pair{"dequantizelinear_axis", Shape{1, 3, 3, 2}}}) {
            NodeCase constant(name);
            constant.fix(0);
            constant.model.input("nothing", {shape.dimensions().begin(), shape.dimensions().end()});
            constant.model.node("Add", {"nothing", constant.output.name()}, {"result"});
            std::vector<float> expected;
            for (std::int64_t i = 0; i < shape.elements(); ++i)
                expected.push_back(
                    NodeCase::numberOf(constant.output, static_cast<std::size_t>(i)));
            compare(computed(required(constant.model.read()), Tensor(shape, Format::Fp32)),
                    expected);
        }
        NodeCase channels("quantizelinear_axis");
        channels.fix(1);
        channels.model.input(channels.inputs[0].name(), {1, 3, 3, 2});
        channels.model.node(
            "DequantizeLinear",
            {channels.output.name(), channels.inputs[1].name(), channels.inputs[2].name()},
            {"result"});
        QVERIFY(failsWith(channels.model.read(), "a scale for each channel"));
    }

    void readsOtherOperatorsOnIntegers()
    {
        OnnxModel model;
        model.input("x", {-1, 2, 4, 4}).output("y");
        reals(model, "s", {}, {0.125f});
        typed(model, "z", TensorProto::INT8, {}, {-7});
        model.node("QuantizeLinear", {"x", "s", "z"}, {"q"});
        model.node("MaxPool", {"q"}, {"p"}).withList("kernel_shape", {2, 2});
        model.withList("strides", {2, 2});
        model.node("QLinearAdd", {"p", "s", "z", "p", "s", "z", "s", "z"}, {"a"});
        model.graph().mutable_node(2)->set_domain("com.microsoft");
        model.node("QLinearGlobalAveragePool", {"a", "s", "z", "s", "z"}, {"g"});
        model.graph().mutable_node(3)->set_domain("com.microsoft");
        model.node("Flatten", {"g"}, {"f"});
        typed(model, "w", TensorProto::INT8, {2, 1}, {127, -127});
        model.node("QLinearMatMul", {"f", "s", "z", "w", "s", "z0", "s", "z"}, {"m"});
        typed(model, "z0", TensorProto::INT8, {}, {0});
        model.node("DequantizeLinear", {"m", "s", "z"}, {"y"});
        const ImportedModel read = required(model.read());
        QCOMPARE(kindsOf(read.graph),
                 (std::vector<OperatorKind>{
                     OperatorKind::Input, OperatorKind::FakeQuantize, OperatorKind::MaxPool2d,
                     OperatorKind::Add, OperatorKind::FakeQuantize, OperatorKind::GlobalAvgPool2d,
                     OperatorKind::FakeQuantize, OperatorKind::Flatten, OperatorKind::Linear,
                     OperatorKind::FakeQuantize}));
        Tensor x(Shape{1, 2, 4, 4}, Format::Fp32);
        for (int i = 0; i < 32; ++i)
            x.span<float>()[static_cast<std::size_t>(i)] = i < 16 ? 0.25f : 0.5f;
        // Doubled, averaged, times 127 / 8: (0.5 - 1) * 15.875, at the last step of the range or not.
        QCOMPARE(computed(read, x).at(0), -0.125 * std::nearbyint(7.9375 / 0.125));
    }

    void readsGemmOfIntegers()
    {
        const ImportedModel pairs = required(qdqModel().read());
        const Tensor x = randomInputs(pairs.graph, 3, 5);
        const Tensor wanted = computed(pairs, x);
        for (const int transB : {1, 0}) {
            const Tensor whole = computed(required(qgemmModel(transB, 1).read()), x);
            const Tensor half = computed(required(qgemmModel(transB, 0.5f).read()), x);
            for (std::int64_t i = 0; i < wanted.elements(); ++i) {
                QCOMPARE(whole.at(i), wanted.at(i));
                QCOMPARE(half.at(i), wanted.at(i) / 2);
            }
        }
        // With steps of its own the output is integers again.
        OnnxModel model = qgemmModel(1, 1);
        reals(model, "y_scale", {}, {4.0f});
        typed(model, "y_zero", TensorProto::INT8, {}, {-1});
        onnx::NodeProto& node = *model.graph().mutable_node(1);
        node.add_input("y_scale");
        node.add_input("y_zero");
        node.set_output(0, "y_codes");
        QVERIFY(failsWith(model.read(), "y"));
        model.node("DequantizeLinear", {"y_codes", "y_scale", "y_zero"}, {"y"});
        const Tensor rounded = computed(required(model.read()), x);
        for (std::int64_t i = 0; i < wanted.elements(); ++i)
            QCOMPARE(rounded.at(i),
                     4 * std::clamp(std::nearbyint(wanted.at(i) / 4), -127.0, 128.0));
        node.set_input(6, "b_scale");
        QVERIFY(failsWith(model.read(), "constant list"));
    }

    void refusesOperatorsOnIntegers_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("words");
        row("input is no integers", setInput(1, 0, "x"), "not made of integers");
        row("input of other integers", setInput(1, 1, "y_scale"), "not the one that its input");
        row("weights are a value", setInput(1, 3, "x_codes"), "constant integers");
        row("weights are numbers", setInput(1, 3, "x_scale"), "constant integers");
        row("no step of the weights", setNumber("w_scale", 0), "no step");
        row("no step of the output", setNumber("y_scale", -3), "no step");
        row("more scales than filters", setInput(1, 4, "three"), "3 scales but 2 zero points");
        row("bias of numbers", setInput(1, 8, "w_scale"), "constant list");
        row("bias too long", setInput(1, 8, "w"), "constant list");
        row(
            "bias too short",
            [](OnnxModel& m) {
                tensorOf(m, "b").set_dims(0, 1);
                tensorOf(m, "b").mutable_int32_data()->Truncate(1);
            },
            "do not fit");
    }
    void refusesOperatorsOnIntegers()
    {
        refuses([] {
            OnnxModel model = qlinearModel();
            reals(model, "three", {3}, {1, 1, 1});
            return model;
        });
    }
};

QTEST_APPLESS_MAIN(TestOnnxIntegerOperators)
#include "tst_onnx_integer_operators.moc"
