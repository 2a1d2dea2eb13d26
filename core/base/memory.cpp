#include "core/base/memory.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <string>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace propago {

namespace {

/// Buffers of several of these are worth large pages: streaming through them otherwise waits for
/// address translation.
constexpr std::size_t kLargePage = std::size_t{2} << 20;

void* allocateAligned(std::size_t rounded)
{
#if defined(__linux__)
    if (rounded >= 2 * kLargePage) {
        void* memory = nullptr;
        if (::posix_memalign(&memory, kLargePage, rounded) != 0)
            return nullptr;
        madvise(memory, rounded, MADV_HUGEPAGE);
        return memory;
    }
#endif
    return std::aligned_alloc(kAlignment, rounded);
}

} // namespace

void AlignedDelete::operator()(std::byte* memory) const
{
    std::free(memory);
}

AlignedBytes allocateBytes(std::size_t size)
{
    const std::size_t rounded = (size + kSlack + kAlignment - 1) / kAlignment * kAlignment;
    if (rounded < size)
        throw std::bad_alloc();
    void* memory = allocateAligned(rounded);
    if (!memory)
        throw std::bad_alloc();
    std::memset(memory, 0, rounded);
    return AlignedBytes(static_cast<std::byte*>(memory));
}

namespace {

std::int64_t numberIn(const char* path)
{
    std::ifstream file(path);
    std::int64_t value = 0;
    return file >> value ? value : -1;
}

} // namespace

std::int64_t availableMemory()
{
    std::int64_t available = std::int64_t{1} << 30;
    std::ifstream meminfo("/proc/meminfo");
    std::string key;
    std::int64_t kilobytes = 0;
    std::string unit;
    while (meminfo >> key >> kilobytes && std::getline(meminfo, unit)) {
        if (key == "MemAvailable:")
            available = kilobytes * 1024;
    }
    const std::int64_t limit = numberIn("/sys/fs/cgroup/memory.max");
    const std::int64_t used = numberIn("/sys/fs/cgroup/memory.current");
    if (limit > 0 && used >= 0 && limit - used < available)
        available = limit - used;
    return available;
}

} // namespace propago
