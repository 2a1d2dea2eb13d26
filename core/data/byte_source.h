#pragma once
#include "core/base/bounded_reader.h"

#include <memory>

namespace propago {

/// The content of a file, plain or gzip, read forward. No more is ever expanded than was asked for.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    /// Fills `out`; `what` names it in the error.
    virtual Result<void> read(std::span<std::uint8_t> out, const char* what) = 0;
    /// Fails unless the content ends here, whole and undamaged.
    virtual Result<void> expectEnd() = 0;
    /// "file, byte 12", for errors.
    virtual std::string where() const = 0;
};

/// Tells gzip by its first two bytes. `file` must outlive the source; `name` stands in errors.
std::unique_ptr<ByteSource> makeByteSource(std::span<const std::byte> file,
                                           const std::string& name);

} // namespace propago
