#pragma once
#include "core/base/text.h"

#include <tl/expected.hpp>

#include <string>

namespace propago {

/// What kind of failure; decides the exit code and names the error in JSON.
enum class ErrorCode {
    GoalNotMet,
    Usage,
    BadInput,
    Unsupported,
    FileMissing,
    FileUnreadable,
    FileUnwritable,
    Diverged,
    WorkerLost,
    OutOfMemory,
    Interrupted,
};

/// A failure that a person can act on: what happened, where, and what to do about it.
struct Error {
    ErrorCode code = ErrorCode::BadInput;
    Text what;         ///< one sentence without a full stop
    std::string where; ///< file, byte, node or row; may be empty
    Text remedy;       ///< what to do; may be empty
};

/// A value, or the error that kept it from being made. For files and whatever users type;
/// broken promises between functions throw instead.
template<typename T> using Result = tl::expected<T, Error>;

/// For returning an error from a function that returns a Result.
using Failure = tl::unexpected<Error>;

/// Makes a failure: `return fail(ErrorCode::BadInput, {PROPAGO_TEXT("..."), {...}}, "file.onnx", {...});`
Failure fail(ErrorCode code, Text what, std::string where = {}, Text remedy = {});

/// Stable identifier, e.g. "bad-input".
const char* identifier(ErrorCode code);

/// Exit code of the command line for this failure (see the table in README).
int exitCode(ErrorCode code);

/// One English sentence: what, where, what to do.
std::string describe(const Error& error);

} // namespace propago
