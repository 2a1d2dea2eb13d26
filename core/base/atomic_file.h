#pragma once
#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>

namespace propago {

/// Writes `bytes` to `path` so that at any moment either the old or the new file is there, whole:
/// temporary file beside it, every write checked, synced, read back and compared, then renamed,
/// then the folder synced. On failure the old file is untouched and nothing is left behind.
Result<void> writeFileAtomically(const std::string& path, std::span<const std::byte> bytes);
Result<void> writeFileAtomically(const std::string& path, const std::string& text);

} // namespace propago
