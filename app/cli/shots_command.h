#pragma once
#include <memory>

namespace propago {

class Command;

/// A picture of every workspace of the window, on the demo session.
std::unique_ptr<Command> makeShotsCommand();

} // namespace propago
