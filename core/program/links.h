#pragma once
#include "core/program/explainer.h"

#include <compare>
#include <span>
#include <vector>

namespace propago {

/// One number of the sample that is shown: element of the values of `node`.
struct ValuePlace {
    int node = -1;
    std::int64_t element = 0;
    auto operator<=>(const ValuePlace&) const = default;
};

/// Whose links are wanted. Nodes that are not shown (`through`) are passed through to what feeds
/// them, or what they feed.
struct LinkQuestion {
    ValuePlace place;
    std::vector<int> through;
    auto operator<=>(const LinkQuestion&) const = default;
};

/// What one number is made of and what is made of it, in order, each once.
struct Links {
    std::vector<ValuePlace> sources;
    std::vector<ValuePlace> consumers;
    bool operator==(const Links&) const = default;
};

/// The values that go into element `element` of what `node` computes for `sample`: a convolution's
/// window, the winner of a maximum. Empty before it has been computed.
std::vector<ValuePlace> sourcesOf(Explainer& explainer, std::int64_t sample,
                                  const ValuePlace& place);

/// The values that are computed from it: those that will send it a gradient. Empty before they have
/// been computed, and where no gradient flows.
std::vector<ValuePlace> consumersOf(Explainer& explainer, std::int64_t sample,
                                    const ValuePlace& place);

/// Both, over as many nodes as the question passes through.
Links linksOf(Explainer& explainer, std::int64_t sample, const LinkQuestion& question);

} // namespace propago
