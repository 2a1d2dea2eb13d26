#include "core/base/result.h"

#include <array>

namespace propago {

namespace {

struct Row {
    ErrorCode code;
    const char* identifier;
    int exitCode;
};

constexpr std::array kRows{
    Row{ErrorCode::GoalNotMet, "goal-not-met", 1},
    Row{ErrorCode::Usage, "usage", 2},
    Row{ErrorCode::BadInput, "bad-input", 3},
    Row{ErrorCode::Unsupported, "unsupported", 3},
    Row{ErrorCode::FileMissing, "file-missing", 4},
    Row{ErrorCode::FileUnreadable, "file-unreadable", 4},
    Row{ErrorCode::FileUnwritable, "file-unwritable", 4},
    Row{ErrorCode::Diverged, "diverged", 5},
    Row{ErrorCode::WorkerLost, "worker-lost", 6},
    Row{ErrorCode::OutOfMemory, "out-of-memory", 7},
    Row{ErrorCode::Interrupted, "interrupted", 130},
};

const Row& rowOf(ErrorCode code)
{
    for (const Row& row : kRows) {
        if (row.code == code)
            return row;
    }
    return kRows[2];
}

} // namespace

Failure fail(ErrorCode code, Text what, std::string where, Text remedy)
{
    return Failure(Error{code, std::move(what), std::move(where), std::move(remedy)});
}

const char* identifier(ErrorCode code)
{
    return rowOf(code).identifier;
}

int exitCode(ErrorCode code)
{
    return rowOf(code).exitCode;
}

std::string describe(const Error& error)
{
    std::string sentence = english(error.what);
    if (!error.where.empty())
        sentence += " (" + displayable(error.where, 600) + ")";
    const std::string remedy = english(error.remedy);
    if (!remedy.empty())
        sentence += "; " + remedy;
    return sentence + ".";
}

} // namespace propago
