#pragma once
#include <memory>

namespace propago {

class Command;

/// Sends raw tensors through a network, for checking against other systems.
std::unique_ptr<Command> makeRunCommand();

} // namespace propago
