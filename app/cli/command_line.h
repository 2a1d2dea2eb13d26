#pragma once
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace propago {

/// Runs the verb in `arguments` without a window and returns the exit code; nothing when there is no
/// verb, so that the window is wanted. Also answers --help and --version.
std::optional<int> runCommandLine(int argc, char** argv);

/// The same with the program's name already taken off, results to `out`, progress and failures to
/// `messages`.
std::optional<int> runCommandLine(const std::vector<std::string>& arguments, std::ostream& out,
                                  std::ostream& messages);

} // namespace propago
