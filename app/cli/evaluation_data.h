#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <memory>
#include <string>
#include <vector>

namespace propago {

/// Pictures to judge a network by, and other pictures to set the scales of integers with.
struct EvaluationData {
    std::shared_ptr<const Dataset> judged;
    std::shared_ptr<const Dataset> calibration; ///< the judged ones again when none were asked for
    std::vector<std::string> notes;
};

/// The part that `text` names, the test part when it names none; the other part calibrates. A pair
/// of IDX files without a part is judged whole, unless it has to yield pictures for calibration too.
Result<EvaluationData> openEvaluationData(const std::string& text, bool isCalibrated);

} // namespace propago
