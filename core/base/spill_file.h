#pragma once
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace propago {

/// Room on disk for pieces of one size that would be too many for memory. The file has no name: it
/// is gone with its last user, even after a crash. All functions may be called by several threads.
class SpillFile {
public:
    /// Pieces of `pieceBytes` bytes, in `folder`; empty: the system's folder for temporary files.
    explicit SpillFile(std::size_t pieceBytes, std::string folder = {});
    ~SpillFile();
    SpillFile(const SpillFile&) = delete;
    SpillFile& operator=(const SpillFile&) = delete;

    /// Writes one piece; returns its place. Fails when there is no file or no room on the disk.
    Result<std::int64_t> put(std::span<const std::byte> piece);
    /// Reads `bytes` from byte `first` of the piece at `place`. Throws when the disk fails.
    void read(std::int64_t place, std::size_t first, std::span<std::byte> bytes) const;
    /// Gives the place of a piece to the next put().
    void free(std::int64_t place);

private:
    bool write(std::int64_t place, std::span<const std::byte> piece);

    std::size_t m_pieceBytes;
    std::string m_folder;
    int m_file;
    std::mutex m_mutex;
    std::vector<std::int64_t> m_free;
    std::int64_t m_places = 0;
};

} // namespace propago
