#include "core/graph/shapes.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"

#include <QtTest>

#include <limits>

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

Shape outputOf(const Graph& graph)
{
    return (*inferShapes(graph))[static_cast<std::size_t>(graph.output)];
}

const Node& last(const ImportedModel& model)
{
    return model.graph.nodes.back();
}

} // namespace

/// How operators of models of today are read: constants, limits, borders, sizes, normalisations.
class TestOnnxOperators : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // A constant that stands in the graph does not learn, an initialiser does.
    void keepsConstantsOfArithmetic()
    {
        const ImportedModel scaled =
            readSound(singleNode("Mul", {-1, 3, 4, 4}, {"w"}).weights("w", {1, 3, 1, 1}));
        QCOMPARE(last(scaled).attributes.dims, (Shape{3, 1, 1}));
        QVERIFY(!last(scaled).attributes.isFrozen);
        QCOMPARE(last(scaled).parameterNames, (std::vector<std::string>{"w"}));
        OnnxModel model;
        model.input("x", {-1, 3})
            .output("y")
            .node("Constant", {}, {"one"})
            .with("value_float", 1.5);
        const ImportedModel flipped = readSound(model.node("Sub", {"one", "x"}, {"y"}));
        QCOMPARE(last(flipped).attributes.value, 1.5);
        QVERIFY(last(flipped).attributes.isReversed);
        QVERIFY(flipped.weights.empty());
        QVERIFY(failsWith(singleNode("Mul", {-1, 3}, {"w"}).weights("w", {4, 3}).read(),
                          "its constant 4x3 does not fit to samples of 3"));
        QVERIFY(failsWith(singleNode("Mul", {-1, 3}, {"w"}).weights("w", {2}).read(),
                          "3 and 2 do not fit together"));
    }

    void readsLimitsOfEveryOpset()
    {
        OnnxModel old = singleNode("Clip", {-1, 3}).setOpset(9);
        const Attributes six = last(readSound(old.with("min", 0.0).with("max", 6.0))).attributes;
        QCOMPARE(six.low, 0.0);
        QCOMPARE(six.high, 6.0);
        const Attributes open =
            last(readSound(singleNode("Clip", {-1, 3}, {"low"}).weights("low", {}))).attributes;
        QCOMPARE(open.low, static_cast<double>(static_cast<float>(std::sin(1.0))));
        QCOMPARE(open.high, std::numeric_limits<double>::infinity());
        QVERIFY(failsWith(singleNode("Clip", {-1, 3}, {"w"}).weights("w", {2}).read(),
                          "its input w must be one constant number"));
        QVERIFY(failsWith(OnnxModel(old).with("min", 7.0).read(), "between 7 and 6"));
    }

    // Only zeros that every reader can take as its own padding disappear.
    void keepsOtherBorders()
    {
        for (const char* mode : {"reflect", "edge", "constant"}) {
            OnnxModel model = singleNode("Pad", {-1, 2, 4, 4}, {"pads", "filling"});
            model.integers("pads", {0, 0, 1, 2, 0, 0, 0, 3}).weights("filling", {1});
            model.with("mode", mode);
            const ImportedModel imported = readSound(model);
            QCOMPARE(last(imported).kind, OperatorKind::Pad);
            QCOMPARE(outputOf(imported.graph), (Shape{2, 5, 9}));
        }
        OnnxModel channels = singleNode("Pad", {-1, 2, 4, 4}, {"pads"});
        QVERIFY(failsWith(channels.integers("pads", {0, 1, 0, 0, 0, 0, 0, 0}).read(),
                          "only a border around H and W"));
        OnnxModel far = singleNode("Pad", {-1, 2, 4, 4}, {"pads"}).with("mode", "reflect");
        QVERIFY(failsWith(far.integers("pads", {0, 0, 4, 0, 0, 0, 0, 0}).read(),
                          "too small to be reflected"));
    }

    void readsResizing()
    {
        OnnxModel up = singleNode("Resize", {-1, 2, 4, 5}, {"", "", "sizes"});
        up.integers("sizes", {1, 2, 8, 15}).with("mode", "linear");
        const ImportedModel imported = readSound(up);
        QCOMPARE(outputOf(imported.graph), (Shape{2, 8, 15}));
        QCOMPARE(last(imported).attributes.mode, static_cast<std::int64_t>(ResizeMode::Bilinear));
        QVERIFY(failsWith(OnnxModel(up).with("coordinate_transformation_mode", "tf_crop").read(),
                          "only nearest and bilinear"));
        OnnxModel channels = singleNode("Resize", {-1, 2, 4, 5}, {"", "", "sizes"});
        QVERIFY(failsWith(channels.integers("sizes", {1, 4, 8, 15}).read(),
                          "change H and W of maps only"));
        OnnxModel old = singleNode("Upsample", {-1, 2, 4, 5}).setOpset(9);
        QVERIFY(failsWith(old.read(), "its size must be constant"));
    }

    void readsShapesOfOtherOperators()
    {
        const auto output = [](const OnnxModel& model) { return outputOf(readSound(model).graph); };
        QCOMPARE(output(singleNode("Transpose", {-1, 2, 3, 4}).withList("perm", {0, 2, 3, 1})),
                 (Shape{3, 4, 2}));
        QVERIFY(failsWith(singleNode("Transpose", {-1, 2, 3}).withList("perm", {1, 0, 2}).read(),
                          "batch must stay the first axis"));
        QCOMPARE(output(singleNode("ReduceMax", {-1, 2, 3, 4}).withList("axes", {-1})),
                 (Shape{2, 3, 1}));
        QCOMPARE(output(singleNode("ReduceSum", {-1, 2, 3, 4}, {"axes"})
                            .integers("axes", {1, 3})
                            .with("keepdims", 0)),
                 (Shape{3}));
        QCOMPARE(output(singleNode("GlobalMaxPool", {-1, 2, 3, 4})), (Shape{2, 1, 1}));
        QCOMPARE(output(singleNode("Unsqueeze", {-1, 6}, {"axes"}).integers("axes", {2, 3})),
                 (Shape{6, 1, 1}));
    }

    void readsMeans()
    {
        QCOMPARE(outputOf(readSound(singleNode("GlobalAveragePool", {-1, 3, 4, 5})).graph),
                 (Shape{3, 1, 1}));
        QCOMPARE(
            outputOf(readSound(singleNode("ReduceMean", {-1, 3, 4, 5}).withList("axes", {-1, -2}))
                         .graph),
            (Shape{3, 1, 1}));
        const ImportedModel flat = readSound(
            singleNode("ReduceMean", {-1, 3, 4, 5}).withList("axes", {2, 3}).with("keepdims", 0));
        QCOMPARE(outputOf(flat.graph), (Shape{3}));
        QCOMPARE(last(flat).valueName, std::string("y"));
        QCOMPARE(last(flat).kind, OperatorKind::Flatten);
        QVERIFY(failsWith(singleNode("ReduceMean", {-1, 3, 4, 5}).withList("axes", {0, 1}).read(),
                          "behind the batch"));
    }

    void readsNormalisations()
    {
        OnnxModel layer = singleNode("LayerNormalization", {-1, 3, 4, 5}, {"scale"}).setOpset(17);
        layer.weights("scale", {4, 5}).with("axis", -2).with("epsilon", 0.25);
        const ImportedModel normed = readSound(layer);
        QCOMPARE(last(normed).attributes.axis, std::int64_t{1});
        QCOMPARE(last(normed).attributes.epsilon, 0.25);
        QCOMPARE(normed.weights.at({SlotKind::Parameter, 1, 1}).at(7), 0.0); // no shift in the file
        QVERIFY(failsWith(OnnxModel(layer).with("axis", 0).read(), "behind the batch"));
        OnnxModel group = singleNode("GroupNormalization", {-1, 6, 2, 2}, {"scale", "shift"});
        group.weights("scale", {3}).weights("shift", {3}).with("num_groups", 3).setOpset(18);
        const ImportedModel grouped = readSound(group);
        QCOMPARE(last(grouped).attributes.groups, std::int64_t{3});
        const Tensor& scale = grouped.weights.at({SlotKind::Parameter, 1, 0});
        QCOMPARE(scale.shape(), Shape{6});
        QCOMPARE(scale.at(2), scale.at(3)); // one number for each group, two channels in a group
        QVERIFY(failsWith(OnnxModel(group).with("num_groups", 4).read(), "cannot be parted"));
        OnnxModel lrn = singleNode("LRN", {-1, 3, 4, 4}).with("size", 5).with("bias", 2.0);
        QCOMPARE(last(readSound(lrn)).attributes.features, std::int64_t{5});
        QVERIFY(failsWith(singleNode("LRN", {-1, 3, 4, 4}).with("size", -1).read(),
                          "at least one of them in each window"));
    }

    void readsTransposedConvolutions()
    {
        OnnxModel model = singleNode("ConvTranspose", {-1, 4, 3, 3}, {"w"});
        model.weights("w", {4, 3, 3, 3}).withList("strides", {2, 2}).with("group", 2);
        QCOMPARE(outputOf(readSound(model).graph), (Shape{6, 7, 7}));
        OnnxModel wider(model);
        wider.withList("output_padding", {1, 0}).withList("pads", {1, 1, 1, 1});
        QCOMPARE(outputOf(readSound(wider).graph), (Shape{6, 6, 5}));
        OnnxModel given(model);
        given.withList("output_shape", {8, 6});
        QCOMPARE(outputOf(readSound(given).graph), (Shape{6, 8, 6}));
        QVERIFY(failsWith(OnnxModel(model).withList("output_padding", {2, 0}).read(),
                          "fewer than its stride"));
        QVERIFY(failsWith(OnnxModel(model).withList("output_shape", {-8, 6}).read(),
                          "output_shape makes no sense"));
        QVERIFY(failsWith(OnnxModel(model).withList("pads", {9, 9, 9, 9}).read(),
                          "leaves nothing of the output"));
    }

    // What F.pad(x, (1, 2, 3, 4)) exports where constants are not folded.
    void computesPaddings()
    {
        OnnxModel model;
        model.input("x", {-1, 1, 8, 8}).output("y");
        model.integers("pads", {1, 2, 3, 4}).integers("length", {4}).integers("shape", {-1, 2});
        model.integers("start", {-1}).integers("end", {INT64_MIN}).integers("axis", {0});
        model.integers("rest", {-1});
        model.node("ConstantOfShape", {"length"}, {"zeros"});
        auto& value = *model.graph().mutable_node(0)->add_attribute();
        value.set_name("value");
        value.set_type(onnx::AttributeProto::TENSOR);
        value.mutable_t()->set_data_type(onnx::TensorProto::INT64);
        value.mutable_t()->add_dims(1);
        value.mutable_t()->add_int64_data(0);
        model.node("Concat", {"pads", "zeros"}, {"all"}).with("axis", 0);
        model.node("Reshape", {"all", "shape"}, {"pairs"});
        model.node("Slice", {"pairs", "start", "end", "axis", "start"}, {"turned"});
        model.node("Transpose", {"turned"}, {"sides"}).withList("perm", {1, 0});
        model.node("Reshape", {"sides", "rest"}, {"list"}).node("Pad", {"x", "list"}, {"y"});
        const Attributes a = last(readSound(model)).attributes;
        QCOMPARE((std::vector<std::int64_t>{a.padLeft, a.padRight, a.padTop, a.padBottom}),
                 (std::vector<std::int64_t>{1, 2, 3, 4}));
        model.graph().mutable_initializer(1)->set_int64_data(0, 1'000'000);
        QVERIFY(failsWith(model.read(), "only short lists of integers"));
    }

    // channels // groups, as a channel shuffle writes it.
    void computesSizes()
    {
        OnnxModel model;
        model.input("x", {-1, 6, 4, 4}).output("y").integers("one", {1}).integers("two", {2});
        model.integers("none", {0}).integers("rest", {-1});
        model.node("Shape", {"x"}, {"shape"}).node("Gather", {"shape", "one"}, {"channels"});
        model.node("Gather", {"shape", "none"}, {"batch"}).node("Mul", {"batch", "one"}, {"n"});
        model.node("Div", {"channels", "two"}, {"half"}).node("Sub", {"half", "one"}, {"less"});
        model.node("Add", {"less", "one"}, {"same"});
        model.node("Concat", {"n", "same", "rest"}, {"target"}).with("axis", 0);
        model.node("Reshape", {"x", "target"}, {"y"});
        QCOMPARE(outputOf(readSound(model).graph), (Shape{3, 32}));
        OnnxModel byZero = model;
        byZero.graph().mutable_initializer(1)->set_int64_data(0, 0);
        QVERIFY(failsWith(byZero.read(), "not known before running"));
        model.graph().mutable_initializer(0)->set_int64_data(0, 0); // twice the batch
        model.graph().mutable_node(3)->set_input(1, "two");
        QVERIFY(failsWith(model.read(), "not known before running"));
    }

    void readsReciprocal()
    {
        const ImportedModel model = readSound(singleNode("Reciprocal", {-1, 3}));
        QCOMPARE(last(model).kind, OperatorKind::Div);
        QVERIFY(last(model).attributes.isReversed);
        QCOMPARE(last(model).attributes.value, 1.0);
    }

    // 19 x 5 / 19 is a little less than five, unless the product is rounded as the factor is.
    void roundsSizesAsFactorsAre()
    {
        OnnxModel model = singleNode("Upsample", {-1, 2, 19, 19}, {"scales"}).setOpset(9);
        model.weights("scales", {4});
        onnx::TensorProto& scales = *model.graph().mutable_initializer(0);
        const float fifth = 5.0f / 19.0f;
        for (const auto& [place, factor] : {std::pair(0, 1.0f), {1, 1.0f}, {2, fifth}, {3, 2.0f}})
            scales.set_float_data(place, factor);
        QCOMPARE(outputOf(readSound(model).graph), (Shape{2, 5, 38}));
    }

    void readsGeluOfOtherDomains()
    {
        OnnxModel model = singleNode("Gelu", {-1, 6});
        model.graph().mutable_node(0)->set_domain("com.microsoft");
        QCOMPARE(last(readSound(model)).kind, OperatorKind::Gelu);
        model.graph().mutable_node(0)->set_domain("com.example");
        QVERIFY(failsWith(model.read(), "com.example.Gelu x 1"));
    }

    // Before opset 7 an axis said where a shorter operand stands.
    void readsAxesOfOldArithmetic()
    {
        OnnxModel model = singleNode("Mul", {-1, 3, 4, 3}, {"w"}).weights("w", {3}).setOpset(6);
        model.with("broadcast", 1).with("axis", 1);
        QCOMPARE(last(readSound(model)).attributes.dims, (Shape{3, 1, 1}));
        QCOMPARE(last(readSound(model.setOpset(7))).attributes.dims, Shape{3});
    }
};

QTEST_APPLESS_MAIN(TestOnnxOperators)
#include "tst_onnx_operators.moc"
