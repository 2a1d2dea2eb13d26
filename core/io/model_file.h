#pragma once
#include "core/base/result.h"
#include "core/train/session.h"

#include <string>
#include <vector>

namespace propago {

/// What a MODEL word of the command line stands for.
struct OpenedModel {
    Session session;                ///< tensors are empty for a zoo name: not initialised yet
    std::vector<std::string> notes; ///< what the reader had to say
};

/// A zoo name (for samples of `input`, `classes`), a .propago session or an .onnx file; files are
/// told apart by their content.
Result<OpenedModel> openModel(const std::string& text, const Shape& input, std::int64_t classes);

} // namespace propago
