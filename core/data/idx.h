#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstddef>
#include <memory>

namespace propago {

/// An IDX file of unsigned bytes: dimensions and values, outermost first.
struct IdxArray {
    std::vector<std::int64_t> dimensions;
    std::vector<std::uint8_t> values;
};

/// What to let pass that is refused otherwise.
struct IdxOptions {
    bool ignoresExtraBytes = false; ///< bytes behind the promised ones
};

/// Reads an IDX array of `rank` dimensions, plain or gzip (told by its content, not by its name).
/// Never expands more of a gzip stream than its IDX header promises; checks its checksum and length.
Result<IdxArray> parseIdx(std::span<const std::byte> file, const std::string& name, int rank,
                          const IdxOptions& options = {});

/// Reads pictures [N, H, W] and their labels [N]. Without class names there is one for each label
/// up to the largest: "0", "1", ...
Result<std::shared_ptr<const Dataset>>
readIdx(const std::string& imagesPath, const std::string& labelsPath, const std::string& name,
        std::vector<std::string> classNames = {}, const IdxOptions& options = {});

} // namespace propago
