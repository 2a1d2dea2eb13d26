#pragma once
#include "core/base/thread_pool.h"
#include "core/infer/inference_plan.h"
#include "tests/core/infer/random_networks.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"
#include "tests/support/program_fixtures.h"
#include "tests/support/torch_vectors.h"

#include <QtTest>

#include <functional>
#include <stdexcept>

/// Networks of integers as other tools write them, and ways to spoil them.
namespace propago::test {

using onnx::TensorProto;
using Names = OnnxModel::Names;
using Integers = OnnxModel::Integers;

inline void typed(OnnxModel& model, const std::string& name, int type, const Integers& dimensions,
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

inline void reals(OnnxModel& model, const std::string& name, const Integers& dimensions,
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

inline TensorProto& tensorOf(OnnxModel& model, const std::string& name)
{
    for (TensorProto& tensor : *model.graph().mutable_initializer()) {
        if (tensor.name() == name)
            return tensor;
    }
    throw std::runtime_error("no such tensor");
}

// Four inputs to bytes and back, and through two neurons whose weights are bytes.
inline OnnxModel qdqModel()
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

inline Tensor computed(const ImportedModel& model, const Tensor& x)
{
    ThreadPool pool(1);
    return outputsOf(model.graph, model.weights, x, {Format::Fp32, x.shape()[0], false}, nullptr,
                     pool);
}

inline std::vector<OperatorKind> kindsOf(const Graph& graph)
{
    std::vector<OperatorKind> kinds;
    for (const Node& node : graph.nodes)
        kinds.push_back(node.kind);
    return kinds;
}

using Change = std::function<void(OnnxModel&)>;

/// Changes one number of a tensor, or one input of a node.
inline Change setNumber(const char* name, float value)
{
    return [=](OnnxModel& model) { tensorOf(model, name).set_float_data(0, value); };
}
inline Change setInput(int node, int input, const char* name)
{
    return [=](OnnxModel& model) { model.graph().mutable_node(node)->set_input(input, name); };
}

/// For tests of refusals: a row of the table, and the check of one. `make` makes a model that is read.
inline void row(const char* name, const Change& change, const char* words)
{
    QTest::newRow(name) << change << QByteArray(words);
}
template<typename Make> void refuses(Make make)
{
    QFETCH(Change, change);
    QFETCH(QByteArray, words);
    OnnxModel model = make();
    QVERIFY2(model.read(), sentenceOf(model.read()).c_str());
    change(model);
    QVERIFY(failsWith(model.read(), words.constData()));
}

} // namespace propago::test

Q_DECLARE_METATYPE(propago::test::Change)
