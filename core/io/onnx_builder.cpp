#include "core/io/onnx_builder.h"

#include "core/base/limits.h"
#include "core/base/memory.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

std::map<std::string, int> readersOf(const OnnxDescription& description)
{
    std::map<std::string, int> readers;
    for (const OnnxNode& node : description.nodes) {
        for (const std::string& input : node.inputs)
            ++readers[input];
    }
    if (!description.outputs.empty())
        ++readers[description.outputs.front()];
    return readers;
}

} // namespace

bool isOnnxOperatorSupported(const std::string& key)
{
    return OnnxBuilder::handlers().contains(key);
}

Result<ImportedModel> buildOnnx(OnnxDescription description, const std::string& path)
{
    return OnnxBuilder(std::move(description), path).build();
}

OnnxBuilder::OnnxBuilder(OnnxDescription description, std::string path)
    : m_description(std::move(description))
    , m_path(std::move(path))
    , m_opset(m_description.opset.value_or(0))
    , m_constants(std::move(m_description.initialisers))
    , m_readers(readersOf(m_description))
{
    const std::string& name = m_description.name;
    m_model.graph.name = displayable(name.empty() ? "imported" : name, 80);
    for (const OnnxNode& node : m_description.nodes) {
        for (const std::string& input : node.inputs)
            m_consumers[input].push_back(&node);
    }
}

const std::map<std::string, OnnxBuilder::Handler>& OnnxBuilder::handlers()
{
    static const std::map<std::string, Handler> table{
        {"Add", &OnnxBuilder::add},
        {"AveragePool", &OnnxBuilder::pool},
        {"BatchNormalization", &OnnxBuilder::batchNorm},
        {"Cast", &OnnxBuilder::identity},
        {"Clip", &OnnxBuilder::clip},
        {"Concat", &OnnxBuilder::concat},
        {"Constant", &OnnxBuilder::constant},
        {"ConstantOfShape", &OnnxBuilder::constantOfShape},
        {"Conv", &OnnxBuilder::convolution},
        {"ConvTranspose", &OnnxBuilder::convTranspose},
        {"DequantizeLinear", &OnnxBuilder::dequantizeLinear},
        {"Div", &OnnxBuilder::arithmetic},
        {"Dropout", &OnnxBuilder::dropout},
        {"Elu", &OnnxBuilder::function},
        {"Erf", &OnnxBuilder::function},
        {"Exp", &OnnxBuilder::function},
        {"Flatten", &OnnxBuilder::flatten},
        {"Gather", &OnnxBuilder::gather},
        {"Gemm", &OnnxBuilder::gemm},
        {"GlobalAveragePool", &OnnxBuilder::globalAverage},
        {"GlobalMaxPool", &OnnxBuilder::globalMax},
        {"GroupNormalization", &OnnxBuilder::groupNorm},
        {"HardSigmoid", &OnnxBuilder::function},
        {"HardSwish", &OnnxBuilder::function},
        {"Identity", &OnnxBuilder::identity},
        {"InstanceNormalization", &OnnxBuilder::groupNorm},
        {"LRN", &OnnxBuilder::localResponseNorm},
        {"LayerNormalization", &OnnxBuilder::layerNorm},
        {"LeakyRelu", &OnnxBuilder::activation},
        {"MatMul", &OnnxBuilder::matMul},
        {"MaxPool", &OnnxBuilder::pool},
        {"Mul", &OnnxBuilder::arithmetic},
        {"Neg", &OnnxBuilder::negate},
        {"PRelu", &OnnxBuilder::prelu},
        {"Pad", &OnnxBuilder::pad},
        {"Pow", &OnnxBuilder::power},
        {"QLinearConv", &OnnxBuilder::quantisedConvolution},
        {"QLinearMatMul", &OnnxBuilder::quantisedMatMul},
        {"QuantizeLinear", &OnnxBuilder::quantizeLinear},
        {"Reciprocal", &OnnxBuilder::reciprocal},
        {"ReduceMax", &OnnxBuilder::reduce},
        {"ReduceMean", &OnnxBuilder::reduce},
        {"ReduceSum", &OnnxBuilder::reduce},
        {"Relu", &OnnxBuilder::activation},
        {"Reshape", &OnnxBuilder::reshape},
        {"Resize", &OnnxBuilder::resize},
        {"Shape", &OnnxBuilder::shapeOf},
        {"Sigmoid", &OnnxBuilder::activation},
        {"Slice", &OnnxBuilder::slice},
        {"Softmax", &OnnxBuilder::softmax},
        {"Sqrt", &OnnxBuilder::function},
        {"Squeeze", &OnnxBuilder::squeeze},
        {"Sub", &OnnxBuilder::arithmetic},
        {"Tanh", &OnnxBuilder::activation},
        {"Transpose", &OnnxBuilder::transpose},
        {"Unsqueeze", &OnnxBuilder::unsqueeze},
        {"Upsample", &OnnxBuilder::resize},
        {"com.microsoft.Gelu", &OnnxBuilder::function},
        {"com.microsoft.QGemm", &OnnxBuilder::quantisedGemm},
        {"com.microsoft.QLinearAdd", &OnnxBuilder::quantisedAdd},
        {"com.microsoft.QLinearGlobalAveragePool", &OnnxBuilder::quantisedGlobalAverage},
    };
    return table;
}

