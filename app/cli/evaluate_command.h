#pragma once
#include <memory>

namespace propago {

class Command;

/// Compares number formats of one network on the same pictures.
std::unique_ptr<Command> makeEvaluateCommand();

} // namespace propago
