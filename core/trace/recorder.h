#pragma once
#include "core/program/stepper.h"
#include "core/trace/snapshot.h"

#include <memory>

namespace propago {

/// Copies what `interest` asks for out of a stepper that stands still. Tensors that the program
/// does not have are left out; a sample beyond the batch becomes its last one.
std::shared_ptr<Snapshot> record(const Stepper& stepper, const Interest& interest);

/// Norms of every trained parameter and its gradient, in graph order.
std::vector<ParameterNorms> parameterNorms(const Stepper& stepper);

} // namespace propago
