#include "core/io/onnx_parse.h"

#include "core/base/limits.h"
#include "core/io/onnx_tensors.h"
#include "core/io/onnx_validate.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>

namespace propago {

namespace {

using onnx::AttributeProto;
using onnx::GraphProto;
using onnx::ModelProto;
using onnx::NodeProto;
using onnx::TensorProto;

constexpr int kNesting = 64;

Failure refused(std::string where, Text what)
{
    return fail(ErrorCode::BadInput, std::move(what), std::move(where),
                {PROPAGO_TEXT("export the model again with torch.onnx.export"), {}});
}

Result<void> decode(std::span<const std::byte> bytes, const std::string& path, ModelProto& model)
{
    const google::protobuf::LogSilencer silence; // the error is told by us
    google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
    google::protobuf::io::CodedInputStream coded(&stream);
    coded.SetRecursionLimit(kNesting);
    coded.SetTotalBytesLimit(static_cast<int>(bytes.size()));
    if (model.ParseFromCodedStream(&coded) && coded.ConsumedEntireMessage())
        return {};
    return refused(
        path,
        {PROPAGO_TEXT("this is not an ONNX model, or it is cut off, damaged or nested too deeply"),
         {}});
}

OnnxNode nodeOf(const NodeProto& proto)
{
    OnnxNode node;
    node.name = proto.name();
    node.domain = proto.domain() == "ai.onnx" ? "" : proto.domain();
    node.type = proto.op_type();
    node.inputs.assign(proto.input().begin(), proto.input().end());
    node.outputs.assign(proto.output().begin(), proto.output().end());
    for (const AttributeProto& item : proto.attribute()) {
        OnnxAttribute attribute;
        attribute.integer = item.i();
        attribute.number = static_cast<double>(item.f());
        attribute.text = item.s();
        attribute.integers.assign(item.ints().begin(), item.ints().end());
        attribute.numbers.assign(item.floats().begin(), item.floats().end());
        node.attributes.insert_or_assign(item.name(), std::move(attribute));
    }
    return node;
}

OnnxInput inputOf(const onnx::ValueInfoProto& proto)
{
    OnnxInput input;
    input.name = proto.name();
    if (!proto.type().has_tensor_type())
        return input;
    const auto& type = proto.type().tensor_type();
    const int element = type.elem_type();
    input.isTensorOfNumbers = element == TensorProto::FLOAT || element == TensorProto::DOUBLE
                              || element == TensorProto::FLOAT16
                              || element == TensorProto::BFLOAT16;
    input.hasShape = type.has_shape();
    for (const auto& dimension : type.shape().dim())
        input.dimensions.push_back(dimension.has_dim_value() ? std::optional(dimension.dim_value())
                                                             : std::nullopt);
    return input;
}

Result<void> readNodes(const GraphProto& graph, const std::string& path,
                       OnnxDescription& description)
{
    if (graph.node_size() > limits::kNodes)
        return refused(path, {PROPAGO_TEXT("the model has %1 nodes, more than %2"),
                              {std::to_string(graph.node_size()), std::to_string(limits::kNodes)}});
    for (const NodeProto& proto : graph.node())
        description.nodes.push_back(nodeOf(proto));
    for (const auto& input : graph.input())
        description.inputs.push_back(inputOf(input));
    for (const auto& output : graph.output())
        description.outputs.push_back(output.name());
    return {};
}

Result<void> readInitialisers(const GraphProto& graph, const std::string& path,
                              OnnxDescription& description)
{
    if (graph.initializer_size() > limits::kTensors || graph.sparse_initializer_size() > 0)
        return refused(path, {PROPAGO_TEXT("the model has sparse initialisers or more than %1"),
                              {std::to_string(limits::kTensors)}});
    for (const TensorProto& proto : graph.initializer()) {
        auto tensor = readOnnxTensor(proto, proto.name(), path);
        if (!tensor)
            return tl::unexpected(tensor.error());
        if (!description.initialisers.emplace(proto.name(), std::move(*tensor)).second)
            return refused(path + ", " + displayable(proto.name()),
                           {PROPAGO_TEXT("two initialisers have this name"), {}});
    }
    return {};
}

// The tensors of Constant and ConstantOfShape nodes; read late, when it is known that every node is understood.
Result<void> readConstants(const GraphProto& graph, const std::string& path,
                           OnnxDescription& description)
{
    for (int i = 0; i < graph.node_size(); ++i) {
        OnnxNode& node = description.nodes[static_cast<std::size_t>(i)];
        for (const AttributeProto& item : graph.node(i).attribute()) {
            const bool holdsTensor = node.type == "Constant" || node.type == "ConstantOfShape";
            if (!holdsTensor || !item.has_t())
                continue;
            auto tensor = readOnnxTensor(
                item.t(), node.outputs.empty() ? node.name : node.outputs.front(), path);
            if (!tensor)
                return tl::unexpected(tensor.error());
            node.attributes[item.name()].tensor = std::move(*tensor);
        }
    }
    return {};
}

} // namespace

Result<OnnxDescription> parseOnnx(std::span<const std::byte> bytes, const std::string& path)
{
    ModelProto model;
    if (const auto decoded = decode(bytes, path, model); !decoded)
        return tl::unexpected(decoded.error());
    OnnxDescription description;
    if (model.has_ir_version())
        description.irVersion = model.ir_version();
    for (const auto& import : model.opset_import()) {
        if (import.domain().empty() || import.domain() == "ai.onnx")
            description.opset = import.version();
    }
    description.name = model.graph().name();
    if (auto read = readNodes(model.graph(), path, description); !read)
        return tl::unexpected(read.error());
    if (auto known = checkOnnxOperators(description, path); !known)
        return tl::unexpected(known.error());
    if (auto read = readInitialisers(model.graph(), path, description); !read)
        return tl::unexpected(read.error());
    if (auto read = readConstants(model.graph(), path, description); !read)
        return tl::unexpected(read.error());
    return description;
}

} // namespace propago
