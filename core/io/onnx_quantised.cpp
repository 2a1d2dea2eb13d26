#include "core/io/onnx_builder.h"
#include "core/kernels/weight_rounding.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace propago {

namespace {

// Operators that only choose or move numbers do the same to the integers that stand for them.
bool keepsCodes(const OnnxNode& node)
{
    static const std::set<std::string> kTypes{"Flatten", "Identity",  "MaxPool",  "Reshape",
                                              "Squeeze", "Transpose", "Unsqueeze"};
    return kTypes.contains(node.key());
}

// A node as if the file had it: these inputs, and an output of its own.
OnnxNode realNode(const OnnxNode& node, const char* type, std::vector<std::string> inputs)
{
    OnnxNode real = node;
    real.type = type;
    real.domain.clear();
    real.inputs = std::move(inputs);
    real.outputs = {node.outputs.front() + "/real"};
    return real;
}

std::int64_t along(const Shape& shape, std::int64_t axis, std::int64_t element)
{
    std::int64_t behind = 1;
    for (int i = static_cast<int>(axis) + 1; i < shape.rank(); ++i)
        behind *= shape[i];
    return element / behind % shape[static_cast<int>(axis)];
}

bool keepsWeights(const float* weights, std::int64_t count, std::int64_t bits)
{
    const double scale = weightScale(weights, count, bits);
    double largest = 0, difference = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto weight = static_cast<double>(weights[i]);
        largest = std::max(largest, std::abs(weight));
        difference =
            std::max(difference, std::abs(weight - scale * weightCode(weight, scale, bits)));
    }
    return difference <= 1e-6 * largest;
}

} // namespace

// The bits that the weights of a layer, one filter after the other, can be rounded to without change;
// 0 when they were not made of integers, or with scales that this program would not choose.
std::int64_t OnnxBuilder::weightBits(const OnnxTensor& constant, const Tensor& weights)
{
    const std::int64_t filters = constant.largestCode > 0 ? weights.shape()[0] : 0;
    const std::int64_t perFilter = filters > 0 ? weights.elements() / filters : 0;
    for (const std::int64_t bits : {2, 4, 8}) {
        bool isKept = filters > 0;
        for (std::int64_t filter = 0; filter < filters && isKept; ++filter)
            isKept =
                keepsWeights(weights.span<float>().data() + filter * perFilter, perFilter, bits);
        if (isKept)
            return bits;
    }
    return 0;
}

// Runs the handler of a node; what only moves integers leaves integers behind.
Result<void> OnnxBuilder::onCodes(const OnnxNode& node, Handler handler)
{
    const auto codes = node.hasInput(0) ? m_codes.find(node.inputs[0]) : m_codes.end();
    const bool keeps = codes != m_codes.end() && keepsCodes(node);
    m_readsCodes = keeps;
    const auto done = (this->*handler)(node);
    m_readsCodes = false;
    if (done && keeps)
        m_codes.insert_or_assign(node.outputs.front(), codes->second);
    return done;
}

