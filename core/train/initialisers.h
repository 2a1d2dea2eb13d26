#pragma once
#include "core/graph/operator.h"
#include "core/program/workspace.h"
#include "core/train/settings.h"

namespace propago {

/// Fills `tensor` (fp32 or fp64) with the starting values of parameter number `parameter` of the
/// run: a pure function of seed, parameter and element.
void initialise(const TensorView& tensor, const ParameterSpec& spec, InitialiserKind kind,
                std::uint64_t seed, std::uint32_t parameter);

/// Gives every parameter of the workspace its starting value and clears the optimizer's states.
void initialiseAll(Workspace& workspace, InitialiserKind kind, std::uint64_t seed);

} // namespace propago