Result<ImportedModel> OnnxBuilder::build()
{
    if (auto added = addInputs(); !added)
        return tl::unexpected(added.error());
    for (const OnnxNode& node : m_description.nodes) {
        if (auto built = onCodes(node, handlers().at(node.key())); !built)
            return tl::unexpected(built.error());
    }
    const std::string& output = m_description.outputs.front();
    if (m_codes.contains(output))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("its output %1 is made of integers that stand for numbers"),
                     {displayable(output)}},
                    m_path, {PROPAGO_TEXT("end the model with DequantizeLinear"), {}});
    const auto producer = m_producers.find(output);
    if (producer == m_producers.end()
        || m_model.graph.nodes[static_cast<std::size_t>(producer->second)].kind
               == OperatorKind::Input)
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("its output %1 is not computed by a layer"), {displayable(output)}},
            m_path, {PROPAGO_TEXT("export the model again"), {}});
    m_model.graph.output = producer->second;
    if (const auto shapes = inferShapes(m_model.graph); !shapes)
        return tl::unexpected(shapes.error());
    if (auto fits = checkMemory(); !fits)
        return tl::unexpected(fits.error());
    noteShared();
    return std::move(m_model);
}

Result<void> OnnxBuilder::addInputs()
{
    for (const OnnxInput& input : m_description.inputs) {
        if (m_constants.contains(input.name))
            continue; // an initialiser that is listed as input, too
        if (!m_readers.contains(input.name)) {
            note("the input " + displayable(input.name) + " is not used");
            continue;
        }
        if (auto added = addInput(input); !added)
            return added;
    }
    if (!m_model.graph.nodes.empty())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the network has no input that its output depends on"), {}}, m_path,
                {PROPAGO_TEXT("export the model again"), {}});
}

