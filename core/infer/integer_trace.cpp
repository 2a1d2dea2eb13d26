#include "core/infer/integer_trace.h"

#include "core/base/memory.h"
#include "core/graph/shapes.h"
#include "core/infer/fused_graph.h"
#include "core/infer/layer_rules.h"
#include "core/infer/unit_steps.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace propago {

struct IntegerTrace::Parts {
    FusedGraph fused;
    UnitSteps steps;
    std::vector<QuantisedWeights> weights;  ///< index = fused node
    std::vector<std::vector<float>> values; ///< index = fused node: bytes as they are, or reals
    AlignedBytes arena, scratch;
    Tensor output;

    /// The fused node that computes with the weights of `node`, or -1.
    int maker(int node) const
    {
        for (std::size_t i = 0; i < fused.nodes.size(); ++i) {
            const FusedNode& made = fused.nodes[i];
            const bool hasWeights =
                made.kind == FusedKind::Convolution || made.kind == FusedKind::Linear;
            if (made.node == node && hasWeights && !values[i].empty())
                return static_cast<int>(i);
        }
        return -1;
    }
    const FusedNode& node(int index) const { return fused.nodes[static_cast<std::size_t>(index)]; }
    const PlanValue& value(int index) const
    {
        return steps.values[static_cast<std::size_t>(index)];
    }

    struct Sum {
        std::vector<Term> terms;
        std::int64_t filter = 0;
        std::int64_t bias = 0;
        std::int64_t total = 0;
    };
    Sum sum(int index, std::int64_t element) const;
    void addProduct(Sum& sum, int input, std::int64_t source, std::int64_t weight, int index) const;

    /// From the 32-bit sum to what is stored.
    struct Outcome {
        float multiplier = 1;
        double scaled = 0; ///< sum times multiplier
        double other = 0;  ///< the other side of an Add
        double activated = 0;
        double rounded = 0; ///< with the zero point, before it saturates
        double result = 0;
    };
    Outcome outcome(int index, std::int64_t element, const Sum& sum) const;
};

IntegerTrace::IntegerTrace(std::unique_ptr<Parts> parts) : m_parts(std::move(parts))
{}
IntegerTrace::IntegerTrace(IntegerTrace&&) noexcept = default;
IntegerTrace& IntegerTrace::operator=(IntegerTrace&&) noexcept = default;
IntegerTrace::~IntegerTrace() = default;

Result<IntegerTrace> IntegerTrace::make(const Graph& graph, const Weights& weights,
                                        const Calibration& calibration)
{
    auto fused = fuse(graph, weights, {true, false, true});
    if (!fused)
        return tl::unexpected(fused.error());
    if (const auto set = setLayerRules(*fused, graph, Format::Int8, {}, &calibration); !set)
        return tl::unexpected(set.error());
    auto steps =
        layOutSteps(*fused, graph, {UnitFormat::Int8, true, Method::Fastest}, &calibration, 1);
    if (!steps)
        return tl::unexpected(steps.error());
    auto parts = std::make_unique<Parts>();
    parts->fused = std::move(*fused);
    parts->steps = std::move(*steps);
    for (const FusedNode& node : parts->fused.nodes) {
        QuantisedWeights integers;
        if (node.kind == FusedKind::Convolution || node.kind == FusedKind::Linear) {
            const std::int64_t filters =
                node.kind == FusedKind::Convolution ? node.window.filters : node.planes.elements();
            integers = quantiseWeights(node.weights, node.bias, filters,
                                       parts->value(node.inputs[0]).quantisation.scale, node.rules);
        }
        parts->weights.push_back(std::move(integers));
    }
    std::size_t scratch = 0;
    for (const auto& step : parts->steps.steps)
        scratch = std::max(scratch, step->scratchBytes(1, 1));
    parts->arena = allocateBytes(static_cast<std::size_t>(parts->steps.arenaBytes));
    parts->scratch = allocateBytes(scratch);
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    parts->output =
        Tensor((*shapes)[static_cast<std::size_t>(graph.output)].batched(1), Format::Fp32);
    parts->values.resize(parts->fused.nodes.size());
    return IntegerTrace(std::move(parts));
}

void IntegerTrace::run(const TensorView& x)
{
    Parts& p = *m_parts;
    Frame frame;
    frame.x = x.data;
    frame.y = p.output.view().data;
    frame.arena = p.arena.get();
    frame.scratch = p.scratch.get();
    frame.n = 1;
    for (const auto& step : p.steps.steps)
        step->run(frame);
    for (std::size_t i = 0; i < p.fused.nodes.size(); ++i) {
        const PlanValue& from = p.steps.values[i];
        p.values[i].clear();
        if (from.isInner || from.rows.width > 0)
            continue;
        p.values[i].resize(static_cast<std::size_t>(from.planes.elements()));
        fromUnits(from.storage(), from.place.read(frame), p.values[i].data(), from.planes.channels,
                  from.planes.plane());
    }
}

