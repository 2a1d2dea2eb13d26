#pragma once
#include "core/base/result.h"
#include "core/tensor/tensor.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace propago {

/// What the header of a .npy file says.
struct NpyHeader {
    std::string type; ///< as numpy writes it: "<f4"
    bool isFortran = false;
    std::vector<std::int64_t> dimensions;
};

/// Reads the Python dictionary in the header: its three keys, each once, and nothing else.
std::optional<NpyHeader> parseNpyHeader(std::string_view text);

/// The dictionary for a tensor; `type` as numpy writes it.
std::string npyHeaderText(const std::string& type, const Shape& shape);

} // namespace propago