Result<void> OnnxBuilder::addInput(const OnnxInput& input)
{
    const std::string where = m_path + ", " + displayable(input.name);
    const auto rank = static_cast<int>(input.dimensions.size());
    if (!input.isTensorOfNumbers || !input.hasShape || rank < 2 || rank > limits::kRank)
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT(
                 "the input must be a tensor of real numbers with a batch dimension and more"),
             {}},
            where, {PROPAGO_TEXT("export the model with pictures as its input"), {}});
    std::vector<std::int64_t> sample;
    const auto& batch = input.dimensions.front();
    m_batch = batch && *batch > 0 ? batch : m_batch;
    for (int i = 1; i < rank; ++i) {
        const auto& dimension = input.dimensions[static_cast<std::size_t>(i)];
        if (!dimension || *dimension < 1)
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("dimension %1 of the input has no fixed size of at least 1"),
                         {std::to_string(i)}},
                        where,
                        {PROPAGO_TEXT("export the model with only the batch dimension free"), {}});
        sample.push_back(*dimension);
    }
    const auto bounded = boundedShape(sample);
    if (!bounded)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the shape of the input is beyond the limits"), {}}, where,
                    {PROPAGO_TEXT("export the model for smaller pictures"), {}});
    Node node;
    node.kind = OperatorKind::Input;
    node.name = m_model.graph.nodes.empty()
                    ? "input"
                    : "input" + std::to_string(m_model.graph.nodes.size() + 1);
    node.inputShape = *bounded;
    node.valueName = keptName(input.name);
    m_producers[input.name] = m_model.graph.add(std::move(node));
    m_shapes.push_back(*bounded);
    return {};
}

// A few bytes can ask for very large maps: what one picture needs is known before anything is run.
Result<void> OnnxBuilder::checkMemory() const
{
    double bytes = 0;
    for (const Shape& value : m_shapes)
        bytes += 4.0 * static_cast<double>(value.elements());
    const double budget = limits::kMemoryShare * static_cast<double>(availableMemory());
    if (bytes <= budget)
        return {};
    const auto megabytes = [](double value) {
        return std::to_string(static_cast<std::int64_t>(value / 1048576));
    };
    return fail(ErrorCode::OutOfMemory,
                {PROPAGO_TEXT("one picture would need %1 MB for its activations, more than the %2 "
                              "MB that are free for it"),
                 {megabytes(bytes), megabytes(budget)}},
                m_path, {PROPAGO_TEXT("export the model for smaller pictures"), {}});
}

Failure OnnxBuilder::refused(const OnnxNode& node, Text what, Text remedy) const
{
    return fail(ErrorCode::BadInput, std::move(what), m_path + ", " + node.label(),
                std::move(remedy));
}

Result<int> OnnxBuilder::value(const OnnxNode& node, std::size_t input) const
{
    const auto found =
        node.hasInput(input) ? m_producers.find(node.inputs[input]) : m_producers.end();
    if (found != m_producers.end() && (m_readsCodes || !m_codes.contains(found->first)))
        return found->second;
    if (found != m_producers.end())
        return refused(node, {PROPAGO_TEXT("its input %1 is made of integers that stand for "
                                           "numbers, which this operator does not take"),
                              {displayable(found->first)}});
    return refused(
        node,
        {PROPAGO_TEXT("its input %1 is missing or is no value that the network computes"),
         {node.hasInput(input) ? displayable(node.inputs[input]) : std::to_string(input + 1)}});
}

const OnnxTensor* OnnxBuilder::numbers(const OnnxNode& node, std::size_t input) const
{
    const auto found =
        node.hasInput(input) ? m_constants.find(node.inputs[input]) : m_constants.end();
    return found == m_constants.end() || !found->second.isNumber() ? nullptr : &found->second;
}

const OnnxTensor* OnnxBuilder::integers(const OnnxNode& node, std::size_t input) const
{
    const auto found =
        node.hasInput(input) ? m_constants.find(node.inputs[input]) : m_constants.end();
    return found == m_constants.end() || found->second.isNumber() ? nullptr : &found->second;
}

