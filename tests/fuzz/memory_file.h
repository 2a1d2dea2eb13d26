#pragma once
#include <cstdint>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace propago::test {

/// A regular file that lives in memory only, for readers that take a path.
class MemoryFile {
public:
    MemoryFile(const std::uint8_t* data, std::size_t size)
        : m_number(memfd_create("fuzzed", MFD_CLOEXEC))
    {
        while (size > 0) {
            const ssize_t written = write(m_number, data, size);
            if (written <= 0)
                break;
            data += written;
            size -= static_cast<std::size_t>(written);
        }
    }
    ~MemoryFile() { close(m_number); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(m_number); }

private:
    int m_number;
};

} // namespace propago::test
