#pragma once
#include "app/cli/command.h"

#include <memory>

namespace propago {

/// `propago convert`: a session as ONNX, or an ONNX file as a session; with --precision int8 the ONNX
/// file holds integers in QDQ form.
std::unique_ptr<Command> makeConvertCommand();

} // namespace propago
