#include "core/base/thread_pool.h"
#include "core/infer/inference_plan.h"
#include "core/infer/quantised_training.h"
#include "core/io/onnx_writer.h"
#include "tests/core/infer/random_networks.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"
#include "tests/support/program_fixtures.h"
#include "tests/support/torch_vectors.h"

#include <QDir>
#include <QtTest>

#include <functional>
#include <set>

using namespace propago;
using namespace propago::test;

namespace {

using onnx::TensorProto;
using Names = OnnxModel::Names;
using Integers = OnnxModel::Integers;

void typed(OnnxModel& model, const std::string& name, int type, const Integers& dimensions,
           const Integers& values)
{
    TensorProto& tensor = *model.graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    for (const std::int64_t size : dimensions)
        tensor.add_dims(size);
    for (const std::int64_t value : values)
        tensor.add_int32_data(static_cast<std::int32_t>(value));
}

void reals(OnnxModel& model, const std::string& name, const Integers& dimensions,
           const std::vector<float>& values)
{
    TensorProto& tensor = *model.graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(TensorProto::FLOAT);
    for (const std::int64_t size : dimensions)
        tensor.add_dims(size);
    for (const float value : values)
        tensor.add_float_data(value);
}

TensorProto& tensorOf(OnnxModel& model, const std::string& name)
{
    for (TensorProto& tensor : *model.graph().mutable_initializer()) {
        if (tensor.name() == name)
            return tensor;
    }
    throw std::runtime_error("no such tensor");
}

// Four inputs to bytes and back, and through two neurons whose weights are bytes.
OnnxModel qdqModel()
{
    OnnxModel model;
    model.input("x", {-1, 4}).output("y");
    reals(model, "x_scale", {}, {0.25f});
    typed(model, "x_zero", TensorProto::UINT8, {}, {10});
    typed(model, "w_codes", TensorProto::INT8, {2, 4}, {127, -3, 0, 64, 5, 127, -127, 1});
    reals(model, "w_scale", {2}, {0.5f, 0.125f});
    typed(model, "w_zero", TensorProto::INT8, {2}, {0, 0});
    typed(model, "b_codes", TensorProto::INT32, {2}, {100, -200});
    reals(model, "b_scale", {2}, {0.125f, 0.03125f});
    model.node("QuantizeLinear", {"x", "x_scale", "x_zero"}, {"x_codes"});
    model.node("DequantizeLinear", {"x_codes", "x_scale", "x_zero"}, {"x_real"});
    model.node("DequantizeLinear", {"w_codes", "w_scale", "w_zero"}, {"w"}).with("axis", 0);
    model.node("DequantizeLinear", {"b_codes", "b_scale"}, {"b"}).with("axis", 0);
    model.node("Gemm", {"x_real", "w", "b"}, {"y"}).with("transB", 1);
    return model;
}

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

Tensor computed(const ImportedModel& model, const Tensor& x)
{
    ThreadPool pool(1);
    return outputsOf(model.graph, model.weights, x, {Format::Fp32, x.shape()[0], false}, nullptr,
                     pool);
}

std::vector<OperatorKind> kindsOf(const Graph& graph)
{
    std::vector<OperatorKind> kinds;
    for (const Node& node : graph.nodes)
        kinds.push_back(node.kind);
    return kinds;
}

using Change = std::function<void(OnnxModel&)>;

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

Q_DECLARE_METATYPE(Change)

/// Networks of integers: as other tools write them, and as this one does.
class TestOnnxQuantised : public QObject {
    Q_OBJECT

    FileBox m_box;

    ImportedModel written(const Graph& graph, const Weights& weights)
    {
        const std::string path = m_box.path("model.onnx");
        if (const auto done = writeOnnx(graph, weights, path); !done)
            throw std::runtime_error(describe(done.error()));
        return required(readOnnx(path));
    }

