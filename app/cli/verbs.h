#pragma once
#include <memory>
#include <string>
#include <vector>

namespace propago {

class Command;

/// The verb called `word`; null when there is none.
std::unique_ptr<Command> makeCommand(const std::string& word);

/// Every verb, in the order in which help shows them.
std::vector<std::unique_ptr<Command>> allCommands();

/// "train, evaluate, ..."
std::string verbList();

} // namespace propago
