#pragma once
#include "app/cli/model_argument.h"
#include "core/infer/calibration.h"

namespace propago {

/// The ranges that integers need, from the training part of `data` or, when that is empty, of the
/// session's own dataset. Nothing is done for other formats.
Result<Calibration> calibrationFor(const LoadedModel& model, Format format, const std::string& data,
                                   ThreadPool& pool);

} // namespace propago
