#pragma once
#include "core/graph/graph.h"
#include "core/kernels/fake_quantisation.h"

namespace propago {

/// The codes that a FakeQuantize with these settings rounds to.
CodeRange codesOf(const Attributes& attributes);

} // namespace propago