// One number for each feature, or one for all of them; nothing when the input is left out.
Result<std::vector<OnnxBuilder::Parameter>>
OnnxBuilder::biasOf(const OnnxNode& node, std::size_t input, std::int64_t features) const
{
    std::vector<Parameter> result;
    if (!node.hasInput(input))
        return result;
    const OnnxTensor* bias = numbers(node, input);
    if (!bias)
        return refused(node, {PROPAGO_TEXT("its bias %1 is not a constant"),
                              {displayable(node.inputs[input])}});
    const std::int64_t count = bias->shape.elements();
    const int rank = bias->shape.rank();
    if (count != 1 && (count != features || bias->shape[rank - 1] != features))
        return refused(node, {PROPAGO_TEXT("its bias has shape %1 but there are %2 outputs"),
                              {bias->shape.text(), std::to_string(features)}});
    Tensor flat(Shape{features}, Format::Fp32);
    for (std::int64_t i = 0; i < features; ++i)
        flat.span<float>()[static_cast<std::size_t>(i)] =
            bias->numbers.span<float>()[static_cast<std::size_t>(count == 1 ? 0 : i)];
    result.push_back({bias->source, std::move(flat)});
    return result;
}

void OnnxBuilder::noteShared()
{
    for (const auto& [name, count] : m_uses) {
        if (count > 1)
            note("the weights " + displayable(name) + " serve " + std::to_string(count)
                 + " nodes; each of them gets a copy of its own");
    }
}

void OnnxBuilder::noteParameter(const OnnxNode& from, const Parameter& parameter)
{
    const std::string name = displayable(parameter.name);
    ++m_uses[parameter.name];
    const auto values = parameter.tensor.span<float>();
    const auto bad = std::ranges::find_if(values, [](float v) { return !std::isfinite(v); });
    if (bad != values.end())
        note("the weights " + name + " of " + from.label()
             + " hold NaN or infinity, first at element " + std::to_string(bad - values.begin()));
}

Result<void> OnnxBuilder::place(const OnnxNode& from, Node node, std::vector<Parameter> parameters)
{
    node.name = freshName(node.kind);
    node.valueName = keptName(from.outputs.front());
    std::vector<Shape> inputs;
    for (const int input : node.inputs)
        inputs.push_back(shape(input));
    const Operator& op = operatorFor(node.kind);
    auto output = op.outputShape(node, inputs);
    if (!output) {
        output.error().where = m_path + ", " + from.label();
        return tl::unexpected(output.error());
    }
    const auto specs = op.parameters(node, inputs);
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const bool isThere = i < parameters.size();
        if (!isThere || parameters[i].tensor.shape() != specs[i].shape)
            return refused(from, {PROPAGO_TEXT("its %1 should have shape %2 but has %3"),
                                  {specs[i].role, specs[i].shape.text(),
                                   isThere ? parameters[i].tensor.shape().text() : "none"}});
    }
    for (const Parameter& parameter : parameters) {
        noteParameter(from, parameter);
        node.parameterNames.push_back(keptName(rootName(parameter.name)));
    }
    const int index = m_model.graph.add(std::move(node));
    for (std::size_t i = 0; i < specs.size(); ++i)
        m_model.weights.emplace(TensorRef{SlotKind::Parameter, index, static_cast<int>(i)},
                                std::move(parameters[i].tensor));
    m_shapes.push_back(*output);
    m_producers[from.outputs.front()] = index;
    return {};
}

Result<void> OnnxBuilder::placeSimple(const OnnxNode& from, OperatorKind kind)
{
    const auto input = value(from);
    if (!input)
        return tl::unexpected(input.error());
    Node node;
    node.kind = kind;
    node.inputs = {*input};
    return place(from, std::move(node));
}

std::string OnnxBuilder::freshName(OperatorKind kind)
{
    const std::string prefix = namePrefix(kind);
    return prefix + std::to_string(++m_counts[prefix]);
}

std::string OnnxBuilder::rootName(const std::string& name) const
{
    const auto alias = m_aliases.find(name);
    return alias == m_aliases.end() ? name : alias->second;
}

// Names stay as they are, so that values can be found again; beyond the limit they are cut.
std::string OnnxBuilder::keptName(const std::string& name)
{
    if (static_cast<std::int64_t>(name.size()) <= limits::kNameBytes)
        return name;
    constexpr std::size_t kept = 100;
    return name.substr(0, kept) + "~" + std::to_string(++m_counts["~"]);
}

} // namespace propago