// Scale and zero point at inputs `scale` and the next; `like` are the integers that they belong to,
// whose type the zero point must have.
Result<OnnxBuilder::Codes> OnnxBuilder::codesAt(const OnnxNode& node, std::size_t scale,
                                                const OnnxTensor* like) const
{
    const OnnxTensor* steps = numbers(node, scale);
    const OnnxTensor* zeros = integers(node, scale + 1);
    if (!steps || steps->shape.rank() > 1 || (node.hasInput(scale + 1) && !zeros))
        return refused(
            node, {PROPAGO_TEXT(
                       "its scale and zero point must be constants, one or one for each channel"),
                   {}});
    Codes codes;
    for (std::int64_t i = 0; i < steps->shape.elements(); ++i) {
        codes.scales.push_back(steps->numbers.at(i));
        const double step = codes.scales.back();
        if (!(std::isfinite(step) && step >= 1e-30 && step <= 1e30))
            return refused(node, {PROPAGO_TEXT("its scale holds %1, which is no step between "
                                               "numbers"),
                                  {shortest(step)}});
    }
    codes.zeroPoints = zeros ? zeros->integers : std::vector<std::int64_t>(codes.scales.size());
    if (codes.zeroPoints.size() != codes.scales.size() || codes.scales.empty())
        return refused(
            node, {PROPAGO_TEXT("it has %1 scales but %2 zero points"),
                   {std::to_string(codes.scales.size()), std::to_string(codes.zeroPoints.size())}});
    const OnnxTensor* typed = zeros ? zeros : like;
    codes.lowest = typed ? typed->lowest : 0;
    codes.highest = typed ? typed->highest : 255;
    const bool isOther =
        like && zeros && (like->lowest != zeros->lowest || like->highest != zeros->highest);
    const bool isWide = codes.lowest == codes.highest;
    const bool hasWideZero = isWide && std::ranges::any_of(codes.zeroPoints, [](std::int64_t zero) {
                                 return zero != 0;
                             });
    if (isOther || hasWideZero || (isWide && !like))
        return refused(node,
                       {PROPAGO_TEXT("its zero point has another type than its integers, or "
                                     "one that is not supported"),
                        {}},
                       {PROPAGO_TEXT("use uint8 or int8"), {}});
    return codes;
}

// Places the rounding of the value called `source`; the output of `node` are its integers.
Result<void> OnnxBuilder::placeCodes(const OnnxNode& node, const std::string& source,
                                     const Codes& codes)
{
    const auto producer = m_producers.find(source);
    if (producer == m_producers.end())
        return refused(node,
                       {PROPAGO_TEXT("only values that the network computes are quantised"), {}});
    if (codes.scales.size() != 1)
        return refused(node,
                       {PROPAGO_TEXT("values with a scale for each channel are not "
                                     "supported"),
                        {}},
                       {PROPAGO_TEXT("quantise activations for each tensor"), {}});
    Node target;
    target.kind = OperatorKind::FakeQuantize;
    target.inputs = {producer->second};
    target.attributes.scale = codes.scales.front();
    target.attributes.zeroPoint = codes.zeroPoints.front();
    target.attributes.isSigned = codes.lowest < 0;
    if (auto placed = place(node, std::move(target)); !placed)
        return placed;
    m_codes[node.outputs.front()] = codes;
    return {};
}

Result<void> OnnxBuilder::quantizeLinear(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const auto codes = codesAt(node, 1, nullptr);
    if (!codes)
        return tl::unexpected(codes.error());
    return placeCodes(node, node.inputs[0], *codes);
}

// Input `input` has to be integers with the scale and zero point that stand at `scale`.
Result<void> OnnxBuilder::requireCodes(const OnnxNode& node, std::size_t input,
                                       std::size_t scale) const
{
    const auto known = node.hasInput(input) ? m_codes.find(node.inputs[input]) : m_codes.end();
    if (known == m_codes.end())
        return refused(node, {PROPAGO_TEXT("its input %1 is not made of integers that stand for "
                                           "numbers"),
                              {node.hasInput(input) ? displayable(node.inputs[input])
                                                    : std::to_string(input + 1)}});
    auto codes = codesAt(node, scale, nullptr);
    if (!codes)
        return tl::unexpected(codes.error());
    if (!node.hasInput(scale + 1)) { // zero of whatever type the integers have
        codes->lowest = known->second.lowest;
        codes->highest = known->second.highest;
    }
    if (*codes == known->second)
        return {};
    return refused(node,
                   {PROPAGO_TEXT("its scale or zero point is not the one that its input %1 was "
                                 "quantised with"),
                    {displayable(node.inputs[input])}});
}