    static void row(const char* name, const Change& change, const char* words)
    {
        QTest::newRow(name) << change << QByteArray(words);
    }
    template<typename Make> static void refuses(Make sound)
    {
        QFETCH(Change, change);
        QFETCH(QByteArray, words);
        OnnxModel model = sound();
        QVERIFY2(model.read(), sentenceOf(model.read()).c_str());
        change(model);
        QVERIFY(failsWith(model.read(), words.constData()));
    }
    static Change setNumber(const char* name, float value)
    {
        return [=](OnnxModel& model) { tensorOf(model, name).set_float_data(0, value); };
    }
    static Change setInput(int node, int input, const char* name)
    {
        return [=](OnnxModel& model) { model.graph().mutable_node(node)->set_input(input, name); };
    }

private Q_SLOTS:
    void readsPairsAndIntegerWeights()
    {
        const ImportedModel model = required(qdqModel().read());
        QCOMPARE(kindsOf(model.graph),
                 (std::vector<OperatorKind>{OperatorKind::Input, OperatorKind::FakeQuantize,
                                            OperatorKind::Linear}));
        const Attributes& codes = model.graph.nodes[1].attributes;
        QCOMPARE(codes.scale, 0.25);
        QCOMPARE(codes.zeroPoint, std::int64_t{10});
        QVERIFY(!codes.isSigned && codes.bits == 8);
        QCOMPARE(model.graph.nodes[2].attributes.weightBits, std::int64_t{8});
        const Tensor& weights = model.weights.at({SlotKind::Parameter, 2, 0});
        QCOMPARE(weights.at(0), 63.5);
        QCOMPARE(weights.at(6), -127 * 0.125);
        Tensor x(Shape{1, 4}, Format::Fp32);
        const float values[] = {0.1f, 0.13f, -100, 1e6f};
        std::ranges::copy(values, x.span<float>().begin());
        // Codes 10, 11, 0 and 255: 0, 0.25, -2.5 and 61.25.
        const Tensor y = computed(model, x);
        QCOMPARE(y.at(0), 0.5 * (-3 * 0.25 + 64 * 61.25) + 12.5);
        QCOMPARE(y.at(1), 0.125 * (127 * 0.25 + 127 * 2.5 + 61.25) - 6.25);
    }

    // Scales that this program would not choose: the weights stay what the integers mean.
    void otherWeightsStayAsTheyAre()
    {
        OnnxModel model = qdqModel();
        tensorOf(model, "w_codes").set_int32_data(0, 100);
        const ImportedModel read = required(model.read());
        QCOMPARE(read.graph.nodes[2].attributes.weightBits, std::int64_t{0});
        QCOMPARE(read.weights.at({SlotKind::Parameter, 2, 0}).at(0), 50.0);
        OnnxModel shifted = qdqModel();
        tensorOf(shifted, "w_zero").set_int32_data(1, 27);
        const ImportedModel other = required(shifted.read());
        QCOMPARE(other.weights.at({SlotKind::Parameter, 2, 0}).at(5), 12.5);
    }

    void fewLevelsAreFewBits()
    {
        OnnxModel model = qdqModel();
        for (int i = 0; i < 8; ++i)
            tensorOf(model, "w_codes").set_int32_data(i, i % 3 - 1);
        QCOMPARE(required(model.read()).graph.nodes[2].attributes.weightBits, std::int64_t{2});
        for (int i = 0; i < 8; ++i)
            tensorOf(model, "w_codes").set_int32_data(i, 2 * i - 7);
        tensorOf(model, "w_codes").set_int32_data(1, 7);
        tensorOf(model, "w_codes").set_int32_data(5, 2);
        QCOMPARE(required(model.read()).graph.nodes[2].attributes.weightBits, std::int64_t{4});
    }

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

