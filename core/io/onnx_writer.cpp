#include "core/io/onnx_writer.h"

#include "core/base/atomic_file.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"
#include "core/train/session.h"

#include <onnx/onnx_pb.h>

#include <set>

namespace propago {

namespace {

using onnx::GraphProto;
using onnx::NodeProto;
using onnx::TensorProto;

void setInteger(NodeProto& node, const char* name, std::int64_t value)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::INT);
    attribute->set_i(value);
}

void setNumber(NodeProto& node, const char* name, double value)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::FLOAT);
    attribute->set_f(static_cast<float>(value));
}

void setIntegers(NodeProto& node, const char* name, std::initializer_list<std::int64_t> values)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : values)
        attribute->add_ints(value);
}

void setWindow(NodeProto& node, const Attributes& a)
{
    setIntegers(node, "kernel_shape", {a.kernelH, a.kernelW});
    setIntegers(node, "strides", {a.strideH, a.strideW});
    setIntegers(node, "pads", {a.padTop, a.padLeft, a.padBottom, a.padRight});
}

/// Writes one graph; sees to it that every name is given once.
class Writer {
public:
    Writer(const Graph& graph, const std::vector<Shape>& shapes,
           const std::map<TensorRef, Tensor>& weights, GraphProto& proto)
        : m_graph(graph), m_shapes(shapes), m_weights(weights), m_proto(proto)
    {
        for (const Node& node : graph.nodes)
            m_values.push_back(fresh(valueName(node), node.name));
    }

    Result<void> write()
    {
        m_proto.set_name(m_graph.name);
        for (int i = 0; i < static_cast<int>(m_graph.nodes.size()); ++i) {
            if (m_graph.nodes[at(i)].kind == OperatorKind::Input)
                describe(*m_proto.add_input(), i);
            else if (auto written = writeNode(i); !written)
                return written;
        }
        describe(*m_proto.add_output(), m_graph.output);
        return {};
    }

private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    // `name`, or what makes it different where it is taken.
    std::string fresh(const std::string& name, const std::string& other)
    {
        std::string result = m_taken.contains(name) ? other : name;
        while (!m_taken.insert(result).second)
            result += "_";
        return result;
    }

    void describe(onnx::ValueInfoProto& value, int node)
    {
        value.set_name(m_values[at(node)]);
        auto* type = value.mutable_type()->mutable_tensor_type();
        type->set_elem_type(TensorProto::FLOAT);
        type->mutable_shape()->add_dim()->set_dim_param("N");
        for (const std::int64_t dimension : m_shapes[at(node)].dimensions())
            type->mutable_shape()->add_dim()->set_dim_value(dimension);
    }

    std::string parameterName(int node, int index)
    {
        const auto& names = m_graph.nodes[at(node)].parameterNames;
        const std::string own = tensorName(m_graph, {SlotKind::Parameter, node, index});
        return fresh(at(index) < names.size() && !names[at(index)].empty() ? names[at(index)] : own,
                     own);
    }

    void writeConstant(NodeProto& proto, const std::string& name, const Tensor& tensor)
    {
        Tensor numbers(tensor.shape(), Format::Fp32);
        convert(tensor.view(), numbers.view());
        TensorProto& written = *m_proto.add_initializer();
        written.set_name(name);
        written.set_data_type(TensorProto::FLOAT);
        for (const std::int64_t dimension : numbers.shape().dimensions())
            written.add_dims(dimension);
        written.set_raw_data(numbers.view().data, static_cast<std::size_t>(numbers.bytes()));
        proto.add_input(name);
    }

    Result<void> writeParameters(NodeProto& proto, int index)
    {
        const Node& node = m_graph.nodes[at(index)];
        const auto specs =
            operatorFor(node.kind).parameters(node, inputShapes(m_graph, m_shapes, index));
        for (int i = 0; i < static_cast<int>(specs.size()); ++i) {
            const auto found = m_weights.find({SlotKind::Parameter, index, i});
            if (found == m_weights.end() || found->second.shape() != specs[at(i)].shape)
                return fail(ErrorCode::BadInput,
                            {PROPAGO_TEXT("the network has no weights to write"), {}},
                            node.name + "." + specs[at(i)].role,
                            {PROPAGO_TEXT("train it or open a trained one first"), {}});
            writeConstant(proto, parameterName(index, i), found->second);
        }
        return {};
    }

