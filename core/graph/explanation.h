#pragma once
#include "core/base/text.h"

#include <cstdint>
#include <vector>

namespace propago {

/// One product that goes into an element: value times weight (weight 1 where there is none).
struct Term {
    int input = 0;             ///< which input of the node
    std::int64_t element = -1; ///< index within that input's sample; -1: a zero of the padding
    std::int64_t weight = -1;  ///< index within the weights; -1: there is none
    double value = 0;
    double factor = 1;
};

/// How one output element came about: terms, bias, their sum, and what was done to the sum.
struct Explanation {
    Text formula; ///< in words and symbols, with live numbers
    std::vector<Term> terms;
    double bias = 0;
    double sum = 0;    ///< of the products and the bias, in fp64
    double result = 0; ///< the element as stored
};

} // namespace propago
