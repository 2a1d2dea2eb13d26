#include "core/base/spill_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace propago {

namespace {

std::string temporaryFolder()
{
    std::error_code failed;
    const auto folder = std::filesystem::temp_directory_path(failed);
    return failed ? "/tmp" : folder.string();
}

// Not every file system can make a file without a name: then it loses its name at once.
int openUnnamed(const std::string& folder)
{
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    std::string name = folder + "/propago-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0)
        ::unlink(name.c_str());
    return named;
}

} // namespace

SpillFile::SpillFile(std::size_t pieceBytes, std::string folder)
    : m_pieceBytes(pieceBytes)
    , m_folder(folder.empty() ? temporaryFolder() : std::move(folder))
    , m_file(openUnnamed(m_folder))
{}

SpillFile::~SpillFile()
{
    if (m_file >= 0)
        ::close(m_file);
}

bool SpillFile::write(std::int64_t place, std::span<const std::byte> piece)
{
    const std::int64_t start = place * static_cast<std::int64_t>(m_pieceBytes);
    for (std::size_t done = 0; done < piece.size();) {
        const ssize_t count = ::pwrite(m_file, piece.data() + done, piece.size() - done,
                                       start + static_cast<std::int64_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        done += static_cast<std::size_t>(count);
    }
    return true;
}

Result<std::int64_t> SpillFile::put(std::span<const std::byte> piece)
{
    const std::lock_guard lock(m_mutex);
    const std::int64_t place = m_free.empty() ? m_places : m_free.back();
    errno = m_file < 0 ? ENOENT : 0;
    if (m_file < 0 || !write(place, piece))
        return fail(ErrorCode::FileUnwritable,
                    {PROPAGO_TEXT("older measurements stay in memory, which grows with the run, as "
                                  "the disk does not take them: %1"),
                     {std::strerror(errno != 0 ? errno : EIO)}},
                    m_folder, {PROPAGO_TEXT("free some space there"), {}});
    if (m_free.empty())
        ++m_places;
    else
        m_free.pop_back();
    return place;
}

void SpillFile::read(std::int64_t place, std::size_t first, std::span<std::byte> bytes) const
{
    const std::int64_t start =
        place * static_cast<std::int64_t>(m_pieceBytes) + static_cast<std::int64_t>(first);
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t count = ::pread(m_file, bytes.data() + done, bytes.size() - done,
                                      start + static_cast<std::int64_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            throw std::system_error(count < 0 ? errno : EIO, std::generic_category(), m_folder);
        done += static_cast<std::size_t>(count);
    }
}

void SpillFile::free(std::int64_t place)
{
    const std::lock_guard lock(m_mutex);
    m_free.push_back(place);
}

} // namespace propago
