#pragma once
#include "core/base/result.h"
#include "core/train/session.h"

#include <cstddef>
#include <span>
#include <string>

namespace propago {

/// Writes a *.propago file: safetensors layout, everything but the tensors as JSON in the metadata,
/// a checksum for each tensor and for the header. Atomic; the previous file stays on failure.
Result<void> saveSession(const Session& session, const std::string& path);

/// Reads what saveSession() wrote. Anything damaged, overlapping, out of place or from a newer
/// version is refused, naming the tensor or field.
Result<Session> loadSession(const std::string& path);

/// The same for a file's bytes; `path` stands in errors.
Result<Session> parseSession(std::span<const std::byte> bytes, const std::string& path);

} // namespace propago