    Result<void> writeNode(int index)
    {
        const Node& node = m_graph.nodes[at(index)];
        NodeProto& proto = *m_proto.add_node();
        proto.set_name(node.name);
        for (const int input : node.inputs)
            proto.add_input(m_values[at(input)]);
        if (auto written = writeParameters(proto, index); !written)
            return written;
        writeSettings(proto, node);
        proto.add_output(m_values[at(index)]);
        setKind(proto, node);
        if (!proto.op_type().empty())
            return {};
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("%1 is not written as ONNX"), {operatorFor(node.kind).name()}},
                    node.name, {PROPAGO_TEXT("save the network as a session"), {}});
    }

    void writeNumber(NodeProto& proto, const Node& node, const char* role, double value)
    {
        Tensor number(Shape{}, Format::Fp32);
        number.span<float>()[0] = static_cast<float>(value);
        const std::string name = node.name + "." + role;
        writeConstant(proto, fresh(name, name), number);
    }

    // Settings that are inputs in ONNX.
    void writeSettings(NodeProto& proto, const Node& node)
    {
        const Attributes& a = node.attributes;
        if (node.kind == OperatorKind::Dropout)
            writeNumber(proto, node, "ratio", a.probability);
        if (node.kind == OperatorKind::Pow)
            writeNumber(proto, node, "exponent", a.alpha);
        if (node.kind == OperatorKind::Clip) {
            writeNumber(proto, node, "low", a.low);
            writeNumber(proto, node, "high", a.high);
        }
        if (a.hasConstant && proto.input_size() == 1)
            writeNumber(proto, node, "constant", a.value);
        if (a.hasConstant && a.isReversed)
            proto.mutable_input()->SwapElements(0, 1);
    }

    static void setKind(NodeProto& proto, const Node& node);

    const Graph& m_graph;
    const std::vector<Shape>& m_shapes;
    const std::map<TensorRef, Tensor>& m_weights;
    GraphProto& m_proto;
    std::set<std::string> m_taken;
    std::vector<std::string> m_values; ///< name of each node's output
};

void Writer::setKind(NodeProto& proto, const Node& node)
{
    const Attributes& a = node.attributes;
    switch (node.kind) {
    case OperatorKind::Input: break;
    case OperatorKind::Conv2d:
        proto.set_op_type("Conv");
        setWindow(proto, a);
        setIntegers(proto, "dilations", {a.dilationH, a.dilationW});
        setInteger(proto, "group", a.groups);
        break;
    case OperatorKind::Linear:
        proto.set_op_type("Gemm");
        setInteger(proto, "transB", 1);
        break;
    case OperatorKind::MaxPool2d:
        proto.set_op_type("MaxPool");
        setWindow(proto, a);
        setIntegers(proto, "dilations", {a.dilationH, a.dilationW});
        setInteger(proto, "ceil_mode", a.roundsUp ? 1 : 0);
        break;
    case OperatorKind::AvgPool2d:
        proto.set_op_type("AveragePool");
        setWindow(proto, a);
        setInteger(proto, "ceil_mode", a.roundsUp ? 1 : 0);
        setInteger(proto, "count_include_pad", a.countsPadding ? 1 : 0);
        break;
    case OperatorKind::BatchNorm2d:
        proto.set_op_type("BatchNormalization");
        setNumber(proto, "epsilon", a.epsilon);
        setNumber(proto, "momentum", 1 - a.momentum);
        break;
    case OperatorKind::LeakyRelu:
        proto.set_op_type("LeakyRelu");
        setNumber(proto, "alpha", a.slope);
        break;
    case OperatorKind::Concat:
        proto.set_op_type("Concat");
        setInteger(proto, "axis", a.axis + 1);
        break;
    case OperatorKind::Softmax:
        proto.set_op_type("Softmax");
        setInteger(proto, "axis", 1);
        break;
    case OperatorKind::GlobalAvgPool2d: proto.set_op_type("GlobalAveragePool"); break;
    case OperatorKind::Relu: proto.set_op_type("Relu"); break;
    case OperatorKind::Sigmoid: proto.set_op_type("Sigmoid"); break;
    case OperatorKind::Tanh: proto.set_op_type("Tanh"); break;
    case OperatorKind::Dropout: proto.set_op_type("Dropout"); break;
    case OperatorKind::Flatten: proto.set_op_type("Flatten"); break;
    case OperatorKind::Add: proto.set_op_type("Add"); break;
    case OperatorKind::Identity: proto.set_op_type("Identity"); break;
    case OperatorKind::Elu:
        proto.set_op_type("Elu");
        setNumber(proto, "alpha", a.alpha);
        break;
    case OperatorKind::HardSigmoid:
        proto.set_op_type("HardSigmoid");
        setNumber(proto, "alpha", a.alpha);
        setNumber(proto, "beta", a.beta);
        break;
    case OperatorKind::Clip: proto.set_op_type("Clip"); break;
    case OperatorKind::Erf: proto.set_op_type("Erf"); break;
    case OperatorKind::Exp: proto.set_op_type("Exp"); break;
    case OperatorKind::Sqrt: proto.set_op_type("Sqrt"); break;
    case OperatorKind::Pow: proto.set_op_type("Pow"); break;
    case OperatorKind::PRelu: proto.set_op_type("PRelu"); break;
    case OperatorKind::Sub: proto.set_op_type("Sub"); break;
    case OperatorKind::Mul: proto.set_op_type("Mul"); break;
    case OperatorKind::Div: proto.set_op_type("Div"); break;
    default: break; // has no counterpart: the caller says so
    }
}

} // namespace

Result<void> writeOnnx(const Graph& graph, const std::map<TensorRef, Tensor>& weights,
                       const std::string& path)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    onnx::ModelProto model;
    model.set_ir_version(7);
    model.set_producer_name("propago");
    auto* opset = model.add_opset_import();
    opset->set_domain("");
    opset->set_version(13);
    if (auto written = Writer(graph, *shapes, weights, *model.mutable_graph()).write(); !written)
        return written;
    std::string bytes;
    if (!model.SerializeToString(&bytes))
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("the model is too large for one ONNX file"), {}}, path);
    return writeFileAtomically(path, bytes);
}

} // namespace propago
