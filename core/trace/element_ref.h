#pragma once
#include "core/program/program.h"

#include <compare>
#include <cstdint>

namespace propago {

/// Names one number of a run: of the shown sample, where its tensor is per sample.
struct ElementRef {
    TensorRef tensor;
    std::int64_t element = 0;
    auto operator<=>(const ElementRef&) const = default;
};

} // namespace propago