Result<void> OnnxBuilder::dequantizeLinear(const OnnxNode& node)
{
    if (const OnnxTensor* constant = integers(node, 0))
        return dequantizeConstant(node, *constant);
    if (auto known = requireCodes(node, 0, 1); !known)
        return known;
    const int producer = m_producers.at(node.inputs[0]);
    m_producers[node.outputs.front()] = producer;
    return {};
}

Result<OnnxTensor> OnnxBuilder::realNumbers(const OnnxNode& node, const OnnxTensor& integers,
                                            const Codes& codes, std::int64_t axis) const
{
    const std::int64_t count = static_cast<std::int64_t>(codes.scales.size());
    const int rank = integers.shape.rank();
    const std::int64_t place = axis < 0 ? axis + rank : axis;
    const bool isOne = count == 1;
    if (integers.integers.empty()
        || (!isOne
            && (place < 0 || place >= rank || integers.shape[static_cast<int>(place)] != count)))
        return refused(node,
                       {PROPAGO_TEXT("%1 scales along axis %2 do not fit to integers of "
                                     "shape %3"),
                        {std::to_string(count), std::to_string(axis), integers.shape.text()}});
    OnnxTensor result;
    result.shape = integers.shape;
    result.source = integers.source;
    result.numbers = Tensor(integers.shape, Format::Fp32);
    for (std::int64_t i = 0; i < integers.shape.elements(); ++i) {
        const auto at = static_cast<std::size_t>(isOne ? 0 : along(integers.shape, place, i));
        const std::int64_t code =
            integers.integers[static_cast<std::size_t>(i)] - codes.zeroPoints[at];
        result.numbers.span<float>()[static_cast<std::size_t>(i)] =
            static_cast<float>(static_cast<double>(code) * codes.scales[at]);
        result.largestCode = std::max(result.largestCode, std::abs(code));
    }
    return result;
}

Result<void> OnnxBuilder::dequantizeConstant(const OnnxNode& node, const OnnxTensor& integers)
{
    const auto codes = codesAt(node, 1, &integers);
    if (!codes)
        return tl::unexpected(codes.error());
    auto real = realNumbers(node, integers, *codes, node.integer("axis", 1));
    if (!real)
        return tl::unexpected(real.error());
    real->source = node.outputs.front();
    m_constants.insert_or_assign(node.outputs.front(), std::move(*real));
    return {};
}

// The weights at `input`, with scale and zero point behind them, as a constant of real numbers.
Result<std::string> OnnxBuilder::realWeights(const OnnxNode& node, std::size_t input,
                                             std::int64_t axis)
{
    const OnnxTensor* constant = integers(node, input);
    if (!constant)
        return refused(node, {PROPAGO_TEXT("its weights must be constant integers"), {}});
    const auto codes = codesAt(node, input + 1, constant);
    if (!codes)
        return tl::unexpected(codes.error());
    auto real = realNumbers(node, *constant, *codes, axis);
    if (!real)
        return tl::unexpected(real.error());
    const std::string name = node.inputs[input] + "/real";
    m_constants.insert_or_assign(name, std::move(*real));
    return name;
}

// The bias at `input`, integers in steps of x (at input 0) times w (at input 3) times `factor`, as a
// constant of real numbers; an empty name where there is none.
Result<std::string> OnnxBuilder::realBias(const OnnxNode& node, std::size_t input, double factor)
{
    if (!node.hasInput(input))
        return std::string();
    const OnnxTensor* bias = integers(node, input);
    Codes steps = *codesAt(node, 4, integers(node, 3));
    for (double& step : steps.scales)
        step *= m_codes.at(node.inputs[0]).scales.front() * factor;
    std::ranges::fill(steps.zeroPoints, 0);
    if (!bias || bias->shape.rank() != 1)
        return refused(node, {PROPAGO_TEXT("its bias must be a constant list of integers"), {}});
    auto real = realNumbers(node, *bias, steps, 0);
    if (!real)
        return tl::unexpected(real.error());
    const std::string name = node.inputs[input] + "/real";
    m_constants.insert_or_assign(name, std::move(*real));
    return name;
}

