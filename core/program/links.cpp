#include "core/program/links.h"

#include <algorithm>
#include <set>

namespace propago {

namespace {

std::vector<ValuePlace> sorted(std::vector<ValuePlace> places)
{
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

// A graph has no circles, and so the walk ends.
template<typename Neighbours>
std::vector<ValuePlace> reached(const LinkQuestion& question, const Neighbours& neighbours)
{
    std::set<ValuePlace> passed{question.place};
    std::vector<ValuePlace> open{question.place};
    std::vector<ValuePlace> found;
    while (!open.empty()) {
        const ValuePlace place = open.back();
        open.pop_back();
        for (const ValuePlace& next : neighbours(place)) {
            if (!passed.insert(next).second)
                continue;
            const bool isPassed =
                std::ranges::find(question.through, next.node) != question.through.end();
            (isPassed ? open : found).push_back(next);
        }
    }
    return sorted(std::move(found));
}

} // namespace

std::vector<ValuePlace> sourcesOf(Explainer& explainer, std::int64_t sample,
                                  const ValuePlace& place)
{
    const auto& inputs =
        explainer.program().graph().nodes[static_cast<std::size_t>(place.node)].inputs;
    const Explanation explanation =
        explainer.explain({SlotKind::Value, place.node, 0}, sample, place.element);
    std::vector<ValuePlace> places;
    const bool hasLosers = explanation.terms.size() > 1; // a maximum takes none of them
    for (const Term& term : explanation.terms) {
        if (hasLosers && term.weight < 0 && term.factor == 0)
            continue;
        if (term.element >= 0 && term.input < static_cast<int>(inputs.size()))
            places.push_back({inputs[static_cast<std::size_t>(term.input)], term.element});
    }
    // Softmax alone has no terms: each of its values goes into all.
    const std::int64_t all =
        inputs.empty() || !explanation.terms.empty() || *explanation.formula.pattern == '\0'
            ? 0
            : explainer.program().shapes()[static_cast<std::size_t>(inputs[0])].elements();
    for (std::int64_t i = 0; i < all; ++i)
        places.push_back({inputs[0], i});
    return sorted(std::move(places));
}

std::vector<ValuePlace> consumersOf(Explainer& explainer, std::int64_t sample,
                                    const ValuePlace& place)
{
    std::vector<ValuePlace> places;
    for (const Term& term : explainer.ways(place.node, sample, place.element)) {
        if (term.element >= 0)
            places.push_back({term.node, term.element});
    }
    return sorted(std::move(places));
}

Links linksOf(Explainer& explainer, std::int64_t sample, const LinkQuestion& question)
{
    return {reached(question,
                    [&](const ValuePlace& place) { return sourcesOf(explainer, sample, place); }),
            reached(question, [&](const ValuePlace& place) {
                return consumersOf(explainer, sample, place);
            })};
}

} // namespace propago
