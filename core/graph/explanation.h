#pragma once
#include "core/base/text.h"

#include <cstdint>
#include <vector>

namespace propago {

/// One product that goes into an element: value times factor (factor 1 where there is none).
/// Forward, the value is an element of an input. Backward, it is an element of the gradient that
/// arrives at the output of `node`, and the factor says how much of it goes on.
struct Term {
    int input = 0;             ///< forward: which input of the node
    std::int64_t element = -1; ///< within that input's or gradient's sample; -1: padding, or a rest
    std::int64_t weight = -1;  ///< index of the factor within the weights; -1: it is none of them
    double value = 0;
    double factor = 1;
    int node = -1;             ///< backward: whose output's gradient the value is; -1: the loss
    std::int64_t sample = -1;  ///< backward by a parameter: which picture of the batch
    std::int64_t partner = -1; ///< backward by a parameter: element of the input that is the factor
};

/// How one output element came about: terms, bias, their sum, and what was done to the sum.
struct Explanation {
    Text formula;            ///< in words and symbols, with live numbers
    std::vector<Text> steps; ///< how its parts came about, line by line; often none
    std::vector<Term> terms;
    double bias = 0;
    double sum = 0;    ///< of the products and the bias, in fp64
    double result = 0; ///< the element as stored
    /// Gradient of a parameter: what each picture of the batch wants of it (value; factor 1). They
    /// add up to `sum`, and `terms` to the vote of the picture that is shown.
    std::vector<Term> votes;
    /// Weights that went into the element have been updated since: the terms are of the new ones.
    bool isOutdated = false;
};

} // namespace propago
