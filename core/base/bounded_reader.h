#pragma once
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace propago {

/// The whole of a regular file. Refuses directories, devices, pipes, sockets, empty files and
/// files above `limit` bytes before reading, and files that shrink while being read.
Result<std::vector<std::byte>> readFile(const std::string& path, std::int64_t limit);

/// Reads forward through bytes; every read names what it wants and fails when that is not there.
class BoundedReader {
public:
    /// `name` stands in errors. The bytes must outlive the reader.
    BoundedReader(std::span<const std::byte> bytes, std::string name)
        : m_bytes(bytes), m_name(std::move(name))
    {}

    std::int64_t position() const { return m_position; }
    std::int64_t remaining() const
    {
        return static_cast<std::int64_t>(m_bytes.size()) - m_position;
    }
    const std::string& name() const { return m_name; }
    /// "file, byte 12" for errors.
    std::string where() const;

    /// The next `count` bytes; `what` names them in the error.
    Result<std::span<const std::byte>> take(std::int64_t count, const char* what);
    Result<std::uint32_t> takeBigEndian32(const char* what);
    Result<std::uint64_t> takeLittleEndian64(const char* what);

private:
    std::span<const std::byte> m_bytes;
    std::string m_name;
    std::int64_t m_position = 0;
};

} // namespace propago
