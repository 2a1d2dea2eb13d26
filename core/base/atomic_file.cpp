#include "core/base/atomic_file.h"

#include "core/base/bounded_reader.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace propago {

namespace {

Failure unwritable(const std::string& path, const char* action, int number)
{
    return fail(
        ErrorCode::FileUnwritable,
        {PROPAGO_TEXT("the file could not be written: %1: %2"), {action, std::strerror(number)}},
        path,
        {PROPAGO_TEXT("choose another place or free some space; the old file is unchanged"), {}});
}

std::string folderOf(const std::string& path)
{
    const auto folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

// Writes and syncs; 0 or the error number, with `action` naming what failed.
int writeAll(int file, std::span<const std::byte> bytes, const char*& action)
{
    action = "write";
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t count = ::write(file, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? errno : EIO;
        done += static_cast<std::size_t>(count);
    }
    action = "sync";
    return ::fsync(file) == 0 ? 0 : errno;
}

bool holds(const std::string& path, std::span<const std::byte> bytes)
{
    if (bytes.empty())
        return true;
    const auto written = readFile(path, std::numeric_limits<std::int64_t>::max());
    return written && written->size() == bytes.size()
           && std::memcmp(written->data(), bytes.data(), bytes.size()) == 0;
}

void syncFolder(const std::string& folder)
{
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return;
    ::fsync(directory);
    ::close(directory);
}

// A replaced file keeps its permissions, a new one gets what the user's mask allows.
void adoptMode(const std::string& path, int file)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) {
        ::fchmod(file, status.st_mode & 07777);
        return;
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(file, 0666 & ~mask);
}

} // namespace

Result<void> writeFileAtomically(const std::string& path, std::span<const std::byte> bytes)
{
    std::string temporary = folderOf(path) + "/.propago-XXXXXX";
    const int file = ::mkstemp(temporary.data());
    if (file < 0)
        return unwritable(path, "create", errno);
    adoptMode(path, file);
    const char* action = "";
    int number = writeAll(file, bytes, action);
    if (::close(file) != 0 && number == 0) {
        action = "close";
        number = errno;
    }
    if (number == 0 && !holds(temporary, bytes)) {
        action = "verify";
        number = EIO;
    }
    if (number == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) {
        action = "rename";
        number = errno;
    }
    if (number != 0) {
        ::unlink(temporary.c_str());
        return unwritable(path, action, number);
    }
    syncFolder(folderOf(path));
    return {};
}

Result<void> writeFileAtomically(const std::string& path, const std::string& text)
{
    return writeFileAtomically(path, std::as_bytes(std::span(text.data(), text.size())));
}

} // namespace propago
