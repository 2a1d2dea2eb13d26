#pragma once
#include <memory>

namespace propago {

class Command;

/// Charts, tables and drawings of a session as files.
std::unique_ptr<Command> makeExportCommand();

} // namespace propago