void IntegerTrace::Parts::addProduct(Sum& sum, int input, std::int64_t source, std::int64_t weight,
                                     int index) const
{
    const int zero = value(input).quantisation.zeroPoint;
    Term term;
    term.element = source;
    term.weight = weight;
    term.value =
        source < 0 ? 0
                   : static_cast<double>(
                         values[static_cast<std::size_t>(input)][static_cast<std::size_t>(source)])
                         - zero;
    term.factor =
        weights[static_cast<std::size_t>(index)].weights[static_cast<std::size_t>(weight)];
    sum.total += static_cast<std::int64_t>(term.value) * static_cast<std::int64_t>(term.factor);
    sum.terms.push_back(term);
}

IntegerTrace::Parts::Sum IntegerTrace::Parts::sum(int index, std::int64_t element) const
{
    const FusedNode& made = node(index);
    const int input = made.inputs[0];
    Sum sum;
    if (made.kind == FusedKind::Linear) {
        sum.filter = element;
        const std::int64_t inputs = value(input).planes.elements();
        for (std::int64_t i = 0; i < inputs; ++i)
            addProduct(sum, input, i, element * inputs + i, index);
    } else {
        const WindowGeometry& g = made.window;
        const std::int64_t plane = g.outHeight() * g.outWidth();
        sum.filter = element / plane;
        const std::int64_t row = element % plane / g.outWidth(), column = element % g.outWidth();
        const std::int64_t channels = g.groupChannels();
        const std::int64_t first = sum.filter / g.groupFilters() * channels;
        for (std::int64_t c = 0; c < channels; ++c) {
            for (std::int64_t tap = 0; tap < g.taps(); ++tap) {
                const std::int64_t y = row * g.strideH - g.padTop + tap / g.kernelW * g.dilationH;
                const std::int64_t x =
                    column * g.strideW - g.padLeft + tap % g.kernelW * g.dilationW;
                const bool isInside = y >= 0 && y < g.height && x >= 0 && x < g.width;
                addProduct(sum, input, isInside ? ((first + c) * g.height + y) * g.width + x : -1,
                           (sum.filter * channels + c) * g.taps() + tap, index);
            }
        }
    }
    const auto& bias = weights[static_cast<std::size_t>(index)].bias;
    sum.bias = bias.empty() ? 0 : bias[static_cast<std::size_t>(sum.filter)];
    sum.total += sum.bias;
    return sum;
}

// As the tails of the int8 kernels do it: in fp32, rounded half to even at the end.
IntegerTrace::Parts::Outcome IntegerTrace::Parts::outcome(int index, std::int64_t element,
                                                          const Sum& sum) const
{
    const FusedNode& made = node(index);
    const PlanValue& to = value(index);
    const Quantisation& from = value(made.inputs[0]).quantisation;
    const double scale =
        weights[static_cast<std::size_t>(index)].scales[static_cast<std::size_t>(sum.filter)];
    const double step = static_cast<double>(from.scale)
                        / (to.isReal ? 1.0 : static_cast<double>(to.quantisation.scale));
    Outcome result;
    result.multiplier = static_cast<float>(scale * step);
    float value = static_cast<float>(sum.total) * result.multiplier;
    result.scaled = static_cast<double>(value);
    if (made.hasResidual) {
        const Quantisation& other = this->value(made.inputs[1]).quantisation;
        const float residual =
            values[static_cast<std::size_t>(made.inputs[1])][static_cast<std::size_t>(element)];
        const float added = (residual - static_cast<float>(other.zeroPoint))
                            * (other.scale / to.quantisation.scale);
        result.other = static_cast<double>(added);
        value += added;
    }
    const double unit = to.isReal ? 1 : static_cast<double>(to.quantisation.scale);
    if (made.activation == FusedActivation::Relu)
        value = std::max(value, 0.0F);
    else if (made.activation == FusedActivation::LeakyRelu)
        value = value > 0 ? value : value * static_cast<float>(made.slope);
    else if (made.activation == FusedActivation::Clip)
        value = std::clamp(value, static_cast<float>(made.low / unit),
                           static_cast<float>(made.high / unit));
    result.activated = static_cast<double>(value);
    result.rounded = std::nearbyint(result.activated) + to.quantisation.zeroPoint;
    result.result = to.isReal ? result.activated : std::clamp(result.rounded, 0.0, 255.0);
    return result;
}

bool IntegerTrace::covers(int node) const
{
    return m_parts->maker(node) >= 0;
}

