#include "core/program/explainer.h"

#include "core/program/gradient_probe.h"

#include <algorithm>
#include <cmath>

namespace propago {

Explainer::Explainer(const Program& program, const Workspace& workspace, ThreadPool& pool,
                     std::int64_t count, int lastStep)
    : m_program(program)
    , m_workspace(workspace)
    , m_executor(program, workspace, pool)
    , m_count(count)
    , m_lastStep(lastStep)
{}

const Node& Explainer::nodeAt(int node) const
{
    return m_program.graph().nodes[static_cast<std::size_t>(node)];
}

Explanation Explainer::explain(const TensorRef& ref, std::int64_t sample, std::int64_t element)
{
    const int slot = m_program.slot(ref);
    const bool isKnown = slot >= 0 && m_count > 0 && isComplete(ref);
    if (!isKnown || element < 0)
        return {};
    const Slot& place = m_program.allSlots()[static_cast<std::size_t>(slot)];
    if (element >= place.shape.elements())
        return {};
    sample = std::clamp<std::int64_t>(sample, 0, m_count - 1);
    switch (ref.kind) {
    case SlotKind::Value: return value(ref.node, sample, element);
    case SlotKind::Gradient: return gradient(ref.node, sample, element);
    case SlotKind::ParameterGradient: return parameterGradient(ref, sample, element);
    case SlotKind::Probabilities: return probability(sample, element);
    case SlotKind::SampleLoss: return sampleLoss(sample);
    case SlotKind::Loss: return loss();
    default: return {};
    }
}

bool Explainer::hasRun(StepKind kind, int node, int index) const
{
    const auto& steps = m_program.steps();
    for (int i = 0; i <= m_lastStep && i < static_cast<int>(steps.size()); ++i) {
        const Step& step = steps[static_cast<std::size_t>(i)];
        if (step.kind == kind && (node < 0 || step.node == node) && step.index == index)
            return true;
    }
    return false;
}

// A gradient is complete when no later step of the batch writes to it.
bool Explainer::isComplete(const TensorRef& ref) const
{
    const int slot = m_program.slot(ref);
    const auto& steps = m_program.steps();
    bool isWritten = false;
    for (int i = 0; i < static_cast<int>(steps.size()); ++i) {
        const Step& step = steps[static_cast<std::size_t>(i)];
        if (step.kind == StepKind::ClipGradients)
            continue;
        const bool writes = std::ranges::find(step.overwrites, slot) != step.overwrites.end()
                            || std::ranges::find(step.modifies, slot) != step.modifies.end();
        if (writes && i > m_lastStep)
            return false;
        isWritten = isWritten || writes;
    }
    return isWritten;
}

bool Explainer::hasUpdated(int node) const
{
    const auto& steps = m_program.steps();
    for (int i = 0; i <= m_lastStep; ++i) {
        const Step& step = steps[static_cast<std::size_t>(i)];
        if (step.kind == StepKind::Update && step.node == node)
            return true;
    }
    return false;
}

namespace {

Term termOf(std::int64_t element, double value, double factor)
{
    Term term;
    term.element = element;
    term.value = value;
    term.factor = factor;
    return term;
}

// Half a unit in the last place for each time that it was stored; a gradient is, for each way it came.
void sayHowItIsStored(Format format, Explanation& explanation)
{
    constexpr double kMostLost = 0x1p-7;
    const double lost = std::abs(explanation.sum - explanation.result);
    if (format != Format::Bf16 || lost == 0 || lost > kMostLost * std::abs(explanation.result))
        return;
    explanation.steps.push_back({PROPAGO_TEXT("stored in bf16, %1 becomes %2"),
                                 {sixDigits(explanation.sum), sixDigits(explanation.result)}});
}

void addUp(Explanation& explanation)
{
    for (const Term& term : explanation.terms)
        explanation.sum += term.value * term.factor;
}

} // namespace

// 1 / p is the sum of e to the power of each output less this one: no exponential overflows alone.
Explanation Explainer::probability(std::int64_t sample, std::int64_t element) const
{
    const TensorView output =
        m_workspace.view({SlotKind::Value, m_program.graph().output, 0}).slice(sample, 1);
    Explanation result;
    result.result = m_workspace.view({SlotKind::Probabilities, -1, 0}).slice(sample, 1).at(element);
    if (m_program.options().lossName != "CrossEntropyLoss") {
        result.terms = {termOf(element, output.at(element), 1)};
        addUp(result);
        result.formula = {PROPAGO_TEXT("the output itself: %1"), {sixDigits(result.result)}};
        return result;
    }
    for (std::int64_t i = 0; i < output.elements(); ++i)
        result.terms.push_back(termOf(i, std::exp(output.at(i) - output.at(element)), 1));
    addUp(result);
    result.formula = {PROPAGO_TEXT("e^%1 as a share of all %2 exponentials: 1 / %3 = %4"),
                      {sixDigits(output.at(element)), std::to_string(output.elements()),
                       sixDigits(result.sum), sixDigits(result.result)}};
    return result;
}

// The same formulas as in core/train/losses.cpp.
Explanation Explainer::sampleLoss(std::int64_t sample) const
{
    const int output = m_program.graph().output;
    const TensorView actual = m_workspace.view({SlotKind::Value, output, 0}).slice(sample, 1);
    const TensorView ideal = m_workspace.view({SlotKind::Target, -1, 0}).slice(sample, 1);
    const std::string& name = m_program.options().lossName;
    Explanation result;
    double largest = actual.at(0), exponentials = 0;
    for (std::int64_t i = 1; i < actual.elements(); ++i)
        largest = std::max(largest, actual.at(i));
    for (std::int64_t i = 0; i < actual.elements(); ++i)
        exponentials += std::exp(actual.at(i) - largest);
    const double share = 1 / static_cast<double>(actual.elements());
    for (std::int64_t i = 0; i < actual.elements(); ++i) {
        const double difference = actual.at(i) - ideal.at(i);
        if (name == "CrossEntropyLoss" && ideal.at(i) != 0)
            result.terms.push_back(
                termOf(i, largest + std::log(exponentials) - actual.at(i), ideal.at(i)));
        else if (name == "MSELoss")
            result.terms.push_back(termOf(i, difference * difference, share));
        else if (name == "L1Loss")
            result.terms.push_back(termOf(i, std::abs(difference), share));
    }
    addUp(result);
    result.result = m_workspace.view({SlotKind::SampleLoss, -1, 0}).at(sample);
    result.formula = {PROPAGO_TEXT("%1 of one picture: %2"), {name, sixDigits(result.result)}};
    return result;
}

Explanation Explainer::loss() const
{
    Explanation result;
    const TensorView losses = m_workspace.view({SlotKind::SampleLoss, -1, 0});
    for (std::int64_t i = 0; i < m_count; ++i) {
        result.terms.push_back(termOf(-1, losses.at(i), 1 / static_cast<double>(m_count)));
        result.terms.back().sample = i;
    }
    addUp(result);
    result.result = m_workspace.view({SlotKind::Loss, -1, 0}).at(0);
    result.formula = {PROPAGO_TEXT("the mean of %1 losses is %2"),
                      {std::to_string(m_count), sixDigits(result.result)}};
    return result;
}

Explanation Explainer::value(int node, std::int64_t sample, std::int64_t element)
{
    Explanation result =
        operatorFor(nodeAt(node).kind)
            .explain(nodeAt(node), m_executor.context(node, m_count, 0, 0), sample, element);
    result.isOutdated = hasUpdated(node);
    sayHowItIsStored(m_workspace.view({SlotKind::Value, node, 0}).format, result);
    return result;
}

GradientContext Explainer::gradientContext(int node, int index)
{
    GradientContext gradient;
    gradient.outputGradient =
        m_workspace.view(m_program.slot({SlotKind::Gradient, node, 0}), m_count);
    gradient.index = index;
    m_parameterGradients.clear();
    for (int i = 0; i < static_cast<int>(m_program.parameters(node).size()); ++i) {
        const int slot = m_program.slot({SlotKind::ParameterGradient, node, i});
        if (slot >= 0)
            m_parameterGradients.push_back(m_workspace.view(slot, m_count));
    }
    gradient.parameterGradients = m_parameterGradients;
    return gradient;
}

// The same formulas as in core/train/losses.cpp: what the output's gradient is made of.
std::vector<Term> Explainer::lossTerms(std::int64_t sample, std::int64_t element) const
{
    const int output = m_program.graph().output;
    const std::int64_t classes = m_program.shapes()[static_cast<std::size_t>(output)].elements();
    const std::int64_t at = sample * classes + element;
    const double ideal = m_workspace.view({SlotKind::Target, -1, 0}).at(at);
    const auto term = [element](double value, double factor) {
        return termOf(element, value, factor);
    };
    const auto pictures = static_cast<double>(m_count);
    const std::string& loss = m_program.options().lossName;
    if (loss == "CrossEntropyLoss") {
        const double actual = m_workspace.view({SlotKind::Probabilities, -1, 0}).at(at);
        return {term(actual, 1 / pictures), term(ideal, -1 / pictures)};
    }
    const double actual = m_workspace.view({SlotKind::Value, output, 0}).at(at);
    const double all = pictures * static_cast<double>(classes);
    if (loss == "MSELoss")
        return {term(actual, 2 / all), term(ideal, -2 / all)};
    return {term(actual > ideal ? 1 : actual < ideal ? -1 : 0, 1 / all)};
}

std::vector<Term> Explainer::arrivingFrom(int consumer, int input, std::int64_t sample,
                                          std::int64_t element)
{
    const NodeContext context = m_executor.context(consumer, m_count, 0, 0);
    const GradientContext gradient = gradientContext(consumer, input);
    auto terms = operatorFor(nodeAt(consumer).kind)
                     .inputGradientTerms(nodeAt(consumer), context, gradient, sample, element);
    if (!terms)
        terms = GradientProbe(m_program.kernel(consumer), context, gradient)
                    .inputTerms(sample, element);
    for (Term& term : *terms) {
        term.node = consumer;
        term.input = input;
    }
    return std::move(*terms);
}

std::vector<Term> Explainer::ways(int node, std::int64_t sample, std::int64_t element)
{
    std::vector<Term> terms;
    const auto& nodes = m_program.graph().nodes;
    sample = std::clamp<std::int64_t>(sample, 0, std::max<std::int64_t>(m_count - 1, 0));
    for (int consumer = node + 1; consumer < static_cast<int>(nodes.size()); ++consumer) {
        const auto& inputs = nodes[static_cast<std::size_t>(consumer)].inputs;
        const bool isKnown = m_program.slot({SlotKind::Gradient, consumer, 0}) >= 0
                             && hasRun(StepKind::Forward, consumer, 0);
        for (int i = 0; isKnown && i < static_cast<int>(inputs.size()); ++i) {
            if (inputs[static_cast<std::size_t>(i)] != node)
                continue;
            const std::vector<Term> more = arrivingFrom(consumer, i, sample, element);
            terms.insert(terms.end(), more.begin(), more.end());
        }
    }
    return terms;
}

Explanation Explainer::gradient(int node, std::int64_t sample, std::int64_t element)
{
    Explanation result;
    if (node == m_program.graph().output)
        result.terms = lossTerms(sample, element);
    const auto& nodes = m_program.graph().nodes;
    for (int consumer = node + 1; consumer < static_cast<int>(nodes.size()); ++consumer) {
        const auto& inputs = nodes[static_cast<std::size_t>(consumer)].inputs;
        for (int i = 0; i < static_cast<int>(inputs.size()); ++i) {
            if (inputs[static_cast<std::size_t>(i)] != node
                || !hasRun(StepKind::InputGradient, consumer, i))
                continue;
            const std::vector<Term> terms = arrivingFrom(consumer, i, sample, element);
            result.terms.insert(result.terms.end(), terms.begin(), terms.end());
            result.isOutdated = result.isOutdated || hasUpdated(consumer);
        }
    }
    for (const Term& term : result.terms)
        result.sum += term.value * term.factor;
    const Shape& shape = m_program.shapes()[static_cast<std::size_t>(node)];
    result.result =
        m_workspace.view({SlotKind::Gradient, node, 0}).at(sample * shape.elements() + element);
    sayHowItIsStored(m_workspace.view({SlotKind::Gradient, node, 0}).format, result);
    if (result.terms.empty())
        result.formula = {PROPAGO_TEXT("nothing sends a gradient here"), {}};
    else if (result.terms.size() == 1)
        result.formula = {PROPAGO_TEXT("the gradient %1 times %2 = %3"),
                          {sixDigits(result.terms[0].value), sixDigits(result.terms[0].factor),
                           sixDigits(result.result)}};
    else
        result.formula = {PROPAGO_TEXT("%1 gradients, each times its factor, add up to %2"),
                          {std::to_string(result.terms.size()), sixDigits(result.result)}};
    return result;
}

std::vector<Term> Explainer::votesByKernel(const TensorRef& ref, std::int64_t element)
{
    const NodeContext context = m_executor.context(ref.node, m_count, 0, 0);
    return GradientProbe(m_program.kernel(ref.node), context, gradientContext(ref.node, ref.index))
        .votes(m_workspace.view(ref), element);
}

Explanation Explainer::parameterGradient(const TensorRef& ref, std::int64_t sample,
                                         std::int64_t element)
{
    const Node& node = nodeAt(ref.node);
    const NodeContext context = m_executor.context(ref.node, m_count, 0, 0);
    const GradientContext gradient = gradientContext(ref.node, ref.index);
    Explanation result;
    for (std::int64_t s = 0; s < m_count; ++s) {
        const auto terms =
            operatorFor(node.kind).parameterGradientTerms(node, context, gradient, s, element);
        if (!terms) {
            result.votes = votesByKernel(ref, element);
            break;
        }
        Term vote;
        vote.sample = s;
        vote.node = ref.node;
        for (const Term& term : *terms)
            vote.value += term.value * term.factor;
        result.votes.push_back(vote);
        if (s == sample)
            result.terms = *terms;
    }
    for (Term& term : result.terms) {
        term.node = ref.node;
        term.sample = sample;
    }
    for (const Term& vote : result.votes)
        result.sum += vote.value;
    result.result = m_workspace.view(ref).at(element);
    if (hasRun(StepKind::ClipGradients, -1, 0)
        && std::abs(result.result - result.sum) > 1e-4 * std::abs(result.sum)) {
        result.formula = {
            PROPAGO_TEXT("the votes of %1 pictures add up to %2; clipping has made it %3"),
            {std::to_string(result.votes.size()), sixDigits(result.sum), sixDigits(result.result)}};
        return result;
    }
    result.formula = {PROPAGO_TEXT("the votes of %1 pictures add up to %2"),
                      {std::to_string(result.votes.size()), sixDigits(result.result)}};
    return result;
}

} // namespace propago
