#pragma once
#include <memory>

namespace propago {

class Command;

/// Measures how fast a network runs or trains here, and what part of the peak that is.
std::unique_ptr<Command> makeBenchCommand();

} // namespace propago
