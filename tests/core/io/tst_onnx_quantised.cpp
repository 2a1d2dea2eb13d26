#include "core/infer/quantised_training.h"
#include "core/io/onnx_writer.h"
#include "tests/core/io/quantised_models.h"
#include "tests/support/files.h"

#include <QtTest>

#include <set>

using namespace propago;
using namespace propago::test;

/// Pairs of rounding and its undoing: as other tools write them, and as this one does.
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