    void refusesPairs_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("words");
        row("no step", setNumber("x_scale", 0), "no step");
        row("negative step", setNumber("x_scale", -1), "no step");
        row("step not a number", setNumber("x_scale", NAN), "no step");
        row("endless step", setNumber("w_scale", INFINITY), "no step");
        row("step too small", setNumber("w_scale", 1e-38f), "no step");
        row("other scale back", setInput(1, 1, "b_one"), "not the one that its input");
        row("other zero point back", setInput(1, 2, ""), "not the one that its input");
        row("scale is a value", setInput(0, 1, "x"), "must be constants");
        row("zero point is a number", setInput(0, 2, "x_scale"), "must be constants");
        row("zero point of 64 bits", setInput(0, 2, "long"), "another type");
        row("weights of another type than their zero point", setInput(2, 2, "b_zero"),
            "another type");
        row("too few zero points", setInput(2, 2, "one_zero"), "2 scales but 1 zero points");
        row(
            "scales along the wrong axis",
            [](OnnxModel& m) { m.graph().mutable_node(2)->mutable_attribute(0)->set_i(1); },
            "do not fit");
        row(
            "axis far away",
            [](OnnxModel& m) { m.graph().mutable_node(2)->mutable_attribute(0)->set_i(1LL << 40); },
            "do not fit");
        row("a scale for each channel of a value", setInput(0, 1, "w_scale"), "2 scales but 1");
        row("integers taken for numbers", setInput(4, 0, "x_codes"), "made of integers");
        row(
            "the output is integers",
            [](OnnxModel& m) { m.graph().mutable_output(0)->set_name("x_codes"); },
            "made of integers");
        row("dequantises numbers", setInput(1, 0, "x"), "not made of integers");
        row(
            "bytes beyond their range",
            [](OnnxModel& m) { tensorOf(m, "w_codes").set_int32_data(0, 200); }, "data");
        row(
            "zero point beyond its range",
            [](OnnxModel& m) { tensorOf(m, "x_zero").set_int32_data(0, 256); }, "data");
        row("shift of 32-bit integers", setInput(3, 2, "words"), "another type");
    }
    void refusesPairs()
    {
        refuses([] {
            OnnxModel model = qdqModel();
            model.graph().mutable_node(3)->add_input("");
            reals(model, "b_one", {}, {1});
            typed(model, "b_zero", TensorProto::UINT8, {2}, {0, 0});
            typed(model, "one_zero", TensorProto::INT8, {1}, {0});
            typed(model, "words", TensorProto::INT32, {2}, {3, 0});
            model.integers("long", {10});
            return model;
        });
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

    // What a plan of integers stores goes into the file, comes back, and computes the same.
    void exportComesBack_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {2, 4, 8})
            QTest::newRow(std::to_string(bits).c_str()) << bits;
    }
    void exportComesBack()
    {
        QFETCH(int, bits);
        ThreadPool pool(1);
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            Draft draft({2, 8, 8});
            int last = draft.put(OperatorKind::Relu, {draft.conv(5, 3, 0)});
            const int skip = last;
            last = draft.conv(5, 3, last, seed % 2 == 0);
            last = draft.put(OperatorKind::Relu, {draft.put(OperatorKind::Add, {last, skip})});
            last = draft.put(OperatorKind::MaxPool2d, {last}, window(2, 2));
            draft.linear(4, draft.put(OperatorKind::Flatten, {last}));
            const Weights weights = randomWeights(draft.graph, seed);
            const Tensor x = randomInputs(draft.graph, 20, seed);
            const QuantisedNetwork made =
                withFakeQuantisation(draft.graph, weights,
                                     rangesOver(draft.graph, weights, x, pool), {bits, true})
                    .value();
            const ImportedModel back = written(made.graph, made.weights);
            QCOMPARE(kindsOf(back.graph), kindsOf(made.graph));
            for (std::size_t i = 0; i < made.graph.nodes.size(); ++i) {
                const Attributes& before = made.graph.nodes[i].attributes;
                const Attributes& after = back.graph.nodes[i].attributes;
                if (made.graph.nodes[i].kind == OperatorKind::FakeQuantize)
                    QCOMPARE(after.scale, before.scale);
                QCOMPARE(after.zeroPoint, before.zeroPoint);
                QCOMPARE(after.weightBits, before.weightBits);
            }
            const auto integers = [&](const Graph& graph, const Weights& numbers) {
                const Calibration ranges = rangesOver(graph, numbers, x, pool);
                return outputsOf(graph, numbers, x, {Format::Int8, 20, false}, &ranges, pool);
            };
            const Tensor expected = integers(made.graph, made.weights);
            QVERIFY(relativeError(computed(back, x), expected) <= 0.02);
            QVERIFY(relativeError(integers(back.graph, back.weights), expected) <= 0.02);
        }
    }

    // Other readers insist on it.
    void everyNodeHasItsName()
    {
        Draft draft({1, 4, 4});
        draft.linear(3, draft.put(OperatorKind::Flatten, {draft.conv(2, 3, 0)}));
        const Weights weights = randomWeights(draft.graph, 1);
        Calibration ranges;
        ranges.ranges.assign(draft.graph.nodes.size(), {-1, 1});
        const QuantisedNetwork made =
            withFakeQuantisation(draft.graph, weights, ranges, {}).value();
        const std::string path = m_box.path("named.onnx");
        QVERIFY(writeOnnx(made.graph, made.weights, path));
        onnx::ModelProto proto;
        QVERIFY(proto.ParseFromString(FileBox::read(path).toStdString()));
        std::set<std::string> names, values;
        for (const auto& node : proto.graph().node()) {
            QVERIFY2(names.insert(node.name()).second, node.name().c_str());
            QVERIFY2(values.insert(node.output(0)).second, node.output(0).c_str());
        }
        for (const auto& tensor : proto.graph().initializer())
            QVERIFY2(values.insert(tensor.name()).second, tensor.name().c_str());
    }

    void fewBitsOfValuesAreCutOff()
    {
        Draft draft({1, 4, 4});
        Attributes codes;
        codes.bits = 4;
        codes.isSigned = true;
        codes.scale = 0.0625;
        codes.zeroPoint = 2;
        draft.put(OperatorKind::FakeQuantize, {0}, codes);
        const ImportedModel back = written(draft.graph, {});
        const Tensor x = randomInputs(draft.graph, 10, 1);
        ThreadPool pool(1);
        const Tensor expected =
            outputsOf(draft.graph, {}, x, {Format::Fp32, 10, false}, nullptr, pool);
        const Tensor actual = computed(back, x);
        for (std::int64_t i = 0; i < x.elements(); ++i)
            QCOMPARE(actual.at(i), expected.at(i));
        codes.bits = 16;
        draft.graph.nodes[1].attributes = codes;
        const auto refused = writeOnnx(draft.graph, {}, m_box.path("wide.onnx"));
        QVERIFY(failsWith(refused, "not written as ONNX"));
    }
};

QTEST_APPLESS_MAIN(TestOnnxQuantised)
#include "tst_onnx_quantised.moc"
