#pragma once
#include "core/base/result.h"
#include "core/data/catalog.h"
#include "core/train/session.h"

#include <string>

namespace propago {

/// The network of `session` with the values of its next picture, drawn as on the stage
/// of the window, as .svg, .pdf or .png; or its layer table as .csv.
Result<void> writeNetwork(const Session& session, const TrainingData& data, const std::string& path,
                          int threads);

} // namespace propago
