#pragma once
#include <memory>

namespace propago {

class Command;

/// The layer table of a network.
std::unique_ptr<Command> makeSummaryCommand();

} // namespace propago