// Inputs: x, its scale and zero point; w, the same; the same of y; a bias in steps of x times w.
Result<void> OnnxBuilder::quantisedConvolution(const OnnxNode& node)
{
    if (auto known = requireCodes(node, 0, 1); !known)
        return known;
    const auto weights = realWeights(node, 3, 0);
    const auto output = codesAt(node, 6, nullptr);
    if (!weights || !output)
        return tl::unexpected(weights ? output.error() : weights.error());
    const auto bias = realBias(node, 8, 1);
    if (!bias)
        return tl::unexpected(bias.error());
    const OnnxNode real = realNode(node, "Conv", {node.inputs[0], *weights, *bias});
    m_readsCodes = true;
    if (auto placed = convolution(real); !placed)
        return placed;
    return placeCodes(node, real.outputs.front(), *output);
}

// As a convolution, but the bias comes before scale and zero point of y; without these y is real. The
// bias counts in steps of alpha, too.
Result<void> OnnxBuilder::quantisedGemm(const OnnxNode& node)
{
    if (auto known = requireCodes(node, 0, 1); !known)
        return known;
    const auto weights = realWeights(node, 3, node.integer("transB", 0) != 0 ? 0 : 1);
    if (!weights)
        return tl::unexpected(weights.error());
    const auto bias = realBias(node, 6, node.number("alpha", 1));
    if (!bias)
        return tl::unexpected(bias.error());
    OnnxNode real = realNode(node, "Gemm", {node.inputs[0], *weights, *bias});
    m_readsCodes = true;
    if (!node.hasInput(7)) {
        real.outputs = node.outputs;
        return gemm(real);
    }
    const auto output = codesAt(node, 7, nullptr);
    if (!output)
        return tl::unexpected(output.error());
    if (auto placed = gemm(real); !placed)
        return placed;
    return placeCodes(node, real.outputs.front(), *output);
}

Result<void> OnnxBuilder::quantisedMatMul(const OnnxNode& node)
{
    if (auto known = requireCodes(node, 0, 1); !known)
        return known;
    const auto weights = realWeights(node, 3, -1);
    const auto output = codesAt(node, 6, nullptr);
    if (!weights || !output)
        return tl::unexpected(weights ? output.error() : weights.error());
    const OnnxNode real = realNode(node, "MatMul", {node.inputs[0], *weights});
    m_readsCodes = true;
    if (auto placed = matMul(real); !placed)
        return placed;
    return placeCodes(node, real.outputs.front(), *output);
}

Result<void> OnnxBuilder::quantisedAdd(const OnnxNode& node)
{
    for (const std::size_t input : {std::size_t{0}, std::size_t{3}}) {
        if (auto known = requireCodes(node, input, input + 1); !known)
            return known;
    }
    const auto output = codesAt(node, 6, nullptr);
    if (!output)
        return tl::unexpected(output.error());
    const OnnxNode real = realNode(node, "Add", {node.inputs[0], node.inputs[3]});
    m_readsCodes = true;
    if (auto placed = arithmetic(real); !placed)
        return placed;
    return placeCodes(node, real.outputs.front(), *output);
}

Result<void> OnnxBuilder::quantisedGlobalAverage(const OnnxNode& node)
{
    if (node.integer("channels_last", 0) != 0)
        return refused(node, {PROPAGO_TEXT("only maps with the channels first are supported"), {}});
    if (auto known = requireCodes(node, 0, 1); !known)
        return known;
    const auto output = codesAt(node, 3, nullptr);
    if (!output)
        return tl::unexpected(output.error());
    const OnnxNode real = realNode(node, "GlobalAveragePool", {node.inputs[0]});
    m_readsCodes = true;
    if (auto placed = globalAverage(real); !placed)
        return placed;
    return placeCodes(node, real.outputs.front(), *output);
}

} // namespace propago
