#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace propago {

/// Kernels load whole vectors: every buffer starts on a cache line and may be read
/// (never written) this many bytes past its end.
inline constexpr std::size_t kAlignment = 64;
inline constexpr std::size_t kSlack = 64;

struct AlignedDelete {
    void operator()(std::byte* memory) const;
};

/// Zeroed bytes on a 64-byte boundary with kSlack readable bytes behind them.
using AlignedBytes = std::unique_ptr<std::byte[], AlignedDelete>;

/// Throws std::bad_alloc when there is no memory.
AlignedBytes allocateBytes(std::size_t size);

/// Bytes that the system could still hand out, from /proc/meminfo and the control group.
std::int64_t availableMemory();

} // namespace propago
