#include "core/trace/changes.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

ParameterChange changeOf(const TensorRef& ref, const Tensor& before, const Tensor& after)
{
    ParameterChange change;
    change.ref = ref;
    double furthest = -1;
    for (std::int64_t i = 0; i < before.elements(); ++i) {
        const double a = before.at(i), b = after.at(i);
        change.before += a * a;
        change.after += b * b;
        change.moved += (b - a) * (b - a);
        if (std::abs(b - a) <= furthest)
            continue;
        furthest = std::abs(b - a);
        change.element = i;
        change.elementBefore = a;
        change.elementAfter = b;
    }
    for (double* sum : {&change.before, &change.after, &change.moved})
        *sum = std::sqrt(*sum);
    return change;
}

double gain(const AnswerChange& change)
{
    return std::abs(change.after.ofLabel - change.before.ofLabel);
}

} // namespace

int Changes::mostMoved() const
{
    int most = -1;
    double largest = 0;
    for (int i = 0; i < static_cast<int>(parameters.size()); ++i) {
        const ParameterChange& each = parameters[static_cast<std::size_t>(i)];
        const bool isWeight = each.ref.index == 0 && each.before > 0;
        const double share = isWeight ? each.moved / each.before : 0;
        if (share <= largest)
            continue;
        largest = share;
        most = i;
    }
    return most;
}

Changes changesBetween(const Instant& from, const Instant& to)
{
    Changes changes;
    changes.from = from.position;
    changes.to = to.position;
    for (const auto& [ref, before] : from.parameters) {
        const auto after = to.parameters.find(ref);
        if (after != to.parameters.end() && after->second.elements() == before.elements())
            changes.parameters.push_back(changeOf(ref, before, after->second));
    }
    for (std::size_t i = 0; i < std::min(from.answers.size(), to.answers.size()); ++i) {
        const AnswerChange change{from.answers[i], to.answers[i]};
        changes.corrected += !change.before.isRight() && change.after.isRight() ? 1 : 0;
        changes.spoiled += change.before.isRight() && !change.after.isRight() ? 1 : 0;
        changes.answers.push_back(change);
    }
    std::ranges::stable_sort(changes.answers, [](const AnswerChange& a, const AnswerChange& b) {
        return gain(a) > gain(b);
    });
    return changes;
}

} // namespace propago
