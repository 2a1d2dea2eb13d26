#pragma once
#include <memory>

namespace propago {

class Command;

/// Trains a network on a dataset; saves, exports and charts what came of it.
std::unique_ptr<Command> makeTrainCommand();

} // namespace propago
