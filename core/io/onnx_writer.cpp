#include "core/io/onnx_writer.h"

#include "core/base/atomic_file.h"
#include "core/graph/operator.h"
#include "core/graph/operators/fake_quantize.h"
#include "core/graph/shapes.h"
#include "core/io/onnx_integers.h"
#include "core/io/onnx_kinds.h"
#include "core/train/session.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <numbers>
#include <set>

namespace propago {

namespace {

using onnx::GraphProto;
using onnx::NodeProto;
using onnx::TensorProto;

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

    /// The oldest opset that has all operators, 13 at least.
    std::int64_t opset() const { return m_opset; }

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

    // Numbers that are not trained stand in the graph, the others beside it.
    void writeConstant(NodeProto& proto, const std::string& name, const Tensor& tensor,
                       bool isLiteral = false)
    {
        proto.add_input(name);
        if (!isLiteral) {
            TensorProto& written = *m_proto.add_initializer();
            written.set_name(name);
            fillNumbers(written, tensor);
            return;
        }
        NodeProto& literal = *m_proto.add_node();
        literal.set_op_type("Constant");
        literal.add_output(name);
        auto* attribute = literal.add_attribute();
        attribute->set_name("value");
        attribute->set_type(onnx::AttributeProto::TENSOR);
        fillNumbers(*attribute->mutable_t(), tensor);
    }

    std::string writeIntegers(const Node& node, const char* role,
                              const std::vector<std::int64_t>& values)
    {
        const std::string own = node.name + "." + role;
        const std::string name = fresh(own, own);
        TensorProto& written = *m_proto.add_initializer();
        written.set_name(name);
        written.set_data_type(TensorProto::INT64);
        written.add_dims(static_cast<std::int64_t>(values.size()));
        for (const std::int64_t value : values)
            written.add_int64_data(value);
        return name;
    }

    void writeNumber(NodeProto& proto, const Node& node, const char* role, double value)
    {
        Tensor number(Shape{}, Format::Fp32);
        number.span<float>()[0] = static_cast<float>(value);
        const std::string name = node.name + "." + role;
        writeConstant(proto, fresh(name, name), number);
    }

    TensorProto& initialiser(const std::string& name)
    {
        TensorProto& written = *m_proto.add_initializer();
        written.set_name(fresh(name, name));
        return written;
    }

    // What a layer with weights of few bits has, as integers with a DequantizeLinear behind them.
    void writeIntegerParameters(NodeProto& proto, int index)
    {
        const Node& node = m_graph.nodes[at(index)];
        const Tensor& weights = m_weights.at({SlotKind::Parameter, index, 0});
        const auto bias = m_weights.find({SlotKind::Parameter, index, 1});
        const auto step = onnxInputStep(m_graph, index);
        const OnnxIntegers integers =
            onnxIntegers(weights, node.attributes.hasBias ? &bias->second : nullptr, step,
                         node.attributes.weightBits);
        const std::string name = parameterName(index, 0);
        TensorProto& codes = initialiser(name + "_codes");
        fillBytes(codes, weights.shape(), integers.weights);
        TensorProto& scales = initialiser(name + "_scale");
        fillNumbers(scales, integers.scales);
        TensorProto& zeros = initialiser(name + "_zero");
        fillBytes(zeros, integers.scales.shape(),
                  std::vector(static_cast<std::size_t>(integers.scales.elements()), kOnnxZero));
        dequantise(node, "weights", {codes.name(), scales.name(), zeros.name()}, name);
        proto.add_input(name);
        if (!node.attributes.hasBias)
            return;
        if (!step)
            return writeConstant(proto, parameterName(index, 1), bias->second);
        const std::string biasName = parameterName(index, 1);
        TensorProto& biasCodes = initialiser(biasName + "_codes");
        fillWords(biasCodes, integers.bias);
        TensorProto& biasScales = initialiser(biasName + "_scale");
        fillNumbers(biasScales, integers.biasScales);
        dequantise(node, "biases", {biasCodes.name(), biasScales.name()}, biasName);
        proto.add_input(biasName);
    }

    // One scale for each filter.
    void dequantise(const Node& node, const char* role, const std::vector<std::string>& inputs,
                    const std::string& output)
    {
        step("DequantizeLinear", inputs, node, role, output);
        setOnnxInteger(*m_proto.mutable_node(m_proto.node_size() - 1), "axis", 0);
    }

