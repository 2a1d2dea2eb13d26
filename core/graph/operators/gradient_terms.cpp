#include "core/graph/operators/gradient_terms.h"

#include "core/graph/operators/rounded_weights.h"

#include <cmath>

namespace propago::operators {

double BackwardView::input(std::int64_t element) const
{
    return multiplied(context.products, context.inputs[0].at(sample * in().elements() + element));
}

double BackwardView::weight(std::int64_t index) const
{
    return multiplied(context.products, usedWeights(node, context).at(index));
}

double BackwardView::arriving(std::int64_t element) const
{
    return gradient.outputGradient.at(sample * out().elements() + element);
}

double BackwardView::multipliedArriving(std::int64_t element) const
{
    return multiplied(context.products, arriving(element));
}

namespace {

// Row or column of the output whose window has tap `tap` over `position` of the input; -1: none.
std::int64_t windowOver(std::int64_t position, std::int64_t tap, std::int64_t pad,
                        std::int64_t stride, std::int64_t count)
{
    const std::int64_t start = position + pad - tap;
    return start >= 0 && start % stride == 0 && start / stride < count ? start / stride : -1;
}

// Row or column of the input under tap `tap` of window `window`; -1: in the padding.
std::int64_t positionUnder(std::int64_t window, std::int64_t tap, std::int64_t pad,
                           std::int64_t stride, std::int64_t count)
{
    const std::int64_t position = window * stride - pad + tap;
    return position >= 0 && position < count ? position : -1;
}

struct Place {
    std::int64_t map, row, column;
};

Place placeIn(const Shape& planes, std::int64_t element)
{
    return {element / (planes[1] * planes[2]), element / planes[2] % planes[1],
            element % planes[2]};
}

std::int64_t indexIn(const Shape& planes, const Place& place)
{
    return (place.map * planes[1] + place.row) * planes[2] + place.column;
}

// Calls visit(tap, row, column) for each window of `out` that has a tap over `at` of its input.
template<typename Visit>
void forWindowsOver(const Attributes& a, const Place& at, const Shape& out, Visit visit)
{
    for (std::int64_t tap = 0; tap < a.kernelH * a.kernelW; ++tap) {
        const std::int64_t row =
            windowOver(at.row, tap / a.kernelW * a.dilationH, a.padTop, a.strideH, out[1]);
        const std::int64_t column =
            windowOver(at.column, tap % a.kernelW * a.dilationW, a.padLeft, a.strideW, out[2]);
        if (row >= 0 && column >= 0)
            visit(tap, row, column);
    }
}

// Calls visit(window in `out`, position in `in`) for each place of the window where `tap` is over a pixel.
template<typename Visit>
void forPlacesOfTap(const Attributes& a, std::int64_t tap, const Shape& in, const Shape& out,
                    Visit visit)
{
    for (std::int64_t row = 0; row < out[1]; ++row) {
        const std::int64_t y =
            positionUnder(row, tap / a.kernelW * a.dilationH, a.padTop, a.strideH, in[1]);
        for (std::int64_t column = 0; y >= 0 && column < out[2]; ++column) {
            const std::int64_t x =
                positionUnder(column, tap % a.kernelW * a.dilationW, a.padLeft, a.strideW, in[2]);
            if (x >= 0)
                visit(Place{0, row, column}, Place{0, y, x});
        }
    }
}

} // namespace

Terms convInputTerms(const BackwardView& view, std::int64_t element)
{
    const Attributes& a = view.node.attributes;
    const Shape in = view.in(), out = view.out();
    const Place at = placeIn(in, element);
    const std::int64_t taps = a.kernelH * a.kernelW;
    const std::int64_t channels = in[0] / a.groups, filters = a.features / a.groups;
    const std::int64_t first = at.map / channels * filters;
    Terms terms;
    for (std::int64_t filter = first; filter < first + filters; ++filter) {
        forWindowsOver(a, at, out, [&](std::int64_t tap, std::int64_t row, std::int64_t column) {
            Term term;
            term.element = indexIn(out, {filter, row, column});
            term.weight = (filter * channels + at.map % channels) * taps + tap;
            term.value = view.multipliedArriving(term.element);
            term.factor = view.weight(term.weight);
            terms.push_back(term);
        });
    }
    return terms;
}

Terms convWeightTerms(const BackwardView& view, std::int64_t element)
{
    const Attributes& a = view.node.attributes;
    const Shape in = view.in(), out = view.out();
    const std::int64_t taps = a.kernelH * a.kernelW, channels = in[0] / a.groups;
    const std::int64_t filter = element / (channels * taps);
    const std::int64_t channel =
        filter / (a.features / a.groups) * channels + element / taps % channels;
    Terms terms;
    forPlacesOfTap(a, element % taps, in, out, [&](Place window, Place pixel) {
        Term term;
        window.map = filter;
        pixel.map = channel;
        term.element = indexIn(out, window);
        term.partner = indexIn(in, pixel);
        term.value = view.multipliedArriving(term.element);
        term.factor = view.input(term.partner);
        terms.push_back(term);
    });
    return terms;
}

// Its windows lie in the output: what a convolution calls input and output changes places.
Terms convTransposeInputTerms(const BackwardView& view, std::int64_t element)
{
    const Attributes& a = view.node.attributes;
    const Shape in = view.in(), out = view.out();
    const Place at = placeIn(in, element);
    const std::int64_t taps = a.kernelH * a.kernelW;
    const std::int64_t channels = in[0] / a.groups, features = a.features / a.groups;
    Terms terms;
    for (std::int64_t feature = 0; feature < features; ++feature) {
        for (std::int64_t tap = 0; tap < taps; ++tap) {
            const std::int64_t y =
                positionUnder(at.row, tap / a.kernelW * a.dilationH, a.padTop, a.strideH, out[1]);
            const std::int64_t x = positionUnder(at.column, tap % a.kernelW * a.dilationW,
                                                 a.padLeft, a.strideW, out[2]);
            if (y < 0 || x < 0)
                continue;
            Term term;
            term.element = indexIn(out, {at.map / channels * features + feature, y, x});
            term.weight = (at.map * features + feature) * taps + tap;
            term.value = view.multipliedArriving(term.element);
            term.factor = view.weight(term.weight);
            terms.push_back(term);
        }
    }
    return terms;
}

Terms convTransposeWeightTerms(const BackwardView& view, std::int64_t element)
{
    const Attributes& a = view.node.attributes;
    const Shape in = view.in(), out = view.out();
    const std::int64_t taps = a.kernelH * a.kernelW, features = a.features / a.groups;
    const std::int64_t channel = element / (features * taps);
    const std::int64_t feature =
        channel / (in[0] / a.groups) * features + element / taps % features;
    Terms terms;
    forPlacesOfTap(a, element % taps, out, in, [&](Place pixel, Place window) {
        Term term;
        window.map = feature;
        pixel.map = channel;
        term.element = indexIn(out, window);
        term.partner = indexIn(in, pixel);
        term.value = view.multipliedArriving(term.element);
        term.factor = view.input(term.partner);
        terms.push_back(term);
    });
    return terms;
}

Terms biasTerms(const BackwardView& view, std::int64_t element)
{
    const Shape out = view.out();
    const std::int64_t plane = out.elements() / out[0];
    Terms terms;
    for (std::int64_t i = element * plane; i < (element + 1) * plane; ++i) {
        Term term;
        term.element = i;
        term.value = view.arriving(i);
        terms.push_back(term);
    }
    return terms;
}

Terms linearInputTerms(const BackwardView& view, std::int64_t element)
{
    const std::int64_t inputs = view.in().elements();
    Terms terms;
    for (std::int64_t i = 0; i < view.out().elements(); ++i) {
        Term term;
        term.element = i;
        term.weight = i * inputs + element;
        term.value = view.multipliedArriving(i);
        term.factor = view.weight(term.weight);
        terms.push_back(term);
    }
    return terms;
}

Terms linearWeightTerms(const BackwardView& view, std::int64_t element)
{
    const std::int64_t inputs = view.in().elements();
    Term term;
    term.element = element / inputs;
    term.partner = element % inputs;
    term.value = view.multipliedArriving(term.element);
    term.factor = view.input(term.partner);
    return {term};
}

Terms maxPoolInputTerms(const BackwardView& view, std::int64_t element)
{
    const Shape in = view.in(), out = view.out();
    const Place at = placeIn(in, element);
    const TensorView& winners = view.context.saved[0];
    Terms terms;
    forWindowsOver(
        view.node.attributes, at, out, [&](std::int64_t, std::int64_t row, std::int64_t column) {
            Term term;
            term.element = indexIn(out, {at.map, row, column});
            term.value = view.arriving(term.element);
            const auto winner =
                static_cast<std::int64_t>(winners.at(view.sample * out.elements() + term.element));
            term.factor = winner == at.row * in[2] + at.column ? 1 : 0;
            terms.push_back(term);
        });
    return terms;
}

namespace {

// The number as its place within its group: 0 is the mean, 1 a deviation above it.
double standardised(const BackwardView& view, std::int64_t element, std::int64_t group)
{
    const double x = view.context.inputs[0].at(view.sample * view.in().elements() + element);
    return (x - view.context.saved[0].at(group)) * view.context.saved[1].at(group);
}

Term shareOf(double value, double factor)
{
    Term term;
    term.value = value;
    term.factor = factor;
    return term;
}

} // namespace

Terms batchNormInputTerms(const BackwardView& view, std::int64_t element)
{
    const Shape in = view.in();
    const std::int64_t plane = in[1] * in[2], channel = element / plane;
    const double scale = view.context.parameters[0].at(channel) * view.context.saved[1].at(channel);
    Term direct = shareOf(view.arriving(element), scale);
    direct.element = element;
    if (!view.context.isTraining)
        return {direct};
    // Not the parameters' gradients, which may have been clipped since.
    double sum = 0, slope = 0;
    for (std::int64_t sample = 0; sample < view.context.batch; ++sample) {
        const BackwardView other{view.node, view.context, view.gradient, sample};
        for (std::int64_t i = channel * plane; i < (channel + 1) * plane; ++i) {
            sum += other.arriving(i);
            slope += other.arriving(i) * standardised(other, i, channel);
        }
    }
    const double share = -scale / static_cast<double>(view.context.batch * plane);
    return {direct, shareOf(sum, share),
            shareOf(slope, share * standardised(view, element, channel))};
}

Terms batchNormWeightTerms(const BackwardView& view, std::int64_t element)
{
    Terms terms = biasTerms(view, element);
    for (Term& term : terms) {
        term.partner = term.element;
        term.factor = standardised(view, term.element, element);
    }
    return terms;
}

Terms rowNormInputTerms(const BackwardView& view, const RowGeometry& g, std::int64_t element)
{
    const std::int64_t row = element / g.count, group = view.sample * g.rows + row;
    double sum = 0, slope = 0, own = 0;
    for (std::int64_t i = 0; i < g.count; ++i) {
        const std::int64_t weight = (g.sharesWeights ? 0 : row * (g.count / g.plane)) + i / g.plane;
        const std::int64_t at = row * g.count + i;
        const double gamma = view.context.parameters[0].at(weight);
        sum += view.arriving(at) * gamma;
        slope += view.arriving(at) * gamma * standardised(view, at, group);
        if (at == element)
            own = gamma;
    }
    const double scale = view.context.saved[1].at(group), count = static_cast<double>(g.count);
    Term direct = shareOf(view.arriving(element), own * scale);
    direct.element = element;
    return {direct, shareOf(sum, -scale / count),
            shareOf(slope, -scale / count * standardised(view, element, group))};
}

} // namespace propago::operators
