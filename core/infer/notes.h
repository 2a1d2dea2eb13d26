#pragma once
#include "core/base/text.h"
#include "core/infer/evaluation.h"

#include <cstdint>
#include <vector>

namespace propago {

/// One sentence for each bf16 or int8 row whose median latency is not below that of fp32, saying why;
/// and one for each that is emulated. Nothing is said about speed without a row of fp32.
std::vector<Text> speedNotes(const std::vector<PrecisionResult>& rows, std::int64_t macs);

/// Which rows to distrust: those whose latency changed by more than a tenth while it was measured.
std::vector<Text> driftNotes(const std::vector<PrecisionResult>& rows);

} // namespace propago