    // To integers and back; codes of fewer bits than a byte are cut off before.
    bool writeRounding(const Node& node, const std::string& x, const std::string& y)
    {
        const Attributes& a = node.attributes;
        if (a.bits > 8)
            return false;
        const CodeRange range = codesOf(a);
        std::string source = x;
        if (a.bits < 8) {
            const auto limit = [&](std::int64_t code) {
                return a.scale * static_cast<double>(code - a.zeroPoint);
            };
            source = step("Clip",
                          {x, number(node, "low", limit(range.lowest)),
                           number(node, "high", limit(range.highest))},
                          node, "clipped");
        }
        const std::string scale = number(node, "scale", a.scale);
        TensorProto& zero = initialiser(node.name + ".zero_point");
        zero.set_data_type(a.isSigned ? TensorProto::INT8 : TensorProto::UINT8);
        const auto byte = static_cast<std::uint8_t>(a.zeroPoint);
        zero.set_raw_data(&byte, 1);
        const std::string zeroName = zero.name();
        const std::string codes = step("QuantizeLinear", {source, scale, zeroName}, node, "codes");
        step("DequantizeLinear", {codes, scale, zeroName}, node, "rounded", y);
        return true;
    }

    Result<void> requireParameters(int index)
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
        }
        return {};
    }

    Result<void> writeParameters(NodeProto& proto, int index)
    {
        const Node& node = m_graph.nodes[at(index)];
        if (auto there = requireParameters(index); !there)
            return there;
        const auto count =
            operatorFor(node.kind).parameters(node, inputShapes(m_graph, m_shapes, index)).size();
        if (count > 0 && onnxHasIntegers(node)) {
            writeIntegerParameters(proto, index);
            return {};
        }
        for (int i = 0; i < static_cast<int>(count); ++i)
            writeConstant(proto, parameterName(index, i),
                          m_weights.at({SlotKind::Parameter, index, i}), node.attributes.isFrozen);
        return {};
    }

    Result<void> writeNode(int index)
    {
        const Node& node = m_graph.nodes[at(index)];
        const std::string output = m_values[at(index)];
        NodeProto proto;
        proto.set_name(node.name);
        for (const int input : node.inputs)
            proto.add_input(m_values[at(input)]);
        if (auto written = writeParameters(proto, index); !written)
            return written;
        writeSettings(proto, index);
        proto.add_output(output);
        const Shape& source = sourceShape(index);
        describeOnnxKind(proto, node, source.rank() > 0 ? source[0] : 1);
        if (!proto.op_type().empty()) {
            m_opset = std::max(m_opset, opsetOf(node.kind));
            *m_proto.add_node() = std::move(proto);
            return {};
        }
        if (writeComposed(node, m_values[at(node.inputs.front())], output))
            return {};
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("%1 is not written as ONNX"), {operatorFor(node.kind).name()}},
                    node.name, {PROPAGO_TEXT("save the network as a session"), {}});
    }

    static std::int64_t opsetOf(OperatorKind kind)
    {
        return kind == OperatorKind::LayerNorm ? 17 : kind == OperatorKind::HardSwish ? 14 : 13;
    }

    // Settings that are inputs in ONNX.
    void writeSettings(NodeProto& proto, int index)
    {
        const Node& node = m_graph.nodes[at(index)];
        const Attributes& a = node.attributes;
        switch (node.kind) {
        case OperatorKind::Dropout: writeNumber(proto, node, "ratio", a.probability); break;
        case OperatorKind::Pow: writeNumber(proto, node, "exponent", a.alpha); break;
        case OperatorKind::Clip:
            writeNumber(proto, node, "low", a.low);
            writeNumber(proto, node, "high", a.high);
            break;
        case OperatorKind::Pad:
            proto.add_input(writeIntegers(
                node, "pads", {0, 0, a.padTop, a.padLeft, 0, 0, a.padBottom, a.padRight}));
            if (a.value != 0)
                writeNumber(proto, node, "filling", a.value);
            break;
        case OperatorKind::Reshape: {
            std::vector<std::int64_t> sizes(a.dims.dimensions().begin(), a.dims.dimensions().end());
            sizes.insert(sizes.begin(), 0);
            proto.add_input(writeIntegers(node, "shape", sizes));
            break;
        }
        case OperatorKind::ReduceSum:
            proto.add_input(writeIntegers(node, "axes", onnxAxes(node, sourceShape(index).rank())));
            break;
        case OperatorKind::ReduceMax:
        case OperatorKind::ReduceMean:
            setOnnxIntegers(proto, "axes", onnxAxes(node, sourceShape(index).rank()));
            break;
        case OperatorKind::Resize: writeSize(proto, node); break;
        default: break;
        }
        if (a.hasConstant && proto.input_size() == 1)
            writeNumber(proto, node, "constant", a.value);
        if (a.hasConstant && a.isReversed)
            proto.mutable_input()->SwapElements(0, 1);
    }

    const Shape& sourceShape(int index) const
    {
        return m_shapes[at(m_graph.nodes[at(index)].inputs.front())];
    }

    // Factors where the node has them; else batch and channels of the input, then height and width.
    void writeSize(NodeProto& proto, const Node& node)
    {
        const Attributes& a = node.attributes;
        proto.add_input(""); // the region
        if (a.scaleH > 0) {
            Tensor scales(Shape{4}, Format::Fp32);
            const double values[] = {1, 1, a.scaleH, a.scaleW};
            for (std::size_t i = 0; i < 4; ++i)
                scales.span<float>()[i] = static_cast<float>(values[i]);
            writeConstant(proto, fresh(node.name + ".scales", node.name + ".scales"), scales);
            return;
        }
        const std::string source = proto.input(0);
        const std::string first = writeIntegers(node, "first", {0});
        const std::string second = writeIntegers(node, "second", {2});
        const std::string whole = step("Shape", {source}, node, "shape");
        const std::string kept = step("Slice", {whole, first, second, first}, node, "kept");
        const std::string size = writeIntegers(node, "size", {a.dims[0], a.dims[1]});
        proto.add_input("");
        proto.add_input(step("Concat", {kept, size}, node, "sizes"));
        setOnnxInteger(*m_proto.mutable_node(m_proto.node_size() - 1), "axis", 0);
    }

    // A node on the way; the name of its output.
    std::string step(const char* type, const std::vector<std::string>& inputs, const Node& node,
                     const char* role, const std::string& output = {})
    {
        const std::string own = node.name + "." + role;
        NodeProto& proto = *m_proto.add_node();
        proto.set_op_type(type);
        proto.set_name(own);
        for (const std::string& input : inputs)
            proto.add_input(input);
        proto.add_output(output.empty() ? fresh(own, own) : output);
        return proto.output(0);
    }

    std::string number(const Node& node, const char* role, double value)
    {
        NodeProto collector;
        writeNumber(collector, node, role, value);
        return collector.input(0);
    }

    // Functions that ONNX has no operator for, out of those that it has.
    bool writeComposed(const Node& node, const std::string& x, const std::string& y)
    {
        if (node.kind == OperatorKind::FakeQuantize)
            return writeRounding(node, x, y);
        if (node.kind == OperatorKind::Silu) {
            step("Mul", {x, step("Sigmoid", {x}, node, "share")}, node, "product", y);
            return true;
        }
        if (node.kind != OperatorKind::Gelu)
            return false;
        const std::string scaled =
            step("Div", {x, number(node, "root", std::numbers::sqrt2)}, node, "scaled");
        const std::string sum =
            step("Add", {step("Erf", {scaled}, node, "erf"), number(node, "one", 1)}, node, "sum");
        const std::string product = step("Mul", {x, sum}, node, "product");
        step("Mul", {product, number(node, "half", 0.5)}, node, "result", y);
        return true;
    }

    const Graph& m_graph;
    const std::vector<Shape>& m_shapes;
    const std::map<TensorRef, Tensor>& m_weights;
    GraphProto& m_proto;
    std::int64_t m_opset = 13;
    std::set<std::string> m_taken;
    std::vector<std::string> m_values; ///< name of each node's output
};

} // namespace

Result<void> writeOnnx(const Graph& graph, const std::map<TensorRef, Tensor>& weights,
                       const std::string& path)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    onnx::ModelProto model;
    model.set_producer_name("propago");
    auto* opset = model.add_opset_import();
    opset->set_domain("");
    Writer writer(graph, *shapes, weights, *model.mutable_graph());
    if (auto written = writer.write(); !written)
        return written;
    opset->set_version(writer.opset());
    model.set_ir_version(writer.opset() > 14 ? 8 : 7);
    std::string bytes;
    if (!model.SerializeToString(&bytes))
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("the model is too large for one ONNX file"), {}}, path);
    return writeFileAtomically(path, bytes);
}

} // namespace propago
