#pragma once
#ifndef ONNX_ML
#define ONNX_ML 1
#endif
#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>

#include "core/io/onnx_file.h"

#include <QByteArray>

#include <cmath>
#include <string>
#include <vector>

/// ONNX models for tests of readers, sound and otherwise.
namespace propago::test {

/// Puts a model together; everything in it can be reached and broken.
class OnnxModel {
public:
    using Integers = std::vector<std::int64_t>;
    using Names = std::vector<std::string>;

    OnnxModel()
    {
        proto.set_ir_version(7);
        proto.mutable_graph()->set_name("model");
        setOpset(13);
    }

    onnx::GraphProto& graph() { return *proto.mutable_graph(); }

    OnnxModel& setOpset(std::int64_t version)
    {
        proto.clear_opset_import();
        proto.add_opset_import()->set_version(version);
        return *this;
    }

    /// A tensor of real numbers; -1 stands for a free dimension.
    OnnxModel& input(const std::string& name, const Integers& dimensions,
                     int type = onnx::TensorProto::FLOAT)
    {
        auto* tensor = describe(*graph().add_input(), name, type);
        for (const std::int64_t size : dimensions) {
            if (size == -1)
                tensor->mutable_shape()->add_dim()->set_dim_param("N");
            else
                tensor->mutable_shape()->add_dim()->set_dim_value(size);
        }
        return *this;
    }

    OnnxModel& output(const std::string& name)
    {
        describe(*graph().add_output(), name, onnx::TensorProto::FLOAT);
        return *this;
    }

    /// fp32 numbers, all different and none large.
    OnnxModel& weights(const std::string& name, const Integers& dimensions)
    {
        onnx::TensorProto& tensor = *graph().add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        std::int64_t count = 1;
        for (const std::int64_t size : dimensions) {
            tensor.add_dims(size);
            count *= size;
        }
        for (std::int64_t i = 0; i < count; ++i)
            tensor.add_float_data(static_cast<float>(std::sin(static_cast<double>(i) + 1)));
        return *this;
    }

    OnnxModel& integers(const std::string& name, const Integers& values)
    {
        onnx::TensorProto& tensor = *graph().add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::INT64);
        tensor.add_dims(static_cast<std::int64_t>(values.size()));
        for (const std::int64_t value : values)
            tensor.add_int64_data(value);
        return *this;
    }

    OnnxModel& node(const std::string& type, const Names& inputs, const Names& outputs)
    {
        onnx::NodeProto& made = *graph().add_node();
        made.set_op_type(type);
        for (const std::string& name : inputs)
            made.add_input(name);
        for (const std::string& name : outputs)
            made.add_output(name);
        return *this;
    }

    /// An attribute of the newest node.
    OnnxModel& withList(const std::string& name, const Integers& values)
    {
        onnx::AttributeProto& attribute = newAttribute(name, onnx::AttributeProto::INTS);
        for (const std::int64_t value : values)
            attribute.add_ints(value);
        return *this;
    }
    OnnxModel& with(const std::string& name, int value)
    {
        newAttribute(name, onnx::AttributeProto::INT).set_i(value);
        return *this;
    }
    OnnxModel& with(const std::string& name, double value)
    {
        newAttribute(name, onnx::AttributeProto::FLOAT).set_f(static_cast<float>(value));
        return *this;
    }
    OnnxModel& with(const std::string& name, const char* text)
    {
        newAttribute(name, onnx::AttributeProto::STRING).set_s(text);
        return *this;
    }

    QByteArray bytes() const { return QByteArray::fromStdString(proto.SerializeAsString()); }

    Result<ImportedModel> read() const
    {
        const std::string file = proto.SerializeAsString();
        return parseOnnxModel(std::as_bytes(std::span(file)), "model.onnx");
    }

    onnx::ModelProto proto;

private:
    static onnx::TypeProto::Tensor* describe(onnx::ValueInfoProto& value, const std::string& name,
                                             int type)
    {
        value.set_name(name);
        value.mutable_type()->mutable_tensor_type()->set_elem_type(type);
        value.mutable_type()->mutable_tensor_type()->mutable_shape();
        return value.mutable_type()->mutable_tensor_type();
    }

    onnx::AttributeProto& newAttribute(const std::string& name,
                                       onnx::AttributeProto::AttributeType type)
    {
        onnx::AttributeProto& attribute =
            *graph().mutable_node(graph().node_size() - 1)->add_attribute();
        attribute.set_name(name);
        attribute.set_type(type);
        return attribute;
    }
};

/// x [N, 2, 8, 8] -> Conv 3x3 to 4 maps -> Relu -> Flatten -> Gemm to 3 -> y.
inline OnnxModel soundModel()
{
    OnnxModel model;
    model.input("x", {-1, 2, 8, 8});
    model.weights("conv.weight", {4, 2, 3, 3}).weights("conv.bias", {4});
    model.weights("fc.weight", {3, 256}).weights("fc.bias", {3});
    model.node("Conv", {"x", "conv.weight", "conv.bias"}, {"/conv/Conv_output_0"});
    model.withList("kernel_shape", {3, 3})
        .withList("pads", {1, 1, 1, 1})
        .withList("strides", {1, 1});
    model.node("Relu", {"/conv/Conv_output_0"}, {"/relu"});
    model.node("Flatten", {"/relu"}, {"/flat"});
    model.node("Gemm", {"/flat", "fc.weight", "fc.bias"}, {"y"}).with("transB", 1);
    return model.output("y");
}

/// One node that reads x of this shape and makes y.
inline OnnxModel singleNode(const std::string& type, const OnnxModel::Integers& shape,
                            const OnnxModel::Names& otherInputs = {})
{
    OnnxModel model;
    OnnxModel::Names inputs{"x"};
    inputs.insert(inputs.end(), otherInputs.begin(), otherInputs.end());
    return model.input("x", shape).output("y").node(type, inputs, {"y"});
}

} // namespace propago::test
