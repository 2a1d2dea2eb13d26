#pragma once
#include <memory>

namespace propago {

class Command;

/// Versions, processor features, kernels and folders.
std::unique_ptr<Command> makeInfoCommand();

} // namespace propago
