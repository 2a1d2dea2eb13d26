#pragma once
#include <memory>

namespace propago {

class Command;

/// One forward and backward pass with every activation and gradient written down.
std::unique_ptr<Command> makeGradientsCommand();

} // namespace propago
