#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace propago {

/// Names of categories, one in each line; a byte order mark, CR LF and empty lines at the end do no
/// harm. Refuses another number than `count`.
Result<std::vector<std::string>> readLabels(const std::string& path, std::int64_t count);

} // namespace propago
