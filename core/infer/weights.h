#pragma once
#include "core/program/program.h"
#include "core/tensor/tensor.h"

#include <map>

namespace propago {

/// The parameters of a network by reference (SlotKind::Parameter), fp32.
using Weights = std::map<TensorRef, Tensor>;

} // namespace propago
