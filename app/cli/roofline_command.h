#pragma once
#include <memory>

namespace propago {

class Command;

/// Measures this machine's peak and bandwidth, and places the layers of a network under them.
std::unique_ptr<Command> makeRooflineCommand();

} // namespace propago