double IntegerTrace::computed(int node, std::int64_t element) const
{
    const int index = m_parts->maker(node);
    if (index < 0)
        throw std::invalid_argument("no integers of this layer are kept");
    return m_parts->outcome(index, element, m_parts->sum(index, element)).result;
}

double IntegerTrace::stored(int node, std::int64_t element) const
{
    const int index = m_parts->maker(node);
    if (index < 0)
        throw std::invalid_argument("no integers of this layer are kept");
    return static_cast<double>(
        m_parts->values[static_cast<std::size_t>(index)][static_cast<std::size_t>(element)]);
}

Explanation IntegerTrace::explain(int node, std::int64_t element) const
{
    const int index = m_parts->maker(node);
    if (index < 0 || element < 0
        || element >= static_cast<std::int64_t>(
               m_parts->values[static_cast<std::size_t>(index)].size()))
        return {};
    const FusedNode& made = m_parts->node(index);
    const PlanValue& to = m_parts->value(index);
    const Quantisation& from = m_parts->value(made.inputs[0]).quantisation;
    const Parts::Sum sum = m_parts->sum(index, element);
    const Parts::Outcome outcome = m_parts->outcome(index, element, sum);
    const double scale = m_parts->weights[static_cast<std::size_t>(index)]
                             .scales[static_cast<std::size_t>(sum.filter)];
    Explanation result;
    result.terms = sum.terms;
    result.bias = static_cast<double>(sum.bias);
    result.sum = static_cast<double>(sum.total);
    result.result = result.sum;
    result.formula = {
        PROPAGO_TEXT(
            "32-bit sum of %1 products (q - %2) × w and the bias, in steps of %3 × %4: %5"),
        {std::to_string(sum.terms.size()), std::to_string(from.zeroPoint),
         sixDigits(static_cast<double>(from.scale)), sixDigits(scale), std::to_string(sum.total)}};
    std::string scaled = sixDigits(outcome.scaled);
    if (made.hasResidual)
        scaled += (outcome.other < 0 ? " - " : " + ") + sixDigits(std::abs(outcome.other));
    const std::string total = std::to_string(sum.total);
    const std::string multiplier = sixDigits(static_cast<double>(outcome.multiplier));
    if (to.isReal) {
        result.steps = {{PROPAGO_TEXT("%1 × %2 = %3: the last layer leaves int8"),
                         {total, multiplier, sixDigits(outcome.result)}}};
        return result;
    }
    const Quantisation& target = to.quantisation;
    const std::string q = sixDigits(outcome.result);
    result.steps = {
        {made.activation == FusedActivation::None
             ? PROPAGO_TEXT(
                 "%1 × %2 = %3, rounded and plus %4: q = %5, stands for %6 × (q - %4) = %7")
             : PROPAGO_TEXT("%1 × %2 = %3, activated, rounded and plus %4: q = %5, stands for "
                            "%6 × (q - %4) = %7"),
         {total, multiplier, scaled, std::to_string(target.zeroPoint), q,
          sixDigits(static_cast<double>(target.scale)),
          sixDigits(dequantised(static_cast<int>(outcome.result), target))}}};
    return result;
}

std::optional<IntegerWalkFacts> IntegerTrace::facts(int node, std::int64_t element) const
{
    const int index = m_parts->maker(node);
    if (index < 0 || element < 0
        || element >= static_cast<std::int64_t>(
               m_parts->values[static_cast<std::size_t>(index)].size()))
        return std::nullopt;
    const FusedNode& made = m_parts->node(index);
    const PlanValue& to = m_parts->value(index);
    const Quantisation& from = m_parts->value(made.inputs[0]).quantisation;
    const Parts::Sum sum = m_parts->sum(index, element);
    const Parts::Outcome outcome = m_parts->outcome(index, element, sum);
    IntegerWalkFacts facts;
    facts.inputScale = static_cast<double>(from.scale);
    facts.inputZeroPoint = from.zeroPoint;
    facts.weightScale = m_parts->weights[static_cast<std::size_t>(index)]
                            .scales[static_cast<std::size_t>(sum.filter)];
    facts.total = sum.total;
    facts.multiplier = static_cast<double>(outcome.multiplier);
    facts.scaled = outcome.scaled;
    facts.hasOther = made.hasResidual;
    facts.other = outcome.other;
    facts.activation = made.activation;
    facts.slope = made.slope;
    facts.low = made.low;
    facts.high = made.high;
    facts.activated = outcome.activated;
    facts.staysReal = to.isReal;
    if (!to.isReal) {
        facts.outputScale = static_cast<double>(to.quantisation.scale);
        facts.outputZeroPoint = to.quantisation.zeroPoint;
        facts.rounded = outcome.rounded;
    }
    facts.stored = stored(node, element);
    return facts;
}

} // namespace propago
