#pragma once
#include "core/base/result.h"
#include "core/tensor/format.h"

#include <cstdint>
#include <string>
#include <vector>

namespace propago {

class Arguments;

/// What every verb takes.
struct CommonOptions {
    std::int64_t seed = 1;
    std::int64_t threads = 0; ///< 0: all cores
    std::string precision = "fp32";
    bool isJson = false;
    bool isQuiet = false;
};

void declareCommonOptions(Arguments& arguments, CommonOptions& options);

/// Refuses a number of threads that no machine has and a precision without a name.
Result<void> checkCommonOptions(const CommonOptions& options);

/// A wrong use of the command line: exit code 2.
Failure usageError(Text what, Text remedy = {});

/// The format called `text`; a usage error names those there are.
Result<Format> precisionNamed(const std::string& text);
/// "fp32,bf16,int8"
Result<std::vector<Format>> precisionsNamed(const std::string& text);
/// "0.5,0.25,0.25"
Result<std::vector<float>> numbersIn(const std::string& text, const std::string& option);
/// The parts of `text` between commas.
std::vector<std::string> partsOf(const std::string& text);
/// "a, b, c"
std::string listed(const std::vector<std::string>& words);

} // namespace propago
