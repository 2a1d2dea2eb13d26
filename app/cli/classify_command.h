#pragma once
#include <memory>

namespace propago {

class Command;

/// Says what is on pictures.
std::unique_ptr<Command> makeClassifyCommand();

} // namespace propago
