#include "core/base/bounded_reader.h"

#include "core/base/checked.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace propago {

namespace {

struct Descriptor {
    int number = -1;
    ~Descriptor()
    {
        if (number >= 0)
            ::close(number);
    }
};

Failure unreadable(const std::string& path, int number)
{
    if (number == ENOENT)
        return fail(ErrorCode::FileMissing, {PROPAGO_TEXT("there is no such file"), {}}, path,
                    {PROPAGO_TEXT("check the name and the folder"), {}});
    if (number == EACCES)
        return fail(ErrorCode::FileUnreadable,
                    {PROPAGO_TEXT("you have no right to read this file"), {}}, path,
                    {PROPAGO_TEXT("ask its owner for the read permission"), {}});
    if (number == ELOOP)
        return fail(ErrorCode::FileUnreadable, {PROPAGO_TEXT("this link leads in a circle"), {}},
                    path, {PROPAGO_TEXT("name the file itself"), {}});
    return fail(ErrorCode::FileUnreadable,
                {PROPAGO_TEXT("the file cannot be read: %1"), {std::strerror(number)}}, path);
}

Result<std::int64_t> acceptedSize(const struct stat& status, const std::string& path,
                                  std::int64_t limit)
{
    if (!S_ISREG(status.st_mode))
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("this is not a regular file but a folder, device, pipe or socket"), {}},
            path, {PROPAGO_TEXT("name a file"), {}});
    if (status.st_size == 0)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("empty file"), {}}, path,
                    {PROPAGO_TEXT("get the file again"), {}});
    if (status.st_size > limit)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the file has %1 bytes, more than the %2 that are accepted here"),
                     {std::to_string(status.st_size), std::to_string(limit)}},
                    path);
    return status.st_size;
}

} // namespace

Result<std::vector<std::byte>> readFile(const std::string& path, std::int64_t limit)
{
    // The kind is asked before opening: opening a pipe would wait for a writer.
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return unreadable(path, errno);
    if (const auto size = acceptedSize(status, path, limit); !size)
        return tl::unexpected(size.error());
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.number < 0 || ::fstat(file.number, &status) != 0)
        return unreadable(path, errno);
    const auto size = acceptedSize(status, path, limit);
    if (!size)
        return tl::unexpected(size.error());
    std::vector<std::byte> bytes(static_cast<std::size_t>(*size));
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t count = ::read(file.number, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return unreadable(path, errno);
        if (count == 0)
            return fail(ErrorCode::FileUnreadable,
                        {PROPAGO_TEXT("the file became shorter while it was being read"), {}}, path,
                        {PROPAGO_TEXT("try again when nothing else is writing to it"), {}});
        done += static_cast<std::size_t>(count);
    }
    return bytes;
}

std::string BoundedReader::where() const
{
    return m_name + ", byte " + std::to_string(m_position);
}

Result<std::span<const std::byte>> BoundedReader::take(std::int64_t count, const char* what)
{
    if (count < 0 || count > remaining())
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("%1 needs %2 bytes but only %3 are left"),
                     {what, std::to_string(count), std::to_string(remaining())}},
                    where(), {PROPAGO_TEXT("the file is cut off or damaged: get it again"), {}});
    const auto part =
        m_bytes.subspan(static_cast<std::size_t>(m_position), static_cast<std::size_t>(count));
    m_position += count;
    return part;
}

Result<std::uint32_t> BoundedReader::takeBigEndian32(const char* what)
{
    const auto bytes = take(4, what);
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::uint32_t value = 0;
    for (const std::byte byte : *bytes)
        value = (value << 8) | static_cast<std::uint32_t>(byte);
    return value;
}

Result<std::uint64_t> BoundedReader::takeLittleEndian64(const char* what)
{
    const auto bytes = take(8, what);
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;)
        value = (value << 8) | static_cast<std::uint64_t>((*bytes)[i]);
    return value;
}

} // namespace propago
