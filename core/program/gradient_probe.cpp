#include "core/program/gradient_probe.h"

#include <cstring>

namespace propago {

namespace {

constexpr int kMostQuestions = 256;

void put(const TensorView& view, std::int64_t index, double value)
{
    if (view.format == Format::Fp64)
        view.as<double>()[index] = value;
    else
        view.as<float>()[index] = static_cast<float>(value);
}

// Marks and answers keep all digits, also where gradients are stored in bf16.
Format wideFormat(Format format)
{
    return format == Format::Bf16 ? Format::Fp32 : format;
}

// Different for every place, so that the factors of two places never cancel.
double markOf(std::int64_t place)
{
    return 1 + static_cast<double>(place * 7919 % 1009) / 1024;
}

} // namespace

GradientProbe::GradientProbe(const NodeKernel& kernel, const NodeContext& context,
                             const GradientContext& gradient)
    : m_kernel(kernel)
    , m_context(context)
    , m_gradient(gradient)
    , m_actual(gradient.outputGradient)
    , m_probe(m_actual.shape, wideFormat(m_actual.format))
{
    std::memset(m_probe.view().data, 0, static_cast<std::size_t>(m_probe.bytes()));
    m_gradient.outputGradient = m_probe.view();
    m_gradient.accumulates = false;
}

double GradientProbe::arriving(std::int64_t place) const
{
    return m_actual.at(m_first + place);
}

// What goes on to the element when only the places of the range get something: their gradient as it
// is, or their mark.
double GradientProbe::weigh(const Range& range, bool isActual)
{
    const TensorView probe = m_probe.view();
    for (std::int64_t i = range.first; i < range.first + range.count; ++i)
        put(probe, m_first + i, isActual ? arriving(i) : range.count == 1 ? 1 : markOf(i));
    m_kernel.backwardInput(m_context, m_gradient);
    for (std::int64_t i = range.first; i < range.first + range.count; ++i)
        put(probe, m_first + i, 0);
    --m_left;
    return m_answer.at(m_at);
}

void GradientProbe::search(const Range& range, double seen, std::vector<Term>& terms)
{
    if (seen == 0)
        return;
    Term term;
    if (range.count == 1) {
        term.element = range.first;
        term.value = arriving(range.first);
        term.factor = seen;
        return terms.push_back(term);
    }
    if (m_left <= 0) {
        term.value = weigh(range, true);
        return terms.push_back(term);
    }
    const Range lower{range.first, range.count / 2};
    const Range upper{range.first + lower.count, range.count - lower.count};
    search(lower, weigh(lower, false), terms);
    search(upper, weigh(upper, false), terms);
}

std::vector<Term> GradientProbe::inputTerms(std::int64_t sample, std::int64_t element)
{
    const TensorView& input = m_context.inputs[static_cast<std::size_t>(m_gradient.index)];
    m_answer = Tensor(input.shape, wideFormat(input.format));
    m_gradient.target = m_answer.view();
    const std::int64_t places = m_actual.shape.sample().elements();
    m_first = sample * places;
    m_at = sample * input.shape.sample().elements() + element;
    m_left = kMostQuestions;
    std::vector<Term> terms;
    // Most operators that get here keep numbers where they are.
    if (places == input.shape.sample().elements()) {
        const double own = weigh({element, 1}, false);
        const double all = weigh({0, places}, false);
        if (all == 0 || std::abs(all - own * markOf(element)) <= 1e-6 * std::abs(all)) {
            Term term;
            term.element = element;
            term.value = arriving(element);
            term.factor = own;
            return {term};
        }
    }
    search({0, places}, weigh({0, places}, false), terms);
    return terms;
}

std::vector<Term> GradientProbe::votes(const TensorView& parameter, std::int64_t element)
{
    m_answer = Tensor(parameter.shape, parameter.format);
    m_gradient.target = m_answer.view();
    std::vector<Term> votes;
    for (std::int64_t sample = 0; sample < m_context.batch; ++sample) {
        const TensorView to = m_probe.view().slice(sample, 1);
        convert(m_actual.slice(sample, 1), to);
        m_kernel.backwardParameter(m_context, m_gradient);
        std::memset(to.data, 0, static_cast<std::size_t>(to.bytes()));
        Term vote;
        vote.sample = sample;
        vote.value = m_answer.at(element);
        votes.push_back(vote);
    }
    return votes;
}

} // namespace propago
